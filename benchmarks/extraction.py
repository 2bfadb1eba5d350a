"""Documents to records beside plain `jieba.lcut`, over the same text, on one core, in one run.

    python -m benchmarks [documents]     (20,000 make about 100 MB; `make bench`)

The documents are made: paragraphs of sentences of the sample documents, with their digits redrawn, among sentences
without figures (plain_sentences.txt), so that figures stand as far apart as in real documents. See README.md.
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

_BATCH = 2_000  # documents, about 10 MB
_LENGTH = 1_700  # code points of a document, about 5 KB
_WITH_FIGURES = 1 / 6  # of the sentences come from the samples
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


def made(count: int, seed: int) -> pl.DataFrame:
    """`count` documents of shuffled sentences, in paragraphs, with redrawn digits."""
    draw = random.Random(seed)
    figured, plain = sentences(), _PLAIN.read_text(encoding="utf-8").splitlines()
    rows = []
    for number in range(count):
        paragraphs: list[str] = []
        while sum(map(len, paragraphs)) < _LENGTH:
            pools = (figured if draw.random() < _WITH_FIGURES else plain for _ in range(draw.randint(2, 7)))
            paragraphs.append("".join(draw.choice(pool) for pool in pools))
        text = "\n".join(paragraphs)
        text = "".join(draw.choice("123456789") if ch.isdigit() and ch.isascii() else ch for ch in text)
        rows.append({"document": f"d{seed}-{number}", "text": text})
    return pl.DataFrame(rows).with_columns(published=pl.date(2024, 3, 1), region=pl.lit("330000"))


def main() -> None:
    """Print the two speeds, their ratio, the density, the peak memory and the time of a single document."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    words = vocabulary.load()
    first = made(1, 0)
    extract(first, words)  # lexicon and patterns are built once a process
    began = time.process_time()
    extract(first, words)
    single = time.process_time() - began
    size = mentions = figures = 0
    spent = 0.0
    for number in range(0, count, _BATCH):
        batch = made(min(_BATCH, count - number), number + 1)
        size += int(batch["text"].str.len_bytes().sum())
        began = time.process_time()
        records = extract(batch, words)
        spent += time.process_time() - began
        mentions += len(records)
        figures += int((records["kind"] == "observation").sum())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    jieba.setLogLevel(60)
    jieba.initialize()
    texts = made(_JIEBA_DOCUMENTS, 1)["text"].to_list()
    began = time.process_time()
    for text in texts:
        jieba.lcut(text)
    plain = sum(len(text.encode()) for text in texts) / (time.process_time() - began)
    ours = size / spent
    print(f"{count} documents, {size / 1e6:.1f} MB; a mention each {size / mentions:.0f} bytes,", end=" ")
    print(f"a figure each {size / max(figures, 1):.0f} bytes")
    print(f"extract     {ours / 1e6:6.2f} MB/s of CPU time on one core")
    print(f"jieba.lcut  {plain / 1e6:6.2f} MB/s")
    print(f"ratio       {ours / plain:6.1f}")
    print(f"one document {single * 1e3:.0f} ms")
    print(f"peak memory {peak:.0f} MB in batches of {_BATCH} documents")


if __name__ == "__main__":
    main()
