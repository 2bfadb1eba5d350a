"""Where and who: the region that a figure is about, the organisation, and the area that a rank is taken in."""

import polars as pl

from kechuang.transforms.observations.figures import within

c = pl.col

_STARTS = ("sentence", "line", "semicolon", "clause", "colon", "open")


def find(grid: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    """grid -> area (code that a token names), area_in_force, subject_from and subject_to (bytes) in force.

    documents(document, region_code, province, prefecture, county): the document's own chain of regions.
    """
    grid = grid.join(documents.select("document", "region_code", "province", "prefecture", "county"), on="document", how="left", maintain_order="left")
    level = c("region_self")
    own = (
        pl.when(level.is_in(["nation", "nation_own"])).then(pl.lit("100000"))
        .when(level == "world").then(pl.lit("world"))
        .when(level == "province").then("province")
        .when(level == "prefecture").then("prefecture")
        .when(level == "county").then("county")
        .when(level == "own").then("region_code")
    )
    starts = (c("border").is_in(_STARTS) | c("is_time") | c("period").is_not_null() | (c("sort") == "word")).fill_null(False)
    grid = grid.with_columns(area=pl.coalesce(own, "region"), starts_name=starts)
    return _subjects(_areas(grid))


def _areas(grid: pl.DataFrame) -> pl.DataFrame:
    """A region rules what follows where a clause begins with it; one above the document's own only before a verb."""
    area, own = c("area"), c("region_code")
    first = (c("gap") == 0) & (c("starts_name") | c("area").is_not_null()).shift(1).fill_null(True)
    touches_next = c("gap").shift(-1) == 0
    before_verb = touches_next & (c("is_open").shift(-1) | c("border").shift(-1).is_in(["colon", "clause"]) | c("is_time").shift(-1)) & c("area").shift(-1).is_null()
    listed = touches_next & ((c("border").shift(-1) == "enum") | (c("phrase").shift(-1) == "conj") | c("org").shift(-1).is_not_null())
    above = (own.is_not_null() & (area != own) & ((area == c("province")) | (area == c("prefecture")) | (area == "100000"))
    ).fill_null(False)
    said = c("region_self").is_in(["nation_own", "world"]).fill_null(False)
    leads = area.is_not_null() & first & ~listed.fill_null(False) & ~c("in_title") & (~above | before_verb.fill_null(False) | said)
    after_title = (c("border").shift(1) == "quote").fill_null(False)
    grid = grid.with_columns(leads=(leads & ~after_title).fill_null(False), is_above=above)
    row = pl.when("leads").then("row").forward_fill()
    grid = grid.with_columns(area_row=row)
    at = c("area_row").fill_null(0)
    near = pl.when(c("is_above").gather(at)).then(c("sentence").gather(at) == c("sentence")).otherwise(c("line").gather(at) == c("line"))
    return grid.with_columns(area_in_force=pl.when(c("area_row").is_not_null() & near).then(c("area").gather(at)))


def _subjects(grid: pl.DataFrame) -> pl.DataFrame:
    """An organisation that begins a clause and is followed by a verb, a comma or a period is the subject from there on."""
    follows = (c("gap").shift(-1) == 0) & (
        c("is_open").shift(-1) | c("is_time").shift(-1) | (c("border").shift(-1) == "clause") | (c("border").shift(-1) == "unquote") | (c("phrase").shift(-1) == "weak")
    )
    # the token that the organisation's name begins after: the last one that begins names, with no other block between
    blocks = (c("is_open") | c("is_hard")) & c("area").is_null()
    last_block = pl.when(blocks).then("row").shift(1).forward_fill()
    last_start = pl.when(c("starts_name") | c("starts_document")).then("row").shift(1).forward_fill()
    org = (c("org") == "suffix").fill_null(False)
    grid = grid.with_columns(subject_start=last_start, subject_block=last_block)
    leads = org & follows.fill_null(False) & ((c("subject_start") == c("subject_block")) | c("subject_block").is_null()).fill_null(True) & ~c("in_title")
    resets = (c("region_self").is_not_null() & c("leads")) | ((c("border") == "semicolon") & True)
    grid = grid.with_columns(names_subject=leads)
    grid = grid.with_columns(
        subject_row=pl.when("names_subject").then("row").when(resets).then(-1).forward_fill(),
        any_subject_row=pl.when("names_subject").then("row").forward_fill(),
        back_row=pl.when((c("org") == "back") & (c("gap") == 0) & c("starts_name").shift(1).fill_null(True)).then("row").forward_fill(),
    )
    at = pl.when(c("subject_row") >= 0).then("subject_row")
    near = (c("line").gather(at.fill_null(0)) == c("line")) & at.is_not_null()
    again = (c("back_row").is_not_null()) & (c("line").gather(c("back_row").fill_null(0)) == c("line")) & (c("document").gather(c("any_subject_row").fill_null(0)) == c("document")) & (c("back_row") > c("any_subject_row"))
    row = pl.when(near).then(at).when(again.fill_null(False)).then("any_subject_row")
    grid = grid.with_columns(subject_at=row)
    start = c("subject_start").gather(c("subject_at").fill_null(0))
    return grid.with_columns(
        subject_from=pl.when(c("subject_at").is_not_null()).then(pl.when(start.is_null() | c("starts_document").gather(c("subject_at").fill_null(0))).then(0).otherwise(c("end_byte").gather(start.fill_null(0)))),
        subject_to=pl.when(c("subject_at").is_not_null()).then(c("end_byte").gather(c("subject_at").fill_null(0))),
    )


def place(figures: pl.DataFrame, grid: pl.DataFrame) -> pl.DataFrame:
    """figures -> ref_area and, for ranks, scope; an organisation that stands where the name would be is the subject."""
    nearest = grid["area"].gather(figures["last_area"].fill_null(0)).alias("near_area")
    figures = figures.with_columns(nearest)
    touching = within("area", "segment") & (c("last_area") >= c("last_area_text").fill_null(-1))
    in_sentence = within("area", "sentence")
    rank = c("statistic") == "rank"
    scope = pl.when(rank & touching).then("near_area").when(rank & in_sentence & ~within("area", "segment")).then("near_area")
    figures = figures.with_columns(scope=scope)
    return figures.with_columns(
        scope=pl.when(rank & (c("member") > 0)).then(c("scope").first().over("group")).otherwise("scope"),
        ref_area=pl.coalesce("area_in_force", "region_code"),
    ).with_columns(ref_area=pl.when(c("ref_area") != "world").then("ref_area"))
