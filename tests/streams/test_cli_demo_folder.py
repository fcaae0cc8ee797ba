"""What a demo clears away before it begins."""

from pathlib import Path

from schemas.settings import Settings
from streams.cli.demo import _emptied
from streams.evidence.key_file import signing_key


def test_a_new_demo_has_a_new_key(tmp_path: Path) -> None:
    """Its topics are new, so the old key would sign a second history under one name."""
    (tmp_path / "kafka").mkdir()
    settings = Settings(data=tmp_path)
    old = signing_key(settings).private_bytes_raw()
    _emptied(tmp_path)
    assert signing_key(settings).private_bytes_raw() != old
