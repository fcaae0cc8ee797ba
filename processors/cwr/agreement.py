"""An agreement transaction (AGR with its TER and IPA records) as typed data, unchecked.

Days are days since 1970-01-01; None is a blank date (and one the reader has refused).
"""

from dataclasses import dataclass, field

from processors.cwr.errors import Place
from processors.cwr.parties import Societies
from processors.cwr.shares import Shares
from processors.cwr.version import CwrVersion


@dataclass(frozen=True, slots=True)
class AgreementTerritory:
    """TER: ``sign`` I or E, ``tis`` the code as in the file; the order of the file counts."""

    place: Place
    sign: str
    tis: str


@dataclass(frozen=True, slots=True)
class AgreementParty:
    """IPA: ``role`` AS (assignor) or AC (acquirer), with the shares this agreement gives it."""

    place: Place
    role: str
    ip_number: str
    last_name: str
    first_name: str = ""
    ipi_name_number: str = ""
    ipi_base_number: str = ""
    shares: Shares = field(default_factory=Shares)
    societies: Societies = field(default_factory=Societies)


@dataclass(frozen=True, slots=True)
class AgreementScope:
    """TER records and the IPA records that follow: who assigns what to whom, and where."""

    territories: tuple[AgreementTerritory, ...]
    parties: tuple[AgreementParty, ...]


@dataclass(frozen=True, slots=True)
class AgreementTerms:
    """The dates and statuses of an AGR record, which decide who collects.

    ``prior_royalty_status``: N none, A all, D from ``prior_royalty_start_day`` on.
    ``post_term_status``: N no, O open-ended, D until ``post_term_end_day``. Last days are
    inclusive, as in the file. Of a checked agreement ``start_day`` is not None.
    """

    start_day: int | None
    end_day: int | None = None
    retention_end_day: int | None = None
    prior_royalty_status: str = ""
    prior_royalty_start_day: int | None = None
    post_term_status: str = ""
    post_term_end_day: int | None = None


@dataclass(frozen=True, slots=True)
class AgreementTransaction:
    """AGR. ``kind`` is OS, OG, PS or PG: original or sub-publishing, specific or general.

    ``sales_manufacture`` is S, M or empty. ``scopes`` starts a new one at each TER after an IPA.
    """

    place: Place
    version: CwrVersion
    submitter_agreement: str
    kind: str
    terms: AgreementTerms
    signed_day: int | None = None
    number_of_works: int | None = None
    sales_manufacture: str = ""
    shares_change: bool = False
    advance_given: bool = False
    international_agreement: str = ""
    society_agreement: str = ""
    scopes: tuple[AgreementScope, ...] = ()
