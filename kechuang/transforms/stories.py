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

METHOD = "1"  # of making a signature: count it up when what is kept of a text changes, so that nothing old is compared
_GRAM = 5  # characters: words are two, so that a changed word costs seven grams of a thousand
_SLOTS, _SEED = 128, 20240305  # of the signature: the estimate errs by 0.04 (one standard deviation)
_BANDS = 32  # of four slots: of pairs with 0.6 of their grams in common 1 % are overlooked, with 0.7 one in 5,000
_NEIGHBOURS = 20  # of one band that a document is compared with: form letters come in thousands
_ALIKE = 0.6  # share of grams that two texts have in common; of 48 documents no two had more than 0.14
_SAME_FIGURES = 0.9  # share of the figures of the one with fewer that the other has too
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # odd, with its bits well mixed: 2^64 over the golden ratio
_BATCH = 2_000  # texts whose grams are in memory at a time
_PAIRS = 50_000  # whose signatures are
_SHORTEST = 30  # characters: below, a headline says nothing of whose text it is
_SILENT = re.compile(r"[^\w%]+|_+")
_FIGURE = r"[0-9]+(?:\.[0-9]+)?"
_SLOT = np.dtype("<u4")

# One row a text: what is compared. It depends on the text alone, so that it can be kept.
FINGERPRINT = pl.Schema(
    {
        "text_sha256": pl.String(),
        "signature": pl.Binary(),  # 128 numbers of four bytes, little-endian; null where the text is too short
        "figures": pl.List(pl.String),  # the distinct numbers as printed, sorted
    }
)
# One row a text: texts with the same story_id are one story.
STORY = pl.Schema(
    {
        "text_sha256": pl.String,
        "story_id": pl.String,  # the least text_sha256 of the story, so that it is the text's own where it is alone
    }
)


def fingerprints(texts: pl.DataFrame) -> pl.DataFrame:
    """texts(text_sha256, text) -> FINGERPRINT, in the same order."""
    table = simplified_characters()
    plain = texts.select(
        "text_sha256",
        text=c("text").str.normalize("NFKC").str.replace_many(list(table), list(table.values())),
    ).with_columns(
        words=c("text").str.replace_all(_SILENT.pattern, ""),
        figures=c("text").str.replace_all(r"([0-9])[,\s]([0-9]{3})", "$1$2").str.extract_all(_FIGURE),
    )
    return plain.select(
        "text_sha256",
        pl.Series("signature", _signatures(plain["words"]), dtype=pl.Binary),
        c("figures").list.unique().list.sort(),
    )


def stories(fingerprints: pl.DataFrame, known: pl.DataFrame | None = None) -> pl.DataFrame:
    """FINGERPRINT of all texts -> STORY, sorted by text_sha256.

    `known` (text_sha256, story_id, whatever the ids are) tells the texts that were compared with one another before:
    they are not compared again, which with few new texts saves nearly all of the work. Likeness carries on: where A is
    like B and B like C, the three are one story. The order of the rows is of no effect.
    """
    ordered = fingerprints.unique("text_sha256").sort("text_sha256")
    ids = ordered["text_sha256"].to_list()
    before = ordered.select("text_sha256")
    before = before.join(known if known is not None else pl.DataFrame(schema=STORY), on="text_sha256", how="left")
    linked = before.with_row_index("other").filter(c("story_id").is_not_null())
    linked = linked.select(c("other").min().over("story_id").alias("one"), "other").filter(c("one") != c("other"))
    pairs = _pairs(ordered, before["story_id"].is_null().to_numpy())
    least = _joined(len(ids), pl.concat([pairs, linked]))
    return pl.DataFrame({"text_sha256": ids, "story_id": [ids[row] for row in least]}, schema=STORY)


def _signatures(texts: pl.Series) -> list[bytes | None]:
    """The MinHash of each text's grams, some texts at a time: the grams take many times the bytes of the text."""
    found: list[bytes | None] = []
    for batch in texts.to_frame().iter_slices(_BATCH):
        is_long = batch.to_series().str.len_chars() >= _SHORTEST
        grams, begins = _grams(batch.to_series().filter(is_long))
        rows = iter(RMinHash.digest_matrix_from_flat_token_hashes(grams, begins, _SLOTS, _SEED).to_rows())
        found += [np.array(next(rows), _SLOT).tobytes() if long else None for long in is_long]
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


def _pairs(ordered: pl.DataFrame, is_new: npt.NDArray[np.bool_]) -> pl.DataFrame:
    """The pairs of rows (one, other) that tell one story, at least one of them new."""
    rows = ordered.with_row_index("row").filter(c("signature").is_not_null())
    rows = rows.sort(c("figures").list.join(" "), "row")  # near ones have like figures
    signatures = np.frombuffer(b"".join(rows["signature"]), _SLOT).reshape(-1, _SLOTS)
    one, other = _alike(signatures, is_new[rows["row"].to_numpy()])
    both = rows[one].select(one="row", of_one="figures").hstack(rows[other].select(other="row", of_other="figures"))
    fewer = pl.min_horizontal(c("of_one").list.len(), c("of_other").list.len())
    shared = c("of_one").list.set_intersection("of_other").list.len()
    return both.filter((fewer == 0) | (shared >= _SAME_FIGURES * fewer)).select("one", "other")


def _alike(
    signatures: npt.NDArray[np.uint32], is_new: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The candidates whose signatures agree in enough slots, some pairs at a time: form letters make many."""
    one, other = _candidates(signatures, is_new)
    is_alike = np.zeros(len(one), bool)
    for begin in range(0, len(one), _PAIRS):
        some = slice(begin, begin + _PAIRS)
        is_alike[some] = (signatures[one[some]] == signatures[other[some]]).mean(axis=1) >= _ALIKE
    return one[is_alike], other[is_alike]


def _candidates(
    signatures: npt.NDArray[np.uint32], is_new: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Pairs that agree in all slots of at least one band, each once; in a large band those next to one another."""
    n, found = len(signatures), [np.zeros(0, np.int64)]
    for band in np.split(signatures, _BANDS, axis=1):
        key = np.zeros(n, np.uint64)
        for slot in band.T:
            key = (key ^ slot) * _MULTIPLIER
        rows = np.argsort(key, kind="stable")
        for step in range(1, _NEIGHBOURS + 1):
            one, other = rows[:-step], rows[step:]
            is_same = key[one] == key[other]
            if not is_same.any():
                break
            is_sought = is_same & (is_new[one] | is_new[other])
            found.append(one[is_sought] * n + other[is_sought])
    return np.divmod(np.unique(np.concatenate(found)), max(n, 1))


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
