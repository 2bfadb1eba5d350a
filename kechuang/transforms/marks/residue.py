"""What converters leave in a text: entities of HTML, marks of bold type, spaces between the characters of a line."""

import html
from collections.abc import Callable

import polars as pl

c = pl.col

SHIFT = {"clean_start": pl.Int64, "shift": pl.Int64}  # beside `document`
_BOLD = r"\*\*|__"
_ENTITY = "&(?:[A-Za-z]{2,8}|#[0-9]{2,6}|#[xX][0-9A-Fa-f]{2,5});"
_SPACED = 6  # characters, each before a space, from which on a line may be spaced out


def taken_out(documents: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """documents(document, text), sorted -> the same without residue, and shifts(document, clean_start, shift).

    From `clean_start` on, an offset lies `shift` code points further on in the text as read.
    """
    text = c("text")
    documents, entities = _rewritten(documents, text.str.contains(_ENTITY), _decoded)
    many = text.str.count_matches(" ", literal=True) * 10 > text.str.len_chars()
    documents, spaces = _rewritten(documents, many, _closed_up)
    return documents, composed(entities, spaces)


def _rewritten(
    documents: pl.DataFrame, wants: pl.Expr, pieces_of: Callable[[pl.DataFrame], pl.DataFrame]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Documents with those that want it rewritten piece by piece (document, piece, kept), and the shifts."""
    wanted = documents.select(wants).to_series()
    if not wanted.any():
        return documents, pl.DataFrame(schema={"document": documents.schema["document"], **SHIFT})
    pieces = pieces_of(documents.filter(wanted))
    texts = pieces.group_by("document", maintain_order=True).agg(text=c("kept").str.join(""))
    return pl.concat([documents.filter(~wanted), texts]).sort("document"), shifts(pieces)


def shifts(pieces: pl.DataFrame) -> pl.DataFrame:
    """pieces(document, piece, kept) in order, each with what is kept of it -> shifts(document, clean_start, shift)."""
    read, kept = (c(name).str.len_chars().cast(pl.Int64) for name in ("piece", "kept"))
    return (
        pieces.select("document", read=read, kept=kept)
        .with_columns(
            clean_start=c("kept").cum_sum().over("document"),
            shift=(c("read") - c("kept")).cum_sum().over("document"),
        )
        .filter(c("read") != c("kept"))
        .select("document", *SHIFT)
    )


def without_bold(documents: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The same for marks of bold type (**), which count in the width of a line: they go when lines are joined."""
    return _rewritten(documents, c("text").str.contains(_BOLD), _plain)


def _plain(documents: pl.DataFrame) -> pl.DataFrame:
    """Pieces that end in a mark of bold type."""
    pieces = documents.select("document", piece=c("text").str.split(_BOLD, literal=False, inclusive=True))
    return pieces.explode("piece").with_columns(kept=c("piece").str.replace(f"(?:{_BOLD})$", ""))


def _decoded(documents: pl.DataFrame) -> pl.DataFrame:
    """Pieces that end in an entity, which becomes its character: &ldquo; is “."""
    pieces = (
        documents.select("document", piece=c("text").str.split(_ENTITY, literal=False, inclusive=True))
        .explode("piece")
        .with_columns(entity=c("piece").str.extract(f"({_ENTITY})$", 1))
    )
    meant = {entity: html.unescape(entity) for entity in pieces["entity"].drop_nulls().unique()}
    meant = {entity: said for entity, said in meant.items() if _is_character(said)}
    said = c("entity").replace_strict(list(meant), list(meant.values()), default=None, return_dtype=pl.String)
    return pieces.with_columns(
        kept=pl.when(said.is_not_null()).then(c("piece").str.strip_suffix(c("entity")) + said).otherwise("piece")
    ).select("document", "piece", "kept")


def _is_character(text: str) -> bool:
    return len(text) == 1 and (text.isprintable() or text.isspace())


def _closed_up(documents: pl.DataFrame) -> pl.DataFrame:
    """Pieces of lines, and of those in which nearly each character stands before a space, pieces without it."""
    lines = (
        documents.select("document", line=c("text").str.split("\n", inclusive=True))
        .explode("line")
        .with_columns(spaced=c("line").str.count_matches("[^ -~] "), wide=c("line").str.count_matches("[^ -~\n]"))
        .with_columns(is_spaced=(c("spaced") >= _SPACED) & (c("spaced") * 10 >= c("wide") * 7))
    )
    return (
        lines.with_columns(
            piece=pl.when("is_spaced").then(c("line").str.split(" +", literal=False, inclusive=True))
            .otherwise(pl.concat_list("line"))
        )
        .explode("piece")
        .select(
            "document",
            "piece",
            kept=pl.when("is_spaced").then(c("piece").str.replace("([^ ]) $", "$1")).otherwise("piece"),
        )
    )  # fmt: skip


def composed(first: pl.DataFrame, then: pl.DataFrame) -> pl.DataFrame:
    """The shifts of two rewritings, one after the other, as those of one."""
    if first.is_empty() or then.is_empty():
        return then if first.is_empty() else first
    first = first.select("document", between="clean_start", first_shift="shift").sort("between")
    then = then.select("document", "clean_start", then_shift="shift", between=c("clean_start") + c("shift"))
    moved = first.join_asof(then.sort("between"), on="between", by="document", check_sortedness=False).select(
        "document", clean_start=c("between") - c("then_shift").fill_null(0)
    )
    starts = pl.concat([then.select("document", "clean_start"), moved]).unique().sort("clean_start")
    told = starts.join_asof(
        then.drop("between").sort("clean_start"), on="clean_start", by="document", check_sortedness=False
    ).with_columns(c("then_shift").fill_null(0))
    told = told.with_columns(between=c("clean_start") + c("then_shift")).sort("between")
    told = told.join_asof(first, on="between", by="document", check_sortedness=False)
    return told.select("document", "clean_start", shift=c("then_shift") + c("first_shift").fill_null(0)).sort(
        "document", "clean_start"
    )
