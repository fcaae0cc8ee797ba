"""`verify` at a terminal: 0 for what is valid, 2 in words for what is not, never a traceback."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from typer.testing import CliRunner, Result

from processors.evidence.tree_head import HeadSigner
from streams.cli.main import app
from tests.processors.evidence.signed_log import MESSAGES, SIGNER, STRANGER, proof, receipt


def verify(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["verify", *map(str, arguments)])


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "receipt.json").write_text(json.dumps(receipt(4).to_json()))
    (tmp_path / "proof.json").write_text(json.dumps(proof().to_json()))
    for name, signer in (("key", SIGNER), ("other", STRANGER)):
        (tmp_path / f"{name}.pem").write_bytes(_pem(signer))
    for number in (4, 5):
        (tmp_path / f"{number}.bin").write_bytes(MESSAGES[number])
    return tmp_path


def _pem(signer: HeadSigner) -> bytes:
    return Ed25519PublicKey.from_public_bytes(signer.public_key).public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def test_a_receipt_with_key_and_message(files: Path) -> None:
    done = verify(files / "receipt.json", "--key", files / "key.pem", "--message", files / "4.bin")
    assert done.exit_code == 0
    said = done.stdout.splitlines()
    assert said[0] == "valid"
    assert "AssignmentRecorded 'e4' of 'party:ann' about 'A4'" in said[1]
    assert "2026-09-21T14:13:20.004+00:00" in said[2]
    assert "the message given is the one" in said[-1]
    assert "NOT checked" not in done.stdout


@pytest.mark.parametrize("name", ["receipt.json", "proof.json"])
def test_without_a_key_it_is_said_that_none_was_checked(files: Path, name: str) -> None:
    done = verify(files / name)
    assert done.exit_code == 0
    assert "The key was NOT checked independently" in done.stdout


def test_a_proof(files: Path) -> None:
    done = verify(files / "proof.json", "--key", files / "key.pem")
    assert done.exit_code == 0
    assert "the 6 leaves recorded before" in done.stdout


REFUSED = {
    "another key": (["receipt.json", "--key", "other.pem"], "not the public key given"),
    "another message": (["receipt.json", "--message", "5.bin"], "has another SHA-256"),
    "a proof is of no message": (["proof.json", "--message", "4.bin"], "is about no message"),
    "a key that is none": (["receipt.json", "--key", "4.bin"], "no public key in PEM"),
    "a message for a receipt": (["4.bin"], "is not JSON"),
    "no file": (["gone.json"], "gone.json"),
    "a folder": (["."], "directory"),
}


@pytest.mark.parametrize(("arguments", "why"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_is_said(
    files: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], why: str
) -> None:
    monkeypatch.chdir(files)
    done = verify(*arguments)
    assert done.exit_code == 2
    assert done.stderr.startswith("NOT valid\n")
    assert why in done.stderr
    assert "Traceback" not in done.output
    assert "valid\n" not in done.stdout


def test_a_hostile_text_does_not_reach_the_terminal_as_it_is(files: Path) -> None:
    """Escape sequences could paint another answer over ours."""
    document = receipt(4).to_json()
    document["\x1b[2J"] = 1
    (files / "receipt.json").write_text(json.dumps(document))
    done = verify(files / "receipt.json")
    assert done.exit_code == 2
    assert "\x1b" not in done.output
