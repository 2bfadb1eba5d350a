"""Documents to records beside plain `jieba.lcut`, over the same text, on one core, in one run.

    python -m benchmarks [documents]     (20,000 make about 100 MB; `make bench`)

The documents are made: paragraphs of sentences of the sample documents, with their digits redrawn, among sentences
without figures (plain_sentences.txt), so that figures stand as far apart as in real documents. Sentences recur, as
the samples are few; a slice in which none does is measured beside them. See README.md.
"""

import os
import random
import resource
import sys
import time
from pathlib import Path

os.environ["POLARS_MAX_THREADS"] = "1"
import jieba
import polars as pl

from kechuang import vocabulary
from kechuang.transforms.extract import extract

_AT_ONCE = 2_000  # documents made at a time, about 10 MB; `extract` cuts its own batches
_LENGTH = 1_700  # code points of a document, about 5 KB
_WITH_FIGURES = 1 / 6  # of the sentences come from the samples
_SINGLES = 20  # documents read one by one; the quickest counts, for the others shared the machine
_UNLIKE_DOCUMENTS = 2_000
_JIEBA_DOCUMENTS = 100  # jieba reads a slice of the same text: the whole would take it minutes
_SAMPLES = vocabulary.room("seeds") / "documents"
_PLAIN = Path(__file__).parent / "plain_sentences.txt"


def sentences() -> list[str]:
    """The sentences of the sample documents that are written in UTF-8."""
    texts = []
    for path in sorted(_SAMPLES.glob("*")):
        try:
            texts.append(path.read_text(encoding="utf-8-sig"))
        except (UnicodeDecodeError, IsADirectoryError):
            continue
    return [line + "。" for text in texts for line in text.replace("\n", "").split("。") if 8 < len(line) < 400]


def made(count: int, seed: int, unlike: bool = False) -> pl.DataFrame:
    """`count` documents of shuffled sentences, in paragraphs, with redrawn digits.

    With `unlike`, three characters drawn at random stand at the head of each sentence, so that hardly one recurs.
    """
    draw = random.Random(seed)
    figured, plain = sentences(), _PLAIN.read_text(encoding="utf-8").splitlines()
    rows = []
    for number in range(count):
        paragraphs: list[str] = []
        while sum(map(len, paragraphs)) < _LENGTH:
            pools = (figured if draw.random() < _WITH_FIGURES else plain for _ in range(draw.randint(2, 7)))
            chosen = [draw.choice(pool) for pool in pools]
            paragraphs.append("".join(_marked(sentence, draw) if unlike else sentence for sentence in chosen))
        text = "\n".join(paragraphs)
        text = "".join(draw.choice("123456789") if ch.isdigit() and ch.isascii() else ch for ch in text)
        rows.append({"document": f"d{seed}-{number}", "text": text})
    return pl.DataFrame(rows).with_columns(published=pl.date(2024, 3, 1), region=pl.lit("330000"))


def _marked(sentence: str, draw: random.Random) -> str:
    return "".join(chr(draw.randrange(0x4E00, 0x9FA5)) for _ in range(3)) + sentence


def main() -> None:
    """Print the two speeds, their ratio, the density, the peak memory and the time of a single document."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    words = vocabulary.load()
    first = made(1, 0)
    extract(first, words)  # lexicon and patterns are built once a process
    start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    single = min(_seconds(document, words) for document in made(_SINGLES, 2).iter_slices(1))
    total = _Read()
    for number in range(0, count, _AT_ONCE):
        total.read(made(min(_AT_ONCE, count - number), number + 1), words)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    unlike = _Read()
    unlike.read(made(min(_UNLIKE_DOCUMENTS, count), 0, unlike=True), words)
    jieba.setLogLevel(60)
    jieba.initialize()
    texts = made(_JIEBA_DOCUMENTS, 1)["text"].to_list()
    began = time.process_time()
    for text in texts:
        jieba.lcut(text)
    plain = sum(len(text.encode()) for text in texts) / (time.process_time() - began)
    print(
        f"{count} documents, {total.bytes / 1e6:.1f} MB; a mention each {total.bytes / total.mentions:.0f} bytes,",
        end=" ",
    )
    print(f"a figure each {total.bytes / max(total.figures, 1):.0f} bytes")
    print(f"extract     {total.speed / 1e6:6.2f} MB/s of CPU time on one core")
    print(f"            {unlike.speed / 1e6:6.2f} MB/s where no sentence recurs")
    print(f"jieba.lcut  {plain / 1e6:6.2f} MB/s")
    print(f"ratio       {total.speed / plain:6.1f} ({unlike.speed / plain:.1f} where no sentence recurs)")
    print(f"one document {single * 1e3:.0f} ms")
    print(f"peak memory {peak:.0f} MB, of which {start:.0f} MB before the first document")


def _seconds(documents: pl.DataFrame, words: vocabulary.Vocabulary) -> float:
    began = time.process_time()
    extract(documents, words)
    return time.process_time() - began


class _Read:
    """What was read, and how long it took."""

    def __init__(self) -> None:
        self.bytes = self.mentions = self.figures = 0
        self.seconds = 0.0

    def read(self, documents: pl.DataFrame, words: vocabulary.Vocabulary) -> None:
        began = time.process_time()
        records = extract(documents, words)
        self.seconds += time.process_time() - began
        self.bytes += int(documents["text"].str.len_bytes().sum())
        self.mentions += len(records)
        self.figures += int((records["kind"] == "observation").sum())

    @property
    def speed(self) -> float:
        """Bytes a second."""
        return self.bytes / self.seconds


if __name__ == "__main__":
    main()
