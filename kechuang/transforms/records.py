"""Decided rows to records: bytes back to text, offsets back to the text as read, names to indicators."""

from collections.abc import Callable

import polars as pl
import polars.selectors as cs

from kechuang.transforms import schemas, terms
from kechuang.transforms.characters import Characters, cut
from kechuang.transforms.observations import rules
from kechuang.vocabulary import Vocabulary

c = pl.col

_EDGES = '，。、：；:;, “”"「」『』'
_PERIOD = ["p_grain", "p_year", "p_part", "p_day", "p_year_to", "p_part_to", "p_day_to"]
_RULES = [f"rule_{name}" for name in rules.FIELDS]
_LONGEST_NAME = 1_200  # bytes; a longer stretch without a verb or a comma names nothing
_SPANS = [(f"{name}_from", f"{name}_to") for name in ("a", "b", "c", "subject")]
# what records are written from, beside the fields that they hold
_READ = (
    "sort",
    "is_figure",
    "after_qualifier",
    "after_end",
    "part_start",
    "literal",
    "literal_tail",
    *(edge for span in _SPANS for edge in span),
    *_PERIOD,
    *_RULES,
)
_ONLY_OBSERVATION = (
    "statistic",
    "comparison",
    "time_basis",
    "obs_status",
    "indicator",
    "indicator_text",
    "ref_area",
    "subject",
    "scope",
    "time_period",
    "part_of",
)


def write(
    rows: pl.DataFrame,
    cleaned: pl.DataFrame,
    unfolded: pl.DataFrame,
    shifts: pl.DataFrame,
    documents: pl.DataFrame,
    vocabulary: Vocabulary,
) -> pl.DataFrame:
    """Rows of `extract._observe` -> schemas.RECORD in reading order."""
    rows = rows.select(cs.by_name(*_READ, *schemas.RECORD, require_all=False)).filter(
        (c("sort") != "word") & (c("kind") != "absorbed")
    )
    rows = _names(rows, cleaned, unfolded)
    attached = (c("after_qualifier") == "at_least") & c("is_figure")
    rows = rows.with_columns(end=pl.when(attached.fill_null(False)).then("after_end").otherwise("end"))
    starts = {"start", "end", "evidence_start", "evidence_end", "part_start"}
    rows = to_read_offsets(rows, shifts, starts)
    letters = Characters.of(documents)
    spans = [letters.to_bytes(rows["document"], rows[k]).alias(f"text_{k}") for k in ("start", "end")]
    originals = documents.select("document", "document_name", original="text", length=c("text").str.len_chars())
    rows = rows.with_columns(spans).join(originals, on="document", how="left", maintain_order="left")
    rows = rows.with_columns(
        text=cut(c("original"), c("text_start"), c("text_end")),
        evidence_end=pl.min_horizontal(c("evidence_end"), c("length").cast(pl.Int64)),
    )
    rows = _once(rows, ["indicator_text"], lambda names: _bound(names, vocabulary))
    rows = _once(rows, _PERIOD, lambda periods: periods.with_columns(time_period=_period()))
    rows = _once(rows, _RULES, lambda decided: decided.with_columns(rule=_rule()))
    rows = rows.with_columns(
        kind=pl.when((c("kind") == "observation") & (c("indicator_text").fill_null("") == ""))
        .then(pl.lit("unresolved"))
        .otherwise("kind")
    )
    rows = rows.with_columns(
        document="document_name",
        part_of="part_start",
    )
    only = pl.col("kind") == "observation"
    rows = rows.with_columns(*(pl.when(only).then(column).alias(column) for column in _ONLY_OBSERVATION))
    return rows.select(c(name).cast(kind) for name, kind in schemas.RECORD.items())


def _once(rows: pl.DataFrame, keys: list[str], say: Callable[[pl.DataFrame], pl.DataFrame]) -> pl.DataFrame:
    """rows with what `say` adds to `keys`, said once for each distinct set of them: most rows repeat one."""
    said = say(rows.select(keys).unique(maintain_order=True))
    return rows.join(said, on=keys, how="left", maintain_order="left", nulls_equal=True)


def _bound(names: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    names = names.with_columns(term=terms.normalise_term(c("indicator_text")))
    bound = terms.bind_terms(names.select("term").unique(maintain_order=True).drop_nulls(), vocabulary)
    return names.join(bound.rename({"indicator_id": "indicator"}), on="term", how="left", maintain_order="left")


def _names(rows: pl.DataFrame, cleaned: pl.DataFrame, unfolded: pl.DataFrame) -> pl.DataFrame:
    """indicator_text and subject from byte spans of the cleaned text, in the document's own characters."""
    # an empty span at the start stands for none, so that every slice is one of this document
    rows = rows.with_columns(
        pl.when((c(last) - c(first)).is_between(1, _LONGEST_NAME).fill_null(False)).then(k).otherwise(0).alias(k)
        for first, last in _SPANS
        for k in (first, last)
    )
    own = cleaned.select("document", own="text").update(unfolded.rename({"text": "own"}), on="document")
    rows = _in_own_characters(rows, cleaned, unfolded)
    return _worded(rows.join(own, on="document", how="left", maintain_order="left")).drop("own")


def _in_own_characters(rows: pl.DataFrame, cleaned: pl.DataFrame, unfolded: pl.DataFrame) -> pl.DataFrame:
    """rows with the spans of documents that folding changed (character by character) counted in their own bytes."""
    if unfolded.is_empty():
        return rows
    searched, own = Characters.of(cleaned), Characters.of(unfolded)
    is_changed = rows["document"].is_in(unfolded["document"].implode())
    document = rows["document"].filter(is_changed)
    at = is_changed.arg_true()

    def moved(edge: str) -> pl.Series:
        place = searched.from_bytes(document, rows[edge].filter(is_changed))
        return rows[edge].scatter(at, own.to_bytes(document, place))

    return rows.with_columns(moved(edge) for span in _SPANS for edge in span)


def _worded(rows: pl.DataFrame) -> pl.DataFrame:
    spans = [cut(c("own"), c(first), c(last)) for first, last in _SPANS]
    text = pl.concat_str(c("literal").fill_null(""), *spans[:3], c("literal_tail").fill_null(""))
    # 三次产业结构为4：38：58: 结构 tells of the three together, 比重 of each
    text = (
        pl.when(c("literal").is_not_null())
        .then(text.str.replace("(?:结构|結構|构成|構成)(?:比例|比)?(?:比重)?$", "比重"))
        .otherwise(text)
    )
    rows = rows.with_columns(indicator_text=text, subject=spans[3])
    # 一）综合排名: the mark of a section is no part of the name
    marked = (
        c("indicator_text").str.replace_all(r"\s+", "").str.replace("^[（(]?[一二三四五六七八九十]{1,3}[）)、]", "")
    )
    # 投入强度（与营业收入之比）: an aside at the end tells how it is reckoned, not what it is
    marked = marked.str.replace("(..)[（(](?:与|與|含|不含|不包括|扣除)[^（()）]*[）)]?$", "$1")
    trimmed = marked.str.strip_chars(_EDGES + "的（(#*_")
    rows = _once(rows, ["indicator_text"], lambda names: _even(names.with_columns(trimmed=trimmed)))
    # 城西的某某光电: what stands before 的 tells where it lies, not what it is called
    subject = c("subject").str.replace_all(r"\s+", "").str.replace("^.*(?:的|——)(..+)$", "$1").str.strip_chars(_EDGES)
    return rows.with_columns(indicator_text="trimmed", subject=pl.when(subject != "").then(subject)).drop("trimmed")


def _even(names: pl.DataFrame) -> pl.DataFrame:
    """`trimmed` without the quotation marks that lost their other half: 专精特新”企业."""
    name = c("trimmed")
    for opening, closing in ("“”", "「」", "『』", "《》"):
        opens, closes = name.str.contains(opening, literal=True), name.str.contains(closing, literal=True)
        bare = name.str.replace_all(f"[{opening}{closing}]", "")
        names = names.with_columns(trimmed=pl.when(opens != closes).then(bare).otherwise(name))
    return names


def to_read_offsets(rows: pl.DataFrame, shifts: pl.DataFrame, columns: set[str]) -> pl.DataFrame:
    """Offsets of the cleaned text -> of the text as read; an end follows the character before it."""
    if shifts.is_empty():
        return rows
    shifts = shifts.sort("document", "clean_start").with_columns(
        at=c("document").cast(pl.Int64) * 2**40 + c("clean_start")
    )
    for column in sorted(columns):
        last = 1 if column in ("end", "evidence_end") else 0
        rows = rows.with_columns(
            at=c("document").cast(pl.Int64) * 2**40 + c(column) - last, order=pl.int_range(pl.len())
        )
        joined = (
            rows.select("at", "order", "document")
            .drop_nulls("at")
            .sort("at")
            .join_asof(shifts.select("at", "shift", of="document"), on="at")
        )
        moved = joined.with_columns(
            shift=pl.when(c("of") == c("document")).then("shift").otherwise(0).fill_null(0)
        ).select("order", "shift")
        rows = (
            rows.join(moved, on="order", how="left", maintain_order="left")
            .with_columns((c(column) + c("shift").fill_null(0)).alias(column))
            .drop("at", "order", "shift")
        )
    return rows


def _period() -> pl.Expr:
    """SDMX's shortest form of the period in force."""

    def day(year: str, month: str, day_: str) -> pl.Expr:
        return pl.concat_str(
            c(year).cast(pl.String),
            pl.lit("-"),
            c(month).cast(pl.String).str.zfill(2),
            pl.lit("-"),
            c(day_).cast(pl.String).str.zfill(2),
        )

    def month(year: str, part: str) -> pl.Expr:
        return pl.concat_str(c(year).cast(pl.String), pl.lit("-"), c(part).cast(pl.String).str.zfill(2))

    grain = c("p_grain")
    year = c("p_year").cast(pl.String)
    to_year = pl.coalesce("p_year_to", "p_year").alias("p_year_end")
    return (
        pl.when(c("p_year").is_null())
        .then(None)
        .when((grain == "year") & c("p_year_to").is_not_null())
        .then(year + "/" + c("p_year_to").cast(pl.String))
        .when(grain == "year")
        .then(year)
        .when(grain == "half")
        .then(year + "-S" + c("p_part").cast(pl.String))
        .when(grain == "quarter")
        .then(year + "-Q" + c("p_part").cast(pl.String))
        .when((grain == "month") & c("p_part_to").is_not_null())
        .then(
            month("p_year", "p_part")
            + "/"
            + pl.concat_str(to_year.cast(pl.String), pl.lit("-"), c("p_part_to").cast(pl.String).str.zfill(2))
        )
        .when(grain == "month")
        .then(month("p_year", "p_part"))
        .when((grain == "day") & c("p_day_to").is_not_null())
        .then(
            day("p_year", "p_part", "p_day")
            + "/"
            + pl.concat_str(
                to_year.cast(pl.String),
                pl.lit("-"),
                pl.coalesce("p_part_to", "p_part").cast(pl.String).str.zfill(2),
                pl.lit("-"),
                c("p_day_to").cast(pl.String).str.zfill(2),
            )
        )
        .when(grain == "day")
        .then(day("p_year", "p_part", "p_day"))
    )


def _rule() -> pl.Expr:
    """The rules that decided a record, as a JSON object: field -> name of the rule."""
    return pl.struct(c(f"rule_{name}").alias(name) for name in rules.FIELDS).struct.json_encode()
