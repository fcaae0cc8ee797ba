"""Two databases of one embedded ClickHouse, with all tables, as two generations have them."""

from collections.abc import Callable
from pathlib import Path

from sinks.chdb_warehouse import ChdbWarehouse
from sinks.migrate import migrate

LINES = (
    "sender, report_id, revision, part, content, line, work, state_code, royalty_e8, "
    "entry_holder, entry_amount_e8, version"
)


class TwoDatabases:
    """`running` and `new`; what is executed on one is not seen in the other."""

    def __init__(self, folder: Path) -> None:
        self.warehouse = ChdbWarehouse(folder, "running")
        self.statements = 0
        for name in ("running", "new"):
            self.warehouse.execute(f"CREATE DATABASE IF NOT EXISTS {name}")
            self.execute(name, "SELECT 1")
            migrate(self.warehouse)

    def execute(self, name: str, statement: str) -> None:
        self.warehouse.execute(f"USE {name}")
        self.warehouse.execute(statement)

    def text(self, name: str) -> Callable[[str, str], str]:
        """As a reader of that database asks it."""

        def ask(statement: str, form: str) -> str:
            self.statements += 1
            self.warehouse.execute(f"USE {name}")
            return self.warehouse.query_text(statement, form)

        return ask

    def empty(self, table: str) -> None:
        for name in ("running", "new"):
            self.execute(name, f"TRUNCATE TABLE {table}")

    def add_lines(self, name: str, start: int, end: int, version: int = 1) -> None:
        """Accrual lines by number: seven works, three parts, two holders each."""
        self.execute(
            name,
            f"INSERT INTO accrual_lines ({LINES}) SELECT "
            "concat('dsp-', toString(number % 2)), concat('R-', toString(intDiv(number, 1000))), "
            "1, number % 3, 77, number, concat('work:', toString(number % 7)), 1, number * 10, "
            "['party:a', 'party:b'], [number * 4, number * 6], "
            f"{version} FROM numbers({start}, {end - start})",
        )

    def change_line(
        self,
        name: str,
        number: int,
        royalty_e8: int | None = None,
        version: int = 20,
        column: str = "royalty_e8",
        value: str = "",
    ) -> None:
        """The line of this number once more, with another royalty, or another value of a column."""
        new = {"version": str(version)}
        if royalty_e8 is not None:
            new["royalty_e8"] = str(royalty_e8)
        if value:
            new[column] = value
        values = ", ".join(new.get(one, one) for one in LINES.split(", "))
        self.execute(
            name,
            f"INSERT INTO accrual_lines ({LINES}) SELECT {values} "
            f"FROM accrual_lines FINAL WHERE line = {number}",
        )

    def take_back(self, name: str, number: int) -> None:
        """As matching does when a line has found another work."""
        self.change_line(name, number, column="state_code", value="6", version=15)

    def close(self) -> None:
        self.warehouse.close()
