"""The child process of guard.py: takes files one by one, and answers each with what its reader makes of it.

Run as `python -m kechuang.transforms.readers.worker BYTES`, with the bytes of memory that it may take.
"""

import pickle
import sys
from importlib import import_module
from typing import BinaryIO

from kechuang.transforms.readers.document import Content, UnreadableError
from kechuang.transforms.readers.guard import LENGTH
from kechuang.transforms.readers.limits import Limits


def _read(reader: str, raw: bytes, limits: Limits) -> Content:
    """Readers are imported as files need them, for each brings a library that takes a while to load."""
    content: Content = import_module(f"kechuang.transforms.readers.{reader}_file").read(raw, limits)
    return content


def answer(reader: str, raw: bytes, limits: Limits) -> Content | str:
    """The content of a file, or the reason why there is none, whatever its parser raises."""
    try:
        return _read(reader, raw, limits)
    except UnreadableError as reason:
        return str(reason)
    except MemoryError:
        return f"needs more than {limits.max_memory / 2**30:.1f} GB of memory"
    except Exception as error:  # a parser's own, for which no file is written: the file is bad in a way nobody foresaw
        line = " ".join(str(error).split())[:200]
        return f"a {reader.upper()} file that its reader cannot take ({type(error).__name__}: {line})"


def serve(questions: BinaryIO, answers: BinaryIO) -> None:
    """Answer until the input ends."""
    while header := questions.read(LENGTH.size):
        reader, raw, limits = pickle.loads(questions.read(LENGTH.unpack(header)[0]))
        message = pickle.dumps(answer(reader, raw, limits))
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
