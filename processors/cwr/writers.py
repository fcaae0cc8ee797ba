"""Edits of writers: who made the work, and which publisher represents whom."""

from processors.cwr.errors import CwrError, Level, error_at
from processors.cwr.ownership_shares import all_parties, is_whole
from processors.cwr.parties import Writer
from processors.cwr.shares import RIGHTS, total
from processors.cwr.transaction import WorkTransaction
from processors.cwr.version import CwrVersion

CREATORS = frozenset({"CA", "A", "C"})
"""Composer-author, author, composer: those without whom there is no work."""

MODIFIERS = frozenset({"AR", "AD", "SR", "SA", "TR"})
"""Arranger, adapter, sub-arranger, sub-author, translator: those who change one."""

_OF_WORDS = frozenset({"CA", "A", "SA", "TR"})


def has_a_writer(work: WorkTransaction) -> list[CwrError]:
    """Edit 12: at least one writer record."""
    if work.writers:
        return []
    mend = "send an SWR or OWR record for every writer, unknown ones too"
    return [_of_work(work, "no_writer", "the work has no writer record", mend, "T012")]


def has_a_creator(work: WorkTransaction) -> list[CwrError]:
    """Edit 15: at least one writer is composer, author or both (CA, A, C), of a version too."""
    if any(writer.designation in CREATORS for writer in work.writers):
        return []
    why = "no writer is composer, author or composer-author"
    mend = "send the writer of the work, or of the original of a version, as CA, A or C"
    return [_of_work(work, "no_creator", why, mend, "T015")]


def version_has_modifier(work: WorkTransaction) -> list[CwrError]:
    """Edit 10: a modified version (MOD) has a writer who modified it."""
    roles = {writer.designation for writer in work.writers}
    if work.version_type != "MOD" or roles & MODIFIERS:
        return []
    why = "the version type is MOD and no writer has modified the work"
    mend = "add the arranger, adapter, translator, ... (AR, AD, SR, SA, TR), or say ORI"
    return [_of_work(work, "version_without_modifier", why, mend, "T010")]


def original_has_no_modifier(work: WorkTransaction) -> list[CwrError]:
    """Edit 23: an original work (ORI) has no writer who modified it."""
    if work.version_type != "ORI":
        return []
    return [
        _of_writer(
            work,
            writer,
            "original_with_modifier",
            f"the version type is ORI and a writer has the role {writer.designation}",
            "say MOD, or give the writer the role CA, A or C",
            "T023",
        )
        for writer in work.writers
        if writer.designation in MODIFIERS
    ]


def music_without_words(work: WorkTransaction) -> list[CwrError]:
    """Edit 45, from 2.2: a work of music only (MUS) has no writer of words (CA, A, SA, TR)."""
    if work.version < CwrVersion.V22 or work.text_music != "MUS":
        return []
    return [
        _of_writer(
            work,
            writer,
            "words_in_music_only",
            f"the work is music only (MUS) and a writer has the role {writer.designation}",
            "give the writer the role C or AR, or say MTX",
            "T045",
        )
        for writer in work.writers
        if writer.designation in _OF_WORDS
    ]


def version_shares(work: WorkTransaction) -> list[CwrError]:
    """SWR F020: of a MOD, a creator (C, CA, A) without shares needs a modifier (SWR) with shares.

    The edit stands in the list of SWR and OWR; the modifier has to be an SWR. Not in 3.0.
    """
    someone = any(
        w.controlled and w.designation in MODIFIERS and w.ownership.any for w in work.writers
    )
    if work.version_type != "MOD" or someone or not work.version.has_ownership_shares:
        return []
    return [
        error_at(
            writer.place,
            Level.TRANSACTION,
            "version_nobody_owns",
            f"writer {writer.designation} of a MOD has no shares, nor has a controlled modifier",
            "give shares to the arranger, adapter, ... (SWR) or to this writer",
            edit="F020",
        )
        for writer in work.writers
        if writer.designation in CREATORS and not writer.ownership.any
    ]


def is_unpublished(work: WorkTransaction) -> bool:
    """Whether writers own all of each right anyone owns: there is no publisher to name.

    In 3.0, where nothing says what is owned, every work may be.
    """
    owned = [(right, all_parties(work, right)) for right in RIGHTS]
    return all(
        is_whole(total((w.ownership for w in work.writers), right)) for right, all_ in owned if all_
    )


def controlled_writer_published(work: WorkTransaction) -> list[CwrError]:
    """SWR R002: unless the work is unpublished, every controlled writer has a PWR record."""
    if is_unpublished(work):
        return []
    return [
        error_at(
            writer.place,
            Level.TRANSACTION,
            "writer_without_publisher",
            "a controlled writer of a published work has no PWR record",
            "add a PWR record with the original publisher that represents the writer",
            edit="R002",
        )
        for writer in work.writers
        if writer.controlled and not writer.publishers
    ]


WRITER_RULES = (
    has_a_writer,
    has_a_creator,
    version_has_modifier,
    original_has_no_modifier,
    music_without_words,
    version_shares,
    controlled_writer_published,
)


def _of_work(work: WorkTransaction, code: str, why: str, mend: str, edit: str) -> CwrError:
    return error_at(work.place, Level.TRANSACTION, code, why, mend, edit=edit)


def _of_writer(
    work: WorkTransaction, writer: Writer, code: str, why: str, mend: str, edit: str
) -> CwrError:
    record = work.place.record
    return error_at(writer.place, Level.TRANSACTION, code, why, mend, edit=edit, record=record)
