"""What stands over the columns of a table: heads of one line or several, and which columns each is over."""

import polars as pl

from kechuang.transforms.marks import heads, pattern, rows

c = pl.col


def span(lead: str) -> tuple[pl.Expr, pl.Expr]:
    """Byte span of a cell's wording, without its mark in front and its bracketed unit behind."""
    skipped = c("cell").str.extract(lead, 0).fill_null("").str.len_bytes().cast(pl.Int64)
    bare = (
        c("cell")
        .str.strip_chars(" \n\t|")
        .str.replace(lead, "")
        .str.replace(rows.TRANSLATED, "$1")
        .str.replace(r"[（(][^（()）]*[)）]\s*$", "")
        .str.strip_chars(" \n")
    )
    return c("cell_byte") + skipped, c("cell_byte") + skipped + bare.str.len_bytes().cast(pl.Int64)


def respanned(cells: pl.DataFrame) -> pl.DataFrame:
    """Heads moved to their columns where cells that spanned several have lost their width: 地区 | 产值 | 税收 | | |.

    Then the row ends in empty cells, and the heads below are as many as the columns, alike for each, or as many as are
    lacking: then they stand beside the first, which they are parts of.
    """
    table, line = ["document", "table"], ["document", "line"]
    nth = c("line").rank("dense").over(table)
    full = c("text") != ""
    width = pl.when(~c("is_head")).then("column").max().over(table) + 1
    cells = cells.with_columns(nth=pl.when("is_head").then(nth), told=full.sum().over(line).cast(pl.Int64), width=width)
    packed = pl.when(full).then("column").max().over(line) + 1 == c("told")
    lost = (c("nth") == 1) & packed & (c("told") > 1) & (c("told") < pl.len().over(line))
    below = pl.when((c("nth") == 2) & full).then("told").max().over(table)
    cells = cells.with_columns(
        lost=lost.any().over(table), upper=pl.when(lost).then("told").max().over(table), below=below
    )
    spare, groups = c("width") - c("upper"), c("upper") - 1
    alike = c("lost") & (c("below") == c("width") - 1) & (c("below") % groups == 0)
    first = c("lost") & ~alike & (c("below") == spare)
    inner = full & (c("column") > 0)
    place = pl.int_range(pl.len()).over("document", "line")
    return (
        cells.with_columns(
            column=pl.when(alike & (c("nth") == 1) & inner)
            .then(1 + (c("column") - 1) * (c("below") // groups))
            .when(first & (c("nth") == 1) & inner & (c("column") > 1))
            .then(c("column") + spare)
            .when(first & (c("nth") == 2) & full)
            .then(place + 2)
            .otherwise("column")
        )
        .filter(~(c("lost") & (c("nth") == 1) & ~full))
        .drop("nth", "told", "width", "lost", "upper", "below")
    )


def heads_above(cells: pl.DataFrame) -> pl.DataFrame:
    """The wording above each column: the lowest head cell that names something, else the lowest that says something."""
    first, last = span(r"^\s*")
    said = (c("text") != "") & ~c("text").str.contains(rows.TRANSLATION)
    found = cells.filter(c("is_head") & said).with_columns(column_from=first, column_to=last)
    found = _spread(found.select("document", "table", "line", "column", "text", "column_from", "column_to"))
    names = heads.kinds(found["text"]).select(text="head_text", cell_names="names")
    found = (
        found.join(names, on="text", how="left", maintain_order="left")
        .group_by("document", "table", "column", maintain_order=True)
        .agg(
            head_text=c("text").str.join(" "),
            **{
                k: pl.coalesce(pl.when("cell_names").then(k).drop_nulls().last(), c(k).last())
                for k in ("column_from", "column_to")
            },
            outer_from=pl.when("cell_names").then("column_from").drop_nulls().first(),
            outer_to=pl.when("cell_names").then("column_to").drop_nulls().first(),
        )
        .sort("document", "table", "column")
        .with_columns(year=c("head_text").str.extract(r"^\s*((?:19|20)[0-9]{2})年?度?\s*$", 1).cast(pl.Int64))
        .with_columns(dated=pl.when(c("head_text").str.contains(pattern.TIME)).then("head_text"))
        .with_columns(
            # 2023年 2022年 增长: growth is of the newer of two years that stand side by side
            dated=pl.when((c("year").shift(1) > c("year")) & (c("table") == c("table").shift(1)))
            .then(c("head_text").shift(1))
            .otherwise("dated")
        )
        .with_columns(when=c("dated").forward_fill().over("document", "table"))
        .drop("year", "dated")
    )
    return _beside(found.join(heads.kinds(found["head_text"]), on="head_text", how="left", maintain_order="left"))


def _spread(cells: pl.DataFrame) -> pl.DataFrame:
    """Heads with those of the upper lines repeated over the columns that they span: a spanning cell stands in one."""
    table = ["document", "table"]
    lower = cells.filter(c("line") == c("line").max().over(table))
    upper = cells.filter((c("line") < c("line").max().over(table)) & (c("column") > 0)).select(*table, "line").unique()
    if upper.is_empty():
        return cells
    # a cell spans no column that has a head of its own above it
    top = cells.group_by(*table, "column").agg(top=c("line").min())
    places = lower.select(*table, "column").join(upper, on=table).join(top, on=[*table, "column"], how="left")
    free = places.filter(c("line") < c("top")).drop("top")
    spread = (
        pl.concat([cells, free], how="diagonal")
        .sort(*table, "line", "column")
        .with_columns(inner=c("column") > 0)
        .with_columns(c("text", "column_from", "column_to").forward_fill().over(*table, "line", "inner"))
    )
    return spread.filter(c("text").is_not_null()).drop("inner")


def _beside(found: pl.DataFrame) -> pl.DataFrame:
    """What a column of growth or ranks is of: the nearest head to its left that names something, and its growth."""
    table = ["document", "table"]
    names = c("names") & ~c("ranks") & (c("column") > 0) & ~c("head_text").str.contains(rows.LABEL_HEAD)
    names &= ~c("head_text").str.contains("为.*[%％]")  # 决算数为预算数的% is no measure of the columns after it
    grows = c("grows") & ~c("names")
    sibling = pl.when(c("moves")).then(c("head_text").str.extract(r"[（(]([^（()）%％]+)[)）]\s*$", 1))
    return (
        found.with_columns(
            measure_from=pl.when(names).then("column_from").forward_fill().over(table),
            measure_to=pl.when(names).then("column_to").forward_fill().over(table),
            outer_from=pl.when(names).then("outer_from").forward_fill().over(table),
            outer_to=pl.when(names).then("outer_to").forward_fill().over(table),
            rate_from=pl.when(~c("ranks")).then(pl.when(grows).then("column_from").otherwise(-1)),
            rate_to=pl.when(~c("ranks")).then(pl.when(grows).then("column_to").otherwise(-1)),
            sibling_unit=sibling.drop_nulls().first().over(table),
        )
        .with_columns(c("rate_from", "rate_to").forward_fill().over(table))
        .with_columns(pl.when(c("ranks") & (c("rate_from") >= 0)).then(k).alias(k) for k in ("rate_from", "rate_to"))
        .drop("names", "ranks", "grows", "moves")
    )
