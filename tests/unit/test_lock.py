"""One run at a time: who waits, who is told, and that the dead hold nothing."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kechuang.warehouse import lock

HOLD = """
import sys
from pathlib import Path
from kechuang.warehouse import lock
with lock.hold(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""


@contextmanager
def other_process(file: Path) -> Iterator["subprocess.Popen[str]"]:
    """A process that holds the lock until it gets a line, or dies."""
    command = [sys.executable, "-c", HOLD, str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "home" / "run.lock"


def test_the_holder_is_named_with_its_process_and_time(file: Path) -> None:
    with other_process(file) as process:
        holder = lock.holder(file)
        assert holder is not None
        assert holder.pid == process.pid
        assert str(holder).startswith(f"process {process.pid} since 20")


def test_who_does_not_want_to_wait_is_told_who_holds_it(file: Path) -> None:
    with other_process(file) as process:
        refused = pytest.raises(lock.HeldError, match=f"process {process.pid} since")
        with refused, lock.hold(file, wait=False):
            pytest.fail("the lock was given twice")


def test_who_waits_is_told_so_and_gets_the_lock_when_it_is_let_go(file: Path) -> None:
    told: list[str] = []
    with other_process(file) as process:

        def announce(line: str) -> None:
            told.append(line)
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()

        with lock.hold(file, announce=announce):
            holder = lock.holder(file)
            assert holder is None or holder.pid == os.getpid()
            assert len(told) == 1
            assert f"process {process.pid}" in told[0]


def test_a_killed_holder_holds_nothing(file: Path) -> None:
    with other_process(file) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert lock.holder(file) is None
        with lock.hold(file, wait=False):
            pass


def test_the_holding_process_may_ask_again_and_lets_go_once(file: Path) -> None:
    with lock.hold(file):
        with lock.hold(file, wait=False):
            pass
        assert other_try(file) == "held"
    assert other_try(file) == "free"


def other_try(file: Path) -> str:
    """What another process finds that does not want to wait."""
    code = f"""
from pathlib import Path
from kechuang.warehouse import lock
try:
    with lock.hold(Path({str(file)!r}), wait=False):
        print("free")
except lock.HeldError:
    print("held")
"""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
