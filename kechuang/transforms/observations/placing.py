"""The region of each figure, and the area that a rank is taken in."""

import polars as pl

from kechuang.transforms.observations.figures import repeated, within

c = pl.col


def place(figures: pl.DataFrame, grid: pl.DataFrame) -> pl.DataFrame:
    """figures -> ref_area and, for ranks, scope."""
    nearest = grid["area"].gather(figures["last_area"].fill_null(0)).alias("near_area")
    farther = grid["area"].gather(figures["last_other_area"].fill_null(0)).alias("far_area")
    figures = figures.with_columns(nearest, farther)
    touching = within("area", "segment") & (c("last_area") >= c("last_area_text").fill_null(-1))
    # 甲区、乙区分列第二、第三位: a region before the verb is ranked, one above it is ranked within
    after = within("rank", "segment") & (c("last_area") > c("last_rank"))
    held = within("area", "segment") & ~after.fill_null(False) & c("last_wide_area").ne_missing(c("last_area"))
    touching = touching & ~held.fill_null(False)
    rank = c("statistic") == "rank"
    wide = c("last_wide_area").eq_missing(c("last_area")) | c("touches_area")
    after_verb = within("area", "segment") & (
        (c("last_area") > c("last_rank").fill_null(-1)) & (within("rank", "segment") | wide)
    )
    scope = (
        pl.when(rank & (touching | after_verb))
        .then("near_area")
        .when(rank & within("other_area", "sentence"))
        .then("far_area")
    )
    figures = figures.with_columns(scope=pl.when(~scope.is_in(["group", "world"])).then(scope))
    inner = (
        rank
        & c("area_in_force").is_not_null()
        & (c("scope").is_null() | (c("scope") == c("area_in_force")))
        & (c("area_in_force") != c("region_code"))
    )
    figures = figures.with_columns(
        scope=pl.when(inner & within("rank", "segment") & (~within("area", "segment") | held.fill_null(False)))
        .then("region_code")
        .otherwise("scope")
    )
    figures = figures.with_columns(
        scope=pl.when(rank & (c("member") > 0) & ~(touching | after_verb))
        .then(c("scope").first().over("group"))
        .otherwise("scope"),
        ref_area=pl.coalesce("area_in_force", "region_code"),
    )
    # nothing ranks within itself: 居全市第三 of a county-level city is within the prefecture
    itself = rank & (c("scope") == c("ref_area"))
    outer = grid["outer_city"].gather(figures["last_area"].fill_null(0)).alias("outer_city")
    figures = figures.with_columns(outer).with_columns(
        scope=pl.when(itself.fill_null(False)).then(pl.coalesce("outer_city", "scope")).otherwise("scope")
    )
    regional = c("subject_from").is_null()  # a park of the region ranks within it
    figures = figures.with_columns(
        ranks_itself=rank & (c("scope") == c("ref_area")) & regional,
        scope=pl.when(~(rank & (c("scope") == c("ref_area")) & regional).fill_null(False)).then("scope"),
    )
    # 居全市第一…，居第四: a later rank of the sentence is within the same area
    told = c("scope").forward_fill().over("sentence")
    figures = figures.with_columns(
        scope=pl.when(rank & (c("sort") == "ordinal") & (~within("area", "segment") | held.fill_null(False)))
        .then(pl.coalesce("scope", told))
        .otherwise("scope")
    ).with_columns(
        ref_area=pl.when(
            (c("named_by") == "right")
            & c("touches_area")
            & c("dimension").is_in(["count", "person"])
            & ~c("near_area").is_in(["group", "world"])
        )
        .then("near_area")
        .when(~c("ref_area").is_in(["group", "world"]))
        .then("ref_area")
    )
    share = (c("statistic") == "share") | (c("unit_measure") == "percent") & (c("statistic") == "level")
    above = c("touches_area") & c("is_of") & (c("near_area") == "100000") & (c("unit_measure") == "percent")
    rate = c("after_statistic").is_not_null()
    figures = figures.with_columns(
        ref_area=pl.when(c("area").is_not_null() & c("is_figure") & ~c("touches_area"))
        .then("area")
        .when(above & rate)  # 全国6.7%的增速
        .then("near_area")
        .when(above & share & c("region_code").is_not_null())  # 全国六成的企业云集于此
        .then("region_code")
        .otherwise("ref_area")
    )
    return _scope_beyond(_listed_areas(figures, grid))


def _scope_beyond(figures: pl.DataFrame) -> pl.DataFrame:
    """Nothing ranks within itself: 安徽…跃升至第7位 is within the area told before, else the document's own."""
    rank = c("statistic") == "rank"
    itself = (c("scope") == c("ref_area")) & c("subject_from").is_null() | (c("ranks_itself") & c("scope").is_null())
    itself = rank & itself
    inner = (c("area_in_force") != c("region_code")) & (c("sort") == "ordinal")  # 黄岩区由第6位升至第4位
    untold = rank & c("scope").is_null() & (c("take").is_not_null() | c("each_area") | inner)
    told = pl.when(rank & ~itself.fill_null(False)).then("scope").forward_fill().over("line")
    own = pl.when(c("region_code") != c("ref_area")).then("region_code")
    # 广东、江苏列第一、第二位: provinces rank within the country
    province = (c("ref_area").cast(pl.Int64, strict=False) % 10000 == 0) & (c("ref_area") != "100000")
    wide = within("area", "segment") & c("near_area").is_in(["group", "world"])
    named = rank & c("scope").is_null() & province & c("ref_area").ne_missing(c("region_code")) & ~wide.fill_null(False)
    return figures.with_columns(
        scope=pl.when(c("unit_word") == "世界第")  # within no region
        .then(None)
        .when((itself | untold).fill_null(False))
        .then(pl.coalesce(told, own, pl.when(named).then(pl.lit("100000"))))
        .when(named.fill_null(False))
        .then(pl.lit("100000"))
        .otherwise("scope")
    )


def _listed_areas(figures: pl.DataFrame, grid: pl.DataFrame) -> pl.DataFrame:
    """苏州、南京、无锡分别为1、2、3亿元: the regions of a list in turn; 宿迁、淮安均增长6.8%: one record each."""
    named = grid["area"].filter(grid["is_listed_area"])
    codes = named if len(named) else pl.Series([""], dtype=pl.String)
    first = {
        k: c(k).first().over("group") for k in ("areas_seen", "part_sentence_first", "clause_first", "last_number")
    }
    at_part = grid["areas_seen"].gather(
        (figures.select(first["part_sentence_first"]).to_series() - 1).clip(0).fill_null(0)
    )
    at_clause = grid["areas_seen"].gather((figures.select(first["clause_first"]).to_series() - 1).clip(0).fill_null(0))
    figures = figures.with_columns(seen_part=at_part, seen_clause=at_clause, seen_now=first["areas_seen"])
    in_part, in_clause = c("seen_now") - c("seen_part"), c("seen_now") - c("seen_clause")
    several = (c("members") > 1) & ~c("is_series") & ~c("is_ratio") & ~c("in_cell") & ~c("compares_regions")
    take = (
        pl.when(several & (in_clause == c("members")))
        .then("seen_clause")
        .when(several & (in_part == c("members")) & (within("respectively", "part_sentence") | (in_clause == 0)))
        .then("seen_part")
    )
    each = within("each", "segment") & (c("members") == 1) & (in_clause > 1) & ~c("in_cell")
    # 西藏、贵州、云南位居前三: as many regions as the rank has places
    apart = in_clause - c("before_is_area").cast(pl.Int64)  # 位居全国前三: without the area that they rank in
    places = (c("unit_measure") == "rank") & (c("qualifier") == "at_most") & (c("obs_value") == apart)
    places = (places & (c("members") == 1) & (apart > 1) & ~c("in_cell") & ~each).fill_null(False)
    count: pl.Expr = pl.when(each).then(in_clause).when(places).then(c("obs_value").cast(pl.Int64, strict=False))
    # 宿迁、淮安均增长6.8%，并列第二: the rank is of each of them
    again = (c("unit_measure") == "rank") & ~within("area", "segment") & (c("members") == 1) & ~each & ~places
    again = again & each.shift(1) & (c("sentence_first") == c("sentence_first").shift(1))
    again = (again & (c("clause_first").shift(1) < c("segment_first"))).fill_null(False)
    figures = figures.with_columns(
        take=take,
        each_area=each | places | again,
        seen_clause=pl.when(again).then(c("seen_clause").shift(1)).otherwise("seen_clause"),
    )
    count = pl.when(again).then(count.shift(1)).otherwise(count)
    figures = repeated(figures, count, "place")
    index = (
        pl.when(c("each_area"))
        .then(c("seen_clause") + c("place"))
        .otherwise(c("take") + c("part").fill_null(0))
        .cast(pl.Int64)
    )
    codes = codes.replace(["group", "world"], None)
    at = figures.select(index.fill_null(0).clip(0, len(codes) - 1)).to_series()
    return figures.with_columns(listed_area=codes.gather(at)).with_columns(
        ref_area=pl.when(c("take").is_not_null() | c("each_area")).then("listed_area").otherwise("ref_area")
    )
