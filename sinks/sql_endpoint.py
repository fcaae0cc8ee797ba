"""Answers SELECTs on loopback: chDB lets one process in, so others ask the sink."""

import json
import logging
import re
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from schemas.generation import UNNAMED, Generation

from .warehouse import Warehouse, WarehouseError

log = logging.getLogger(__name__)

ADDRESS_FILE: Final = "sql.json"
_READS: Final = re.compile(r"\s*(SELECT|WITH|SHOW|DESCRIBE|DESC|EXPLAIN|EXISTS)\b", re.IGNORECASE)
_WRITES: Final = re.compile(r"\bINTO\s+OUTFILE\b|;\s*\S", re.IGNORECASE)
_FORMS: Final = frozenset(
    {"TSV", "TabSeparated", "JSONCompact", "JSON", "CSVWithNames", "PrettyCompactMonoBlock"}
)
_MOST_BYTES: Final = 1_000_000
_LENGTH: Final = re.compile(r"[0-9]{1,12}", re.ASCII)
_IDLE_SECONDS: Final = 60.0
"""Of a client that says how much it sends and then does not: its thread must not wait for ever."""


def refuse_writes(statement: str) -> None:
    """Raises WarehouseError for anything but one reading statement."""
    if not _READS.match(statement) or _WRITES.search(statement):
        raise WarehouseError(
            "one SELECT, WITH, SHOW, DESCRIBE, EXPLAIN or EXISTS statement, please"
        )


class SqlEndpoint:
    """POST /sql with the statement as body; who reads the folder knows the token in `sql.json`."""

    def __init__(self, warehouse: Warehouse, data: Path, generation: Generation = UNNAMED) -> None:
        token = secrets.token_urlsafe(24)
        self._file = data / generation.entry(ADDRESS_FILE)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler(warehouse, token))
        address = {"port": self._server.server_port, "token": token}
        self._file.touch(mode=0o600)
        self._file.write_text(json.dumps(address))
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._file.unlink(missing_ok=True)


def handler(warehouse: Warehouse, token: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = _IDLE_SECONDS

        def do_POST(self) -> None:
            given = self.headers.get("X-Token", "").encode("utf-8", "surrogateescape")
            if not secrets.compare_digest(given, token.encode()):
                self._answer(403, "wrong token")
                return
            stated = self.headers.get("Content-Length", "0")
            if not _LENGTH.fullmatch(stated):
                self._answer(400, "Content-Length is no number of bytes")
                return
            length = int(stated)
            if length > _MOST_BYTES:
                self._answer(413, "statement too long")
                return
            form = self.headers.get("X-Form", "TSV")
            if form not in _FORMS:
                self._answer(400, f"unknown form; there are {', '.join(sorted(_FORMS))}")
                return
            try:
                statement = self.rfile.read(length).decode()
            except UnicodeDecodeError as fault:
                self._answer(400, f"the statement is not UTF-8: {fault.reason} at {fault.start}")
                return
            try:
                refuse_writes(statement)
                self._answer(200, warehouse.query_text(statement, form))
            except WarehouseError as fault:
                self._answer(400, str(fault))

        def _answer(self, status: int, text: str) -> None:
            body = text.encode("utf-8", "replace")
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            log.debug(format, *args)

    return Handler
