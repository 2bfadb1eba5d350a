"""How much one file may ask of the reader. Each is a field, so that a bigger machine can raise it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """The limits in force, chosen an order of magnitude above the largest yearbook chapters that bureaus publish."""

    max_bytes: int = 100 * 2**20  # a file, and a member of an archive once unpacked
    max_page_bytes: int = 10 * 2**20  # an HTML page; a parsed page takes some hundred times its bytes in memory
    max_characters: int = 20_000_000  # the text of one document
    max_pages: int = 1_000  # of a PDF
    max_cells: int = 1_000_000  # of a workbook, a CSV file or a document's tables
    max_elements: int = 300_000  # of an HTML page
    max_depth: int = 1_000  # of nested HTML elements; browsers stop at 512
    max_seconds: float = 28.0  # on one file of the formats that have a parser of their own
    max_memory: int = 2 * 2**30  # bytes, likewise; set when the child process that reads them starts
    max_members: int = 1_000  # of an archive
    max_unpacked: int = 500 * 2**20  # bytes of all members of an archive, or parts of a DOCX or XLSX, together
    max_ratio: int = 200  # unpacked to packed bytes; prose packs to a fifth, an empty sheet to a fiftieth


DEFAULT = Limits()
