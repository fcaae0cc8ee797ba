"""Which work a reference means: the one that claimed it first, by what the registrations say."""

from typing import Final

NO_WORK: Final = ""


class ReferenceClaimBook:
    """Works by reference. Absolute claims of a work replace its earlier ones by version."""

    def __init__(self) -> None:
        self._claims: dict[str, tuple[int, dict[str, int]]] = {}
        self._claimants: dict[str, dict[str, int]] = {}
        self._works: dict[str, str] = {}

    def version_of(self, work: str) -> int:
        return self._claims.get(work, (0, {}))[0]

    def put(self, work: str, version: int, claimed_at: dict[str, int]) -> set[str]:
        """References whose meaning may have changed."""
        before = self._claims.get(work, (0, {}))[1]
        self._claims[work] = (version, claimed_at)
        for reference in before:
            self._claimants[reference].pop(work, None)
        for reference, instant in claimed_at.items():
            self._claimants.setdefault(reference, {})[work] = instant
        for reference in {*before, *claimed_at}:
            self._works[reference] = self._first_claimant(reference)
        return {
            reference
            for reference in {*before, *claimed_at}
            if before.get(reference) != claimed_at.get(reference)
        }

    def work_of(self, reference: str) -> str:
        """The work that claimed it first (ties: the lesser name), NO_WORK when none has."""
        return self._works.get(reference, NO_WORK)

    def claimants(self, reference: str) -> dict[str, int]:
        """Works that claim it, each with the instant (micros) it first did."""
        return dict(self._claimants.get(reference, {}))

    def _first_claimant(self, reference: str) -> str:
        claimants = self._claimants[reference]
        return min(claimants, key=lambda work: (claimants[work], work), default=NO_WORK)
