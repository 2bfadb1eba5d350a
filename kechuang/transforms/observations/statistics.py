"""Level, increment, change, growth rate, share or rank; the sign; the comparison; the time basis."""

import polars as pl

from kechuang.transforms.observations.figures import within

c = pl.col

_RATIOS = ("percent", "times", "permille")


def find(figures: pl.DataFrame, grid: pl.DataFrame) -> pl.DataFrame:
    """figures (amounts.settle) -> statistic, sign, comparison and time_basis."""
    figures = _after_list(_statistic(figures))
    figures = _from_before(_inherited(figures))
    return _comparison(figures, grid)


def _statistic(figures: pl.DataFrame) -> pl.DataFrame:
    seen = {
        name: within(name, "segment")
        for name in ("up", "down", "to_level", "share", "increment", "contribution", "rate_noun")
    }
    at = {name: pl.when(seen[name]).then(f"last_{name}").otherwise(-1) for name in seen}
    # 转化率低于40%: a word that qualifies the number does not move it, but for a gap in points
    bounds = c("before_qualifier").is_not_null() & (c("before_gap") == 0) & (c("unit_measure") != "percentage_point")
    touching = c("row") - 1
    for name in ("up", "down"):
        at[name] = pl.when(bounds.fill_null(False) & (at[name] == touching)).then(-1).otherwise(at[name])
    # columns of their own, for every use of an expression would work it out again
    figures = figures.with_columns(**{f"at_{name}": row for name, row in at.items()})
    figures = figures.with_columns(moved=pl.max_horizontal("at_up", "at_down"))
    at, moved = {name: c(f"at_{name}") for name in at}, c("moved")
    is_moved = (moved >= 0) & ((moved > at["to_level"]) | seen["rate_noun"])
    # 订单增加的企业占45%: what moved is of the name
    is_moved = is_moved & ~(within("share_verb", "segment") & (c("last_share_verb") > moved))
    falls = at["down"] > at["up"]
    after_up = (c("after_statistic") == "up").fill_null(False) & ~c("after_goes_on")
    after_down = (c("after_statistic") == "down").fill_null(False) & ~c("after_goes_on")
    # 收入比缩小0.05 is a difference of ratios, 增长2倍 a growth
    ratio = (c("unit_measure").is_in(_RATIOS) & ~c("is_moved_ratio")).fill_null(False)
    point = (c("unit_measure") == "percentage_point").fill_null(False)
    after_moved = (after_up | after_down) & (moved < 0)
    given = (at["contribution"] > moved) & ~c("is_opened")  # 对工业增长的贡献率达25%
    part_word = c("unit_word").is_in(["分之", "半", "成"]) | (c("sort") == "fraction")
    share_like = (
        seen["share"]
        | c("is_hundred").fill_null(False)
        | (part_word & (c("is_of") | seen["share"] | (c("sort") == "fraction") | (c("unit_word") != "成")))
        | c("of_things")
        | (c("after_statistic") == "belongs").fill_null(False)  # 近40%来自中小企业
        | (c("opens_clause") & ~c("is_listed"))
        | (c("before_of") & ~within("base", "segment"))  # 完成预算的55%, 不足总数的一成
        | ((c("unit_word") == "成") & ~c("tail_phrase").is_in(["measure", "dependent"]).fill_null(False))
        | given
    ) & c("unit_measure").is_in(["percent", "permille"])
    # 新引进投资额10亿元以上项目30个: the verb reaches over the bound inside the name
    over_bound = (
        within("increment", "clause")
        & (c("last_number") == c("row").shift(1))
        & (c("clause") == c("clause").shift(1))
        & (c("dimension") == "count")
        & (c("dimension").shift(1) == "money")
        & (c("qualifier").shift(1) != "exact")
        & (c("last_act").fill_null(-1) < c("row").shift(1))
    ).fill_null(False)
    compared = pl.max_horizontal("last_comparison", "last_base")
    # 新增企业比上年多12家: the difference of what came in
    more = is_moved & within("increment", "segment") & (compared > c("last_increment")) & (moved > compared)
    more = more.fill_null(False)
    # 同比多引进12家
    act_of_more = ((c("last_comparison") == moved - 1) & (c("last_act") == moved + 1)).fill_null(False)
    return figures.with_columns(
        statistic=pl.when((c("unit_measure") == "rank") & c("before_shift").is_not_null() & (c("sort") == "quantity"))
        .then(pl.lit("change"))
        .when(c("unit_measure") == "rank")
        .then(pl.lit("rank"))
        .when(point)
        .then(pl.lit("change"))
        .when(ratio & (is_moved | after_moved) & ~given)
        .then(pl.lit("growth_rate"))
        .when(share_like)
        .then(pl.lit("share"))
        .when(ratio)
        .then(pl.lit("level"))
        .when(
            (seen["increment"] | over_bound) & ~more & (c("sort") != "duration") & (c("unit_measure") != "index_point")
        )
        .then(pl.lit("increment"))
        .when(is_moved & ~seen["rate_noun"] & ((c("last_act").fill_null(-1) < moved) | act_of_more))
        .then(pl.lit("change"))
        .otherwise(pl.lit("level")),
        falls=pl.when(is_moved | point).then(falls).when(after_moved).then(after_down).otherwise(False),
        own_statistic=pl.any_horizontal(*seen.values()) | after_up | after_down,
        moved_after=after_moved & ratio,
    )


def _after_list(figures: pl.DataFrame) -> pl.DataFrame:
    """分别录得3%和5%的升幅: the kind named after the last of a list is that of all of it."""
    kind = pl.when(c("after_of") & c("after_statistic").is_in(["up", "down"])).then("after_statistic")
    kind = pl.when(c("unit_measure") == c("unit_measure").last().over("group")).then(kind.last().over("group"))
    takes = kind.is_not_null() & c("is_listed").any().over("group") & ~c("own_statistic") & (c("statistic") == "level")
    return figures.with_columns(
        statistic=pl.when(takes).then(pl.lit("growth_rate")).otherwise("statistic"),
        falls=pl.when(takes).then(kind == "down").otherwise("falls"),
        own_statistic=c("own_statistic") | takes,
    )


def _inherited(figures: pl.DataFrame) -> pl.DataFrame:
    """A list shares what stands before its first member: 增长3.2%、4.5% are two growth rates."""
    # 分别录得33.1%及48.5%的升幅: what follows the last is of each
    led = c("moved_after").last().over("group") & (c("members") > 1) & ~c("own_statistic")
    led = (led & (c("statistic") == "level") & c("unit_measure").is_in(_RATIOS)).fill_null(False)
    figures = figures.with_columns(led=led).with_columns(
        pl.when("led").then(c(name).last().over("group")).otherwise(name).alias(name) for name in ("statistic", "falls")
    )
    first = {name: c(name).first().over("group") for name in ("statistic", "falls")}
    unit, lead = c("unit_measure"), c("unit_measure").first().over("group")
    ratio, leads_ratio = unit.is_in(_RATIOS), lead.is_in(_RATIOS)
    # 分别增长11.6%和1.4倍, 增加26座、4.9万米
    moved = (first["statistic"] == "change") & unit.is_not_null() & lead.is_not_null() & ~ratio & ~leads_ratio
    alike = (unit == lead) | (ratio & leads_ratio) | moved
    arrives = c("is_series") & first["statistic"].is_in(["change", "growth_rate"])  # 上升1位至第5位
    shares = (c("member") > 0) & ~c("own_statistic") & alike & ~arrives
    figures = figures.with_columns(
        statistic=pl.when(shares).then(first["statistic"]).otherwise("statistic"),
        falls=pl.when(shares).then(first["falls"]).otherwise("falls"),
    )
    # 新引进顶尖人才20名、领军人才310名: the verb reaches over name-number pairs that bring no verb of their own
    plain = (
        ~within("open", "segment")
        & (c("part_sentence") == c("part_sentence").shift(1))
        & c("before_plain_border").is_in(["enum", "clause", "open"])
    )
    pair_start = (c("is_figure") & ~(plain & (c("statistic") != "rank"))).fill_null(True)
    opens = (c("document") != c("document").shift(1)).fill_null(True)
    figures = figures.with_columns(run=(pair_start | opens).cast(pl.Int64).cum_sum())
    leads = c("statistic").first().over("run") == "increment"
    carries = ~c("is_dependent") & (
        (c("statistic") == "level")
        & leads
        & (c("dimension") == c("dimension").first().over("run"))
        & ~within("cumulative", "segment")
    )
    return figures.with_columns(
        statistic=pl.when(carries).then(pl.lit("increment")).otherwise("statistic"),
    ).with_columns(
        obs_value=pl.when(c("falls") & c("statistic").is_in(["change", "growth_rate"]) & (c("obs_value") > 0))
        .then(-c("obs_value"))
        .otherwise("obs_value")
    )


def _from_before(figures: pl.DataFrame) -> pl.DataFrame:
    """Percentages told without a word of their own, of the kind of the one before them in the sentence.

    占48%，其次为住宿（23.3%）; 增长8.4%，比全省（7.7%）高0.7个百分点; 60%的企业有专利，其中发明专利超过两成.
    """
    percent = c("unit_measure") == "percent"
    bare = percent & (c("statistic") == "level") & ~c("own_statistic") & (c("member") == 0)
    bare = bare & ~c("tail_phrase").is_in(["measure", "dependent"]).fill_null(False)
    enclosed = (c("before_border") == "open") & (c("before_gap") == 0) & (c("after_border") == "close")
    told = percent & c("is_figure") & ~(bare & enclosed).fill_null(False)
    kind = {k: pl.when(told).then(k).forward_fill().shift(1) for k in ("statistic", "sentence")}
    same = kind["sentence"] == c("sentence")
    # 占出口的比重提高2个百分点，达到39%: a figure without a name after the change of a share
    moved = (c("statistic").shift(1) == "change") & (c("unit_measure").shift(1) == "percentage_point")
    moved = moved & (c("at_share").shift(1) >= 0) & ~c("has_left") & (c("sentence").shift(1) == c("sentence"))
    shares = (kind["statistic"] == "share") & (enclosed | within("part", "clause"))
    grows = (kind["statistic"] == "growth_rate") & enclosed
    return figures.with_columns(
        statistic=pl.when((bare & moved).fill_null(False))
        .then(pl.lit("share"))
        .when((bare & same & (shares | grows)).fill_null(False))
        .then(kind["statistic"])
        .otherwise("statistic")
    )


def _comparison(figures: pl.DataFrame, grid: pl.DataFrame) -> pl.DataFrame:
    compares = c("statistic").is_in(["change", "growth_rate"])
    cue = grid["comparison"].gather(figures["last_comparison"].fill_null(0)).alias("cue_comparison")
    basis = grid["time_basis"].gather(figures["last_basis"].fill_null(0)).alias("cue_basis")
    figures = figures.with_columns(cue, basis)
    near_area = grid["area"].gather(figures["last_area"].fill_null(0))
    base = figures.select(at=c("last_base_year").fill_null(0)).to_series()
    named = grid.select("year_named", "part_named", "part_to_named", "grain_named")[base]
    figures = figures.with_columns(near_area.alias("base_area"), named.select(_base_period()).to_series())
    against_area = (
        within("base", "segment") & (c("last_area") > c("last_base")) & ~c("base_area").is_in(["world", "group"])
    )
    behind = c("after_comparison").last().over("group")  # 3%的按年升幅
    told = (
        pl.when(behind.is_in(["yoy", "mom"]) & ~within("comparison", "segment"))
        .then(behind)
        .when(within("comparison", "segment"))
        .then("cue_comparison")
        .when(against_area & (c("base_area") != pl.coalesce("area_in_force", "region_code")).fill_null(True))
        .then("base_area")
        .when(within("base_last_year", "clause"))
        .then(pl.lit("yoy"))
        .when(within("base_last_month", "clause"))
        .then(pl.lit("mom"))
        .when(within("base_year", "clause"))
        .then("base_year")
        .when(within("base_year", "sentence") & (c("unit_word") == "番"))
        .then("base_year")
    )
    figures = figures.with_columns(
        comparison=pl.when(compares).then(told),
        time_basis=pl.when(within("basis", "segment")).then("cue_basis").otherwise(pl.lit("period")),
    )
    figures = _regions_in_turn(figures, grid)
    shares = (c("member") > 0) & c("comparison").is_null() & compares
    return figures.with_columns(
        comparison=pl.when(shares).then(c("comparison").first().over("group")).otherwise("comparison"),
        time_basis=pl.when((c("member") > 0) & (c("time_basis") == "period"))
        .then(c("time_basis").first().over("group"))
        .otherwise("time_basis"),
    )


def _base_period() -> pl.Expr:
    """The period compared with, as ISO 8601 has it: 比5月份, 较一季度, 较2020年."""
    year, part = c("year_named").cast(pl.String), c("part_named").cast(pl.String)

    def month(column: str) -> pl.Expr:
        zero = pl.when(c(column) < 10).then(pl.lit("0")).otherwise(pl.lit(""))
        return year + "-" + zero + c(column).cast(pl.String)

    return (
        pl.when((c("grain_named") == "month") & c("part_to_named").is_not_null())
        .then(month("part_named") + "/" + month("part_to_named"))
        .when((c("grain_named") == "month") & part.is_not_null())
        .then(month("part_named"))
        .when((c("grain_named") == "quarter") & part.is_not_null())
        .then(year + "-Q" + part)
        .when((c("grain_named") == "half") & part.is_not_null())
        .then(year + "-S" + part)
        .otherwise(year)
        .alias("base_year")
    )


def _regions_in_turn(figures: pl.DataFrame, grid: pl.DataFrame) -> pl.DataFrame:
    """分别高于全国、全省4.7和4.9个百分点: the regions compared with, in turn."""
    named = grid.select("area", "is_figure").filter(c("area").is_not_null() & ~c("is_figure"))["area"]
    codes = named if len(named) else pl.Series([""], dtype=pl.String)
    base = figures.select(c("last_base").first().over("group").fill_null(0)).to_series()
    figures = figures.with_columns(
        base_seen=grid["compared_seen"].gather(base), all_seen=c("compared_seen").first().over("group")
    )
    fits = (
        (c("members") > 1)
        & c("statistic").is_in(["change", "growth_rate"])
        & (c("all_seen") - c("base_seen") == c("members"))
        & (within("base", "clause") | (within("base", "sentence") & (c("before_plain_border") == "close")))
        .first()
        .over("group")
        & ~c("is_series")
    ).fill_null(False)
    at = figures.select((c("base_seen") + c("member")).cast(pl.Int64).clip(0, len(codes) - 1).fill_null(0)).to_series()
    return figures.with_columns(
        comparison=pl.when(fits).then(codes.gather(at)).otherwise("comparison"), compares_regions=fits
    )
