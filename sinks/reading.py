"""Reads the warehouse from another process: through the sink if it runs, else from the folder."""

import json
import urllib.error
import urllib.request
from pathlib import Path

from schemas.generation import UNNAMED, Generation

from .opening import open_warehouse
from .sql_endpoint import ADDRESS_FILE, refuse_writes
from .warehouse import WarehouseError, WarehouseUnavailable


class WarehouseReader:
    """SELECTs on the warehouse of a data folder. Opens chDB itself only if no sink runs there, and
    never with `only_running`: a folder opened here cannot be opened by a sink that starts again."""

    def __init__(
        self,
        data: Path,
        target: str = "chdb",
        generation: Generation = UNNAMED,
        *,
        only_running: bool = False,
    ) -> None:
        self._only_running = only_running
        self._address = data / generation.entry(ADDRESS_FILE)
        self._data = data
        self._target = target
        self._generation = generation

    def ready(self) -> bool:
        """Whether a running sink answers."""
        try:
            return self._address.exists() and self._asked("SELECT 1", "TSV").strip() == "1"
        except (WarehouseError, WarehouseUnavailable):
            return False

    def text(self, statement: str, form: str = "TSV") -> str:
        """Raises WarehouseError, or WarehouseUnavailable when nothing answers."""
        refuse_writes(statement)
        if self._target == "chdb" and (self._only_running or self._address.exists()):
            return self._asked(statement, form)
        warehouse = open_warehouse(self._target, self._data, self._generation)
        try:
            return warehouse.query_text(statement, form)
        finally:
            warehouse.close()

    def rows(self, statement: str) -> list[list[str]]:
        """Rows as text. Columns with tabs or line ends come escaped, as TabSeparated has it."""
        return [line.split("\t") for line in self.text(statement).splitlines()]

    def _asked(self, statement: str, form: str) -> str:
        try:
            address = json.loads(self._address.read_text())
            request = urllib.request.Request(
                f"http://127.0.0.1:{address['port']}/sql",
                statement.encode(),
                {"X-Token": address["token"], "X-Form": form},
            )
            with urllib.request.urlopen(request, timeout=600) as answer:
                text: str = answer.read().decode()
                return text
        except urllib.error.HTTPError as fault:
            raise WarehouseError(fault.read().decode()) from fault
        except (OSError, ValueError) as fault:
            raise WarehouseUnavailable(f"the sink does not answer: {fault}") from fault
