"""Licences of a partition, and what changes when one is granted, revised or withdrawn."""

from collections.abc import Iterable
from typing import Any

from processors.anomalies.row import Anomaly, changes
from processors.facts_state import Decode
from processors.growing import GrowingColumn, NameIndex
from processors.joined import joined
from processors.licensing.book import LicenceBook
from processors.licensing.licence import Licence, LicenceKey
from processors.open_segments import OpenSegment
from processors.outgoing import Outgoing
from processors.partitioning import partition_of
from processors.revisions import revision_rank
from processors.trade_standing import licence_anomalies, licence_record
from processors.withdrawals import TradeWithdrawal
from schemas import topics

from .open_cases import OpenCases
from .open_usage import OpenUsage

_Told = tuple[dict[str, Any], list[Anomaly]]


class LicensedWorks:
    """Every partition knows every licence; each is told of by one, the home of its name."""

    def __init__(
        self, decode: Decode, state: dict[bytes, bytes], works: NameIndex, book: LicenceBook,
        registered: GrowingColumn, outgoing: Outgoing, partitions: int,
    ) -> None:  # fmt: skip
        self._decode = decode
        self._state = state
        self._works = works
        self._book = book
        self._registered = registered
        self._out = outgoing
        self._partitions = partitions

    def take(
        self, fact: Licence | TradeWithdrawal, key: bytes, message: bytes,
        usage: OpenUsage, cases: OpenCases,
    ) -> None:  # fmt: skip
        """Takes in a licence in one revision, or its withdrawal, and keeps it under `key`."""
        if self._out.silent:
            self._book.add(fact)
            return
        self._out.keep(key, message)
        before, after = self._book.current(*fact.key), self._book.after(fact)
        touched = {fact.key, *self._concerned([before, after])}
        licences = [one for one in map(self._book.hierarchy.get, touched) if one is not None]
        licences += [one for one in (after,) if one is not None]
        told = self._standings(touched)
        codes = self._licensed_works(licences)
        watched = cases.works() if codes is None else codes
        with (
            usage.reissued(self._usage_under(licences, codes, usage), codes),
            cases.rejudged(watched),
        ):
            self._book.add(fact)
        touched |= self._concerned([after])
        self._tell(told, self._standings(touched))

    def _concerned(self, licences: Iterable[Licence | None]) -> set[LicenceKey]:
        """Licences that may come to something else, and those they overlap."""
        found: set[LicenceKey] = set()
        for licence in licences:
            if licence is not None:
                found |= self._book.exclusions.concerned(licence)
        known = [key for key in found if self._book.hierarchy.get(key) is not None]
        return found.union(*(self._book.exclusions.overlapping(key) for key in known))

    def _standings(self, keys: Iterable[LicenceKey]) -> dict[LicenceKey, _Told]:
        """Records and anomalies of those that are told of here."""
        mine = [
            key
            for key in sorted(keys)
            if partition_of(joined("/", *key), self._partitions) == self._out.partition
        ]
        found = {key: self._standing(key) for key in mine}
        return {key: told for key, told in found.items() if told is not None}

    def _standing(self, key: LicenceKey) -> _Told | None:
        licence = self._book.hierarchy.get(key)
        if licence is None:
            granted = [one for one in self._book.versions(key) if isinstance(one, Licence)]
            if not granted:
                return None
            last = min(granted, key=revision_rank)
            return licence_record(self._body(last), last, None, (), self._out.knowledge), []
        body = self._body(licence)
        standing = self._book.hierarchy.standing(key)
        overlaps = self._book.exclusions.overlapping(key)
        record = licence_record(body, licence, standing, overlaps, self._out.knowledge)
        return record, licence_anomalies(standing, overlaps, body["executed_on"])

    def _body(self, licence: Licence) -> dict[str, Any]:
        fact = self._decode(topics.FACTS, self._state[bytes.fromhex(licence.fact_id)])
        event = self._decode(topics.TRADES, fact["body"][1]["message"])
        body: dict[str, Any] = event["body"][1]
        return body

    def _tell(self, before: dict[LicenceKey, _Told], now: dict[LicenceKey, _Told]) -> None:
        for key, (record, anomalies) in now.items():
            was, odd = before.get(key, ({}, []))
            if {**was, "version": 0} != {**record, "version": 0}:
                self._out.send(topics.TRADE_STATES, joined("/", *key).encode(), record)
            self._out.send_anomalies(joined("/", "licence", *key), changes(odd, anomalies))

    def _licensed_works(self, concerned: list[Licence]) -> set[int] | None:
        """Works these licences name; None when one is a blanket licence."""
        if any(not each.works for each in concerned):
            return None
        codes = {self._works.code(name) for each in concerned for name in each.works}
        self._registered.reach(len(self._works.names))
        return codes

    def _usage_under(
        self, concerned: list[Licence], codes: set[int] | None, usage: OpenUsage
    ) -> list[OpenSegment]:
        """What the licensees have reported, with lines of these works."""
        reported = [
            one
            for platform in sorted({each.licensee for each in concerned})
            for one in usage.segments.of_platform(platform)
        ]
        if codes is None:
            return reported
        of_works = {id(one) for one in usage.segments.of_works(codes)}
        return [one for one in reported if id(one) in of_works]
