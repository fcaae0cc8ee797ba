"""The lines of a report while they are gathered: columns of integers, some 30 bytes a line."""

from array import array
from dataclasses import dataclass, field


class Names:
    """Distinct names, first seen first."""

    def __init__(self) -> None:
        self.known: list[str] = []
        self._places: dict[str, int] = {}

    def place(self, name: str) -> int:
        """Where the name is among the known; it is last if it was not."""
        place = self._places.setdefault(name, len(self.known))
        if place == len(self.known):
            self.known.append(name)
        return place


@dataclass(slots=True)
class UsageColumns:
    """Parallel columns; `reference` and `use_type` are positions among the distinct names."""

    names: Names = field(default_factory=Names)
    use_types: Names = field(default_factory=Names)
    reference: "array[int]" = field(default_factory=lambda: array("i"))
    use_type: "array[int]" = field(default_factory=lambda: array("b"))
    first_day: "array[int]" = field(default_factory=lambda: array("i"))
    days: "array[int]" = field(default_factory=lambda: array("i"))
    units: "array[int]" = field(default_factory=lambda: array("q"))
    revenue_micros: "array[int]" = field(default_factory=lambda: array("q"))

    def __len__(self) -> int:
        return len(self.reference)

    def append(
        self, reference: str, use_type: str, first_day: int, days: int, units: int, micros: int
    ) -> None:
        """Adds a line. Raises ValueError, having added nothing, when a number leaves its column."""
        for name, number, bits in (
            ("days", days, 31),
            ("units", units, 63),
            ("revenue", micros, 63),
        ):
            if not -(1 << bits) <= number < 1 << bits:
                raise ValueError(f"{name} {number} leaves {bits + 1} bits")
        self.reference.append(self.names.place(reference))
        self.use_type.append(self.use_types.place(use_type))
        self.first_day.append(first_day)
        self.days.append(days)
        self.units.append(units)
        self.revenue_micros.append(micros)

    def block(self, start: int, stop: int) -> dict[str, list[int] | list[str]]:
        """The columns of the lines from `start` up to `stop`, as UsageReported has them."""
        use_types = Names()
        use_type = [
            use_types.place(self.use_types.known[place]) for place in self.use_type[start:stop]
        ]
        days = self.days[start:stop].tolist()
        return {
            "use_types": use_types.known,
            "reference": [self.names.known[place] for place in self.reference[start:stop]],
            "use_type": use_type,
            "first_day": self.first_day[start:stop].tolist(),
            "days": [] if all(count == 1 for count in days) else days,
            "units": self.units[start:stop].tolist(),
            "revenue_micros": self.revenue_micros[start:stop].tolist(),
        }
