"""Edits of PWR records, which link a writer to the publisher that represents them.

2.1 links by interested party number alone and numbers its edits otherwise than 2.2, which links by
the publisher's sequence number, since one publisher may start several chains.
"""

from collections.abc import Iterator

from processors.cwr.chains import HEAD_KINDS, kind_of
from processors.cwr.errors import CwrError, Level, error_at
from processors.cwr.parties import Publisher, PublisherLink, Writer
from processors.cwr.transaction import WorkTransaction
from processors.cwr.version import CwrVersion

_NUMBER = "Publisher IP #"
_NAME = "Publisher Name"
_WRITER = "Writer IP #"
_SEQUENCE = "Publisher Sequence #"


def publisher_links(work: WorkTransaction) -> list[CwrError]:
    """PWR F001, F002, F005 and R001 of 2.1; F007 to F013 of 2.2 and later."""
    rule = _links_of_2_1 if work.version < CwrVersion.V22 else _links_of_2_2
    return [
        error
        for writer in work.writers
        for link in writer.publishers
        for error in rule(work, writer, link)
    ]


def represented_by(work: WorkTransaction, link: PublisherLink) -> Publisher | None:
    """The head of the chain a link names, by sequence number if it has one, else by number."""
    heads = (p for p in work.publishers if kind_of(p) in HEAD_KINDS)
    if link.chain is not None:
        return next((p for p in heads if p.chain == link.chain), None)
    return next((p for p in heads if p.ip_number == link.publisher_ip_number), None)


def _links_of_2_1(work: WorkTransaction, writer: Writer, link: PublisherLink) -> Iterator[CwrError]:
    if not writer.controlled:
        why = "a PWR record follows an OWR record"
        mend = "leave it out, or send the file as 2.2, which allows it"
        yield _error(link, Level.RECORD, "link_of_other_writer", why, mend, "R001")
        return
    publisher = represented_by(work, link) if link.publisher_ip_number else None
    if publisher is None or not publisher.controlled:
        why = f"no original publisher or income participant has number {link.publisher_ip_number!a}"
        mend = "use the interested party number of the SPU record that starts the chain"
        yield _error(link, Level.TRANSACTION, "link_to_nobody", why, mend, "F001", _NUMBER)
    else:
        yield from _name(link, publisher, "F002")
    if link.writer_ip_number != writer.ip_number or not link.writer_ip_number:
        yield _wrong_writer(link, writer, Level.RECORD, "F005")


def _links_of_2_2(work: WorkTransaction, writer: Writer, link: PublisherLink) -> Iterator[CwrError]:
    controlled = writer.controlled
    publisher = represented_by(work, link) if link.chain is not None else None
    if publisher is None:
        said = "no sequence number" if link.chain is None else f"sequence number {link.chain}"
        why = f"the link has {said}, which is no chain with an original publisher"
        mend = "use the sequence number of the original publisher or income participant"
        yield _error(link, Level.TRANSACTION, "link_to_no_chain", why, mend, "F007", _SEQUENCE)
    missing = (
        (link.writer_ip_number, "F008", _WRITER),
        (link.publisher_ip_number, "F009", _NUMBER),
        (link.publisher_name, "F010", _NAME),
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
