"""Publishers and writers of a work transaction, and where they collect."""

from dataclasses import dataclass, field

from processors.cwr.errors import Place
from processors.cwr.shares import Shares


@dataclass(frozen=True, slots=True)
class Societies:
    """Society codes by right, three digits as in the file (``052``), empty when blank."""

    pr: str = ""
    mr: str = ""
    sr: str = ""


@dataclass(frozen=True, slots=True)
class Collection:
    """SPT, OPT, SWT or OWT: what a party collects in a territory, or that it is excluded.

    ``tis`` is the territory code as in the file (``2136``, ``0056``), ``sign`` I or E (other
    letters are kept, the edits tell them). ``number`` is the sequence number, None when
    blank.
    """

    place: Place
    controlled: bool
    ip_number: str
    sign: str
    tis: str
    number: int | None
    shares: Shares
    shares_change: bool = False


@dataclass(frozen=True, slots=True)
class Publisher:
    """SPU (``controlled``) or OPU.

    ``chain`` is the publisher sequence number, None when blank. ``kind`` is the publisher type: E
    original, AQ acquirer, AM administrator, SE sub-publisher, PA income participant, ES
    substituted, ET employer; empty when blank. ``ownership`` is what is owned, ``collections`` (in
    the order of the file) what is collected where. Texts have no trailing blanks.
    """

    place: Place
    controlled: bool
    chain: int | None
    kind: str
    ip_number: str = ""
    name: str = ""
    unknown: bool = False
    ipi_name_number: str = ""
    ipi_base_number: str = ""
    tax_id: str = ""
    ownership: Shares = field(default_factory=Shares)
    societies: Societies = field(default_factory=Societies)
    agreement_type: str = ""
    submitter_agreement: str = ""
    society_agreement: str = ""
    international_agreement: str = ""
    special_agreements: str = ""
    usa_license: str = ""
    collections: tuple[Collection, ...] = ()


@dataclass(frozen=True, slots=True)
class PublisherLink:
    """PWR: which publisher represents the writer it follows, and under which agreement.

    ``chain`` is the publisher sequence number (2.2 and later), None when blank.
    """

    place: Place
    publisher_ip_number: str
    publisher_name: str
    writer_ip_number: str = ""
    chain: int | None = None
    submitter_agreement: str = ""
    society_agreement: str = ""


@dataclass(frozen=True, slots=True)
class Writer:
    """SWR (``controlled``) or OWR.

    ``designation`` is the role: CA, A, C wrote the work; AR, AD, SR, SA, TR changed one; PA takes
    part in the income only; empty when blank.
    """

    place: Place
    controlled: bool
    designation: str
    ip_number: str = ""
    last_name: str = ""
    first_name: str = ""
    unknown: bool = False
    ipi_name_number: str = ""
    ipi_base_number: str = ""
    tax_id: str = ""
    ownership: Shares = field(default_factory=Shares)
    societies: Societies = field(default_factory=Societies)
    reversionary: str = ""
    work_for_hire: str = ""
    usa_license: str = ""
    collections: tuple[Collection, ...] = ()
    publishers: tuple[PublisherLink, ...] = ()
