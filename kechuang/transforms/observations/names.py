"""Whose name a figure takes: its own, the one in force, both together, or the members of a list in turn."""

import polars as pl

from kechuang.transforms.observations import bracket_names, far_names, name_lists, shared_tails
from kechuang.transforms.observations.figures import within

c = pl.col

AMOUNTS = ("level", "increment")


def name(figures: pl.DataFrame, grid: pl.DataFrame, group: pl.DataFrame) -> pl.DataFrame:
    """figures (statistics.find) -> span_1..3 (from, to: bytes): the pieces of indicator_text; `named_by`: the rule.

    A figure with a whole name of its own sets the name in force (base). A dependent name (增速, 占比, 数量) is read
    after it. One with none takes what is in force in its sentence, else in its line.
    """
    within_name = (c("subject_to") > c("left_from")) & (c("subject_to") < c("left_to")) & ~c("is_opened")
    figures = figures.with_columns(
        left_from=pl.when(within_name.fill_null(False)).then("subject_to").otherwise("left_from")
    )
    # 5个总投资超10亿元的项目: the thing counted stands after the bound
    lent = c("measure_next") & (c("is_of") & c("has_right") & (c("clause") == c("clause").shift(1))).shift(-1)
    figures = figures.with_columns(lent=lent.fill_null(False)).with_columns(
        pl.when("lent").then(c(column).shift(-1)).otherwise(column).alias(column)
        for column in ("has_right", "right_from", "right_name_to", "right_to")
    )
    figures = far_names.before_rank(far_names.beyond_comparison(figures, grid), grid)
    figures = far_names.beyond_multiple(figures, grid)
    counted = c("dimension").is_in(["count", "person"]).fill_null(False) & (c("unit_measure") != "rank")
    people = c("unit_word").is_in(["人", "人次"]) & c("has_left")
    done = (c("last_verb") >= c("last_text")).fill_null(False) & within("verb", "segment")  # 兴建10万平方米厂房
    valued = c("dimension").is_in(["money", "area", "mass", "length", "volume", "energy", "power"])
    seen_share = c("is_opened") | within("share", "segment") | within("up", "segment") | within("down", "segment")
    rightward = c("has_right") & (
        (counted & ~people)
        | c("is_of") & ~c("has_left") & ~c("right_moves")
        | c("of_things") & (~seen_share | c("is_of_region"))  # 占全省0.8%的土地
        | (c("is_of") & (c("tail_phrase") == "dependent") & valued)  # 设立总额三十亿元的基金
        | (valued & (done | ~c("has_left")))
    )
    alone = ~c("is_listed") & ~c("is_ratio") & ~c("is_series")
    # columns of their own, for every use of an expression would work it out again
    figures = figures.with_columns(takes_right=rightward.fill_null(False))
    rightward = c("takes_right")
    takes_left = c("has_left") & ~rightward & ((c("member") == 0) | alone)
    org_tail = pl.when(c("tail_start").is_not_null()).then(
        grid["org"].gather((figures["last_text"].fill_null(1) - 1).clip(0))
    )
    is_org = takes_left & org_tail.is_in(["firm", "office", "zone"]) & ~counted & ~c("is_opened")  # 石化公司1.1亿元
    org_at = (figures["last_text"].fill_null(1) - 1).clip(0)
    own_name = grid["start_byte"].gather(org_at) > figures["left_from"]  # 其中示范区226万亩 names no zone
    is_org = is_org & (own_name | (org_tail == "office"))
    figures = figures.with_columns(is_org=is_org.fill_null(False))
    takes_left = takes_left & ~c("is_org")
    figures = figures.with_columns(
        named_by=pl.when(rightward)
        .then(pl.lit("right"))
        .when(takes_left & (c("is_dependent") | c("is_opened")))
        .then(pl.lit("dependent"))
        .when(takes_left)
        .then(pl.lit("left"))
        .otherwise(pl.lit("force")),
    )
    figures = far_names.fallback(far_names.at_edge(figures, grid), grid)
    right_to = pl.when(c("tells") & counted).then("right_to").otherwise("right_name_to")
    own_from = pl.when(c("named_by") == "right").then("right_from").when(c("named_by") != "force").then("left_from")
    own_to = pl.when(c("named_by") == "right").then(right_to).when(c("named_by") != "force").then("left_to")
    # 一批企业如某公司|实现|利润: the firm is the subject, no part of the name
    of_firm = (c("subject_from") >= c("joined_from")) & (c("subject_to") == c("joined_to"))
    has_firm = c("named_by").is_in(["left", "dependent"]) & c("subject_from").is_not_null()
    figures = figures.with_columns(
        own_from=own_from,
        own_to=own_to,
        head_from=pl.when(c("is_opened") & (c("named_by") == "dependent"))
        .then("opened_head_from")
        .when(c("named_by").is_in(["left", "dependent"]) & c("has_joined"))
        .then(pl.when(~of_firm.fill_null(False)).then("joined_from")),
        head_to=pl.when(c("is_opened") & (c("named_by") == "dependent"))
        .then("opened_head_to")
        .when(c("named_by").is_in(["left", "dependent"]) & c("has_joined"))
        .then("joined_to"),
        tells_firm=(has_firm & (of_firm | (c("left_from") == c("subject_to")))).fill_null(False),
    )
    figures = figures.with_columns(at=pl.int_range(pl.len()).cast(pl.Int64))
    figures = shared_tails.held(shared_tails.find(bracket_names.find(figures, grid)))
    headed = c("head_from").is_not_null() & (c("head_to") > c("head_from"))
    headed = headed & (~c("is_opened") | (c("statistic") == "share") & ~c("headed"))  # 申请量占全市41%，占全省36%
    whole = c("named_by").is_in(["left", "right", "bracket", "shared"]) | ((c("named_by") == "dependent") & headed)
    ranks = (c("unit_measure") == "rank").fill_null(False)
    lasting = ~ranks | ((c("own_to") - c("own_from") > 9) & (c("named_by") == "left"))
    setting = whole & lasting & c("is_figure") & ~c("counts_areas")
    figures = figures.with_columns(
        base=pl.when(setting).then("at").shift(1).forward_fill(),
        current=pl.when(c("is_figure") & ~c("counts_areas") & ~c("is_threshold") & (c("named_by") != "force"))
        .then("at")
        .shift(1)
        .forward_fill(),
    )
    scored = c("unit_measure").is_in(["rank", "index_point"]) & c("is_figure") & (c("named_by") != "force")
    scored = scored & ~c("names_change")
    figures = figures.with_columns(ranked_at=pl.when(scored).then("at").shift(1).forward_fill())
    same = c("document").gather(c("base").fill_null(0)) == c("document")
    # 连云港增长7.2%: a region's growth without a name is that of what the text speaks of
    leans = (c("named_by") == "force") & (c("statistic") == "growth_rate")
    leans = leans | ((c("named_by") == "dependent") & within("rate_noun", "segment") & ~c("is_opened"))
    topic = leans & c("area_in_force").is_not_null() & same
    recalled = within("recalls", "sentence") & same  # 这一数字 of the line before
    figures = figures.with_columns(
        base=pl.when(_in_line("base") | topic | recalled).then("base"),
        current=pl.when(_in_line("current") | recalled)
        .then("current")
        .when(topic)
        .then("base")
        .when("by_rank")  # 指数居第22位。 … 从42位到31位: the ranking told last
        .then("ranked_at"),
    )
    pointed = pl.when("is_org").then("at").when(c("named_by") != "force").then(-1).forward_fill()
    figures = figures.with_columns(org_at=pointed)
    on = c("org_at").clip(0).fill_null(0)
    own = ((c("org_at") >= 0) & (c("line").gather(on) == c("line"))).fill_null(False)
    # 25家央企与10个实验室合作: what is counted beside the group is not the group's
    beside = (
        (grid["phrase"].gather((figures["row"] - 1).clip(0)).cast(pl.String) == "conj")
        & (grid["org"].gather((figures["row"] - 2).clip(0)).cast(pl.String) == "group")
        & (figures["before_gap"] == 0)
    ).fill_null(False)
    figures = figures.with_columns(counts_group=c("counts_group") | beside)
    figures = figures.with_columns(
        subject_from=pl.when(own)
        .then(c("left_from").gather(on))
        .when(c("counts_group"))
        .then(None)
        .otherwise("subject_from"),
        subject_to=pl.when(own)
        .then(c("left_to").gather(on))
        .when(c("counts_group"))
        .then(None)
        .otherwise("subject_to"),
    )
    return name_lists.pair(_spans(figures), grid, group)


def _in_line(index: str) -> pl.Expr:
    """Whether the figure that an index points to stands in this figure's line."""
    return c(index).is_not_null() & (c("line").gather(c(index).fill_null(0)) == c("line"))


def _spans(figures: pl.DataFrame) -> pl.DataFrame:
    """Put base, head and own together; a figure in force takes the whole name of the one it points to."""

    def at(column: str, index: str) -> pl.Expr:
        return c(column).gather(c(index).fill_null(0))

    own_head = c("head_from").is_not_null() & (c("head_to") > c("head_from"))
    # 申请量占全市41%，占全省36%: what the share before is of, though another thing was told before it
    shared = (c("named_by") == "dependent") & c("is_opened")
    figures = figures.with_columns(shared_at=pl.when(shared & own_head).then("at").shift(1).forward_fill())
    again = (
        shared
        & ~own_head.fill_null(False)
        & (c("shared_at") > c("base"))
        & (at("sentence", "shared_at") == c("sentence"))
    )
    figures = figures.with_columns(again=again.fill_null(False)).with_columns(
        pl.when("again").then(at(k, "shared_at")).otherwise(k).alias(k) for k in ("head_from", "head_to")
    )
    # 工业实现增加值5亿元，拉动经济增长2个百分点: it is 工业 that contributes, not its 增加值
    gives = (c("named_by") == "dependent") & c("is_opened") & (c("statistic") == "change")
    figures = figures.with_columns(
        base_head=at("head_from", "base"),
        base_own_from=at("own_from", "base"),
        base_own_to=pl.when(
            gives
            & at("tail_phrase", "base").is_in(["dependent", "measure"])
            & (at("tail_start", "base") > at("own_from", "base"))
            & (at("named_by", "base") == "left")
        )
        .then(at("tail_start", "base"))
        .otherwise(at("own_to", "base")),
    )
    # 购物金额3亿元，人数5万人: one amount's word takes the place of another's
    swaps = (
        (c("named_by") == "dependent")
        & ~c("is_opened")
        & (c("unit_measure") != "rank")
        & ~within("rate_noun", "segment")
        & ~within("share", "segment")
        & (c("statistic") != "share")
        & at("tail_phrase", "base").is_in(["dependent", "measure"])
        & (at("tail_start", "base") > at("own_from", "base"))
        & (at("tail_start", "base") < c("base_own_to"))
        & (at("named_by", "base") == "left")
    )
    figures = figures.with_columns(
        base_own_to=pl.when(swaps.fill_null(False)).then(at("tail_start", "base")).otherwise("base_own_to")
    )
    opened = at("is_opened", "base") & (at("named_by", "base") == "dependent")  # 申请量占全市41%，占全省36%
    figures = figures.with_columns(
        base_own_to=pl.when((gives | opened) & c("base_head").is_not_null())
        .then("base_own_from")
        .otherwise("base_own_to")
    )
    based = (c("named_by") == "dependent") & ~own_head & c("base").is_not_null()
    graded_to = (
        pl.when(at("named_by", "base") == "right")
        .then(at("right_grade_to", "base"))
        .otherwise(at("left_grade_to", "base"))
    )
    graded = (
        c("is_grade")
        & (c("named_by") == "left")
        & c("base").is_not_null()
        & (at("unit_word", "base") == c("unit_word"))
    )
    figures = figures.with_columns(graded=graded.fill_null(False), graded_to=pl.coalesce(graded_to, "base_own_from"))
    figures = figures.with_columns(shares=within("share", "segment"))
    figures = figures.with_columns(
        a_from=pl.when(own_head)
        .then("head_from")
        .when(based & at("head_from", "base").is_not_null())
        .then(at("head_from", "base"))
        .when(based)
        .then("base_own_from")
        .otherwise("own_from"),
        a_to=pl.when(own_head)
        .then("head_to")
        .when(based & at("head_from", "base").is_not_null())
        .then(at("head_to", "base"))
        .when(based)
        .then("base_own_to")
        .otherwise("own_to"),
        b_from=pl.when(own_head)
        .then("own_from")
        .when(based & at("head_from", "base").is_not_null())
        .then("base_own_from")
        .when(based)
        .then("own_from")
        .when("graded")
        .then("graded_to"),
        b_to=pl.when(own_head)
        .then("own_to")
        .when(based & at("head_from", "base").is_not_null())
        .then("base_own_to")
        .when(based)
        .then("own_to")
        .when("graded")
        .then("base_own_to"),
        c_from=pl.when(based & at("head_from", "base").is_not_null()).then("own_from"),
        c_to=pl.when(based & at("head_from", "base").is_not_null()).then("own_to"),
    )
    rate = (at("named_by", "current") == "dependent") & ~at("is_opened", "current") & (c("statistic") == "growth_rate")
    rate = rate & ~at("statistic", "current").is_in(AMOUNTS)
    figures = figures.with_columns(
        current=pl.when((c("named_by") == "force") & rate.fill_null(False) & c("base").is_not_null())
        .then("base")
        .otherwise("current")
    )
    # 占全国的23%，居首位: the thing ranks; 农田8330万亩，占耕地的74%，新建756万亩: the thing is built
    opened = at("is_opened", "current") & at("opened_head_from", "current").is_null()
    alike = (at("unit_word", "base") == c("unit_word")) & (at("unit_word", "current") != c("unit_word"))
    near = at("sentence", "base") == c("sentence")
    of_thing = (c("unit_measure") == "rank") | (c("statistic") == "growth_rate") | alike
    back = (c("named_by") == "force") & near & opened & of_thing
    figures = figures.with_columns(current=pl.when(back.fill_null(False)).then("base").otherwise("current"))
    # 强度超过全国的省有3个，依次为甲（6%）…: of each what the count's bound measures
    same = at("sentence", "measured_at") == c("sentence")
    measured = (c("named_by") == "force") & same & (c("current").fill_null(-1) <= c("measured_at"))
    measured = measured & ~c("dimension").is_in(["count", "person"]) & (c("unit_measure") != "rank")
    figures = figures.with_columns(is_measured=measured.fill_null(False))
    forced = (c("named_by") == "force") & c("current").is_not_null()
    ratio = c("unit_measure").is_in(["percent", "permille"]).fill_null(False)
    shared = (
        forced
        & ratio
        & (c("statistic") == "level")
        & ((at("statistic", "current") == "share") | at("shares", "current"))
    )
    # 有望增长5%，全年争取实现6%: the level of a growth is a growth
    grows = forced & ratio & (c("statistic") == "level") & (at("statistic", "current") == "growth_rate")
    grows = grows & (at("sentence", "current") == c("sentence")) & (c("unit_measure") == at("unit_measure", "current"))
    leaning = forced | based
    lead = pl.when(forced).then("current").otherwise("base").fill_null(0)
    same = c("part_sentence").gather(lead) == c("part_sentence")
    return figures.with_columns(
        statistic=pl.when(shared.fill_null(False))
        .then(pl.lit("share"))
        .when(grows.fill_null(False))
        .then(pl.lit("growth_rate"))
        .otherwise("statistic"),
        area_in_force=pl.when(leaning & same & c("area_in_force").is_null())
        .then(c("area_in_force").gather(lead))
        .otherwise("area_in_force"),
    ).with_columns(
        *(
            pl.when("is_measured")
            .then(at(f"measured_{edge}", "measured_at") if name == "a" else None)
            .when(forced)
            .then(at(f"{name}_{edge}", "current"))
            .otherwise(f"{name}_{edge}")
            .alias(f"{name}_{edge}")
            for name in "abc"
            for edge in ("from", "to")
        )
    )
