"""Where: the region that a figure is about, the organisation, and the area a rank is taken in."""

import polars as pl

from kechuang.transforms.observations.figures import within

c = pl.col


def find(grid: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    """grid -> with area (code named by this token), leads (whether it rules what follows), area_in_force (code).

    documents(document, region_code, nation, province, prefecture, county): the document's own chain of regions.
    """
    grid = grid.join(documents.select("document", "region_code", "province", "prefecture", "county"), on="document", how="left", maintain_order="left")
    level = c("region_self")
    own = (
        pl.when(level == "nation").then(pl.lit("100000"))
        .when(level == "province").then("province")
        .when(level == "prefecture").then("prefecture")
        .when(level == "county").then("county")
        .when(level == "own").then("region_code")
    )
    grid = grid.with_columns(area=pl.coalesce(own, "region"))
    rules_before = (
        c("border").is_in(["sentence", "line", "semicolon", "clause", "colon"]) | c("is_time") | c("period").is_not_null()
        | c("region_self").is_not_null() | c("region").is_not_null() | (c("border") == "open") | (c("sort") == "word") | (c("phrase") == "etc")
    ).shift(1).fill_null(True) | c("starts_document")
    leads = c("area").is_not_null() & (c("gap") == 0) & rules_before & ~(c("border").shift(-1) == "unquote").fill_null(False)
    grid = grid.with_columns(leads=leads.fill_null(False))
    row = pl.when("leads").then("row").forward_fill()
    grid = grid.with_columns(area_row=row)
    same_line = c("line").gather(c("area_row").fill_null(0)) == c("line")
    return grid.with_columns(
        area_in_force=pl.when(c("area_row").is_not_null() & same_line).then(c("area").gather(c("area_row").fill_null(0))),
    )


def place(figures: pl.DataFrame, grid: pl.DataFrame) -> pl.DataFrame:
    """figures -> ref_area and, for ranks, scope."""
    nearest = grid["area"].gather(figures["last_area"].fill_null(0)).alias("near_area")
    figures = figures.with_columns(nearest)
    touching = within("area", "segment") & (c("last_area") >= c("last_text").fill_null(-1))
    in_sentence = within("area", "sentence")
    rank = c("statistic") == "rank"
    scope = pl.when(rank & touching).then("near_area").when(rank & in_sentence & ~(within("area", "segment") & ~touching)).then("near_area")
    figures = figures.with_columns(scope=scope)
    return figures.with_columns(
        scope=pl.when(rank & (c("member") > 0)).then(c("scope").first().over("group")).otherwise("scope"),
        ref_area=pl.coalesce("area_in_force", "region_code"),
    )
