"""Documents to records: the whole way from text to what each number says, in columns."""

import polars as pl

from kechuang.transforms import records
from kechuang.transforms.marks import clean, numbers, places, tables, tokens
from kechuang.transforms.observations import (
    amounts,
    areas,
    cells,
    figures,
    grid,
    kinds,
    lists,
    naming,
    parts,
    periods,
    rules,
    statistics,
    subjects,
)
from kechuang.vocabulary import Vocabulary

c = pl.col


def extract(documents: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """documents(document, text, published, region) -> schemas.RECORD, in reading order.

    `published` (Date) and `region` (GB/T 2260 code) may be null: then periods relative to publication and the
    document's own region are not known, and are not guessed.
    """
    numbered = (
        documents.with_row_index("at")
        .rename({"document": "document_name"})
        .with_columns(document=c("at").cast(pl.UInt32))
    )
    cleaned, shifts, unfolded = clean.clean(numbered.select("document", "text"))
    found = numbers.find(cleaned, vocabulary.unit, _names(vocabulary))
    context = _context(numbered, found, vocabulary)
    token = _resolved(tokens.tokenise(found, tokens.lexicon(vocabulary)), context, vocabulary)
    table = tables.find(cleaned, vocabulary.unit)
    named = table.select(row=pl.int_range(pl.len()).cast(pl.Int64), document="document", word=tables.plain_label())
    area = places.resolve(named, context, vocabulary.region_alias, vocabulary.region).rename({"place": "cell_area"})
    table = (
        table.with_columns(row=pl.int_range(pl.len()).cast(pl.Int64))
        .join(area, on="row", how="left", maintain_order="left")
        .drop("row")
    )
    marked = _observe(token, found, context, table, vocabulary)
    return records.write(marked, cleaned, unfolded, shifts, numbered, vocabulary)


def _names(vocabulary: Vocabulary) -> tuple[str, ...]:
    """Words that hold a numeral and state no number."""
    words = vocabulary.cue.filter(c("field") == "name")["word"]
    return tuple(words.filter(words.str.contains("[一二三四五六七八九十百千万两]|首位") & ~words.str.starts_with("零")))


def _context(documents: pl.DataFrame, found: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """document -> its chain of regions and its publication; an undated one is dated from the years that it names."""
    chain = places.chains(vocabulary.region)
    years = (
        found.filter((c("sort") == "time") & c("year").is_between(1980, 2050))
        .group_by("document")
        .agg(newest=c("year").max())
    )
    return (
        documents.select(
            "document",
            region_code="region",
            published_year=c("published").dt.year().cast(pl.Int64),
            published_month=c("published").dt.month().cast(pl.Int64),
        )
        .join(
            chain.select("region_code", "province", "prefecture", "county"),
            on="region_code",
            how="left",
            maintain_order="left",
        )
        .join(years, on="document", how="left", maintain_order="left")
        .with_columns(
            published_year=pl.coalesce("published_year", "newest"),
            published_month=pl.coalesce("published_month", pl.lit(12)),
        )
        .drop("newest")
    )


def _resolved(token: pl.DataFrame, context: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """Tokens with the regions of ambiguous names filled in where the document's region decides; others name none."""
    numbered = token.with_columns(row=pl.int_range(pl.len()).cast(pl.Int64))
    listed = (c("border") == "enum") & (c("gap") == 0)
    beside = (listed.shift(1) & c("region").shift(2).is_not_null() & (c("gap") == 0)) | (
        listed.shift(-1) & c("region").shift(-2).is_not_null() & (c("gap").shift(-2) == 0)
    )
    sure = (c("end") - c("start") > 2) | beside.fill_null(False)
    unclear = numbered.filter(c("unclear_place").is_not_null() & sure).select("row", "document", word="unclear_place")
    if unclear.is_empty():
        return token
    found = places.resolve(unclear, context, vocabulary.region_alias, vocabulary.region)
    return (
        numbered.join(found, on="row", how="left", maintain_order="left")
        .with_columns(region=pl.coalesce("region", "place"))
        .drop("row", "place")
    )


def _observe(
    token: pl.DataFrame, found: pl.DataFrame, context: pl.DataFrame, table: pl.DataFrame, vocabulary: Vocabulary
) -> pl.DataFrame:
    """Tokens -> one row a number with every field decided, spans in bytes of the cleaned text."""
    marked = grid.build(token, found)
    marked = naming.find(marked)
    marked = periods.find(grid.sections(marked).with_columns(**periods.neighbours()), found, context)
    marked = areas.find(marked, context).join(
        context.select("document", "published_year"), on="document", how="left", maintain_order="left"
    )
    values = found.with_row_index("number").select(
        "number", "obs_value", "obs_value_high", "decimals", "unit_mult", "factor", "inner_qualifier"
    )
    rows = figures.collect(marked).join(values, on="number", how="left", maintain_order="left")
    rows = lists.find(cells.place(rows, table))
    rows = cells.measure(amounts.settle(rows, marked))
    rows = statistics.find(rows, marked)
    rows = periods.settle(rows, marked)
    rows = subjects.name(rows, marked, vocabulary.group)
    rows = areas.place(rows, marked)
    return rules.name(kinds.find(cells.describe(parts.find(rows))))
