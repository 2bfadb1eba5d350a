"""Figures in the cells of a table: named by row and column, measured by the head, dated by the column."""

import polars as pl

c = pl.col


def place(figures: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """figures -> with the columns of marks.tables.CELL where the number stands alone in a cell; `in_cell` says so."""
    if cells.is_empty():
        return figures.with_columns(
            *(pl.lit(None, dtype=kind).alias(name) for name, kind in cells.schema.items() if name != "document"),
            in_cell=pl.lit(False),
        )
    key = c("document").cast(pl.Int64) * 2**40
    known = cells.with_columns(at=key + c("cell_start"), cell_document=c("document")).drop("document").sort("at")
    placed = figures.with_columns(at=key + c("start")).join_asof(known, on="at", strategy="backward").drop("at")
    inside = (c("cell_document") == c("document")) & (c("start") < c("cell_end")) & c("is_figure")
    return placed.with_columns(in_cell=inside.fill_null(False)).drop("cell_document")


def measure(figures: pl.DataFrame) -> pl.DataFrame:
    """Value and unit of bare numbers in cells, from the unit that head, row or caption gives."""
    if not figures["in_cell"].any():
        return figures
    bare = c("in_cell") & c("unit_measure").is_null() & c("cell_unit").is_not_null()
    scale = c("cell_factor") * pl.lit(10.0).pow(c("cell_power"))
    return figures.with_columns(
        unit_measure=pl.when(bare).then("cell_unit").otherwise("unit_measure"),
        obs_value=pl.when(bare).then(_scaled("obs_value", scale)).otherwise("obs_value"),
        obs_value_high=pl.when(bare).then(_scaled("obs_value_high", scale)).otherwise("obs_value_high"),
        unit_mult=pl.when(bare).then("cell_power").otherwise("unit_mult"),
        dimension=pl.when(bare & c("cell_unit").is_in(["percent", "rank"]))
        .then(pl.lit("ratio"))
        .when(bare & (c("cell_unit") == "count"))
        .then(pl.lit("count"))
        .when(bare)
        .then(pl.lit("money"))
        .otherwise("dimension"),
    )


def _scaled(value: str, scale: pl.Expr) -> pl.Expr:
    """The product, rounded to the digits printed: 3318.1 times 10^8 is no 331809999999.99997."""
    product = c(value) * scale
    whole = product.round(0)
    return pl.when((product - whole).abs() < 1e-6 * whole.abs().clip(1)).then(whole).otherwise(product)


def describe(figures: pl.DataFrame) -> pl.DataFrame:
    """Statistic, status, period, region and name of figures in cells; prose rules give way to the table's."""
    if not figures["in_cell"].any():
        return figures
    cell = c("in_cell")
    body = c("label_is_body") & c("cell_area").is_null()
    growth = c("cell_statistic") == "growth_rate"
    dated = cell & (c("cell_year").is_not_null() | c("cell_grain").is_in(["half", "quarter", "month"]))
    year = pl.coalesce("cell_year", "p_year", "published_year")
    figures = figures.with_columns(
        statistic=pl.when(cell)
        .then(
            pl.when(growth & (c("unit_measure") == "percentage_point"))
            .then(pl.lit("change"))
            .otherwise("cell_statistic")
        )
        .otherwise("statistic"),
        comparison=pl.when(cell & growth).then(pl.lit("yoy")).when(cell).then(None).otherwise("comparison"),
        time_basis=pl.when(cell).then(pl.lit("period")).otherwise("time_basis"),
        ref_area=pl.when(cell & c("cell_area").is_not_null()).then("cell_area").otherwise("ref_area"),
        subject_from=pl.when(~cell).then("subject_from").when(body).then("label_from"),
        subject_to=pl.when(~cell).then("subject_to").when(body).then("label_to"),
        scope=pl.when(cell & (c("cell_statistic") == "rank") & c("region_code").is_not_null())
        .then("region_code")
        .otherwise("scope"),
        p_year=pl.when(dated).then(year).otherwise("p_year"),
        p_grain=pl.when(dated).then("cell_grain").otherwise("p_grain"),
        p_part=pl.when(dated).then("cell_month").otherwise("p_part"),
        p_year_to=pl.when(dated).then("cell_year_to").otherwise("p_year_to"),
        p_part_to=pl.when(dated).then("cell_month_to").otherwise("p_part_to"),
        p_day=pl.when(~dated).then("p_day"),
        p_day_to=pl.when(~dated).then("p_day_to"),
    )
    ranked = c("cell_statistic") == "rank"
    future = (c("p_year") > c("published_year")).fill_null(False)
    by_head = c("label_area").is_not_null() | c("label_is_time") | c("label_is_body")
    figures = figures.with_columns(
        obs_status=pl.when(cell & (future | (c("cell_status") == "target")))
        .then(pl.lit("target"))
        .when(dated & (c("obs_status") != "provisional"))
        .then(pl.lit("actual"))
        .otherwise("obs_status"),
        **_name(cell, by_head),
        c_from=pl.when(cell).then(pl.when(~by_head & ranked).then("rate_from")).otherwise("c_from"),
        c_to=pl.when(cell).then(pl.when(~by_head & ranked).then("rate_to")).otherwise("c_to"),
        literal=pl.when(~cell).then("literal"),
        literal_tail=pl.when(~cell).then("literal_tail"),
        named_by=pl.when(cell).then(pl.lit("table")).otherwise("named_by"),
    )
    return _parts(figures)


def _name(cell: pl.Expr, by_head: pl.Expr) -> dict[str, pl.Expr]:
    """Where regions, bodies or times are the labels, heads name; else the label does, and a naming head after it."""
    ranked = c("cell_statistic") == "rank"
    of_area = c("head_area").is_not_null() & c("label_area").is_null()  # a region over the column names no measure
    pieces = {}
    for end in ("from", "to"):
        own = pl.when(c("head_names") & ~ranked).then(f"column_{end}")
        measure = pl.coalesce(own, f"measure_{end}")
        whole = pl.coalesce(measure, f"title_{end}", f"column_{end}", f"label_{end}")
        spanned = ~ranked & (c("outer_from") != c("measure_from")).fill_null(False)
        topic = pl.when(~c("label_measures") & (c("cell_statistic") != "share")).then(f"topic_{end}")
        pieces[f"a_{end}"] = (
            pl.when(cell & by_head)
            .then(pl.when(spanned).then(f"outer_{end}").otherwise(whole))
            .when(cell)
            .then(f"label_{end}")
            .otherwise(f"a_{end}")
        )
        pieces[f"b_{end}"] = (
            pl.when(cell & by_head)
            .then(pl.when(spanned).then(whole).when(ranked & c(f"measure_{end}").is_not_null()).then(f"rate_{end}"))
            .when(cell)
            .then(pl.when(~of_area).then(pl.coalesce(measure, topic)))
            .otherwise(f"b_{end}")
        )
    return pieces


def _parts(figures: pl.DataFrame) -> pl.DataFrame:
    """A row marked # is a part of the nearest row above without the mark, in its own column; so is its complement."""
    cell = c("in_cell")
    order = c("cell_table") * 2**20 + c("cell_column")  # one key groups faster than two
    amount = cell & (c("cell_statistic") == "level")
    above = pl.when(amount & ~c("cell_part")).then("obs_value").forward_fill().shift(1).over(order)
    rest = (above - c("obs_value").shift(1).over(order) - c("obs_value")).abs() < 0.002 * above
    follows = c("cell_part").shift(1).over(order) & (c("obs_value") < above)
    complement = (amount & follows & rest).fill_null(False)
    figures = figures.with_columns(is_amount=amount.fill_null(False))
    for _ in range(2):  # 城镇 and 乡村, then 男性 and 女性 of the same whole
        figures = figures.with_columns(cell_part=c("cell_part") | complement)
    whole = pl.when(c("is_amount") & ~c("cell_part")).then("start").forward_fill().over(order)
    return figures.with_columns(
        part_start=pl.when(c("is_amount") & c("cell_part")).then(whole).when(cell).then(None).otherwise("part_start")
    ).drop("is_amount")
