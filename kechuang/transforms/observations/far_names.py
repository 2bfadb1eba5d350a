"""Names that stand further off: beyond a comparison, before the verb of a rank, before a time, comma or bracket."""

import polars as pl

from kechuang.transforms.observations.figures import within

c = pl.col

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


def beyond_comparison(figures: pl.DataFrame, grid: pl.DataFrame) -> pl.DataFrame:
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


def beyond_multiple(figures: pl.DataFrame, grid: pl.DataFrame) -> pl.DataFrame:
    """是东部地区的2倍、西部地区的3倍: what a multiple is of is no name; the name stands before 是, or is in force."""
    first = (figures["stop"].fill_null(0) + 1).clip(0, len(grid) - 1)
    linked = (grid["phrase"].gather(first).cast(pl.String) == "link") & (grid["gap"].gather(first) == 0)
    multiple = (c("unit_measure") == "times") & c("before_of") & c("has_left") & ~c("is_opened")
    figures = figures.with_columns(of_other=(multiple & linked).fill_null(False))
    figures = _name_at(figures, grid, first, c("of_other"))
    goes_on = multiple & c("of_other").shift(1) & (c("part_sentence") == c("part_sentence").shift(1))
    return figures.with_columns(has_left=c("has_left") & ~(goes_on & ~c("of_other")).fill_null(False))


def before_rank(figures: pl.DataFrame, grid: pl.DataFrame) -> pl.DataFrame:
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
    figures = figures.with_columns(names_change=change.fill_null(False))
    return figures.with_columns(is_dependent=c("is_dependent") & ~(c("names_change") & (c("unit_measure") == "rank")))


def at_edge(figures: pl.DataFrame, grid: pl.DataFrame) -> pl.DataFrame:
    """珠宝销售额（48.5亿元）, 签约项目：43个: the name touches the bracket or the colon that the number touches."""
    opens = (figures["segment_first"].fill_null(0) - 1).clip(0)
    led = (grid["border"].cast(pl.String) == "open").gather(opens).fill_null(False)  # 出口（同比增长3%）
    edge = opens.zip_with(led, (figures["row"] - 1).clip(0))
    figures = figures.with_columns(led.alias("led"))
    touching = (
        (grid["left_to"] == grid["start_byte"]) & grid["has_left"] & ((grid["gap"] > 0) | grid["is_plain"].shift(1))
    )
    by_edge = (
        (c("named_by") == "force")
        & (c("member") == 0)
        & c("is_figure")
        & (c("led") | (c("before_border").is_in(["open", "colon"]) & (c("before_gap") == 0)))
        & touching.gather(edge)
    ).fill_null(False)
    figures = _name_at(figures.with_columns(by_edge=by_edge), grid, edge, c("by_edge"))
    # 购物（占48%）、住宿（23%）: shares both
    ratio = c("by_edge") & (c("unit_measure") == "percent")
    told = pl.when(ratio & (c("statistic") != "level")).then("statistic").forward_fill().over("sentence")
    share = (ratio & (c("statistic") == "level") & (told == "share")).fill_null(False)
    figures = figures.with_columns(statistic=pl.when(share).then(pl.lit("share")).otherwise("statistic"))
    return figures.with_columns(
        named_by=pl.when("by_edge")
        .then(pl.when(c("is_opened") | c("is_dependent")).then(pl.lit("dependent")).otherwise(pl.lit("left")))
        .otherwise("named_by")
    )


def fallback(figures: pl.DataFrame, grid: pl.DataFrame) -> pl.DataFrame:
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
    # 13个设区市中，苏州（…）: the regions counted name no figure of one of them
    areas_at = figures.select(pl.when("counts_areas").then("row").shift(1).forward_fill()).to_series()
    among = (
        (grid["clause"].gather(areas_at.fill_null(0)) == grid["clause"].gather(at_comma))
        & (grid["phrase"].gather((at_comma - 1).clip(0)).cast(pl.String) == "inside")
    ).fill_null(False)
    by_comma = (
        lost
        & ~by_time
        & ~among
        & within("comma", "sentence")
        & (grid["has_left"] & (size > 3)).gather(at_comma)
        & (amount | ~in_line)
    )
    # 珠宝上升57%；其次为服装，上升23%: another thing is brought in
    opened_by = grid["stop"].gather(at_comma).fill_null(0)
    brought = ((grid["connects"].cast(pl.String) == "true") & grid["is_open"] & grid["phrase"].is_not_null()).gather(
        opened_by
    )
    nameless = (c("named_by") == "force") & (c("member") == 0) & c("is_figure")
    by_comma = by_comma | (
        nameless & brought & within("comma", "part_sentence") & (grid["has_left"] & (size > 3)).gather(at_comma)
    )
    # 利用率大幅提升，达到85%: what moved in the clause before
    moving = ((c("phrase") == "move") & (c("end") - c("start") > 1)).shift(1) & (c("gap") == 0)
    clause_at = grid["clause"].gather(at_comma)
    moved = grid.select(moving.fill_null(False)).to_series().gather(at_comma) & (
        grid["clause"].gather(figures["last_number"].fill_null(0)) < clause_at
    )
    by_comma = by_comma | (
        nameless & moved & (clause_at + 1 == c("clause")) & (grid["has_left"] & (size > 9)).gather(at_comma)
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


def _name_at(figures: pl.DataFrame, grid: pl.DataFrame, at: pl.Series, where: pl.Expr) -> pl.DataFrame:
    """The left name as it stands at another row of the grid, for the figures that `where` picks."""
    there = grid.select(pl.col(_NAME).gather(at))
    figures = figures.with_columns(picked=where.fill_null(False))
    return figures.with_columns(pl.when("picked").then(there[k]).otherwise(k).alias(k) for k in _NAME)
