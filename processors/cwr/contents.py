"""Edits of what else a work transaction must contain."""

from processors.cwr.errors import CwrError, Level, error_at
from processors.cwr.transaction import WorkTransaction
from processors.cwr.version import CwrVersion


def film_names_its_production(work: WorkTransaction) -> list[CwrError]:
    """Edit 39: a work of type FM has an ORN record with a production title."""
    if work.work_type != "FM" or any(origin.production_title for origin in work.origins):
        return []
    why = "the work is of type FM (film) and no ORN record names a production"
    mend = "add an ORN record with its production title"
    return [_of_work(work, "film_without_production", why, mend, "T039")]


def serious_work_has_instruments(work: WorkTransaction) -> list[CwrError]:
    """Edit 53 (2.2; the edits of 2.1 do not ask for it): a SER work has an INS or IND record."""
    if work.version < CwrVersion.V22 or work.distribution_category != "SER":
        return []
    if work.instrumentations:
        return []
    why = "the distribution category is SER and there is no instrumentation"
    mend = "add an INS or IND record"
    return [_of_work(work, "serious_without_instruments", why, mend, "T053")]


CONTENT_RULES = (film_names_its_production, serious_work_has_instruments)


def _of_work(work: WorkTransaction, code: str, why: str, mend: str, edit: str) -> CwrError:
    return error_at(work.place, Level.TRANSACTION, code, why, mend, edit=edit)
