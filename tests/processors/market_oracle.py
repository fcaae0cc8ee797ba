"""The whole pipeline again, slowly: one line, one leaf territory, one claim at a time.

What it says follows from the *set* of events sent alone; it shares no code with `processors` but
the list of leaf territories. Title and licences are those of
`ownership_oracle`. Rows are as `Market.rows()` has them, without the block's digest.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any
from zlib import crc32

from schemas import topics
from tests.processors.fraction_oracle import hamilton, revenue_share
from tests.processors.ownership_oracle import instant
from tests.processors.ownership_oracle.known import Known, highest, read
from tests.processors.ownership_oracle.licence_words import Use
from tests.processors.ownership_oracle.licences import read_licences
from tests.processors.ownership_oracle.parking import taking_effect
from tests.processors.sent_events import Sent, highest_revision, usage_leaves

Row = tuple[Any, ...]

ACCRUED, HELD, UNMATCHED, SUPERSEDED, REJECTED = range(1, 6)
NONE, UNLICENSED, OVERCLAIM, CURRENCY, TERRITORY, AMOUNT_LIMIT = range(6)
PAYABLE, IN_HOLD, UNCLAIMED, WAITING = range(1, 5)
RIGHT_NAMES = (
    "UserDefined", "MakeAvailable", "Mechanical", "Performing", "Print", "Reproduction",
    "Synchronization",
)  # fmt: skip
RIGHT_OF_USE = {
    "OnDemandStream": "MakeAvailable",
    "PermanentDownload": "MakeAvailable",
    "Broadcast": "Performing",
    "NonInteractiveStream": "Performing",
    "Rent": "Reproduction",
    "Print": "Print",
}


def _works(about_title: list[Sent]) -> set[str]:
    return {one.body["work"] for one in about_title if "work" in one.body and not one.refused}


def _parked(about_title: list[Sent], work: str) -> list[Sent]:
    """Of what names the work, what waits for a refused event; withdrawn trades name none."""
    counts = {id(one) for one in taking_effect(about_title, work)}
    return [one for one in about_title if one.body.get("work") == work and id(one) not in counts]


class MarketOracle:
    """Answers for one set of events."""

    def __init__(self, sent: Iterable[Sent], partitions: int) -> None:
        self.partitions = partitions
        said = list(sent)
        about_title = [one for one in said if one.topic in (topics.REGISTRATIONS, topics.TRADES)]
        self._said_of_title = about_title
        parked = {id(one) for work in _works(about_title) for one in _parked(about_title, work)}
        self.sent = [one for one in said if not one.refused and id(one) not in parked]
        self.registrations = self._by(topics.REGISTRATIONS, "registration_id")
        self._title = [one for one in about_title if not one.refused]
        self._licences = read_licences(self._title)
        self._of_work: dict[str, Known] = {}

    def _by(self, topic: str, name: str) -> dict[tuple[str, ...], list[Sent]]:
        groups: dict[tuple[str, ...], list[Sent]] = {}
        for sent in self.sent:
            if sent.topic == topic and name in sent.body and "revision" in sent.body:
                key = (sent.source, sent.body[name], sent.body.get("work", ""))
                groups.setdefault(key, []).append(sent)
        return groups

    def in_force(self, work: str) -> list[Sent]:
        """Registrations of the work that hold."""
        best = [
            highest_revision(group) for key, group in self.registrations.items() if key[2] == work
        ]
        return [one for one in best if one.kind == "RegistrationSubmitted"]

    def work_of(self, reference: str) -> str:
        """The work that claimed the reference first; "" when none has."""
        if reference.startswith("work:"):
            return reference
        claimed = []
        for key, group in self.registrations.items():
            holds = highest_revision(group)
            if holds.kind == "RegistrationSubmitted" and reference in holds.body["references"]:
                since = min(
                    one.event["occurred_at"]
                    for one in group
                    if reference in one.body.get("references", ())
                )
                claimed.append((since, key[2]))
        return min(claimed)[1] if claimed else ""

    def shares(
        self, work: str, right: str, leaf: str, day: int
    ) -> tuple[tuple[tuple[str, int], ...], tuple[str, ...], str | None]:
        """(holder, ppm) pairs in order of holder, the events they rest on, and the status."""
        found = instant.answer(self._known(work), instant.Key(right, leaf, day))
        return tuple(sorted(found.holders.items())), tuple(sorted(found.facts)), found.status

    def _known(self, work: str) -> Known:
        if work not in self._of_work:
            about = [one for one in self._said_of_title if one.body.get("work") == work]
            withdrawn = [one for one in self._said_of_title if one.kind == "TradeWithdrawn"]
            self._of_work[work] = read([*about, *withdrawn])
        return self._of_work[work]

    def licence_for(
        self, platform: str, work: str, use_type: str, leaves: frozenset[str], day: int,
        holders: Iterable[str],
    ) -> dict[str, Any] | None:  # fmt: skip
        """The best of the licences that count: named before blanket, the later start, the id."""
        right = RIGHT_OF_USE[use_type]
        use = Use(platform, work, right, use_type, leaves, day, frozenset(holders))
        counting = [self._licences.by_id[one] for one in self._licences.answer(use).counting]
        best = min(
            counting,
            key=lambda one: (one.works is None, -one.from_day, one.id[1], one.id[0]),
            default=None,
        )
        if best is None:
            return None
        granted = [
            one for one in self._title if (one.source, one.body.get("licence_id")) == best.id
        ]
        return highest(granted).body

    def priced(
        self, platform: str, block: dict[str, Any], place: int, work: str
    ) -> tuple[int, int, int, tuple[Row, ...]]:
        """(state, reason, royalty, entries) of one line of an active part."""
        use_type = block["use_types"][block["use_type"][place]]
        day, units = block["first_day"][place], block["units"][place]
        revenue = block["revenue_micros"][place]
        right = RIGHT_OF_USE[use_type]
        code = RIGHT_NAMES.index(right)
        if not self.in_force(work):
            return UNMATCHED, NONE, revenue * 100, (("", WAITING, code, "", revenue * 100),)
        leaves = usage_leaves(block["territory"])
        pictures = {self.shares(work, right, leaf, day) for leaf in leaves}
        if len(pictures) > 1:
            return HELD, TERRITORY, revenue * 100, (("", IN_HOLD, code, "", revenue * 100),)
        shares = next(iter(pictures))[0]
        holders = [holder for holder, _ in shares]
        licence = self.licence_for(platform, work, use_type, leaves, day, holders)
        reason, royalty = price_of(licence, block["currency"], units, revenue)
        claimed = sum(share for _, share in shares)
        if claimed > 1_000_600:
            reason = max(reason, OVERCLAIM)
        named = licence["licence_id"] if licence else ""
        if reason:
            return HELD, reason, royalty, (("", IN_HOLD, code, named, royalty),)
        entries = [(holder, PAYABLE, share) for holder, share in shares]
        if claimed < 999_400:
            entries.append(("unclaimed", UNCLAIMED, 1_000_000 - claimed))
        amounts = hamilton(royalty, [share for _, _, share in entries])
        paid = tuple(
            (holder, account, code, named, amount)
            for (holder, account, _), amount in zip(entries, amounts, strict=True)
        )
        return ACCRUED, NONE, royalty, paid

    def rows(self) -> Counter[Row]:
        """Accrual rows: (sender, report, revision, part, line, matched work, then the row)."""
        rows: Counter[Row] = Counter()
        for sent, standing in self.standings():
            block = sent.body
            for place, reference in enumerate(block["reference"]):
                work = self.work_of(reference)
                if standing:
                    said: Row = (standing, NONE, 0, ())
                elif work:
                    said = self.priced(sent.source, block, place, work)
                else:
                    at_stake = block["revenue_micros"][place] * 100
                    said = (UNMATCHED, NONE, at_stake, (("", WAITING, 0, "", at_stake),))
                rows[
                    sent.source, block["report_id"], block["revision"], block["part"], place, work,
                    *said[:3], block["units"][place], block["revenue_micros"][place],
                    work or reference, said[3],
                ] += 1  # fmt: skip
        return rows

    def standings(self) -> list[tuple[Sent, int]]:
        """Each distinct block once, with SUPERSEDED, REJECTED or 0 for what counts."""
        reports: dict[tuple[str, str], dict[tuple[int, int], list[Sent]]] = {}
        for sent in sorted(self.sent, key=lambda one: one.at):
            if sent.topic != topics.USAGE:
                continue
            report = reports.setdefault((sent.source, sent.body["report_id"]), {})
            part = report.setdefault((sent.body["revision"], sent.body["part"]), [])
            if all(known.body != sent.body for known in part):
                part.append(sent)
        found = []
        for report in reports.values():
            latest = max(revision for revision, _ in report)
            for (revision, _), part in report.items():
                for nth, sent in enumerate(part):
                    found.append(
                        (sent, REJECTED if nth else SUPERSEDED if revision < latest else 0)
                    )
        return found

    def unlicensed(self) -> Counter[Row]:
        """(work, platform, report, use, revision, part, units, at stake).

        Lines that named the work and lines that came through one partition of matching are apart.
        """
        totals: dict[Row, list[int]] = {}
        for sent, standing in self.standings():
            block = sent.body
            for place, reference in enumerate(block["reference"]):
                work = self.work_of(reference)
                if standing or not work:
                    continue
                _, reason, royalty, _ = self.priced(sent.source, block, place, work)
                if reason == UNLICENSED:
                    direct = reference == work
                    way = -1 if direct else crc32(reference.encode()) % self.partitions
                    use = block["use_types"][block["use_type"][place]]
                    key = (
                        work, sent.source, block["report_id"], use, block["revision"],
                        block["part"], id(sent), way,
                    )  # fmt: skip
                    total = totals.setdefault(key, [0, 0])
                    total[0] += block["units"][place]
                    total[1] += royalty
        return Counter((*key[:6], *total) for key, total in totals.items())

    def cases(self) -> dict[tuple[str, str], tuple[str, str]]:
        """(state, licence) by (case id, work); work "" while nobody has the reference."""
        signals = [one for one in self.sent if one.topic == topics.SIGNALS]
        found: dict[tuple[str, str], tuple[str, str]] = {}
        for sent in sorted(signals, key=lambda one: one.at):
            work = self.work_of(sent.body["reference"])
            case = f"{sent.source}/{sent.body['signal_id']}"
            if sent.kind != "InfringementSignalled" or (case, work) in found:
                continue
            found[case, work] = self._judged(sent, work, self._is_retracted(case, sent, work))
        return found

    def _is_retracted(self, case: str, signal: Sent, work: str) -> bool:
        """A retraction counts where its own reference leads."""
        return any(
            one.kind == "SignalRetracted"
            and f"{one.source}/{one.body['signal_id']}" == case
            and (
                self.work_of(one.body["reference"]) == work
                if work
                else one.body["reference"] == signal.body["reference"]
            )
            for one in self.sent
        )

    def _judged(self, signal: Sent, work: str, retracted: bool) -> tuple[str, str]:
        if retracted:
            return "Retracted", ""
        if not work:
            return "Open", ""
        body, right = signal.body, RIGHT_OF_USE[signal.body["use_type"]]
        leaves = usage_leaves(body["territory"])
        pictures = {self.shares(work, right, leaf, body["at_day"]) for leaf in leaves}
        if len(pictures) > 1:
            return "Open", ""
        holders = [holder for holder, _ in next(iter(pictures))[0]]
        licence = self.licence_for(
            body["platform"], work, body["use_type"], leaves, body["at_day"], holders
        )
        return ("ClosedLicensed", licence["licence_id"]) if licence else ("Open", "")


def price_of(
    licence: dict[str, Any] | None, currency: str, units: int, revenue: int
) -> tuple[int, int]:
    """(reason, royalty): what has no price is held with its whole revenue."""
    if licence is None:
        return UNLICENSED, revenue * 100
    terms = licence["pricing"]
    if terms["kind"] == "PerUnit":
        if units * terms["per_unit_e8"] > 900_000_000_000_000_000:
            return AMOUNT_LIMIT, revenue * 100
        if terms["currency"] != currency:
            return CURRENCY, revenue * 100
        return NONE, units * int(terms["per_unit_e8"])
    if terms["currency"] not in ("", currency):
        return CURRENCY, revenue * 100
    return NONE, revenue_share(revenue, terms["revenue_share_ppm"])
