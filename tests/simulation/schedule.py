"""What happened in one run, step by step in words: printed when a check fails."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Schedule:
    """Steps in order of virtual time. `told` False: nothing is written down, which is faster."""

    told: bool = False
    steps: list[str] = field(default_factory=list)

    def step(self, second: float, where: str, what: str) -> None:
        if self.told:
            self.steps.append(f"{len(self.steps) + 1:5d}. {second:8.3f} s  {where:12s} {what}")

    def text(self) -> str:
        return "\n".join(self.steps)
