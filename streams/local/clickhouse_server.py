"""A ClickHouse server on this machine, on a folder and ports of its own, if one is installed."""

from __future__ import annotations

import shutil
import signal
from pathlib import Path

from streams.local.bound_process import BoundProcess
from streams.local.errors import LocalStackError
from streams.local.ports import free_ports

_CONFIG = """<yandex>
  <logger><level>warning</level><console>1</console></logger>
  <listen_host>127.0.0.1</listen_host>
  <http_port>{http_port}</http_port>
  <tcp_port>{tcp_port}</tcp_port>
  <path>{folder}/data/</path>
  <tmp_path>{folder}/tmp/</tmp_path>
  <users_config>users.xml</users_config>
  <default_profile>default</default_profile>
  <default_database>default</default_database>
  <timezone>UTC</timezone>
  <mark_cache_size>268435456</mark_cache_size>
</yandex>
"""
_USERS = """<yandex>
  <profiles><default/></profiles>
  <users><default>
    <password/><networks><ip>127.0.0.1</ip></networks>
    <profile>default</profile><quota>default</quota>
  </default></users>
  <quotas><default/></quotas>
</yandex>
"""


def server_program() -> str | None:
    """Path of clickhouse-server; None where it is not installed."""
    return shutil.which("clickhouse-server")


class ClickHouseServer:
    """One server. Dies with this process; its data outlives kill()."""

    def __init__(self, folder: Path) -> None:
        """Raises LocalStackError where no server is installed."""
        program = server_program()
        if program is None:
            raise LocalStackError(
                "there is no ClickHouse server",
                "clickhouse-server",
                "it is not installed, or not on PATH",
                "install it (Debian: apt install clickhouse-server), or use chdb",
            )
        self._argv = [program, "--config-file=config.xml"]
        self._folder = folder.absolute()
        self._folder.mkdir(parents=True, exist_ok=True)
        self.port, http_port = free_ports(2)
        (self._folder / "config.xml").write_text(
            _CONFIG.format(folder=self._folder, tcp_port=self.port, http_port=http_port)
        )
        (self._folder / "users.xml").write_text(_USERS)
        self._process: BoundProcess | None = None

    @property
    def log(self) -> Path:
        return self._folder / "log"

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.exit_code() is None

    def url(self, database: str = "default") -> str:
        return f"clickhouse://default@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Returns at once: who connects waits until it answers. Nothing if it runs."""
        if not self.running:
            self._process = BoundProcess.start(
                self._argv, self.log, {"TZ": "UTC"}, cwd=self._folder
            )

    def kill(self) -> None:
        """kill -9, and returns when it is gone."""
        if self._process is not None:
            self._process.kill()

    def pause(self) -> None:
        """SIGSTOP: connections stay open, nothing answers."""
        if self._process is not None:
            self._process.signal(signal.SIGSTOP)

    def resume(self) -> None:
        if self._process is not None:
            self._process.signal(signal.SIGCONT)

    def stop(self) -> None:
        """Ends it, whatever its state. Calling it again does nothing."""
        if self._process is not None:
            self._process.terminate(10.0)
