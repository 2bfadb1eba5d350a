"""The text between the numbers as a row a word that matters: one pass of Aho-Corasick over the gaps, one split.

Each term of the vocabulary is replaced by one private character, so that a split gives term, offset and the plain
text before it at once, and the number of each gap closes its row. Everything later is a join or a fill over these rows.
"""

from dataclasses import dataclass

import polars as pl

from kechuang.vocabulary import Vocabulary

c = pl.col

FIELDS = (
    "border", "phrase", "qualifier", "qualifier_right", "statistic", "rank", "comparison", "time_basis", "status",
    "section_status", "part", "pair", "region_self", "period", "org", "unit", "duration", "name", "joins", "series", "change_noun", "pronoun", "link_be", "period_local", "currency", "reports", "someday", "title", "since", "plan_name", "verb_at",
)  # fmt: skip
_FIRST_CODE = 0xF0000  # private plane 15, which `clean` keeps free
_NUMBER_CODE = chr(_FIRST_CODE)
_CODES = "[\U000f0000-\U000ffffd]"


@dataclass(frozen=True)
class Lexicon:
    """The terms to find, longest first, and one row of attributes each; row 0 is the number itself."""

    words: list[str]
    codes: list[str]
    attributes: pl.DataFrame  # term (UInt32), chars, bytes, region, region_name, and FIELDS


_built: dict[int, Lexicon] = {}


def lexicon(vocabulary: Vocabulary) -> Lexicon:
    """The lexicon of a vocabulary, built once."""
    key = id(vocabulary)
    if key not in _built:
        _built[key] = _build(vocabulary)
    return _built[key]


def _build(vocabulary: Vocabulary) -> Lexicon:
    cue = vocabulary.cue.with_columns(
        word=c("word").str.replace_all(r"\n", "\n", literal=True).str.replace_all(r"\t", "\t", literal=True),
        field=pl.when((c("field") == "qualifier") & (c("side") == "right"))
        .then(pl.lit("qualifier_right"))
        .otherwise("field"),
    )
    wide = cue.pivot(on="field", index="word", values="value", aggregate_function="first")
    for field in (*FIELDS, "noun"):
        if field not in wide.columns:
            wide = wide.with_columns(pl.lit(None, dtype=pl.String).alias(field))
    order = {"name": 0, "short": 1, "former": 2}
    regions = (
        vocabulary.region_alias.filter((c("is_ambiguous") != "true") & c("context").is_in(list(order)))
        .join(vocabulary.region.select("region_code", "valid_to", "level"), on="region_code", how="left")
        .filter(c("level") != "zone")  # a park is a subject, no region
        .with_columns(
            order=c("context").replace_strict(order, return_dtype=pl.Int64), is_past=c("valid_to").is_not_null()
        )
        .sort("alias", "is_past", "order", "region_code", descending=[False, False, False, False])
        .group_by("alias", maintain_order=True)
        .agg(region=c("region_code").first())
        .rename({"alias": "word"})
    )
    unclear = (
        vocabulary.region_alias.filter(
            (c("is_ambiguous") == "true") & c("context").is_in(list(order)) & (c("alias").str.len_chars() > 1)
        )
        .select(word="alias", unclear_place="alias")
        .unique()
        .join(cue.select("word").unique(), on="word", how="anti")
    )
    nouns = _protected(vocabulary, cue)
    terms = (
        wide.join(regions, on="word", how="full", coalesce=True)
        .join(nouns, on="word", how="full", coalesce=True)
        .join(unclear.filter(~c("word").is_in(regions["word"].to_list())), on="word", how="full", coalesce=True)
        .filter(c("word").str.len_chars() > 0)
        .with_columns(unit=pl.coalesce("unit", "unit_of_name"))
        .with_columns(chars=c("word").str.len_chars().cast(pl.Int64), bytes=c("word").str.len_bytes().cast(pl.Int64))
        .sort("chars", "word", descending=[True, False])
        .with_row_index("term", offset=1)
    )
    terms = _tails(terms, cue)
    number = pl.DataFrame({"term": [0]}, schema={"term": pl.UInt32})
    attributes = pl.concat([number, terms.drop("word", "noun", strict=False)], how="diagonal").select(
        "term", "chars", "bytes", "tail", "region", "unclear_place", *FIELDS
    )
    return Lexicon(terms["word"].to_list(), [chr(_FIRST_CODE + t) for t in terms["term"]], attributes)


def _tails(terms: pl.DataFrame, cue: pl.DataFrame) -> pl.DataFrame:
    """`tail`: bytes of the measure word that a term ends in (猕猴桃产量: 产量); `duration` of terms that end in such a word."""
    measures = (
        cue.filter((c("field") == "phrase") & c("value").is_in(["measure", "dependent"]))["word"].unique().to_list()
    )
    lasting = cue.filter(c("field") == "duration")["word"].unique().to_list()
    ends = [pl.when(c("word").str.ends_with(word)).then(len(word.encode())) for word in measures if len(word) > 1]
    nouns = c("phrase").is_null() | c("phrase").is_in(["measure", "dependent"])
    lasts = pl.any_horizontal(*(c("word").str.ends_with(word) for word in lasting))
    return terms.with_columns(
        tail=pl.when(nouns).then(pl.max_horizontal(*ends)).cast(pl.Int64),
        duration=pl.coalesce("duration", pl.when(lasts).then(pl.lit("measured"))),
    )


def _protected(vocabulary: Vocabulary, cue: pl.DataFrame) -> pl.DataFrame:
    """Names of indicators that hold a cue word of one verb or preposition: found whole, they are not cut up."""
    telling = cue.filter(
        c("field").is_in(["statistic", "status", "part", "period", "region_self", "comparison", "time_basis"])
    )["word"]
    phrase = cue.filter(c("field") == "phrase")["word"]
    verbs = cue.filter(
        (c("field") == "phrase") & c("value").is_in(["act", "weak", "event", "link", "adverb", "opener"])
    )["word"]
    starts = pl.any_horizontal(*(c("word").str.starts_with(verb) for verb in verbs.unique() if len(verb) > 1))
    units = vocabulary.indicator.select(
        "indicator_id", unit_of_name=pl.when(c("unit_measure") == "index_point").then("unit_measure")
    )
    alias = (
        vocabulary.indicator_alias.join(units, on="indicator_id", how="left")
        .select("unit_of_name", word="alias")
        .unique("word")
    )
    return alias.filter(
        (c("word").str.contains_any(phrase.to_list()) | c("unit_of_name").is_not_null())
        & ~c("word").str.contains_any(telling.filter(telling.str.len_chars() > 1).to_list())
        & (c("word").str.len_chars() > 2)
        & ~starts
        & ~c("word").str.contains("[0-9一二三四五六七八九十占]")
    ).with_columns(noun=pl.lit("whole"))


def tokenise(numbers: pl.DataFrame, lexicon: Lexicon) -> pl.DataFrame:
    """numbers (numbers.find) -> one row a term or number, in reading order.

    Columns: document, number (row of `numbers`), term (0 for the number itself), start and end (code points in the
    cleaned text), start_byte and end_byte, gap (length of the plain text before it, spaces aside), and the lexicon's
    attributes.
    """
    # a line end before each document is a wall: nothing that is filled forward looks beyond it
    opens = (c("document") != c("document").shift(1)).fill_null(True)
    gap = pl.when(opens).then(pl.lit("\n") + c("gap")).otherwise("gap")
    text = gap.str.replace_many(lexicon.words, lexicon.codes, leftmost=True)
    codes = pl.Enum([_NUMBER_CODE, *lexicon.codes])
    pieces = (
        numbers.lazy()
        .with_row_index("number")
        .select(
            "document",
            "number",
            "own_bytes",
            own_chars=c("end") - c("start"),
            piece=(text + _NUMBER_CODE).str.split(_CODES, literal=False, inclusive=True),
        )
        .explode("piece")
        .filter(c("piece") != "")
        .with_columns(
            term=c("piece").str.tail(1).cast(codes).to_physical().cast(pl.UInt32),
            chars_before=c("piece").str.len_chars().cast(pl.Int64) - 1,
            bytes_before=c("piece").str.len_bytes().cast(pl.Int64) - 4,
            gap=c("piece").str.head(-1).str.strip_chars(" ").str.len_chars().cast(pl.Int64),
        )
        .drop("piece")
        .collect()
        .join(lexicon.attributes, on="term", how="left", maintain_order="left")
    )
    is_number = c("term") == 0
    chars = pl.when(is_number).then("own_chars").otherwise("chars")
    size = pl.when(is_number).then("own_bytes").otherwise("bytes")
    until = pieces.with_columns(
        end=(c("chars_before") + chars).cum_sum(), end_byte=(c("bytes_before") + size).cum_sum()
    )
    first = (c("document") != c("document").shift(1)).fill_null(True)
    begin = until.with_columns(
        base=pl.when(first).then(c("end").shift(1, fill_value=0)).forward_fill() + 1,
        base_byte=pl.when(first).then(c("end_byte").shift(1, fill_value=0)).forward_fill() + 1,
    )
    return (
        begin.with_columns(
            end=c("end") - c("base"),
            end_byte=c("end_byte") - c("base_byte"),
            start=c("end") - c("base") - chars,
            start_byte=c("end_byte") - c("base_byte") - size,
        )
        .drop("base", "base_byte", "chars", "bytes", "own_chars", "own_bytes", "bytes_before")
        .rename({"chars_before": "lead_chars"})
    )
