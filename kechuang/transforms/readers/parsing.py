"""The formats with a parser of their own, and the one line that any of their parsers' errors becomes."""

from collections.abc import Callable
from importlib import import_module

from kechuang.transforms.readers.document import Content, UnreadableError
from kechuang.transforms.readers.limits import Limits

# How a file in one of these formats (html, pdf, docx, xlsx) is parsed: here, or somewhere that can be stopped.
Parse = Callable[[str, bytes, Limits], Content]


def parse_here(format: str, raw: bytes, limits: Limits) -> Content:
    """What the reader of a format makes of a file: `pdf` is read by pdf_file.py, imported when the first one comes.

    Raises UnreadableError with the reason where there is no content, whatever the parser raised. Of the limits
    `max_seconds` and `max_memory` hold only where a caller's own `Parse` sees to them.
    """
    try:
        content: Content = import_module(f"kechuang.transforms.readers.{format}_file").read(raw, limits)
        return content
    except UnreadableError:
        raise
    except MemoryError:
        raise UnreadableError("needs more memory than there is") from None
    except Exception as error:  # a parser's own: the file is bad in a way that nobody foresaw
        line = " ".join(str(error).split())[:200]
        name = type(error).__name__
        raise UnreadableError(f"a {format.upper()} file that its reader cannot take ({name}: {line})") from error
