"""The child process of parse_apart.py: takes files one by one, and answers each with what its reader makes of it.

Run as `python -m kechuang.flows.parse_child BYTES`, with the bytes of memory that it may take.
"""

import pickle
import struct
import sys
from typing import BinaryIO

from kechuang.transforms.readers.document import Content, UnreadableError
from kechuang.transforms.readers.limits import Limits
from kechuang.transforms.readers.parsing import parse_here

LENGTH = struct.Struct(">Q")  # before each message: how many bytes it has


def answer(format: str, raw: bytes, limits: Limits) -> Content | str:
    """The content of a file, or the reason why there is none."""
    try:
        return parse_here(format, raw, limits)
    except UnreadableError as reason:
        return str(reason)


def serve(questions: BinaryIO, answers: BinaryIO) -> None:
    """Answer until the input ends."""
    while header := questions.read(LENGTH.size):
        message = pickle.dumps(answer(*pickle.loads(questions.read(LENGTH.unpack(header)[0]))))
        answers.write(LENGTH.pack(len(message)) + message)
        answers.flush()


def _limit_memory(most: int) -> None:
    try:
        import resource
    except ImportError:
        return  # not on Windows: there the time limit alone holds
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


if __name__ == "__main__":
    _limit_memory(int(sys.argv[1]))
    serve(sys.stdin.buffer, sys.stdout.buffer)
