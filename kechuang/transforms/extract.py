"""Documents to records: the whole way from text to what each number says, in columns."""

from dataclasses import dataclass

import polars as pl

from kechuang.transforms import records
from kechuang.transforms.marks import clean, numbers, places, stretches, tables, times, tokens
from kechuang.transforms.observations import (
    amounts,
    areas,
    cells,
    figures,
    grid,
    headings,
    kinds,
    lists,
    moments,
    names,
    naming,
    own_periods,
    parts,
    periods,
    placing,
    rules,
    statistics,
    statuses,
)
from kechuang.transforms.once import once
from kechuang.vocabulary import Vocabulary

c = pl.col

# Bytes of text that are read at once: memory follows it (100 bytes for each), and below it speed falls, as the plan of
# the columns costs the same for a little text as for much.
_BATCH = 4_000_000

MARK = pl.Schema(
    {
        "document": pl.String(),
        "start": pl.Int64(),  # code points in the text as read
        "end": pl.Int64(),
        "text": pl.String(),
        "says": pl.List(pl.String()),  # "field value", as "statistic up"; the fields are those of seeds/cue.csv
    }
)


def extract(documents: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """documents(document, text, published, region) -> schemas.RECORD, in reading order.

    `published` (Date) and `region` (GB/T 2260 code) may be null: then periods relative to publication and the
    document's own region are not known, and are not guessed. `_BATCH` of text is worked on at a time.
    """
    return pl.concat([_extract(batch, vocabulary) for batch in _batches(documents)])


def _batches(documents: pl.DataFrame) -> list[pl.DataFrame]:
    """The documents in batches of `_BATCH`; a document is never cut, for its sentences lean on those before them."""
    size = c("text").str.len_bytes().cast(pl.Int64)
    batch = (size.cum_sum() - size) // _BATCH
    return documents.with_columns(batch=batch).partition_by("batch", include_key=False) or [documents]


def _extract(documents: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    read = _mark(documents, vocabulary)
    rows = _observe(read, vocabulary)
    return records.write(rows, read.cleaned, read.unfolded, read.shifts, read.documents, vocabulary)


def marks(documents: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """documents (as for `extract`) -> MARK: the words that the grammar sees, and what each says to it."""
    read = _mark(documents, vocabulary)
    said = read.token.filter((c("term") > 0) & (c("start") >= 0)).with_columns(
        says=pl.concat_list(
            pl.when(c(field).is_not_null()).then(pl.format("{} {}", pl.lit(field), c(field).cast(pl.String)))
            for field in (*tokens.FIELDS, "region")
        ).list.drop_nulls()
    )
    placed = records.to_read_offsets(said.select("document", "start", "end", "says"), read.shifts, {"start", "end"})
    return (
        placed.join(read.documents.select("document", "document_name", "text"), on="document", maintain_order="left")
        .with_columns(document="document_name", text=c("text").str.slice(c("start"), c("end") - c("start")))
        .select(c(name).cast(kind) for name, kind in MARK.items())
    )


@dataclass(frozen=True)
class Marked:
    """Documents as the marks leave them (`marks/`), before anything is decided."""

    documents: pl.DataFrame  # document (running number), document_name, text, published, region
    cleaned: pl.DataFrame
    shifts: pl.DataFrame
    unfolded: pl.DataFrame
    found: pl.DataFrame  # numbers
    token: pl.DataFrame
    table: pl.DataFrame
    context: pl.DataFrame


def _mark(documents: pl.DataFrame, vocabulary: Vocabulary) -> Marked:
    numbered = (
        documents.with_row_index("at")
        .rename({"document": "document_name"})
        .with_columns(document=c("at").cast(pl.UInt32))
    )
    cleaned, shifts, unfolded = clean.clean(numbered.select("document", "text"))
    found = numbers.find(cleaned, vocabulary.unit, _names(vocabulary), _acronyms(vocabulary))
    table = tables.find(cleaned, vocabulary.unit)
    context = _context(numbered, found, table, vocabulary)
    token = _resolved(stretches.tokenise(found, tokens.lexicon(vocabulary)), context, vocabulary)
    for of in ("label", "head"):
        named = table.select(
            "document",
            row=pl.int_range(pl.len()).cast(pl.Int64),
            word=tables.plain(of),
            before=pl.lit(None, pl.String),
        )
        area = places.resolve(named, context, vocabulary.region_alias, vocabulary.region)
        table = (
            table.with_columns(row=pl.int_range(pl.len()).cast(pl.Int64))
            .join(area.rename({"place": f"{of}_area"}), on="row", how="left", maintain_order="left")
            .drop("row")
        )
    table = table.with_columns(cell_area=pl.coalesce("label_area", "head_area"))
    return Marked(numbered, cleaned, shifts, unfolded, found, token, table, context)


@once
def _names(vocabulary: Vocabulary) -> tuple[str, ...]:
    """Words that hold a numeral and state no number."""
    words = vocabulary.cue.filter(c("field") == "name")["word"]
    return tuple(words.filter(words.str.contains("[一二三四五六七八九十百千万两]|首位") & ~words.str.starts_with("零")))


@once
def _acronyms(vocabulary: Vocabulary) -> tuple[str, ...]:
    """Names of indicators in Latin letters alone: GDP, CPI."""
    alias = vocabulary.indicator_alias["alias"]
    return tuple(alias.filter(alias.str.contains("^[A-Za-z]{2,8}$")).unique().sort())


def _context(documents: pl.DataFrame, found: pl.DataFrame, table: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """document -> its chain of regions and its publication; an undated one is dated from the years that it names."""
    chain = places.chains(vocabulary.region)
    told = found.with_columns(to_come=times.is_to_come()).filter(c("sort") == "time")
    told = told.select("document", "year", "to_come")
    reached = table.filter(c("cell_status").is_null()).select("document", year="cell_year", to_come=pl.lit(False))
    years = (
        pl.concat([told, reached])
        .filter(c("year").is_between(1980, 2050))
        .group_by("document")
        .agg(newest=pl.coalesce(c("year").filter(~c("to_come")).max(), c("year").min() - 1))
    )
    return (
        documents.select(
            "document",
            region_code="region",
            published_year=c("published").dt.year().cast(pl.Int64),
            published_month=c("published").dt.month().cast(pl.Int64),
        )
        .join(
            chain.drop("level"),
            on="region_code",
            how="left",
            maintain_order="left",
        )
        .join(years, on="document", how="left", maintain_order="left")
        .with_columns(
            is_dated=c("published_year").is_not_null(),
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
    # 温岭612家、临海540家: one of a row of regions with their figures
    opens = c("border").is_in(["enum", "clause", "semicolon"]).shift(1) & (c("term").shift(2) == 0) & (c("gap") == 0)
    before = pl.any_horizontal(c("region").shift(n).is_not_null() for n in (3, 4, 5))
    sure = (c("end") - c("start") > 2) | beside.fill_null(False) | (opens & before).fill_null(False)
    touched = pl.when(c("gap") == 0).then(c("region").shift(1)).alias("before")
    unclear = numbered.with_columns(touched).filter(
        c("unclear_place").is_not_null() & (sure | c("before").is_not_null())
    )
    unclear = unclear.select("row", "document", "before", word="unclear_place")
    if unclear.is_empty():
        return token
    found = places.resolve(unclear, context, vocabulary.region_alias, vocabulary.region)
    return (
        numbered.join(found, on="row", how="left", maintain_order="left")
        .with_columns(region=pl.coalesce("region", "place"))
        .drop("row", "place")
    )


def _observe(read: Marked, vocabulary: Vocabulary) -> pl.DataFrame:
    """Tokens -> one row a number with every field decided, spans in bytes of the cleaned text."""
    found, context = read.found, read.context
    marked = grid.build(read.token, found, context)
    marked = naming.find(marked)
    marked = periods.find(headings.sections(marked).with_columns(**moments.neighbours()), found, context)
    marked = areas.find(marked, context).join(
        context.select("document", "published_year"), on="document", how="left", maintain_order="left"
    )
    values = found.with_row_index("number").select(
        "number", "obs_value", "obs_value_high", "decimals", "unit_mult", "factor", "inner_qualifier", "has_digits"
    )
    rows = figures.collect(marked).join(values, on="number", how="left", maintain_order="left")
    rows = lists.find(cells.place(rows, read.table))
    rows = cells.measure(amounts.settle(rows, marked))
    rows = statuses.find(statistics.find(rows, marked), marked)
    rows = own_periods.settle(rows, marked)
    rows = names.name(rows, marked, vocabulary.group)
    rows = placing.place(rows, marked)
    return rules.name(kinds.find(cells.describe(parts.find(rows))))
