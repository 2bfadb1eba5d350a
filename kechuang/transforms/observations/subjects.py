"""Whose name a figure takes: its own, the one in force, both together, or the members of a list in turn."""

import polars as pl

from kechuang.transforms.observations import turns
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
    figures = _before_rank(_beyond_comparison(figures, grid), grid)
    counted = c("dimension").is_in(["count", "person"]).fill_null(False) & (c("unit_measure") != "rank")
    people = c("unit_word").is_in(["人", "人次"]) & c("has_left")
    done = (c("last_verb") >= c("last_text")).fill_null(False) & within("verb", "segment")  # 兴建10万平方米厂房
    valued = c("dimension").is_in(["money", "area", "mass", "length", "volume", "energy", "power"])
    seen_share = c("is_opened") | within("share", "segment") | within("up", "segment") | within("down", "segment")
    rightward = c("has_right") & (
        (counted & ~people)
        | c("is_of") & ~c("has_left")
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
    figures = _fallback(_at_edge(figures, grid), grid)
    right_to = pl.when(c("tells") & counted).then("right_to").otherwise("right_name_to")
    own_from = pl.when(c("named_by") == "right").then("right_from").when(c("named_by") != "force").then("left_from")
    own_to = pl.when(c("named_by") == "right").then(right_to).when(c("named_by") != "force").then("left_to")
    figures = figures.with_columns(
        own_from=own_from,
        own_to=own_to,
        head_from=pl.when(c("is_opened") & (c("named_by") == "dependent"))
        .then("opened_head_from")
        .when(c("named_by").is_in(["left", "dependent"]) & c("has_joined"))
        .then("joined_from"),
        head_to=pl.when(c("is_opened") & (c("named_by") == "dependent"))
        .then("opened_head_to")
        .when(c("named_by").is_in(["left", "dependent"]) & c("has_joined"))
        .then("joined_to"),
    )
    figures = figures.with_columns(at=pl.int_range(pl.len()).cast(pl.Int64))
    headed = c("head_from").is_not_null() & (c("head_to") > c("head_from")) & ~c("is_opened")
    whole = c("named_by").is_in(["left", "right"]) | ((c("named_by") == "dependent") & headed)
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
    figures = figures.with_columns(
        base=pl.when(_in_line("base") | topic).then("base"),
        current=pl.when(_in_line("current"))
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
    return _paired(_spans(figures), grid, group)


_NAME = (
    "has_left",
    "left_from",
    "left_to",
    "is_dependent",
    "is_measure",
    "is_opened",
    "has_joined",
    "joined_from",
    "joined_to",
    "last_text",
    "stop",
    "tail_phrase",
    "tail_start",
    "opened_head_from",
    "opened_head_to",
)


def _in_line(index: str) -> pl.Expr:
    """Whether the figure that an index points to stands in this figure's line."""
    return c(index).is_not_null() & (c("line").gather(c(index).fill_null(0)) == c("line"))


def _name_at(figures: pl.DataFrame, grid: pl.DataFrame, at: pl.Series, where: pl.Expr) -> pl.DataFrame:
    """The left name as it stands at another row of the grid, for the figures that `where` picks."""
    there = grid.select(pl.col(_NAME).gather(at))
    figures = figures.with_columns(picked=where.fill_null(False))
    return figures.with_columns(pl.when("picked").then(there[k]).otherwise(k).alias(k) for k in _NAME)


def _at_edge(figures: pl.DataFrame, grid: pl.DataFrame) -> pl.DataFrame:
    """珠宝销售额（48.5亿元）, 签约项目：43个: the name touches the bracket or the colon that the number touches."""
    edge = (figures["row"] - 1).clip(0)
    touching = (
        (grid["left_to"] == grid["start_byte"]) & grid["has_left"] & ((grid["gap"] > 0) | grid["is_plain"].shift(1))
    )
    by_edge = (
        (c("named_by") == "force")
        & (c("member") == 0)
        & c("is_figure")
        & c("before_border").is_in(["open", "colon"])
        & (c("before_gap") == 0)
        & touching.gather(edge)
    ).fill_null(False)
    figures = _name_at(figures.with_columns(by_edge=by_edge), grid, edge, c("by_edge"))
    return figures.with_columns(
        named_by=pl.when("by_edge")
        .then(pl.when(c("is_opened") | c("is_dependent")).then(pl.lit("dependent")).otherwise(pl.lit("left")))
        .otherwise("named_by")
    )


def _fallback(figures: pl.DataFrame, grid: pl.DataFrame) -> pl.DataFrame:
    """A figure without a name in its clause: what stands before the time (开支2016年占…) or the comma, or its verb."""
    figures = figures.with_columns(at=pl.int_range(pl.len()).cast(pl.Int64))
    named = (
        pl.when(c("is_figure") & ~c("counts_areas") & ~c("is_threshold") & (c("named_by") != "force"))
        .then("at")
        .shift(1)
        .forward_fill()
    )
    whole = c("named_by").is_in(["left", "right"]) & c("is_figure") & ~c("counts_areas") & ~c("is_threshold")
    figures = figures.with_columns(current=named, base_told=pl.when(whole).then("at").shift(1).forward_fill())
    on = c("current").fill_null(0)
    in_sentence = (c("sentence").gather(on) == c("sentence")) & c("current").is_not_null()
    in_line = (c("line").gather(on) == c("line")) & c("current").is_not_null()
    lost = (c("named_by") == "force") & (c("member") == 0) & c("is_figure") & ~in_sentence.fill_null(False)
    amount = c("statistic").is_in(["level", "increment", "share"])
    at_time, at_comma = figures["last_moment_word"].fill_null(0), figures["last_comma"].fill_null(0)
    size = grid["left_to"] - grid["left_from"]
    base_time = within("base", "segment") & (c("last_moment_word") > c("last_base"))
    by_time = (
        lost
        & ~base_time.fill_null(False)
        & within("moment_word", "clause")
        & (grid["has_left"] & (size > 3)).gather(at_time)
    )
    by_comma = (
        lost
        & ~by_time
        & within("comma", "sentence")
        & (grid["has_left"] & (size > 3)).gather(at_comma)
        & (amount | ~in_line)
    )
    # 从投入强度看，7个市超过平均。东营以3.9%排名第一: what the view is of, until a figure names another thing
    nameless = (c("named_by") == "force") & (c("member") == 0) & c("is_figure")
    told_row = pl.when(c("base_told").is_not_null()).then(c("row").gather(c("base_told").fill_null(0))).fill_null(-1)
    by_view = nameless & within("view", "line") & (c("last_view") > told_row)
    by_view = by_view & (grid["has_left"] & (size > 3)).gather(figures["last_view"].fill_null(0))
    # 县域科技创新综合评价结果 … 椒江区以91.4分居全市第一: ranks and scores without a name are of what was assessed
    scored = c("unit_measure").is_in(["rank", "index_point"])
    topic_at = (figures["last_topic"] + 1).clip(0, len(grid) - 1).fill_null(0)
    named_rank = scored & (c("named_by") != "force") & c("is_figure") & ~c("names_change")
    ranked_row = pl.when(named_rank).then("row").shift(1).forward_fill().over("document")
    unnamed = (c("named_by") == "force") & c("is_figure") & scored & ~in_line & ~by_view
    by_rank = (unnamed & (ranked_row > c("last_topic").fill_null(-1))).fill_null(False)
    by_topic = nameless & scored & ~in_line & ~by_view & ~by_rank & (c("last_topic") < c("row"))
    by_topic = by_topic & (grid["document"].gather(topic_at) == c("document")) & grid["has_left"].gather(topic_at)
    # 出口方面，两市合计占全市一半: the view is what the share is of
    headed = (c("named_by") == "dependent") & c("is_opened") & c("opened_head_from").is_null()
    headed = headed & within("view", "line") & (c("last_view") > told_row)
    view_at = figures["last_view"].fill_null(0)
    headed = (headed & (grid["has_left"] & (size > 3)).gather(view_at)).fill_null(False)
    figures = figures.with_columns(headed=headed).with_columns(
        opened_head_from=pl.when("headed").then(grid["left_from"].gather(view_at)).otherwise("opened_head_from"),
        opened_head_to=pl.when("headed").then(grid["left_to"].gather(view_at)).otherwise("opened_head_to"),
    )
    by_time, by_comma = by_time & ~by_view & ~by_topic, by_comma & ~by_view & ~by_topic & ~by_rank
    is_deed = (c("last_deed") == c("last_verb")).fill_null(False)
    # 高企402家，当年新增26家: the thing counted before is counted still
    same_thing = (
        in_sentence
        & (c("unit_word").gather(on) == c("unit_word"))
        & (c("unit_measure").gather(on) == c("unit_measure"))
    )
    told = c("base_told").fill_null(0)
    same_thing = same_thing | (
        (c("sentence").gather(told) == c("sentence"))
        & c("base_told").is_not_null()
        & (c("unit_word").gather(told) == c("unit_word"))
        & (c("unit_measure").gather(told) == c("unit_measure"))
    )
    more = (c("last_up") == c("last_verb") - 1) | (c("last_down") == c("last_verb") - 1)  # 多生产三成
    by_verb = (
        (c("named_by") == "force")
        & ~(more & (c("statistic") == "growth_rate")).fill_null(False)
        & (is_deed | (amount & ~same_thing.fill_null(False)))
        & within("verb", "segment")
        & (c("last_verb") >= c("last_text").fill_null(-1))
        & ~by_time
    )
    figures = figures.with_columns(
        by_view=by_view.fill_null(False),
        by_topic=by_topic.fill_null(False),
        by_rank=by_rank,
        by_time=by_time.fill_null(False),
        by_comma=by_comma.fill_null(False),
        by_verb=by_verb.fill_null(False),
    )
    figures = _name_at(figures, grid, at_time, c("by_time"))
    figures = _name_at(figures, grid, figures["last_view"].fill_null(0), c("by_view") & ~c("by_verb"))
    figures = _name_at(figures, grid, topic_at, c("by_topic") & ~c("by_verb"))
    figures = _name_at(figures, grid, at_comma, c("by_comma") & ~c("by_verb"))
    verb = figures["last_verb"].fill_null(0)
    figures = figures.with_columns(verb_from=grid["start_byte"].gather(verb), verb_to=grid["end_byte"].gather(verb))
    found = c("by_time") | c("by_comma") | c("by_view") | c("by_topic")
    return figures.with_columns(
        left_from=pl.when("by_verb").then("verb_from").otherwise("left_from"),
        left_to=pl.when("by_verb").then("verb_to").otherwise("left_to"),
        named_by=pl.when("by_verb")
        .then(pl.lit("left"))
        .when(found & (c("is_opened") | c("is_dependent")))
        .then(pl.lit("dependent"))
        .when(found)
        .then(pl.lit("left"))
        .otherwise("named_by"),
        statistic=pl.when(
            found
            & c("is_opened")
            & (c("statistic") == "level")
            & c("unit_measure").is_in(["percent", "permille"])
            & ~c("by_verb")
        )
        .then(pl.lit("share"))
        .otherwise("statistic"),
        is_opened=c("is_opened") & ~c("by_verb"),
        has_joined=c("has_joined") & ~c("by_verb"),
    )


def _beyond_comparison(figures: pl.DataFrame, grid: pl.DataFrame) -> pl.DataFrame:
    """高于全省平均1.2个百分点, 由第一代的420公斤: what 高于 or 由 takes is no name; the name stands before it."""
    way = (c("after_statistic") == "to_level") | (c("after_series") == "next")
    from_stop = grid["series"].gather(figures["stop"].fill_null(0)).cast(pl.String) == "from"
    leaves = figures.select(within("from", "segment") & way.fill_null(False)).to_series() | from_stop.fill_null(False)
    moved = figures.select(c("statistic").is_in(["change", "growth_rate"]) & within("base", "segment")).to_series()
    moment = c("last_moment_word").fill_null(-1)
    before_moment = (c("last_base") < c("last_text")) & (c("last_text") <= moment)  # 较疫情前的2019年高出5%
    held = figures.select((moment < c("last_base")) | before_moment).to_series()
    base = grid["comparison"].gather(figures["stop"].fill_null(0)).cast(pl.String) == "base"
    at = (
        pl.when(leaves)
        .then(pl.max_horizontal(figures["last_from"], pl.when(from_stop).then(figures["stop"])))
        .when((moved & held).fill_null(False))
        .then(figures["last_base"])
        .when(base.fill_null(False))
        .then(figures["stop"])
    )
    row = figures.select(at=at).to_series()
    where = c("row_beyond").is_not_null() & ~c("is_opened")
    figures = _name_at(figures.with_columns(row.alias("row_beyond")), grid, row.fill_null(0), where)
    same = (c("segment_first") <= c("last_text")) | ~c("picked")
    # 由51万元跌至年末的9.7万元: what stands after the verb of the way names no other thing
    goes_on = (
        within("to_level", "segment")
        & (c("last_from") >= c("clause_first"))
        & (c("last_number") == c("row").shift(1))
        & (c("last_number") > c("last_from"))
        & (c("last_text") > c("last_to_level"))
    ).fill_null(False)
    return figures.with_columns(has_left=c("has_left") & same.fill_null(False) & ~goes_on)


def _before_rank(figures: pl.DataFrame, grid: pl.DataFrame) -> pl.DataFrame:
    """A rank is named by what stands before its verb (总量 居 全省第三), not by the area between verb and number."""
    # 列全省90个县第6位: the verb stands before the number of those ranked
    among = (
        (c("sort") == "ordinal")
        & ~within("rank", "segment")
        & (c("last_number") == c("row").shift(1))
        & (c("clause") == c("clause").shift(1))
        & within("rank", "segment").shift(1)
        & (c("dimension").shift(1) == "count")
    ).fill_null(False)
    figures = figures.with_columns(ranks_among=among)
    ranked = (within("rank", "segment") | c("ranks_among")) & (c("sort") == "ordinal")
    figures = _name_at(figures, grid, figures["last_rank"].fill_null(0), ranked)
    # 在全国开发区中排名第五: those ranked within are no name; it stands before 在
    stop = figures["stop"].fill_null(0)
    before = (stop - 1).clip(0)
    placed = (
        grid["area"].gather(stop).is_not_null()
        & grid["is_open"].gather(stop)
        & (grid["gap"].gather(stop) == 0)
        & (grid["phrase"].gather(before).cast(pl.String) == "adverb")
        & (grid["end"].gather(before) - grid["start"].gather(before) == 1)
    )
    counted = grid["is_figure"].gather(stop) & (grid["dimension"].gather(stop) == "count")
    first = (stop - 2).clip(0)
    counted = (
        counted
        & grid["area"].gather(before).is_not_null()
        & (grid["gap"].gather(stop) == 0)
        & (grid["gap"].gather(before) == 0)
        & (grid["phrase"].gather(first).cast(pl.String) == "adverb")
    )  # 在全国168个重点城市中排名第七
    before = pl.select(pl.when(counted.fill_null(False)).then(first).otherwise(before)).to_series()
    placed = placed | counted.fill_null(False)
    figures = figures.with_columns(placed.fill_null(False).alias("placed"), counted.fill_null(False).alias("counted"))
    figures = _name_at(figures, grid, before, ranked & c("placed"))
    # 高于平均的市有7个: one character is a region's kind
    kind = (c("unit_word") == "个") & c("has_left") & (c("left_to") - c("left_from") == 3)
    figures = figures.with_columns(counts_areas=c("counts_areas") | kind.fill_null(False))
    # the number of those ranked names nothing that a later figure is of
    peers = (c("ranks_among") | (c("counted") & ranked)).shift(-1).fill_null(False)
    figures = figures.with_columns(counts_areas=c("counts_areas") | peers)
    change = grid["change_noun"].gather((figures["last_text"].fill_null(1) - 1).clip(0)).is_not_null()
    return figures.with_columns(
        names_change=change.fill_null(False), is_dependent=c("is_dependent") & ~(change & figures["is_dependent"])
    )


def _spans(figures: pl.DataFrame) -> pl.DataFrame:
    """Put base, head and own together; a figure in force takes the whole name of the one it points to."""

    def at(column: str, index: str) -> pl.Expr:
        return c(column).gather(c(index).fill_null(0))

    own_head = c("head_from").is_not_null() & (c("head_to") > c("head_from"))
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
    figures = figures.with_columns(
        base_own_to=pl.when(gives & c("base_head").is_not_null()).then("base_own_from").otherwise("base_own_to")
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
    back = (c("named_by") == "force") & near & opened & ((c("unit_measure") == "rank") | alike)
    figures = figures.with_columns(current=pl.when(back.fill_null(False)).then("base").otherwise("current"))
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
            pl.when(forced).then(at(column, "current")).otherwise(column).alias(column)
            for column in ("a_from", "a_to", "b_from", "b_to", "c_from", "c_to")
        )
    )


def _paired(figures: pl.DataFrame, grid: pl.DataFrame, group: pl.DataFrame) -> pl.DataFrame:
    """A list of names with a list of numbers, in turn: 甲、乙分别为3家、5家; 三次产业比为4：60：36."""
    separator = grid.select("row", "start_byte", "end_byte", "is_plain", "border", "phrase").filter(
        (c("is_plain") & ((c("border") == "enum") | (c("phrase") == "conj"))).fill_null(False)
    )
    sep_from, sep_to, sep_row = separator["start_byte"], separator["end_byte"], separator["row"]
    rows = {
        k: c(k).first().over("group").alias(f"g_{k}")
        for k in (
            "left_from",
            "left_to",
            "last_text",
            "stop",
            "named_by",
            "tail_phrase",
            "tail_start",
            "is_opened",
            "has_joined",
        )
    }
    figures = figures.with_columns(**{f"g_{k}": e for k, e in rows.items()})
    seen = grid["separators"]
    base = seen.gather(figures["g_stop"].fill_null(0))
    upto = seen.gather((figures["g_last_text"].fill_null(1) - 1).clip(0))
    figures = figures.with_columns(sep_base=base, parts=(upto - base + 1).cast(pl.Int64))
    figures = _grouped_words(figures, grid, group)
    listed = (
        (c("members") > 1)
        & (c("parts") == c("members"))
        & c("g_named_by").is_in(["left", "dependent"])
        & ~c("g_is_opened")
        & ~c("is_series")
    )
    apiece = c("each_before") | (within("each", "segment") & (c("last_each") >= c("last_text")) & (c("members") == 1))
    each = (apiece & c("named_by").is_in(["left", "dependent"]) & ~c("is_opened") & (c("parts") > 1)).fill_null(False)
    figures = figures.with_columns(
        is_listed_name=(listed & c("literal").is_null()).fill_null(False), is_each=each & ~listed
    )
    figures = (
        figures.with_columns(
            part=pl.when("is_each").then(pl.int_ranges(0, "parts")).otherwise(pl.concat_list(c("member")))
        )
        .explode("part")
        .with_columns(part=c("part").cast(pl.Int64))
    )
    return _assign(figures, grid, sep_from, sep_to, sep_row)


def _grouped_words(figures: pl.DataFrame, grid: pl.DataFrame, group: pl.DataFrame) -> pl.DataFrame:
    """三次产业 before a list of numbers: each member's own name, from the table of such words."""
    sizes = pl.Series("word_bytes", [len(word.encode()) for word in group["word"]], dtype=pl.Int64)
    words = group.with_columns(sizes, member=c("member").cast(pl.Int64))
    named = (
        grid.with_columns(group_word=pl.coalesce("match", c("group").cast(pl.String)))
        .filter(c("group_word").is_in(words["word"].unique().to_list()))
        .select(word_row="row", word="group_word", word_start="start_byte", word_document="document")
        .join(words.select("word", "word_bytes").unique(), on="word", how="left")
        .with_columns(word_end=c("word_start") + c("word_bytes"))
        .sort("word_row")
    )
    if named.is_empty():
        return figures.with_columns(literal=pl.lit(None, dtype=pl.String), word_end=pl.lit(None, dtype=pl.Int64))
    # the search wants its keys sorted, which the many columns of figures need not follow
    last = (
        figures.select("g_last_text")
        .with_row_index("order")
        .sort("g_last_text")
        .join_asof(named, left_on="g_last_text", right_on="word_row", strategy="backward")
        .sort("order")
    )
    joined = pl.concat([figures, last.drop("order", "g_last_text")], how="horizontal")
    inside = (
        (c("word_document") == c("document"))
        & (c("word_start") >= c("g_left_from"))
        & (c("word_end") <= c("g_left_to"))
        & (c("members") > 1)
    )
    joined = joined.with_columns(word=pl.when(inside).then("word"), word_end=pl.when(inside).then("word_end"))
    return joined.join(
        words.drop("word_bytes").rename({"text": "literal"}), on=["word", "member"], how="left", maintain_order="left"
    ).drop("word_row", "word_start", "word_document", "word_bytes")


def _assign(
    figures: pl.DataFrame, grid: pl.DataFrame, sep_from: pl.Series, sep_to: pl.Series, sep_row: pl.Series
) -> pl.DataFrame:
    """Spans of the members; a measure word at the list's end (数量, 产量) is read after every member."""
    size = max(len(sep_row) - 1, 0)
    pad = pl.Series([0], dtype=pl.Int64)
    sep_from, sep_to, sep_row = (s if len(s) else pad for s in (sep_from, sep_to, sep_row))

    def nth(series: pl.Series, index: pl.Series) -> pl.Series:
        return series.gather(index.clip(0, size))

    first_part, last_part = c("part") == 0, c("part") == c("parts") - 1
    lead = (figures["sep_base"] + figures["part"] - 1).fill_null(0).cast(pl.Int64)
    close = (figures["sep_base"] + figures["part"]).fill_null(0).cast(pl.Int64)
    head_close = figures["sep_base"].fill_null(0).cast(pl.Int64)
    phrase, gap, tail = grid["phrase"], grid["gap"], grid["tail"]
    close_row, head_row = nth(sep_row, close), nth(sep_row, head_close)
    figures = figures.with_columns(
        g_base_from=pl.when(c("base").is_not_null()).then("base_own_from").first().over("group"),
        g_base_to=pl.when(c("base").is_not_null()).then("base_own_to").first().over("group"),
        lead_to=nth(sep_to, lead),
        close_from=nth(sep_from, close),
        own_tail=(tail.gather((close_row - 1).clip(0)) > 0).fill_null(False) & (gap.gather(close_row) == 0),
        head_tail=(tail.gather((head_row - 1).clip(0)) > 0).fill_null(False) & (gap.gather(head_row) == 0),
        head_tail_from=(grid["end_byte"] - tail.fill_null(0)).gather((head_row - 1).clip(0)),
        second_from=nth(sep_to, head_close),
        second_not=(phrase.gather((head_row + 1).clip(0, len(phrase) - 1)).cast(pl.String) == "not").fill_null(False),
        head_to=nth(sep_from, head_close),
    )
    split = c("is_listed_name") | c("is_each")
    part_from = pl.when(first_part).then("g_left_from").otherwise("lead_to")
    part_to = pl.when(last_part).then("g_left_to").otherwise("close_from")
    shared_tail = c("g_tail_phrase").is_in(["measure", "dependent"]).fill_null(False)
    bare_tail = (last_part & shared_tail & (c("g_tail_start") == c("lead_to")) & c("head_tail")).fill_null(False)
    cut = c("second_from") + pl.when("second_not").then(3).otherwise(0) + (c("head_to") - c("g_left_from"))
    adds_rest = (c("is_ratio") & (c("parts") == 2) & first_part & ~c("head_tail") & (cut < c("g_left_to"))).fill_null(
        False
    )
    # 总量、增速分别居第三、第五位: measures alone are of what is in force
    of_base = (
        split
        & (c("head_tail_from") <= c("g_left_from"))
        & c("head_tail")
        & (c("g_tail_phrase") == "dependent")
        & c("g_base_from").is_not_null()
    ).fill_null(False)
    adds_tail = (~last_part & shared_tail & ~c("own_tail") & ~c("head_tail") & ~adds_rest).fill_null(False)
    grouped = c("literal").is_not_null()
    spans = {
        "a_from": pl.when(grouped)
        .then("word_end")
        .when(of_base)
        .then("g_base_from")
        .when(split & bare_tail)
        .then("g_left_from")
        .when(split)
        .then(part_from),
        "a_to": pl.when(grouped)
        .then("g_left_to")
        .when(of_base)
        .then("g_base_to")
        .when(split & bare_tail)
        .then("head_tail_from")
        .when(split)
        .then(part_to),
        "b_from": pl.when(of_base)
        .then(part_from)
        .when(split & bare_tail)
        .then("g_tail_start")
        .when(split & adds_rest)
        .then(cut)
        .when(split & adds_tail)
        .then("g_tail_start"),
        "b_to": pl.when(of_base).then(part_to).when(split & (bare_tail | adds_tail | adds_rest)).then("g_left_to"),
        "c_from": pl.lit(None, dtype=pl.Int64),
        "c_to": pl.lit(None, dtype=pl.Int64),
    }
    changed = split | grouped
    figures = figures.with_columns(*(pl.when(changed).then(e).otherwise(k).alias(k) for k, e in spans.items()))
    figures = figures.with_columns(
        literal_tail=pl.when(c("is_hundred") & c("is_ratio") & ~within("share", "segment")).then(pl.lit("比重")),
        named_by=pl.when(grouped)
        .then(pl.lit("group"))
        .when(c("is_each"))
        .then(pl.lit("each"))
        .when(c("is_listed_name"))
        .then(pl.lit("pair"))
        .otherwise("named_by"),
    )
    return turns.take(figures)
