"""The terms of the vocabulary as they are searched for in a text, and what each says to the grammar."""

import re
from dataclasses import dataclass

import polars as pl

from kechuang.transforms.once import once
from kechuang.vocabulary import Vocabulary

c = pl.col

FIELDS = (
    "border", "phrase", "qualifier", "qualifier_right", "statistic", "rank", "comparison", "time_basis", "status",
    "section_status", "part", "pair", "region_self", "period", "org", "unit", "duration", "name", "joins", "series",
    "change_noun", "pronoun", "link_be", "period_local", "currency", "reports", "someday", "title", "since",
    "plan_name", "mentions", "spans", "deed", "rate_noun", "group", "area_noun", "manner", "about", "topic", "grade",
    "view", "shift", "connects", "equates", "has", "area_kind", "abroad",
    "role", "intro", "calls", "goal", "origin", "class_noun",
    "aspect", "frame", "recalls", "holds",
)  # fmt: skip
_FIRST_CODE = 0xF0000  # private plane 15, which `clean` keeps free
NUMBER_CODE = chr(_FIRST_CODE)
# Words of cues are compared as small integers; what no seed says is equal to nothing.
CUE = pl.Categorical(pl.Categories("cue", namespace="kechuang", physical=pl.UInt16))

# What a term of a sentence without numbers is to the sentences beside it: told further on, a clause's end, kept in any
# case, kept and felt beyond its sentence.
CARRIES, CLAUSE, STAYS, TELLS = 1, 2, 4, 8
_CARRIED = (
    "region", "region_self", "unclear_place", "org", "period", "status", "section_status", "title", "part", "since",
    "someday", "plan_name", "abroad", "intro", "topic",
)  # fmt: skip


@dataclass(frozen=True)
class Lexicon:
    """The terms to find, longest first, and one row of attributes each; row 0 is the number itself."""

    words: tuple[str, ...]
    codes: tuple[str, ...]
    attributes: pl.DataFrame  # term (UInt32), chars, bytes, tail, region, unclear_place, and FIELDS (CUE)
    roles: pl.Series  # of each term: CARRIES, CLAUSE, ... added up
    sentence_end: str  # pattern of the characters that end a sentence or line


@once
def lexicon(vocabulary: Vocabulary) -> Lexicon:
    """The lexicon of a vocabulary."""
    cue = vocabulary.cue.with_columns(
        word=c("word").str.replace_all(r"\n", "\n", literal=True).str.replace_all(r"\t", "\t", literal=True),
        field=pl.when((c("field") == "qualifier") & (c("side") == "right"))
        .then(pl.lit("qualifier_right"))
        .otherwise("field"),
    )
    suffixes = cue.filter((c("field") == "suffix") & (c("value") == "measure"))["word"].to_list()
    cue = pl.concat([cue.filter(~c("field").is_in(["suffix", "stem"])), _arrived(cue)], how="diagonal")
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
        .filter(~(c("word").str.starts_with("和") & (c("word").str.len_chars() == 2)))  # 浙江和安徽
        .join(cue.select("word").unique(), on="word", how="anti")
    )
    nouns = pl.concat([_protected(vocabulary, cue), _deverbal(cue, suffixes)], how="diagonal").unique(
        "word", keep="first", maintain_order=True
    )
    terms = (
        wide.join(regions, on="word", how="full", coalesce=True)
        .join(nouns, on="word", how="full", coalesce=True)
        .join(unclear.filter(~c("word").is_in(regions["word"].to_list())), on="word", how="full", coalesce=True)
        .filter(c("word").str.len_chars() > 0)
        .with_columns(unit=pl.coalesce("unit", "unit_of_name", _index_of(cue)))
        .with_columns(chars=c("word").str.len_chars().cast(pl.Int64), bytes=c("word").str.len_bytes().cast(pl.Int64))
        .sort("chars", "word", descending=[True, False])
        .with_row_index("term", offset=1)
    )
    terms = _tails(terms, cue)
    number = pl.DataFrame({"term": [0]}, schema={"term": pl.UInt32})
    attributes = pl.concat([number, terms.drop("word", "noun", strict=False)], how="diagonal").select(
        "term",
        "chars",
        "bytes",
        "tail",
        "head",
        "region",
        "unclear_place",
        *(c(field).cast(CUE) for field in (*FIELDS, "org_tail")),
    )
    words = tuple(terms["word"])
    ends = cue.filter((c("field") == "border") & c("value").is_in(["sentence", "line"]))["word"].unique().to_list()
    return Lexicon(
        words,
        tuple(chr(_FIRST_CODE + t) for t in terms["term"]),
        attributes,
        _roles(attributes),
        f"[{re.escape(''.join(sorted(ends)))}]",
    )


def _index_of(cue: pl.DataFrame) -> pl.Expr:
    """The unit of what ends in a word for an index: 综合指数."""
    words = cue.filter((c("field") == "unit") & (c("value") == "index_point"))["word"].to_list()
    ends = pl.any_horizontal(*(c("word").str.ends_with(word) for word in words))
    return pl.when(ends & c("phrase").is_null()).then(pl.lit("index_point"))


def _roles(attributes: pl.DataFrame) -> pl.Series:
    border = c("border")
    marks = {
        CARRIES: pl.any_horizontal(c(field).is_not_null() for field in _CARRIED),
        CLAUSE: border.is_in(["sentence", "line", "semicolon", "clause", "colon", "cell"]),
        STAYS: border.is_in(["sentence", "line", "cell", "open", "close", "quote", "unquote"]),
        TELLS: border.is_in(["line", "cell", "open", "close", "quote", "unquote"]),
    }
    role = pl.sum_horizontal(
        pl.when(is_such.fill_null(False)).then(mark).otherwise(0) for mark, is_such in marks.items()
    )
    return attributes.select(role.cast(pl.UInt8)).to_series()


def _tails(terms: pl.DataFrame, cue: pl.DataFrame) -> pl.DataFrame:
    """`tail`: bytes of the measure word that a term ends in (猕猴桃产量: 产量), `head` of the grade that begins it.

    `duration` of terms that end in one.
    """
    measures = (
        cue.filter((c("field") == "phrase") & c("value").is_in(["measure", "dependent"]))["word"].unique().to_list()
    )
    lasting = cue.filter(c("field") == "duration")["word"].unique().to_list()
    ends = [pl.when(c("word").str.ends_with(word)).then(len(word.encode())) for word in measures if len(word) > 1]
    grades = cue.filter(c("field") == "grade")["word"].to_list()
    heads = [pl.when(c("word").str.starts_with(word)).then(len(word.encode())) for word in grades]
    nouns = c("phrase").is_null() | c("phrase").is_in(["measure", "dependent"])
    lasts = pl.any_horizontal(*(c("word").str.ends_with(word) for word in lasting))
    bodies = cue.filter((c("field") == "org") & (c("value") == "body") & (c("word").str.len_chars() > 1))["word"]
    body = pl.any_horizontal(*(c("word").str.ends_with(word) for word in bodies.to_list()))
    return terms.with_columns(
        # 省先进材料技术创新中心: what is counted by that name is a body where text of its own stands before it
        org_tail=pl.when(nouns & body & c("org").is_null()).then(pl.lit("body")),
        tail=pl.when(nouns).then(pl.max_horizontal(*ends)).cast(pl.Int64),
        head=pl.when(nouns).then(pl.max_horizontal(*heads)).cast(pl.Int64),
        duration=pl.coalesce("duration", pl.when(lasts).then(pl.lit("measured"))),
    )


def _arrived(cue: pl.DataFrame) -> pl.DataFrame:
    """攀升至, 演进为: a verb of movement with what says where it led is a verb that leads to a level."""
    ends = cue.filter((c("field") == "suffix") & (c("value") == "to_level"))["word"]
    moves = cue.filter((c("field") == "phrase") & (c("value") == "move") & (c("word").str.len_chars() > 1))["word"]
    stems = pl.concat([moves, cue.filter(c("field") == "stem")["word"]]).unique().sort()
    words = pl.DataFrame({"stem": stems}).join(pl.DataFrame({"end": ends}), how="cross")
    words = words.select(word=c("stem") + c("end")).join(cue.select("word").unique(), on="word", how="anti")
    said = pl.DataFrame({"field": ["phrase", "statistic"], "value": ["link", "to_level"]})
    return words.join(said, how="cross")


def _deverbal(cue: pl.DataFrame, suffixes: list[str]) -> pl.DataFrame:
    """出货量, 入驻率: a verb with the suffix of a measure is a noun, and is not cut up."""
    told = cue.filter(c("field").is_in(["statistic", "status", "comparison", "rank"]))["word"]
    verbs = cue.filter((c("field") == "phrase") & c("value").is_in(["act", "event", "weak"]))["word"].unique()
    verbs = verbs.filter((verbs.str.len_chars() > 1) & ~verbs.is_in(told.implode())).sort()
    words = pl.DataFrame({"verb": verbs}).join(pl.DataFrame({"suffix": suffixes}), how="cross")
    return (
        words.select(word=c("verb") + c("suffix"), noun=pl.lit("whole"))
        .join(cue.select("word").unique(), on="word", how="anti")
        .sort("word")
    )


def _protected(vocabulary: Vocabulary, cue: pl.DataFrame) -> pl.DataFrame:
    """Names of indicators that hold a cue word of one verb or preposition: found whole, they are not cut up."""
    telling = cue.filter(
        c("field").is_in(["statistic", "status", "part", "period", "region_self", "comparison", "time_basis"])
    )["word"]
    phrase = cue.filter((c("field") == "phrase") & (c("value") != "inside"))["word"]
    verbs = cue.filter(
        (c("field") == "phrase") & c("value").is_in(["act", "weak", "event", "link", "adverb", "opener"])
    )["word"]
    starts = pl.any_horizontal(*(c("word").str.starts_with(verb) for verb in verbs.unique() if len(verb) > 1))
    units = vocabulary.indicator.select(
        "indicator_id", unit_of_name=pl.when(c("unit_measure").is_in(["index_point", "times"])).then("unit_measure")
    )
    alias = (
        vocabulary.indicator_alias.join(units, on="indicator_id", how="left")
        .select("unit_of_name", word="alias")
        .unique("word")
    )
    kept = alias.filter(
        (c("word").str.contains_any(phrase.to_list()) | c("unit_of_name").is_not_null())
        & ~c("word").str.contains_any(telling.filter(telling.str.len_chars() > 1).to_list())
        & (c("word").str.len_chars() > 2)
        & ~starts
        & ~c("word").str.contains("[0-9一二三四五六七八九十占]")
        & ~c("word").str.starts_with("公司")  # 公司营收: the firm told before is meant
    )
    return kept.with_columns(noun=pl.lit("whole"))
