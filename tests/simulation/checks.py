"""What must hold after a run. Each function raises AssertionError, in words."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from schemas import topics
from schemas.codecs import codecs_of
from sinks.rows.records import collectors
from tests.processors.market_oracle import MarketOracle
from tests.processors.sent_events import Sent

from .broker import Broker
from .warehouse import Key, ModelWarehouse, Values, key_of, table_rules


class ShownTwice(AssertionError):
    """A reader sees one row twice."""


Rows = dict[Key, Values]
Picture = dict[str, Rows]
"""Rows of each table by key, as the views show them and without versions."""

_OF_ONE_SENDING = ("kafka_partition", "kafka_offset", "recorded_at", "event_id")
"""What a receipt says of one sending: usage sent twice with one content has one receipt."""
_MOVED = 6
_UNMATCHED = 3


def picture_of(warehouse: ModelWarehouse) -> Picture:
    """What readers see. Of what was sent more than once any sending may be in its receipt."""
    picture: Picture = {}
    for table in table_rules():
        shown: Rows = {}
        for row in warehouse.final(table):
            if _is_shown(table, row):
                key = key_of(table, row)
                if key in shown:
                    raise ShownTwice(f"{table} shows {key} twice")
                unsaid = ("version", *(_OF_ONE_SENDING if table == "receipt_rows" else ()))
                shown[key] = {name: value for name, value in row.items() if name not in unsaid}
        picture[table] = shown
    return picture


def _is_shown(table: str, row: Values) -> bool:
    if table == "accrual_lines":
        return bool(row["state_code"] < _MOVED)
    if table == "anomaly_rows":
        return bool(row["active"])
    return not (table == "case_rows" and row["state"] == "Moved")


def check_same(picture: Picture, other: Picture, other_name: str) -> None:
    """The same rows, to the byte."""
    for table, rows in picture.items():
        expected = other[table]
        lost, more = expected.keys() - rows.keys(), rows.keys() - expected.keys()
        wrong = [key for key in rows.keys() & expected.keys() if rows[key] != expected[key]]
        if lost or more or wrong:
            first = min([*lost, *more, *wrong], key=repr)
            raise AssertionError(
                f"{table}: {len(lost)} rows lost, {len(more)} too many, {len(wrong)} wrong against "
                f"{other_name}; {first}: {_differences(rows.get(first), expected.get(first))}"
            )


def _differences(row: Values | None, expected: Values | None) -> str:
    if row is None or expected is None:
        return f"{row} is not {expected}"
    return ", ".join(
        f"{name} {row[name]} is not {expected[name]}" for name in row if row[name] != expected[name]
    )


def check_lines_conserved(picture: Picture) -> None:
    """Lines that were received are accrued, held, unmatched, superseded or rejected, once each."""
    receipts = picture["receipt_rows"].values()
    received = sum(row["lines"] for row in receipts)
    refused = sum(row["lines"] for row in receipts if not row["accepted"])
    shown = len(picture["accrual_lines"])
    assert received == refused + shown, f"{received} lines in, {refused} refused, {shown} shown"


def check_money_conserved(picture: Picture) -> None:
    """Royalties of each currency are in accounts, to the last unit."""
    royalties: Counter[str] = Counter()
    accounts: Counter[str] = Counter()
    for row in picture["accrual_lines"].values():
        if row["state_code"] <= _UNMATCHED:
            royalties[row["currency"]] += row["royalty_e8"]
            accounts[row["currency"]] += sum(row["entry_amount_e8"])
    assert royalties == accounts, f"royalties {dict(royalties)}, in accounts {dict(accounts)}"


def check_versions_say_one_thing(warehouse: ModelWarehouse) -> None:
    """Of the highest version of a key, all rows ever inserted say the same: which of them came last
    does not matter. (After a torn batch lower versions may differ, see test_crash_and_restore.)"""
    for table in table_rules():
        highest: dict[Key, tuple[int, list[Values]]] = {}
        for row in warehouse.inserted(table):
            key, version = key_of(table, row), row["version"]
            known = highest.get(key)
            if known is None or version > known[0]:
                highest[key] = (version, [row])
            elif version == known[0]:
                known[1].append(row)
        for key, (version, rows) in highest.items():
            unsaid = _OF_ONE_SENDING if table == "receipt_rows" else ()
            said = [{name: row[name] for name in row if name not in unsaid} for row in rows]
            others = [one for one in said if one != said[0]]
            assert not others, (
                f"{table}: {key} is said in two ways under version {version}: "
                f"{_differences(others[0], said[0])}"
            )


def check_oracle(picture: Picture, sent: Iterable[Sent], partitions: int) -> None:
    """Rows, cases and unlicensed usage are those the slow oracle says of the set of events."""
    oracle = MarketOracle(sent, partitions)
    _same_counts("lines", _oracle_rows(picture), oracle.rows())
    _same_counts("unlicensed usage", _unlicensed(picture), oracle.unlicensed())
    cases = {key: (row["state"], row["licence"]) for key, row in picture["case_rows"].items()}
    assert cases == oracle.cases(), f"cases {cases} are not the oracle's {oracle.cases()}"


def _same_counts(what: str, found: Counter[Any], expected: Counter[Any]) -> None:
    assert found == expected, f"{what}: {found - expected} are not the oracle's {expected - found}"


def _oracle_rows(picture: Picture) -> Counter[tuple[Any, ...]]:
    return Counter(
        (
            row["sender"], row["report_id"], row["revision"], row["part"], row["line"],
            row["work"], row["state_code"], row["hold_code"], row["royalty_e8"], row["units"],
            row["revenue_micros"], row["work"] or row["reference"], tuple(
                zip(
                    row["entry_holder"], row["entry_account"], row["entry_right"],
                    row["entry_licence"], row["entry_amount_e8"], strict=True,
                )
            ),
        )
        for row in picture["accrual_lines"].values()
    )  # fmt: skip


def _unlicensed(picture: Picture) -> Counter[tuple[Any, ...]]:
    found: Counter[tuple[Any, ...]] = Counter()
    for row in picture["anomaly_rows"].values():
        if row["kind"] == "UnlicensedUsage":
            use, _, part = row["detail"].partition(" part ")
            revision, number, _ = part.split(".", 2)
            found[
                row["subject"], row["platform"], row["report_id"], use, int(revision),
                int(number), row["value"], row["amount_e8"],
            ] += 1  # fmt: skip
    return found


def read_again(broker: Broker) -> tuple[ModelWarehouse, int]:
    """An empty warehouse filled by reading every output topic from offset 0, and how many rows a
    reader is given that it was given before: same key, same version."""
    warehouse, decode, gathered = ModelWarehouse(), codecs_of(None).decode, collectors()
    for topic in topics.OUTPUTS:
        for number in broker.partitions_of(topic):
            for record in broker.logs[topic, number]:
                assert record.value is not None
                gathered[topic].add(decode(topic, record.value))
    again = 0
    for collector in gathered.values():
        if collector.rows:
            warehouse.insert(collector.table, collector.take(), "read again")
            rows = warehouse.inserted(collector.table)
            again += len(rows) - len(
                {(key_of(collector.table, one), one["version"]) for one in rows}
            )
    return warehouse, again
