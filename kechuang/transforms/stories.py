"""The same news at several places: press releases are reprinted, with another byline, a cut end, a changed word.

Two documents tell one story where their texts share most of their character 5-grams (MinHash) and nearly all of their
figures. The figures decide between a reprint and the next bulletin in the same words: this year's text with last
year's numbers exchanged is no reprint.
"""

import re

import numpy as np
import numpy.typing as npt
import polars as pl
from rensa import RMinHash

from kechuang.transforms.scripts import simplified_characters

c = pl.col

_GRAM = 5  # characters: words are two, so that a changed word costs seven grams of a thousand
_SLOTS, _SEED = 128, 20240305  # of the signature: the estimate errs by 0.04 (one standard deviation)
_BANDS = 32  # of four slots: of pairs with 0.6 of their grams in common 1 % are overlooked, with 0.7 one in 5,000
_NEIGHBOURS = 20  # of one band that a document is compared with: form letters come in thousands
_ALIKE = 0.6  # share of grams that two texts have in common; of 48 documents no two had more than 0.14
_SAME_FIGURES = 0.9  # share of the figures of the one with fewer that the other has too
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # odd, with its bits well mixed: 2^64 over the golden ratio
_BATCH = 2_000
_SHORTEST = 30  # characters: below, a headline says nothing of whose text it is
_SILENT = re.compile(r"[^\w%]+|_+")
_FIGURE = r"[0-9]+(?:\.[0-9]+)?"

_SIGNATURE = pl.Array(pl.UInt32, _SLOTS)
# One row a document: what is compared. It depends on the text alone, so that it can be kept.
FINGERPRINT = pl.Schema(
    {
        "document_id": pl.String(),
        "signature": _SIGNATURE,  # null where the text is too short
        "figures": pl.List(pl.String()),  # the distinct numbers as printed, sorted
    }
)
# One row a document: documents with the same story_id are one story.
STORY = pl.Schema(
    {
        "document_id": pl.String,
        "story_id": pl.String,  # the least document_id of the story, so that it is the document's own where it is alone
    }
)


def fingerprints(documents: pl.DataFrame) -> pl.DataFrame:
    """documents(document_id, text) -> FINGERPRINT, in the same order."""
    table = simplified_characters()
    plain = documents.select(
        "document_id",
        text=c("text").str.normalize("NFKC").str.replace_many(list(table), list(table.values())),
    ).with_columns(
        words=c("text").str.replace_all(_SILENT.pattern, ""),
        figures=c("text").str.replace_all(r"([0-9])[,\s]([0-9]{3})", "$1$2").str.extract_all(_FIGURE),
    )
    return plain.select(
        "document_id",
        pl.Series("signature", _signatures(plain["words"]), dtype=_SIGNATURE),
        c("figures").list.unique().list.sort(),
    )


def stories(fingerprints: pl.DataFrame) -> pl.DataFrame:
    """FINGERPRINT of all documents -> STORY, sorted by document_id.

    Likeness carries on: where A is like B and B like C, the three are one story. The order of the rows is of no effect.
    """
    ordered = fingerprints.unique("document_id").sort("document_id")
    ids = ordered["document_id"].to_list()
    least = _joined(len(ids), _pairs(ordered))
    return pl.DataFrame({"document_id": ids, "story_id": [ids[row] for row in least]}, schema=STORY)


def _signatures(texts: pl.Series) -> list[list[int] | None]:
    """The MinHash of each text's grams, some texts at a time: the grams take many times the bytes of the text."""
    found: list[list[int] | None] = []
    for batch in texts.to_frame().iter_slices(_BATCH):
        is_long = batch.to_series().str.len_chars() >= _SHORTEST
        grams, begins = _grams(batch.to_series().filter(is_long))
        rows = iter(RMinHash.digest_matrix_from_flat_token_hashes(grams, begins, _SLOTS, _SEED).to_rows())
        found += [next(rows) if long else None for long in is_long]
    return found


def _grams(texts: pl.Series) -> tuple[npt.NDArray[np.uint64], list[int]]:
    """Every gram of the texts as a number, and where each text's begin and the last one's end.

    All grams of a batch are hashed at once: as slices of strings they took five times as long.
    """
    codes = np.frombuffer("".join(texts).encode("utf-32-le"), np.uint32).astype(np.uint64)
    ends = texts.str.len_chars().cast(pl.Int64).cum_sum().to_numpy()
    grams = np.zeros(max(len(codes) - _GRAM + 1, 0), np.uint64)
    is_whole = np.ones(len(grams), bool)
    for n in range(_GRAM):
        grams = grams * _MULTIPLIER ^ codes[n : n + len(grams)]
        if n:
            is_whole[ends[:-1] - n] = False  # begins in one text and ends in the next
    grams ^= grams >> np.uint64(32)
    return grams[is_whole], [0, *(ends - (_GRAM - 1) * np.arange(1, len(ends) + 1)).tolist()]


def _pairs(ordered: pl.DataFrame) -> pl.DataFrame:
    """The pairs of rows (one, other) that tell one story."""
    rows = ordered.with_row_index("row").filter(c("signature").is_not_null())
    pairs = _candidates(rows)
    left, right = (rows.select(pl.all().name.suffix(end)) for end in ("_one", "_other"))
    both = pairs.join(left, left_on="one", right_on="row_one").join(right, left_on="other", right_on="row_other")
    signatures = (both[name].to_numpy() for name in ("signature_one", "signature_other"))
    alike = np.equal(*signatures).mean(axis=1) if both.height else np.array([])
    fewer = pl.min_horizontal(c("figures_one").list.len(), c("figures_other").list.len())
    shared = c("figures_one").list.set_intersection("figures_other").list.len()
    return (
        both.with_columns(alike=pl.Series(alike, dtype=pl.Float64))
        .filter(c("alike") >= _ALIKE, (fewer == 0) | (shared >= _SAME_FIGURES * fewer))
        .select("one", "other")
    )


def _candidates(rows: pl.DataFrame) -> pl.DataFrame:
    """Pairs that agree in all slots of at least one band, each once; in a large band those with the nearest figures."""
    width = _SLOTS // _BANDS
    slot = c("signature").arr.get
    ordered = rows.sort(c("figures").list.join(" "), "row")
    found = [pl.DataFrame(schema={"one": pl.UInt32, "other": pl.UInt32})]
    for band in range(_BANDS):
        key = pl.struct(slot(band * width + n).alias(str(n)) for n in range(width))
        same = ordered.select("row", key=key).filter(pl.len().over("key") > 1)
        for step in range(1, _NEIGHBOURS + 1):
            near = same.select(one="row", other=c("row").shift(-step).over("key")).drop_nulls()
            if near.is_empty():
                break
            found.append(near)
    return pl.concat(found).unique().sort("one", "other")


def _joined(n: int, pairs: pl.DataFrame) -> list[int]:
    """For each of n rows the least row that pairs lead to."""
    least = list(range(n))

    def root(row: int) -> int:
        while least[row] != row:
            least[row] = row = least[least[row]]
        return row

    for one, other in pairs.iter_rows():
        low, high = sorted((root(one), root(other)))
        least[high] = low
    return [root(row) for row in range(n)]
