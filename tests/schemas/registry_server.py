"""A little schema registry over HTTP on loopback: Confluent's v7 paths under a base path."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

BASE_PATH: Final = "/apis/ccompat/v7"
CONTENT_TYPE: Final = "application/vnd.schemaregistry.v1+json"

Answer = tuple[int, bytes]


def _json(status: int, content: Any) -> Answer:
    return status, json.dumps(content).encode()


def refusal(status: int, error_code: int, message: str) -> Answer:
    """An error as the API spells it."""
    return _json(status, {"error_code": error_code, "message": message})


class LittleRegistry:
    """Keeps what is registered; `instead` answers a path with something of the test's choosing."""

    def __init__(self) -> None:
        self.schemas: list[tuple[str, str]] = []
        self.rules: dict[str, str] = {}
        self.instead: dict[str, Answer] = {}
        self.calls: list[str] = []
        self.content_types: set[tuple[str | None, str | None]] = set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}{BASE_PATH}"

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, method: str, path: str, body: dict[str, Any]) -> Answer:
        """What the API answers."""
        if path in self.instead:
            return self.instead[path]
        match method, path.strip("/").split("/"):
            case "GET", ["schemas", "ids", number]:
                if not 1 <= int(number) <= len(self.schemas):
                    return refusal(404, 40403, "Schema not found")
                return _json(200, {"schema": self.schemas[int(number) - 1][1]})
            case "POST", ["subjects", subject, "versions"]:
                if (subject, body["schema"]) not in self.schemas:
                    self.schemas.append((subject, body["schema"]))
                return _json(200, {"id": self.schemas.index((subject, body["schema"])) + 1})
            case "POST", ["subjects", subject]:
                if (subject, body["schema"]) not in self.schemas:
                    return refusal(404, 40403, "Schema not found")
                number_known = self.schemas.index((subject, body["schema"])) + 1
                return _json(200, {"subject": subject, "id": number_known, "version": 1})
            case "PUT", ["config", subject]:
                self.rules[subject] = body["compatibility"]
                return _json(200, body)
        return refusal(404, 404, "HTTP 404 Not Found")

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        registry = self

        class Handler(BaseHTTPRequestHandler):
            def _serve(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                sent = json.loads(self.rfile.read(length) or b"{}")
                path = self.path.removeprefix(BASE_PATH)
                registry.calls.append(f"{self.command} {self.path}")
                registry.content_types.add(
                    (self.headers.get("Accept"), self.headers.get("Content-Type"))
                )
                found = self.path.startswith(BASE_PATH + "/")
                status, content = (
                    registry.answer(self.command, path, sent)
                    if found
                    else (404, b"<html>no such page</html>")
                )
                self.send_response(status)
                self.send_header("Content-Type", CONTENT_TYPE)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            # The names under which the base class looks methods up.
            do_GET = do_POST = do_PUT = _serve

            def log_message(self, format: str, *args: object) -> None:
                """Tests have their own output."""

        return Handler
