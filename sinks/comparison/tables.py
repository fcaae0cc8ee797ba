"""Which rows and columns of the warehouse say a result, and which only how it was reached."""

from dataclasses import dataclass
from typing import Final

from schemas import topics

LEFT_OUT_COLUMNS: Final = {
    "version": "how many facts a partition knew: another order or number of batches, another count",
}
NOT_COMPARED: Final = {
    "evidence_rows": "what the log's key signed, which is said once for all generations",
    "tree_head_rows": "what the log's key signed, which is said once for all generations",
    "ingest_batches": "how rows were inserted",
    "schema_migrations": "how the tables were made",
}
_INPUTS: Final = ", ".join(f"'{name}'" for name in topics.INPUTS)


@dataclass(frozen=True, slots=True)
class ComparedTable:
    """A table by its natural key, and the condition of rows that readers see: what was said once
    and no longer holds depends on what came first. `binary` columns hold any bytes."""

    name: str
    key: tuple[str, ...]
    holds: str = "1 = 1"
    binary: frozenset[str] = frozenset()


TABLES: Final = (
    ComparedTable(
        "accrual_lines",
        ("sender", "report_id", "revision", "part", "content", "line", "work"),
        "state_code < 6",
    ),
    ComparedTable("receipt_rows", ("receipt_key",)),
    ComparedTable(
        "dead_letter_rows",
        ("topic", "kafka_partition", "kafka_offset"),
        # Others are what the sink could not read on topics of its own generation.
        f"topic IN ({_INPUTS})",
        frozenset({"message_key", "message"}),
    ),
    ComparedTable("case_rows", ("case_id", "work"), "state != 'Moved'"),
    ComparedTable(
        "anomaly_rows", ("kind", "subject", "platform", "report_id", "detail"), "active = 1"
    ),
    ComparedTable("ownership_pictures", ("work",)),
    ComparedTable("trade_rows", ("kind", "source", "trade_id", "assigned_work")),
    ComparedTable(
        "platform_allocation_rows",
        ("sender", "report_id", "revision", "part", "content", "row_number"),
    ),
)

UNLICENSED_BY_PARTITION: Final = (
    "anomaly_rows of unlicensed usage: each is of the lines that came by one partition of matching;"
    " the lines themselves are compared"
)


def tables_for(*, same_partitions: bool) -> tuple[ComparedTable, ...]:
    """The tables, with the rows that do not depend on the number of partitions where it differs."""
    if same_partitions:
        return TABLES
    return tuple(
        ComparedTable(one.name, one.key, f"{one.holds} AND kind != 'UnlicensedUsage'", one.binary)
        if one.name == "anomaly_rows"
        else one
        for one in TABLES
    )
