"""Where and who: the region and the organisation in force at each token."""

import polars as pl

from kechuang.transforms.observations import organisations

c = pl.col

_AREA_UNITS = ("市", "县", "区", "省", "州", "市县", "盟", "旗")
_TOGETHER = (
    "两地",
    "三地",
    "四地",
    "五地",
    "六地",
    "三市",
    "四市",
    "五市",
    "三县",
    "三区",
    "两市",
    "两县",
    "两区",
    "四区",
)
_STARTS = ("sentence", "line", "semicolon", "clause", "colon")


def find(grid: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    """grid -> area (code that a token names), area_in_force, subject_from and subject_to (bytes) in force.

    documents(document, province, prefecture, county, city, district): the document's own chain of regions.
    """
    grid = grid.join(
        documents.select("document", "province", "prefecture", "county", "city", "district"),
        on="document",
        how="left",
        maintain_order="left",
    )
    level = c("region_self")
    named = c("region").is_not_null() | c("abroad").is_not_null() | level.is_not_null()
    grid = grid.with_columns(area_named=named & (c("gap") == 0))
    own: pl.Expr = (
        pl.when(level.is_in(["nation", "nation_own"]))
        .then(pl.lit("100000"))
        .when(level == "world")
        .then(pl.lit("world"))
        .when(level == "province")
        .then("province")
        .when(level == "city")
        .then("city")
        .when(level == "prefecture")
        .then("prefecture")
        .when(level == "district")
        .then("district")
        .when(level == "county")
        .then("county")
        .when(level == "own")
        .then("region_code")
        .when(level == "group")
        .then(pl.lit("group"))
    )
    figure_before = c("is_figure") | (c("border").eq("close") & c("is_hard"))
    figure_before = figure_before | (c("qualifier_right").is_not_null() & (c("gap") == 0) & c("is_figure").shift(1))
    # 比全省（7%）和全国（6%）高1个百分点: those compared with do not rule what follows
    base_row = pl.when((c("comparison") == "base") & c("area_named").shift(-1)).then("row").forward_fill()
    border_row = pl.when(c("border").is_in(["sentence", "line", "semicolon", "clause"])).then("row").forward_fill()
    compared = (base_row > border_row.fill_null(-1)) & (c("border").shift(1) == "close")
    pair = (c("border").eq("enum") | c("phrase").eq("conj")) & (c("gap") == 0) & figure_before.shift(1)
    next_pair = pair & ~compared.fill_null(False)
    joins_clause = (
        c("connects").is_in(["true", "such"]) & (c("gap") == 0) & (c("is_hard").shift(1) | c("starts_document"))
    )
    # 居各县（市）首位 ranks within their common region, 居全省各县首位 within the one named before
    within_one = (c("gap") == 0) & own.shift(1).is_not_null()
    among = (
        pl.when(level.is_in(["among_prefecture", "among_province", "among_nation"]) & within_one)
        .then(own.shift(1))
        .when(level == "among_prefecture")
        .then(pl.coalesce("prefecture", "region_code"))
        .when(level == "among_province")
        .then(pl.coalesce("province", "region_code"))
        .when(level == "among_nation")
        .then(pl.lit("100000"))
    )
    starts = (
        c("border").is_in(_STARTS)
        | next_pair  # 苏州增长4%、南京增长3%
        | joins_clause  # 但苏州增长4%
        | (c("part") == "open")
        | ((c("border") == "open") & c("is_hard"))
        | c("is_time")
        | c("period").is_not_null()
        | (c("sort") == "word")
    ).fill_null(False)
    # 全国、全省分别增长5%、6%: words for whole regions are of a list where they touch another
    enum = c("border").eq("enum") | c("phrase").eq("conj")
    beside = (enum.shift(-1) & named.shift(-2)) | (enum.shift(1) & named.shift(2) & (c("gap") == 0))
    listed = ((c("region").is_not_null() & level.is_null()) | (own.is_not_null() & beside)).fill_null(False)
    # 对日本、韩国出口分别增长: the exporter's figures
    joined = (enum.shift(1) & (c("gap") == 0)).fill_null(False)
    led = (c("connects").shift(1).is_in(["toward", "from"]) & (c("gap") == 0)).fill_null(False)
    toward = pl.when(named & ~joined).then(led).forward_fill().fill_null(False)
    listed = (listed | c("abroad").is_not_null()) & ~c("in_title") & ~toward
    # 8个设区市收入增长: counted regions are those of the document's own, or of the country
    after = pl.when(c("is_figure") & (c("gap").shift(-1) == 0)).then(c("area_kind").shift(-1))
    had = c("is_open").shift(1) & (c("gap").shift(1) == 0) & (c("gap") == 0) & (c("unit_word") == "个")
    kind = pl.coalesce(after, pl.when(c("is_figure") & had).then(c("area_kind").shift(2)))  # 超千亿的省份有12个
    of_country = pl.when(kind == "province").then(pl.lit("100000"))
    # 16市中12个市
    whole = c("is_figure") & c("unit_word").is_in(_AREA_UNITS) & ((c("gap") > 0) | c("region").shift(1).is_null())
    # 三地合计占全市六成
    together = c("match").is_in(_TOGETHER) & c("is_hard").shift(1) & (c("gap") == 0)
    counted = pl.when(kind.is_not_null() | (whole | together).fill_null(False)).then(
        pl.coalesce(of_country, "region_code")
    )
    abroad = pl.when(c("abroad").is_not_null()).then(pl.lit("world"))
    grid = grid.with_columns(
        area=pl.coalesce(own, among, "region", counted, abroad),
        starts_name=starts,
        is_listed_area=listed,
        areas_seen=listed.cast(pl.Int64).cum_sum(),
        outer_city=pl.when((level == "city") & (c("city") != c("prefecture"))).then("prefecture"),
    ).with_columns(compared_seen=(c("area").is_not_null() & ~c("is_figure")).cast(pl.Int64).cum_sum())
    return organisations.find(_areas(grid))


def _areas(grid: pl.DataFrame) -> pl.DataFrame:
    """A region rules what follows where a clause begins with it; one above the document's own only before a verb."""
    area, own = c("area"), c("region_code")
    # 西藏山南市 begins a clause only where 西藏 does (对口支援西藏山南市)
    first = (c("gap") == 0) & c("starts_name").shift(1).fill_null(True)
    for _ in range(2):
        first = first | ((c("gap") == 0) & area.shift(1).is_not_null() & first.shift(1)).fill_null(False)
    touches_next = c("gap").shift(-1) == 0
    before_verb = (
        touches_next
        & (c("is_open").shift(-1) | c("border").shift(-1).is_in(["colon", "clause"]) | c("is_time").shift(-1))
        & c("area").shift(-1).is_null()
    )
    listed = (touches_next & c("region").shift(-1).is_not_null()) | touches_next & (
        (c("border").shift(-1) == "enum")
        | (c("phrase").shift(-1) == "conj")
        | c("org").shift(-1).is_not_null()
        | (c("series").shift(-1) == "next")
    )
    above = (
        own.is_not_null() & (area != own) & ((area == c("province")) | (area == c("prefecture")) | (area == "100000"))
    ).fill_null(False)
    said = c("region_self").is_in(["nation_own", "world"]).fill_null(False)
    # 苏州高新区, 西安咸阳国际机场: a region inside an organisation's name
    next_org = pl.when(c("org").is_in(["firm", "zone", "body", "office"])).then("row").shift(-1).backward_fill()
    next_block = pl.when((c("is_open") | c("is_hard")) & c("region").is_null()).then("row").shift(-1).backward_fill()
    in_name = (next_org < next_block).fill_null(False) & c("region_self").is_null()
    opens = (c("is_hard") | c("starts_document")).shift(2)
    placed = (c("gap") == 0) & (c("connects").shift(1) == "at") & (c("gap").shift(1) == 0) & opens
    placed = placed & touches_next & c("border").shift(-1).is_in(["clause", "colon"])  # 在北京，
    first = first | placed.fill_null(False)
    following = c("is_open").shift(-1) | c("is_figure").shift(-1)
    # 增速最高的日照达到24.6%
    picked_out = (c("gap") == 0) & (c("phrase").shift(1) == "of") & c("region").is_not_null() & touches_next & following
    first = first | picked_out.fill_null(False)
    enum_next = (c("border").shift(-1) == "enum") | (c("phrase").shift(-1) == "conj")
    measured = c("phrase").shift(-1).is_in(["measure", "dependent"])
    is_abroad = c("abroad").is_not_null()
    foreign = (own.is_null() | (own == "100000") | (touches_next & (following | enum_next | measured))).fill_null(False)
    # 占全市七成、全国的18%: the second whole
    share_row = pl.when((c("statistic") == "share") & c("is_open")).then("row").forward_fill()
    border_row = pl.when(c("border").is_in(["sentence", "line", "semicolon", "clause"])).then("row").forward_fill()
    shared = c("region_self").is_not_null() & (share_row > border_row.fill_null(-1)) & (c("gap") == 0)
    shared = shared & (c("border").eq("enum") | c("phrase").eq("conj")).shift(1) & (area != own)
    # 、全市第一
    ranked_in = touches_next & (c("sort").shift(-1) == "ordinal") & ((area == own) | above | (area == "group"))
    leads = (
        area.is_not_null()
        & ~ranked_in.fill_null(False)
        & ~shared.fill_null(False)
        & ~in_name
        & first
        & ~(listed.fill_null(False) & ~is_abroad)
        & (foreign | ~is_abroad)
        & ~c("in_title")
        & (~above | before_verb.fill_null(False) | said | c("region_self").is_not_null())
    )
    after_title = (c("border").shift(1) == "quote").fill_null(False)
    grid = grid.with_columns(leads=(leads & ~after_title).fill_null(False), is_above=above)
    row = pl.when("leads").then("row").forward_fill()
    grid = grid.with_columns(area_row=row)
    at = c("area_row").fill_null(0)
    # a part of the document's region named in passing rules its clause; where a line compares several, its stretch
    below = (own.is_not_null() & (area != own) & ~c("is_above") & c("region_self").is_null()).fill_null(False)
    named = below & ~in_name & first & (c("phrase").shift(-1) != "etc").fill_null(True)
    several = (
        grid.select("line", area=pl.when(named).then(area))
        .drop_nulls()
        .unique()
        .group_by("line")
        .len()
        .filter(c("len") > 2)
    )
    # 南京受石化拖累，仅增长3.7%: a clause that begins with a verb or a growth goes on about the same region
    goes_on = (c("gap").shift(-1) == 0) & (
        (c("is_open").shift(-1) | c("phrase").shift(-1).is_in(["link", "move"]))
        & c("phrase").shift(-1).is_not_null()
        & c("region").shift(-1).is_null()
        & c("period").shift(-1).is_null()
        & (c("part").shift(-1) != "open").fill_null(True)
        & c("connects").shift(-1).is_null()
        | (c("phrase").shift(-1) == "dependent")
    )
    ends = c("clause") != c("clause").shift(1, fill_value=-1)
    # 苏州延续增长态势，生产总值增长6%，增速居全省第一: a clause without a figure leads on, a rank is that of the figure
    led_row = pl.when("leads").then("row").forward_fill()
    figure_row = pl.when("is_figure").then("row").forward_fill().fill_null(-1)
    said_row = pl.when(c("reports") == "true").then("row").forward_fill().fill_null(-1)
    next_sort = pl.when("is_figure").then("sort").backward_fill()
    preface = (c("clause").gather(led_row) == c("clause")) & (pl.max_horizontal(figure_row, said_row) < led_row)
    preface = preface & ~area.gather(led_row).is_in(["group", "world"])
    goes_on = goes_on | preface | (next_sort == "ordinal")
    ends = ends & ~((c("border").shift(1) == "clause") & goes_on.shift(1)).fill_null(False)
    grid = grid.with_columns(
        is_below=below, compares=c("line").is_in(several["line"].implode()), stretch=ends.cast(pl.Int64).cum_sum()
    )
    near = (
        pl.when(c("is_above").gather(at))
        .then(c("sentence").gather(at) == c("sentence"))
        .when((c("is_below").gather(at) & ~c("compares")) | c("area").gather(at).is_in(["world", "group"]))
        .then(c("stretch").gather(at) == c("stretch"))
        .otherwise(c("line").gather(at) == c("line"))
    )
    # a document of no region that speaks of the country goes on about it
    nation_row = pl.when(c("leads") & (area == "100000")).then("row").forward_fill()
    # 比全省（7%）高1个百分点: a bracket tells of the region that it stands behind
    open_row = pl.when((c("border") == "open") & c("bracket")).then("row").forward_fill()
    shut_row = pl.when((c("border") == "close") & c("bracket")).then("row").forward_fill()
    named_row = (open_row - 1).clip(0)
    touched = (c("gap").gather(open_row) == 0) & c("area").gather(named_row).is_not_null()
    bracketed = (open_row > shut_row.fill_null(-1)) & touched
    return grid.with_columns(
        area_in_force=pl.when(bracketed.fill_null(False))
        .then(c("area").gather(named_row))
        .when(c("area_row").is_not_null() & near)
        .then(c("area").gather(at))
        .when(c("line").is_in(_of_the_world(grid).implode()))
        .then(pl.lit("world"))
        .when(own.is_null() & (c("document").gather(nation_row.fill_null(0)) == c("document")))
        .then(c("area").gather(nation_row))
    )


def _of_the_world(grid: pl.DataFrame) -> pl.Series:
    """Lines of a region's document that speak of the country and the world, and of no region: what they tell without
    naming either is not the region's."""
    wide = c("region_self").is_in(["nation_own", "world"])
    told = grid.select("line", "area", "region_code", "region_self")
    named = told.filter(c("area").is_not_null() & c("region_code").is_not_null() & (c("region_code") != "100000"))
    lines = named.group_by("line").agg(
        wide=c("region_self").filter(wide).n_unique(), other=(~wide).fill_null(True).sum()
    )
    return lines.filter((c("wide") == 2) & (c("other") == 0))["line"]
