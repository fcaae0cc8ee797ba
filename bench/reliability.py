"""Writes the table of figures in docs/reliability.md from what the commands have measured.

python -m bench.reliability
"""

import json
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = ROOT / "docs" / "reliability.md"
FIGURES: Final = ROOT / "docs" / "figures"
BEGIN: Final = "<!-- figures: written by python -m bench.reliability -->"
END: Final = "<!-- /figures -->"


def table(
    simulation: dict[str, Any],
    torture: dict[str, Any],
    recovery: dict[str, Any],
    back_pressure: dict[str, Any],
) -> str:
    """Markdown, of the JSON of `simulate`, `torture` and the two benches."""
    columns = ("", "simulator", "torture")
    rows = [
        ("measured", _when(simulation), _when(torture)),
        ("runs", f"{simulation['seeds']:,} seeds", f"{torture['minutes']:g} minutes, one stack"),
        ("faults injected", f"{simulation['faults']:,}", f"{torture['faults']:,}"),
        (
            "runs that ended otherwise than in peace",
            str(simulation["failed"]),
            _differences(torture),
        ),
        ("lost", f"{simulation['lost']:,} rows", f"{_difference(torture):,} lines"),
        (
            "doubles seen by subscribers before the highest version is kept",
            f"{simulation['duplicates_before_dedup']:,} rows",
            f"{_given(torture, 'again'):,} of {_given(torture, 'rows'):,} rows",
        ),
        (
            "doubles seen in the views",
            f"{simulation['duplicates_after_dedup']:,}",
            f"{sum(torture['rows_seen_twice_in_views'].values()):,}",
        ),
        ("speed", f"{simulation['seeds_per_minute']:,} seeds a minute", "in real time"),
    ]
    lines = [_row(columns), _row(("---",) * len(columns)), *map(_row, rows)]
    return "\n".join([*lines, "", _recovered(recovery), "", _held_back(back_pressure)])


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _when(figures: dict[str, Any]) -> str:
    machine = figures["machine"]
    return f"{figures['date'][:10]}, {machine['cores']} cores, {machine['cpu']}"


def _differences(torture: dict[str, Any]) -> str:
    return "0" if torture["ok"] else f"**1**, with {len(torture['wrong'])} differences"


def _difference(torture: dict[str, Any]) -> int:
    return abs(int(torture["lines"]["difference"]))


def _given(torture: dict[str, Any], what: str) -> int:
    return sum(one[what] for one in torture["rows_given_to_subscribers"].values())


def _recovered(recovery: dict[str, Any]) -> str:
    market = recovery["market"]
    return (
        f"A rights worker with {market['lines']:,} open lines and {market['works']:,} works in "
        f"{recovery['plan']['partitions']} partitions, killed "
        f"{len(recovery['recoveries'])} times, was back at the head after at most "
        f"**{recovery['most_seconds']:g} s** ({_when(recovery)})."
    )


def _held_back(figures: dict[str, Any]) -> str:
    sink, behind = figures["sink_bytes"], figures["behind_when_back_messages"]
    return (
        f"While a ClickHouse server stood still for {figures['away_seconds']:g} s and "
        f"{behind:,} messages waited, the sink had at most {sink['away'] / 1e6:,.0f} MB; with the "
        f"server running, and as much to do, {sink['fed'] / 1e6:,.0f} MB ({_when(figures)})."
    )


def page_with(page: str, figures: str) -> str:
    """The page with its table replaced. Raises ValueError without the place for it."""
    before, found, rest = page.partition(BEGIN)
    _, closed, after = rest.partition(END)
    if not (found and closed):
        raise ValueError(f"{PAGE} has no place for figures: a line {BEGIN!r}, and later {END!r}")
    return f"{before}{BEGIN}\n{figures}\n{END}{after}"


def figures_table() -> str:
    """The table of the figures that are recorded."""
    names = ("simulation", "torture", "recovery", "back_pressure")
    return table(*(json.loads((FIGURES / f"{name}.json").read_text()) for name in names))


def main() -> None:
    PAGE.write_text(page_with(PAGE.read_text(), figures_table()))


if __name__ == "__main__":
    main()
