"""./rightstream makes its environment once, whatever happens, and then stays out of the way."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
import venv
import zipfile
from pathlib import Path

import pytest

LAUNCHER = Path(__file__).parents[2] / "rightstream"
TOOLS = ("sh", "dirname", "readlink", "cksum", "cat", "mkdir", "rm", "rmdir", "mv", "sleep", "ln")

PROGRAM = """
import importlib.metadata, os, sys
print(os.getcwd(), sys.argv[1:], sys.prefix)
print(*(d.version for d in importlib.metadata.distributions() if d.name == "tiny"))
sys.exit(7 if "fail" in sys.argv else 0)
"""

# Stands in for uv: makes the least that is a virtual environment, counts and can be held up.
UV = """#!/bin/sh
for last; do :; done
if [ "$1" = venv ]; then
    mkdir -p "$last/bin"
    printf 'home = %s\\n' "$(dirname "$REAL_PYTHON")" >"$last/pyvenv.cfg"
    ln -s "$REAL_PYTHON" "$last/bin/python"
else
    echo sync >>"$UV_CALLS"
    sleep "${UV_SECONDS:-0}"
fi
"""


class Checkout:
    """A checkout with the launcher, a lock file and a program that tells how it was started."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "check out"  # a blank in the path must do no harm
        self.tools = folder / "tools"
        self.calls = folder / "calls"
        (self.root / "streams").mkdir(parents=True)
        (self.root / "streams" / "__main__.py").write_text(PROGRAM)
        shutil.copy2(LAUNCHER, self.root / "rightstream")
        self.lock = self.root / "requirements.lock"
        self.lock.write_text("# nothing\n")
        self.tools.mkdir()
        for tool in TOOLS:
            path = shutil.which(tool)
            assert path is not None
            (self.tools / tool).symlink_to(path)
        self.environment = {
            "PATH": str(self.tools),
            "HOME": str(folder),
            "RIGHTSTREAM_PYTHON": sys.executable,
            "REAL_PYTHON": os.path.realpath(sys.executable),
            "UV_CALLS": str(self.calls),
        }

    def use_stand_in_uv(self) -> None:
        (self.tools / "uv").write_text(UV)
        (self.tools / "uv").chmod(0o755)

    def popen(self, *arguments: str, cwd: Path | None = None, **more: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [str(self.root / "rightstream"), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=cwd or self.root,
            env={**self.environment, **more},
            start_new_session=True,
        )

    def run(self, *arguments: str, cwd: Path | None = None, **more: str) -> tuple[int, str, str]:
        process = self.popen(*arguments, cwd=cwd, **more)
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err

    def installs(self) -> int:
        return len(self.calls.read_text().split()) if self.calls.exists() else 0


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


@pytest.fixture
def quick(checkout: Checkout) -> Checkout:
    """With the stand-in for uv."""
    checkout.use_stand_in_uv()
    return checkout


def test_second_launch_installs_and_says_nothing(quick: Checkout) -> None:
    code, _, err = quick.run("up")
    assert code == 0
    assert len(err.splitlines()) == 1
    assert "installing" in err
    code, out, err = quick.run("up", "two words")
    assert (code, err, quick.installs()) == (0, "", 1)
    assert "['up', 'two words']" in out


def test_works_from_any_folder_and_through_links(quick: Checkout, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "streams.py").write_text("raise SystemExit('not this one')")
    (elsewhere / "one").symlink_to(quick.root / "rightstream")
    (elsewhere / "two").symlink_to("one")
    done = subprocess.run(
        [str(elsewhere / "two")],
        cwd=elsewhere,
        env=quick.environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.startswith(f"{elsewhere} [] {quick.root / '.venv'}")


def test_exit_code_is_that_of_the_program(quick: Checkout) -> None:
    assert quick.run("fail")[0] == 7


def test_changed_lock_makes_the_environment_anew(quick: Checkout) -> None:
    quick.run()
    (quick.root / ".venv" / "old").write_text("")
    quick.lock.write_text("# something else\n")
    assert quick.run()[0] == 0
    assert quick.installs() == 2
    assert not (quick.root / ".venv" / "old").exists()


def test_launches_at_once_install_once(quick: Checkout) -> None:
    launches = [quick.popen(UV_SECONDS="1") for _ in range(4)]
    results = [launch.communicate(timeout=60) for launch in launches]
    assert [launch.returncode for launch in launches] == [0, 0, 0, 0]
    assert quick.installs() == 1
    assert sum("installing" in err for _, err in results) == 1


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_interrupted_install_is_done_again(number: signal.Signals, quick: Checkout) -> None:
    launch = quick.popen(UV_SECONDS="30")
    end = time.monotonic() + 20
    while quick.installs() == 0:
        assert time.monotonic() < end
        time.sleep(0.02)
    os.killpg(launch.pid, number)
    assert launch.wait(10) != 0
    assert quick.run()[0] == 0
    assert quick.installs() == 2


def test_failed_install_is_told_and_done_again(quick: Checkout) -> None:
    good = (quick.tools / "uv").read_text()
    (quick.tools / "uv").write_text("#!/bin/sh\necho 'no network' >&2\nexit 2\n")
    code, out, err = quick.run()
    assert (code, out) == (1, "")
    assert "no network" in err
    assert "could not be installed" in err
    (quick.tools / "uv").write_text(good)
    assert quick.run()[0] == 0


def test_other_folder_for_the_environment(quick: Checkout, tmp_path: Path) -> None:
    other = tmp_path / "deep" / "er"
    code, out, _ = quick.run(RIGHTSTREAM_VENV=str(other))
    assert code == 0
    assert str(other) in out
    assert not (quick.root / ".venv").exists()
    assert "deep/er" in quick.run(cwd=tmp_path, RIGHTSTREAM_VENV="deep/er")[1]
    assert quick.installs() == 1


def test_ready_environment_is_used_as_it_is(quick: Checkout, tmp_path: Path) -> None:
    """One of its own: that of this run was perhaps made by the launcher, which would renew it."""
    ready = tmp_path / "ready"
    venv.create(ready, symlinks=True)
    code, out, err = quick.run(RIGHTSTREAM_VENV=str(ready))
    assert (code, err, quick.installs()) == (0, "", 0)
    assert str(ready) in out


def test_foreign_folder_is_never_removed(quick: Checkout) -> None:
    treasure = quick.root / ".venv" / "treasure"
    treasure.parent.mkdir()
    treasure.write_text("")
    _, _, err = quick.run()
    assert "not made by this script" in err
    assert treasure.exists()


def test_missing_python_and_missing_lock_are_told(quick: Checkout) -> None:
    code, _, err = quick.run(RIGHTSTREAM_PYTHON="/no/python")
    assert code == 1
    assert "no Python 3.11 or later" in err
    quick.lock.unlink()
    code, _, err = quick.run()
    assert code == 1
    assert "requirements.lock is missing" in err


def test_python_without_ensurepip_is_told(checkout: Checkout) -> None:
    python = checkout.tools / "python3"
    python.write_text(
        '#!/bin/sh\ncase "$2" in *ensurepip*) exit 1 ;; esac\nexec "$REAL_PYTHON" "$@"\n'
    )
    python.chmod(0o755)
    code, _, err = checkout.run(RIGHTSTREAM_PYTHON="")
    assert code == 1
    assert "apt install python3-venv" in err


@pytest.mark.parametrize("installer", ["pip", "uv"])
def test_real_installers_check_the_hashes(
    installer: str, checkout: Checkout, tmp_path: Path
) -> None:
    if installer == "uv":
        uv = Path(sys.prefix) / "bin" / "uv"
        if not uv.exists():
            pytest.skip("uv is not installed")
        (checkout.tools / "uv").symlink_to(uv)
    wheel = make_wheel(tmp_path)
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    checkout.lock.write_text(f"tiny @ {wheel.as_uri()} --hash=sha256:{'0' * 64}\n")
    assert checkout.run()[0] == 1
    checkout.lock.write_text(f"tiny @ {wheel.as_uri()} --hash=sha256:{digest}\n")
    code, out, err = checkout.run()
    assert code == 0, err
    assert out.splitlines()[1] == "1.5"


def make_wheel(folder: Path) -> Path:
    """The smallest installable distribution, `tiny` 1.5."""
    path = folder / "tiny-1.5-py3-none-any.whl"
    files = {
        "tiny.py": "",
        "tiny-1.5.dist-info/METADATA": "Metadata-Version: 2.1\nName: tiny\nVersion: 1.5\n",
        "tiny-1.5.dist-info/WHEEL": "Wheel-Version: 1.0\nTag: py3-none-any\n",
    }
    record = "".join(f"{name},,\n" for name in [*files, "tiny-1.5.dist-info/RECORD"])
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in {**files, "tiny-1.5.dist-info/RECORD": record}.items():
            archive.writestr(name, text)
    return path
