"""Small work and agreement transactions that keep every edit, to be changed in one place."""

from dataclasses import replace
from datetime import date
from itertools import count

from processors.cwr.agreement import (
    AgreementParty,
    AgreementScope,
    AgreementTerms,
    AgreementTerritory,
    AgreementTransaction,
)
from processors.cwr.edits import edit_work
from processors.cwr.errors import Place
from processors.cwr.parties import Collection, Publisher, PublisherLink, Societies, Writer
from processors.cwr.shares import Shares
from processors.cwr.transaction import WorkTransaction
from processors.cwr.version import CwrVersion
from processors.days import day_of

DAY = day_of(date(2025, 5, 13))
WORLD, EUROPE, COMMONWEALTH = "2136", "2120", "2114"
UK, IRELAND, CANADA, USA = "0826", "0372", "0124", "0840"
IPI = "00014107338"

_lines = count(10)


def at(record: str) -> Place:
    """A place of its own: no two records of a test share a line."""
    line = next(_lines)
    return Place(record, line, 0, line)


def shares(pr: int | None, mr: int | None = 0, sr: int | None = 0) -> Shares:
    return Shares(pr, mr, sr)


def spt(
    ip: str, sign: str, tis: str, number: int | None, held: Shares, **said: object
) -> Collection:
    """A controlled territory record of a publisher."""
    record = Collection(at("SPT"), True, ip, sign, tis, number, held)
    return replace(record, **said)  # type: ignore[arg-type]


def swt(
    ip: str, sign: str, tis: str, number: int | None, held: Shares, **said: object
) -> Collection:
    """A controlled territory record of a writer."""
    record = Collection(at("SWT"), True, ip, sign, tis, number, held)
    return replace(record, **said)  # type: ignore[arg-type]


def uncontrolled(record: Collection) -> Collection:
    """The same as OPT or OWT."""
    name = {"SPT": "OPT", "SWT": "OWT"}[record.place.record]
    return replace(record, place=replace(record.place, record=name), controlled=False)


def spu(chain: int, kind: str, ip: str, owned: Shares, **said: object) -> Publisher:
    publisher = Publisher(
        at("SPU"),
        True,
        chain,
        kind,
        ip,
        name=f"PUBLISHER {ip}",
        ipi_name_number=IPI,
        ownership=owned,
    )
    return replace(publisher, **said)  # type: ignore[arg-type]


def opu(chain: int | None, kind: str, owned: Shares, **said: object) -> Publisher:
    publisher = Publisher(at("OPU"), False, chain, kind, unknown=True, ownership=owned)
    return replace(publisher, **said)  # type: ignore[arg-type]


def pwr(writer: str, publisher: str, chain: int | None, **said: object) -> PublisherLink:
    link = PublisherLink(at("PWR"), publisher, f"PUBLISHER {publisher}", writer, chain)
    return replace(link, **said)  # type: ignore[arg-type]


def swr(role: str, ip: str, owned: Shares, *links: PublisherLink, **said: object) -> Writer:
    writer = Writer(
        at("SWR"),
        True,
        role,
        ip,
        last_name=f"WRITER {ip}",
        ipi_name_number=IPI,
        ownership=owned,
        publishers=links,
    )
    return replace(writer, **said)  # type: ignore[arg-type]


def owr(role: str, owned: Shares, **said: object) -> Writer:
    writer = Writer(at("OWR"), False, role, last_name="OTHER", ipi_name_number=IPI, ownership=owned)
    return replace(writer, **said)  # type: ignore[arg-type]


def publishers_half() -> tuple[Publisher, ...]:
    """One chain that owns and collects 50 % of PR and all of MR and SR."""
    held = shares(5000, 10000, 10000)
    return (spu(1, "E", "P1", held, collections=(spt("P1", "I", WORLD, 1, held),)),)


def writers_half(role: str = "CA") -> tuple[Writer, ...]:
    """One writer who owns and collects the other 50 % of PR."""
    held = shares(5000)
    collected = (swt("W1", "I", WORLD, 1, held),)
    return (swr(role, "W1", held, pwr("W1", "P1", 1), collections=collected),)


def a_work(**said: object) -> WorkTransaction:
    """A work of one writer and one publisher that no edit objects to."""
    kind = said.get("kind", "NWR")
    work = WorkTransaction(
        at(str(kind)),
        "NWR",
        CwrVersion.V22,
        "MIDNIGHT SERENADE",
        "KEY001",
        version_type="ORI",
        distribution_category="POP",
        publishers=publishers_half(),
        writers=writers_half(),
    )
    return replace(work, **said)  # type: ignore[arg-type]


def told(work: WorkTransaction, on_day: int = DAY) -> list[tuple[str, str]]:
    """The (record type, edit) of every error, sorted; empty if the work keeps all edits."""
    return sorted((error.record, error.edit) for error in edit_work(work, on_day).errors)


def ipa(role: str, ip: str, held: Shares, **said: object) -> AgreementParty:
    societies = Societies("052", "044", "044")
    party = AgreementParty(at("IPA"), role, ip, f"PARTY {ip}", shares=held, societies=societies)
    return replace(party, **said)  # type: ignore[arg-type]


def ter(sign: str, tis: str) -> AgreementTerritory:
    return AgreementTerritory(at("TER"), sign, tis)


def a_scope(*parties: AgreementParty) -> AgreementScope:
    """World, by default from one assignor to one acquirer."""
    some = (ipa("AS", "W1", shares(5000)), ipa("AC", "P1", shares(5000, 10000)))
    return AgreementScope((ter("I", WORLD),), parties or some)


def an_agreement(**said: object) -> AgreementTransaction:
    """An agreement that no edit objects to; what belongs to its terms may be given as well."""
    terms = {name: said.pop(name) for name in list(said) if name in AgreementTerms.__slots__}
    agreement = AgreementTransaction(
        at("AGR"),
        CwrVersion.V22,
        "AGR-1",
        "OG",
        AgreementTerms(
            start_day=day_of(date(2010, 1, 1)), prior_royalty_status="N", post_term_status="N"
        ),
        number_of_works=1,
        scopes=(a_scope(),),
    )
    agreement = replace(agreement, terms=replace(agreement.terms, **terms))  # type: ignore[arg-type]
    return replace(agreement, **said)  # type: ignore[arg-type]


def of_3_0(publisher_collects: int, writer_collects: int) -> WorkTransaction:
    """As 3.0 has it: no ownership, links without names; PR is collected in the world."""
    collected = (spt("P1", "I", WORLD, 1, shares(publisher_collects)),)
    publishers = (spu(1, "E", "P1", shares(None, None, None), collections=collected),)
    link = pwr("W1", "P1", 1, publisher_name="")
    records = (swt("W1", "I", WORLD, 1, shares(writer_collects)),)
    writers = (swr("CA", "W1", shares(None, None, None), link, collections=records),)
    return a_work(kind="WRK", version=CwrVersion.V30, publishers=publishers, writers=writers)
