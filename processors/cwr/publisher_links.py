"""Edits of PWR records, which link a writer to the publisher that represents them.

2.1 links by interested party number alone and numbers its edits otherwise than 2.2, which links by
the publisher's sequence number, since one publisher may start several chains. 3.0 has no names.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from processors.cwr.chains import HEAD_KINDS, kind_of
from processors.cwr.errors import CwrError, Level, error_at
from processors.cwr.parties import Publisher, PublisherLink, Writer
from processors.cwr.transaction import WorkTransaction
from processors.cwr.version import CwrVersion

_NUMBER = "Publisher IP #"
_NAME = "Publisher Name"
_WRITER = "Writer IP #"
_SEQUENCE = "Publisher Sequence #"


@dataclass(frozen=True, slots=True)
class ChainHeads:
    """Original publishers and income participants, whom a writer may be linked to."""

    by_chain: dict[int, Publisher]
    by_number: dict[str, Publisher]
    by_both: dict[tuple[int, str], Publisher]

    @staticmethod
    def of(work: WorkTransaction) -> "ChainHeads":
        """Of two with one number the first counts."""
        heads = [p for p in reversed(work.publishers) if kind_of(p) in HEAD_KINDS]
        by_chain = {p.chain: p for p in heads if p.chain is not None}
        by_both = {(p.chain, p.ip_number): p for p in heads if p.chain is not None}
        return ChainHeads(by_chain, {p.ip_number: p for p in heads if p.ip_number}, by_both)

    def named_by(self, link: PublisherLink) -> Publisher | None:
        """Whom a link names: by sequence number if it has one, else by party number.

        An income participant may stand behind the original publisher in a chain; the party number
        then says which of them.
        """
        if link.chain is not None:
            key = (link.chain, link.publisher_ip_number)
            return self.by_both.get(key) or self.by_chain.get(link.chain)
        return self.by_number.get(link.publisher_ip_number)


def publisher_links(work: WorkTransaction) -> list[CwrError]:
    """PWR F001, F002, F005 and R001 of 2.1; F007 to F013 of 2.2 and later."""
    heads = ChainHeads.of(work)
    errors: list[CwrError] = []
    for writer in work.writers:
        for link in writer.publishers:
            if work.version < CwrVersion.V22:
                errors += _links_of_2_1(heads, writer, link)
            else:
                names = work.version.has_ownership_shares
                errors += _links_of_2_2(heads, writer, link, with_names=names)
    return errors


def _links_of_2_1(heads: ChainHeads, writer: Writer, link: PublisherLink) -> Iterator[CwrError]:
    if not writer.controlled:
        why = "a PWR record follows an OWR record"
        mend = "leave it out, or send the file as 2.2, which allows it"
        yield _error(link, Level.RECORD, "link_of_other_writer", why, mend, "R001")
        return
    publisher = heads.by_number.get(link.publisher_ip_number)
    if publisher is None or not publisher.controlled:
        why = f"no original publisher or income participant has number {link.publisher_ip_number!a}"
        mend = "use the interested party number of the SPU record that starts the chain"
        yield _error(link, Level.TRANSACTION, "link_to_nobody", why, mend, "F001", _NUMBER)
    else:
        yield from _name(link, publisher, "F002")
    if link.writer_ip_number != writer.ip_number or not link.writer_ip_number:
        yield _wrong_writer(link, writer, Level.RECORD, "F005")


def _links_of_2_2(
    heads: ChainHeads, writer: Writer, link: PublisherLink, with_names: bool
) -> Iterator[CwrError]:
    controlled = writer.controlled
    publisher = heads.named_by(link) if link.chain is not None else None
    if publisher is None:
        said = "no sequence number" if link.chain is None else f"sequence number {link.chain}"
        why = f"the link has {said}, which is no chain with an original publisher"
        mend = "use the sequence number of the original publisher or income participant"
        yield _error(link, Level.TRANSACTION, "link_to_no_chain", why, mend, "F007", _SEQUENCE)
    missing = (
        (link.writer_ip_number, "F008", _WRITER),
        (link.publisher_ip_number, "F009", _NUMBER),
        (link.publisher_name or not with_names, "F010", _NAME),
    )
    for value, edit, field in missing:
        if controlled and not value:
            why = f"the link of a controlled writer has no {field}"
            yield _error(link, Level.TRANSACTION, "link_incomplete", why, "enter it", edit, field)
    if link.writer_ip_number and link.writer_ip_number != writer.ip_number:
        yield _wrong_writer(link, writer, Level.TRANSACTION, "F011")
    if publisher is None:
        return
    if link.publisher_ip_number and link.publisher_ip_number != publisher.ip_number:
        why = f"chain {link.chain} starts with {publisher.ip_number!a}, "
        why += f"not {link.publisher_ip_number!a}"
        mend = "use the number of the publisher that starts the chain"
        yield _error(link, Level.TRANSACTION, "link_to_another", why, mend, "F012", _NUMBER)
    yield from _name(link, publisher, "F013")


def _name(link: PublisherLink, publisher: Publisher, edit: str) -> Iterator[CwrError]:
    if link.publisher_name and link.publisher_name != publisher.name:
        why = f"the publisher is called {publisher.name!a} in its own record"
        mend = "write the same name in both; its own record is taken"
        yield _error(link, Level.FIELD, "link_name", why, mend, edit, _NAME)


def _wrong_writer(link: PublisherLink, writer: Writer, level: Level, edit: str) -> CwrError:
    why = f"the link is of writer {link.writer_ip_number!a} and follows {writer.ip_number!a}"
    mend = "put it after its writer, with the number of that writer"
    return _error(link, level, "link_of_another_writer", why, mend, edit, _WRITER)


def _error(
    link: PublisherLink, level: Level, code: str, why: str, mend: str, edit: str, field: str = ""
) -> CwrError:
    return error_at(link.place, level, code, why, mend, edit=edit, field=field)
