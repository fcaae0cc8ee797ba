"""Settings of a process, from the environment (RIGHTSTREAM_*) or a command's arguments."""

from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from .generation import Generation, checked_name


class Settings(BaseSettings):
    """Where the broker, registry and warehouse are, and how the deployment is cut.

    `partitions` is fixed when the topics are created: works and references are dealt out by it.
    """

    model_config = SettingsConfigDict(env_prefix="RIGHTSTREAM_", frozen=True)

    bootstrap: str = "127.0.0.1:9092"
    partitions: int = Field(default=4, ge=1, le=1024)
    registry_url: str | None = None
    warehouse: str = Field(default="chdb", description="chdb, or clickhouse://user@host:port/db")
    data: Path = Path(".rightstream")
    generation: str = Field(
        default="", description="whose topics, groups and database; empty: the unnamed one"
    )
    session_timeout_seconds: float = Field(default=6.0, ge=1.0)
    batch_messages: int = Field(default=256, ge=1, le=10_000)
    overclaim_window_days: int = Field(default=90, ge=0, description="the same for all workers")
    recovery_stall_seconds: float = Field(
        default=120.0,
        gt=0,
        description="a worker whose recovery of state stands still for so long ends, to start anew",
    )
    shutdown_seconds: float = Field(default=10.0, gt=0)
    metrics_port: int | None = Field(default=None, ge=1, le=65_535, description="None: not served")
    metrics_host: str = "127.0.0.1"
    evidence_key: Path | None = Field(
        default=None, description="PEM of the log's private key; None: in the data folder"
    )
    evidence_seconds: float = Field(default=5.0, ge=0.1, le=86_400)
    evidence_margin_seconds: float = Field(
        default=1.0, ge=0, description="how far clocks of this machine and the brokers may differ"
    )
    refused_in_a_row: int = Field(
        default=50,
        ge=0,
        description="refusals of a topic without an acceptance after which intake looks whether it "
        "would still accept what it accepted before, and ends if not; 0: never looks",
    )
    refused_ratio: float = Field(
        default=0.9, gt=0, le=1, description="of the last refused_window events: it looks, too"
    )
    refused_window: int = Field(default=500, ge=10, le=1_000_000)
    processing_guarantee: str = "at_least_once"
    lost_state: Literal["refuse", "reread"] = Field(
        default="refuse",
        description="when a changelog is emptied or cut off: end with words, or read the input "
        "again and build the state anew",
    )

    @property
    def names(self) -> Generation:
        """What the topics, groups, folders and database of the generation are called."""
        return Generation(self.generation)

    @field_validator("generation")
    @classmethod
    def _refuse_unusable_name(cls, value: str) -> str:
        return checked_name(value)

    @field_validator("processing_guarantee")
    @classmethod
    def _refuse_exactly_once(cls, value: str) -> str:
        if value != "at_least_once":
            raise ValueError(
                f"processing_guarantee={value!r} is refused: Faust's transactions lose or double "
                "messages (open bugs 177, 323, 517); state here is a set of facts, so "
                "at_least_once is exact"
            )
        return value
