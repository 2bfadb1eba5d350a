"""Decided rows to records: bytes back to text, offsets back to the text as read, names to indicators."""

import polars as pl

from kechuang.transforms import schemas, terms
from kechuang.vocabulary import Vocabulary

c = pl.col

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
    found: pl.DataFrame,
    cleaned: pl.DataFrame,
    shifts: pl.DataFrame,
    documents: pl.DataFrame,
    vocabulary: Vocabulary,
) -> pl.DataFrame:
    """Rows of `extract._observe` -> schemas.RECORD in reading order."""
    rows = rows.filter(c("sort") != "word")
    rows = _names(rows, cleaned)
    starts = {"start", "end", "evidence_start", "evidence_end", "part_start"}
    rows = _read_offsets(rows, shifts, starts)
    rows = rows.join(
        documents.select("document", "document_name", original="text"), on="document", how="left", maintain_order="left"
    )
    rows = rows.with_columns(
        text=c("original").str.slice(c("start"), c("end") - c("start")),
        time_period=_period(),
        evidence_end=pl.min_horizontal(c("evidence_end"), c("original").str.len_chars().cast(pl.Int64)),
    )
    bound = terms.bind_terms(
        rows.select(term=terms.normalise_term(c("indicator_text"))).unique().drop_nulls(), vocabulary
    )
    rows = rows.with_columns(term=terms.normalise_term(c("indicator_text"))).join(
        bound.rename({"indicator_id": "indicator"}), on="term", how="left", maintain_order="left"
    )
    rows = rows.with_columns(
        kind=pl.when((c("kind") == "observation") & (c("indicator_text").fill_null("") == ""))
        .then(pl.lit("unresolved"))
        .otherwise("kind")
    )
    rows = rows.with_columns(
        document="document_name",
        part_of="part_start",
        rule=_rule(),
    )
    only = pl.col("kind") == "observation"
    rows = rows.with_columns(*(pl.when(only).then(column).alias(column) for column in _ONLY_OBSERVATION))
    return rows.select(c(name).cast(kind) for name, kind in schemas.RECORD.items())


def _names(rows: pl.DataFrame, cleaned: pl.DataFrame) -> pl.DataFrame:
    """indicator_text from up to three byte spans of the cleaned text, line ends and spaces at its edges dropped."""
    raw = cleaned.select("document", raw=c("text").cast(pl.Binary))
    rows = rows.join(raw, on="document", how="left", maintain_order="left")

    def piece(first: str, last: str) -> pl.Expr:
        size = pl.max_horizontal(c(last) - c(first), 0)
        return (
            pl.when(c(first).is_not_null() & (size > 0))
            .then(c("raw").bin.slice(c(first), size).cast(pl.String))
            .otherwise(pl.lit(""))
        )

    return (
        rows.with_columns(
            indicator_text=pl.concat_str(
                c("literal").fill_null(""),
                piece("a_from", "a_to"),
                piece("b_from", "b_to"),
                piece("c_from", "c_to"),
                c("literal_tail").fill_null(""),
            )
            .str.replace_all(r"\s+", "")
            .str.strip_chars('，。、：；:;,的 “”"「」（('),
            subject=piece("subject_from", "subject_to")
            .str.replace_all(r"\s+", "")
            .str.strip_chars('，。、：；:;, “”"「」'),
        )
        .with_columns(subject=pl.when(c("subject") != "").then("subject"))
        .drop("raw")
    )


def _read_offsets(rows: pl.DataFrame, shifts: pl.DataFrame, columns: set[str]) -> pl.DataFrame:
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
    return pl.concat_str(pl.lit('{"indicator_text": "'), c("named_by").fill_null(""), pl.lit('"}'))
