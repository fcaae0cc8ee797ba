"""What is known of a market beforehand: the truth its results are measured against."""

import json
from dataclasses import asdict, dataclass, field


@dataclass(slots=True)
class MarketLabels:
    """Filled while the events are drawn, whole when they end.

    Every line of every distinct block is matched, unmatched, superseded or rejected, by what is
    known in the end: `lines_in` is their sum. `lines_late_claimed` are the matched ones that were
    sent before their work was registered.
    """

    seed: int
    lines_in: int = 0
    lines_matched: int = 0
    lines_unmatched: int = 0
    lines_superseded: int = 0
    lines_rejected: int = 0
    lines_late_claimed: int = 0
    blocks: int = 0
    """Distinct blocks; the resent ones below come on top."""
    blocks_resent_same_event: int = 0
    blocks_resent_new_event: int = 0
    reports: int = 0
    reports_restated: int = 0
    reports_lower_revision_late: int = 0
    works: int = 0
    works_late: int = 0
    works_overclaimed: list[str] = field(default_factory=list)
    references_contested: list[str] = field(default_factory=list)
    licences_ineffective: list[str] = field(default_factory=list)
    rejected: dict[str, str] = field(default_factory=dict)
    """Fault code by event id."""
    spikes: list[tuple[str, int]] = field(default_factory=list)
    """(work, day) of every usage spike."""
    cases: dict[str, str] = field(default_factory=dict)
    """State in the end by case id, of every signal whose outcome is certain."""
    events: dict[str, int] = field(default_factory=dict)
    """Events sent by topic."""

    def to_json(self) -> str:
        """The same text for the same market."""
        return json.dumps(asdict(self), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
