"""Parsing in a child process: a file made to hang, to fill the memory or to crash a parser costs one line and no more.

The child is started when the first such file comes, kept for the next ones, and replaced when it had to be stopped. It
ends with this process, whose end closes its input.
"""

import os
import pickle
import selectors
import subprocess
import sys
import threading
import time

from kechuang.flows.parse_child import LENGTH
from kechuang.transforms.readers.document import Content, UnreadableError
from kechuang.transforms.readers.limits import Limits

_LOCK = threading.Lock()  # one file at a time: the child has one pair of pipes
_children: dict[int, subprocess.Popen[bytes]] = {}  # by the process that started it: a fork must start its own


def parse_apart(format: str, raw: bytes, limits: Limits) -> Content:
    """What the reader of a format makes of a file, as `parsing.parse_here`, but in a child process.

    Raises UnreadableError with that reader's reason, or because it took more than `limits.max_seconds` or
    `limits.max_memory`.
    """
    with _LOCK:
        child = _started(limits)
        answer = _answer(child, pickle.dumps((format, raw, limits)), time.monotonic() + limits.max_seconds)
        if answer is None:
            is_hanging = child.poll() is None
            child.kill()
            child.wait()
            if is_hanging:
                raise UnreadableError(f"takes more than {limits.max_seconds:.0f} seconds to read")
            raise UnreadableError(f"needs more than {limits.max_memory / 2**30:.1f} GB of memory, or breaks its reader")
    result = pickle.loads(answer)
    if isinstance(result, Content):
        return result
    raise UnreadableError(result)


def _started(limits: Limits) -> subprocess.Popen[bytes]:
    child = _children.get(os.getpid())
    if child is None or child.poll() is not None:
        child = _children[os.getpid()] = subprocess.Popen(
            [sys.executable, "-m", "kechuang.flows.parse_child", str(limits.max_memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "POLARS_MAX_THREADS": "1"},
            start_new_session=True,  # Ctrl-C is for this process; a child that it ended would seem to break on its file
        )
    return child


def _answer(child: subprocess.Popen[bytes], question: bytes, deadline: float) -> bytes | None:
    """What the child answers, or None where it ends or the time is over before it has."""
    assert child.stdin and child.stdout
    try:
        child.stdin.write(LENGTH.pack(len(question)) + question)
        child.stdin.flush()
    except BrokenPipeError:
        child.wait()
        return None
    received = bytearray()
    with selectors.DefaultSelector() as waiting:
        waiting.register(child.stdout, selectors.EVENT_READ)
        while len(received) < LENGTH.size or len(received) < LENGTH.size + LENGTH.unpack_from(received)[0]:
            if not waiting.select(max(0.0, deadline - time.monotonic())):
                return None
            piece = os.read(child.stdout.fileno(), 2**20)
            if not piece:
                child.wait()
                return None
            received += piece
    return bytes(received[LENGTH.size :])
