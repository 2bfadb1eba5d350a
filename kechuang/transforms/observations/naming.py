"""What a figure is about: the stretch of the text that names it, from the left, from the right, or from before.

A name found is given as byte spans of the cleaned text, up to three, in the order in which they are read together:
第二产业 实现 增加值 is two spans. A figure without a name of its own takes the name in force.
"""

import polars as pl

c = pl.col

COUNTED = ("count", "person")
_TWO_CHARS = 6  # bytes


def gathered(name: str, at: str) -> pl.Expr:
    """The value of a column in the row that another column points to."""
    return c(name).gather(c(at).fill_null(0)).alias(f"{name}_at_{at}")


def find(grid: pl.DataFrame) -> pl.DataFrame:
    """grid -> grid with, on figure rows, the own name: left_from/left_to, joined_from/joined_to, right_from/right_to.

    Also has_left, has_right, is_dependent (增速: a name that needs the one in force), is_part_opener (占…, 拉动…).
    """
    blocks = c("is_open") | c("is_hard")
    grid = _aside(grid)
    plain = c("is_plain").shift(1).fill_null(False) & ~c("starts_document")
    grid = grid.with_columns(text_before=(c("gap") > 0) | plain)
    # what stands before the token that opens an aside is a name's still
    aside = c("is_aside").shift(1).fill_null(False)
    has_text = (c("gap") > 0) & ~(c("is_aside") & aside) | plain & ~aside
    grid = grid.with_columns(
        separators=(c("is_plain") & ((c("border") == "enum") | (c("phrase") == "conj")))
        .fill_null(False)
        .cast(pl.Int64)
        .cum_sum(),
        last_text=pl.when(has_text).then("row").forward_fill(),
        last_hard=pl.when("is_hard").then("row").shift(1).forward_fill(),
        last_block=pl.when(blocks).then("row").shift(1).forward_fill(),
        next_block=pl.when(blocks).then("row").shift(-1).backward_fill(),
        last_opener=pl.when(c("phrase") == "opener").then("row").shift(1).forward_fill(),
    )
    grid = _left(grid)
    return _right(grid)


def _aside(grid: pl.DataFrame) -> pl.DataFrame:
    """is_aside: tokens beside a name that are no part of it: 需求 在出口的带动下 增加, 强度（按收入）为."""
    ranked = ((c("rank") == "verb") & (c("gap") == 0)).shift(-1)
    frame_end = (c("frame") == "close") | ((c("phrase") == "inside") | (c("frame") == "inside")) & ranked
    bracket = ~c("bracket").fill_null(False)
    wall = pl.when("is_hard").then("row")
    aside = pl.lit(False)
    for opens, closes in (
        (c("frame") == "open", frame_end),
        ((c("border") == "open") & bracket, (c("border") == "close") & bracket),
    ):
        opened = pl.when(opens.fill_null(False)).then("row").forward_fill()
        closed = pl.when(closes.fill_null(False)).then("row").shift(1).forward_fill().fill_null(-1)
        within = opened > pl.max_horizontal(closed, wall.forward_fill().fill_null(-1))
        ends = pl.when(closes.fill_null(False)).then("row").backward_fill() < wall.backward_fill()
        aside = aside | (within & ends).fill_null(False)
    return grid.with_columns(is_aside=aside)


def _left(grid: pl.DataFrame) -> pl.DataFrame:
    counted_out = ((c("part").shift(1) == "whole") & (c("gap") == 0)).fill_null(False)  # 20个项目中有5个
    grid = grid.with_columns(
        has_left=(c("last_text") > c("last_hard").fill_null(-1)).fill_null(False) & ~counted_out,
        left_to=c("start_byte").gather(c("last_text").fill_null(0)),
        stop=c("last_block").gather(c("last_text").fill_null(0)),  # the token that the name begins after
        tail_row=(c("last_text") - 1).clip(0),
    )
    grid = grid.with_columns(
        left_from=pl.when(c("stop").is_null() | c("starts_document").gather(c("last_text").fill_null(0)))
        .then(0)
        .otherwise(c("end_byte").gather(c("stop").fill_null(0))),
    )
    # the last token inside the name, where the name ends in a token, and whether it is the whole name
    ends_in_token = c("gap").gather(c("last_text").fill_null(0)) == 0
    tail_start = pl.when(c("tail") > 0).then(c("end_byte") - c("tail")).otherwise("start_byte").gather("tail_row")
    grid = grid.with_columns(
        tail_phrase=pl.when(ends_in_token & c("has_left")).then(
            pl.when(c("phrase").is_null() & (c("tail") > 0))
            .then(pl.lit("measure"))
            .otherwise("phrase")
            .gather("tail_row")
        ),
        tail_start=pl.when(ends_in_token & c("has_left")).then(tail_start),
        tail_word=pl.when(ends_in_token & c("has_left")).then(c("phrase").gather("tail_row")),
        tail_token=pl.when(ends_in_token & c("has_left")).then(c("start_byte").gather("tail_row")),
        tail_holds=pl.when(ends_in_token & c("has_left")).then(c("holds").gather("tail_row")),
    )
    # 《…报告》设定…增至1.5%: a title names no figure
    titled = ends_in_token & (c("title") == "close").gather("tail_row")
    grid = grid.with_columns(has_left=c("has_left") & ~titled.fill_null(False))
    of_row = pl.when((c("phrase") == "of") & c("is_plain")).then("row").forward_fill()
    grid = grid.with_columns(of_row_left=of_row)
    last_of = c("of_row_left").gather(c("tail_row"))
    of_end = c("end_byte").gather(last_of.fill_null(0))
    cuts = (last_of > c("stop").fill_null(-1)) & (c("left_to") - c("left_from") > 36) & (c("left_to") - of_end >= 12)
    # 珠宝、钟表及名贵礼物的销售额: a measure alone is whose the words before it say
    cuts = cuts & ~(c("tail_word").is_in(["measure", "dependent"]) & (c("tail_token") == of_end)).fill_null(False)
    per_only = ends_in_token & (c("sort").gather("tail_row") == "per") & (c("tail_token") == c("left_from"))
    grid = grid.with_columns(
        left_from=pl.when(cuts.fill_null(False)).then(of_end).otherwise("left_from"),
        has_left=c("has_left") & ~per_only.fill_null(False),
    )
    whole_tail = c("tail_token") == c("left_from")
    grid = grid.with_columns(
        is_dependent=(whole_tail & (c("tail_word") == "dependent")).fill_null(False),
        is_measure=(whole_tail & c("tail_word").is_in(["measure", "dependent"])).fill_null(False),
    )
    # 国家级企业9家、省级6家: a name that is a grade alone, and where the grade ends that a name begins with
    first = (c("stop") + 1).fill_null(0).clip(0, pl.len() - 1)
    behind = (c("row") + 1).clip(0, pl.len() - 1)
    grid = grid.with_columns(
        is_grade=(whole_tail & c("grade").gather("tail_row").is_not_null() & ends_in_token).fill_null(False),
        left_grade_to=pl.when((c("gap").gather(first) == 0) & (c("head").gather(first) > 0)).then(
            c("start_byte").gather(first) + c("head").gather(first)
        ),
        right_grade_to=pl.when((c("gap").gather(behind) == 0) & (c("head").gather(behind) > 0)).then(
            c("start_byte").gather(behind) + c("head").gather(behind)
        ),
    )
    # 第二产业 实现 增加值: the piece before the verb belongs to the name
    before = c("stop").fill_null(0)
    grid = grid.with_columns(
        joined_to=c("start_byte").gather(before),
        joined_stop=c("last_block").gather(before),
        joins=((c("joins") == "true").gather(before) & c("text_before").gather(before)),
    )
    grid = grid.with_columns(
        joined_from=pl.when(c("joined_stop").is_null())
        .then(0)
        .otherwise(c("end_byte").gather(c("joined_stop").fill_null(0))),
        has_joined=(
            ((c("joins") & c("is_measure")) | (c("is_dependent") & c("text_before").gather(before)))
            & c("has_left")
            & ~c("is_hard").gather(before)
            & ~c("is_time").gather(before)
            & c("region_self").gather(before).is_null()
            & c("period").gather(before).is_null()
        ).fill_null(False),
    )
    # 占…比重, 拉动…增长: the name begins with the opener
    opener_in_clause = (
        c("last_opener").is_not_null()
        & (c("segment").gather(c("last_opener").fill_null(0)) == c("segment"))
        & (c("last_text") > c("last_opener"))
    ).fill_null(False)
    # 占全球的九成: the region is all that the whole is told by
    after_opener = (c("last_opener") + 1).fill_null(0).clip(0, pl.len() - 1)
    of_region = (
        c("last_opener").is_not_null()
        & (c("segment").gather(c("last_opener").fill_null(0)) == c("segment"))
        & (c("last_text") <= c("last_opener"))
        & (c("region_self").is_not_null() | c("region").is_not_null()).gather(after_opener)
        & (c("gap").gather(after_opener) == 0)
        & (c("statistic").gather(c("last_opener").fill_null(0)) == "share")
    ).fill_null(False)
    opener_in_clause = opener_in_clause | of_region
    contributes = c("statistic").gather(c("last_opener").fill_null(0)) == "contribution"
    qualifier_from = (
        pl.when(c("qualifier").shift(1).is_not_null() & (c("gap") == 0))
        .then(c("start_byte").shift(1))
        .otherwise("start_byte")
    )
    lean_from = (
        pl.when((c("gap") == 0) & c("is_open").shift(1) & (c("phrase").shift(1) == "link"))
        .then(c("start_byte").shift(1))
        .otherwise("start_byte")
    )
    # columns of their own, for every use of an expression would work it out again
    grid = grid.with_columns(is_of_region=of_region, is_opened=opener_in_clause)
    opener_in_clause, of_region = c("is_opened"), c("is_of_region")
    return grid.with_columns(
        left_from=pl.when(opener_in_clause)
        .then(c("start_byte").gather(c("last_opener").fill_null(0)))
        .otherwise("left_from"),
        left_to=pl.when(opener_in_clause & contributes.fill_null(False))
        .then(pl.min_horizontal(qualifier_from, lean_from))
        .when(of_region)
        .then(c("end_byte").gather(after_opener))
        .otherwise("left_to"),
        opened_head_from=pl.when(
            opener_in_clause
            & (
                c("gap").gather(c("last_opener").fill_null(0))
                + c("is_plain").shift(1).gather(c("last_opener").fill_null(0)).cast(pl.Int64)
                > 0
            )
        ).then(c("end_byte").gather(c("last_block").gather(c("last_opener").fill_null(0)).fill_null(0))),
        opened_head_to=c("start_byte").gather(c("last_opener").fill_null(0)),
        has_left=c("has_left") | opener_in_clause,
        is_dependent=c("is_dependent") & ~opener_in_clause,
        has_joined=c("has_joined") & ~opener_in_clause,
    )


def _right(grid: pl.DataFrame) -> pl.DataFrame:
    """The name after a number: 14个项目, 70亿的销售额, from the unit to the first token that names do not cross."""
    follows = c("phrase").shift(-1) == "of"
    bound = ((c("qualifier_right").shift(-1).is_not_null()) & (c("gap").shift(-1) == 0)).fill_null(False)
    bound_of = bound & ((c("phrase").shift(-2) == "of") & (c("gap").shift(-2) == 0)).fill_null(False)
    skips = follows.fill_null(False) & (c("gap").shift(-1) == 0) | bound
    area = (
        (c("region_self").shift(-1).is_not_null() | c("region").shift(-1).is_not_null())
        & (c("gap").shift(-1) == 0)
        & ~c("is_hard").shift(-2).fill_null(True)
    )
    first = (
        pl.when(bound_of)
        .then(c("row") + 2)
        .when(skips.fill_null(False) | area.fill_null(False))
        .then(c("row") + 1)
        .otherwise("row")
    )
    grid = grid.with_columns(right_first=first, is_of=(follows & (c("gap").shift(-1) == 0)).fill_null(False) | bound_of)
    event = (c("phrase") == "event").fill_null(False)
    ends = (
        c("is_hard")
        | (c("phrase") == "conj").fill_null(False)
        | c("is_open")
        | c("border").is_in(["open", "close"]).fill_null(False)
        | (c("part") == "whole").fill_null(False)  # 20个项目中有5个
    )
    stop_row = pl.when(ends).then("row").shift(-1).backward_fill()
    clause_row = pl.when("is_hard").then("row").shift(-1).backward_fill()
    grid = grid.with_columns(stop_row=stop_row, clause_row=clause_row)
    grid = grid.with_columns(
        right_stop=c("stop_row").gather("right_first"),
        right_from=pl.when(area.fill_null(False)).then("end_byte").otherwise(c("end_byte").gather("right_first")),
    )
    # the verb of what happened and its object belong to the name: 项目 入选 计划
    tells = event.gather(c("right_stop").fill_null(0)) & ~c("is_hard").gather(c("right_stop").fill_null(0))
    past = (
        pl.when(tells.fill_null(False))
        .then(c("clause_row").gather(c("right_stop").fill_null(0)))
        .otherwise("right_stop")
    )
    same = c("document").gather(past.fill_null(0)) == c("document")
    # 13个实现收入的税种: a verb follows the unit, the name stands after 的
    of_row = pl.when(c("phrase") == "of").then("row").shift(-1).backward_fill()
    grid = grid.with_columns(of_row=of_row)
    verb_first = (
        c("is_open").shift(-1)
        & (c("gap").shift(-1) == 0)
        & c("phrase").shift(-1).is_in(["link", "weak", "act"])
        & (c("of_row") < c("clause_row"))
    ).fill_null(False)
    grid = grid.with_columns(
        right_from=pl.when(verb_first).then(c("end_byte").gather(c("of_row").fill_null(0))).otherwise("right_from"),
        right_stop=pl.when(verb_first).then(c("stop_row").gather(c("of_row").fill_null(0))).otherwise("right_stop"),
    )
    # 6座年发电量超过3亿千瓦时: the measure is the next figure's
    measure_next = (
        (c("gap").shift(-1) == 0)
        & c("phrase").shift(-1).is_in(["measure", "dependent"])
        & (c("right_stop") == c("row") + 2)
        & c("is_open").shift(-2)
        & (c("is_figure").shift(-3) & (c("gap").shift(-3) == 0))
        & ~c("dimension").shift(-3).is_in(COUNTED)
        & c("dimension").is_in(COUNTED)
    ).fill_null(False)
    # 七成为中小企业, 三成来自海外: what the part is
    equal = (
        c("unit_measure").is_in(["percent", "permille", *COUNTED])
        & c("equates").shift(-1).is_not_null()
        & (c("gap").shift(-1) == 0)
        & ((c("gap").shift(-2) > 0) | (~c("is_hard") & ~c("is_open")).shift(-2))
    ).fill_null(False)
    after = (c("row") + 1).clip(0, pl.len() - 1)
    grid = grid.with_columns(
        right_from=pl.when(equal).then(c("end_byte").gather(after)).otherwise("right_from"),
        right_stop=pl.when(equal).then(c("stop_row").gather(after)).otherwise("right_stop"),
        equal=equal,
        measure_next=measure_next,
    )
    # 60%的企业 are a part of the things named, 6%的增速 and 15%的税率 are not
    head = (c("right_stop") - 1).clip(0)
    rate = c("phrase").gather(head).is_in(["dependent", "move"]) | c("statistic").gather(head).is_in(["up", "down"])
    rate = rate | c("rate_noun").is_not_null().gather(head)
    ends_in_token = c("gap").gather(c("right_stop").fill_null(0)) == 0
    moves = c("phrase").gather(head) == "dependent"
    moves = moves & c("statistic").gather(head).is_in(["up", "down"]) & ends_in_token  # 23%的跌幅
    grid = grid.with_columns(
        right_moves=moves.fill_null(False),
        of_things=(
            (c("equal") & ~c("unit_measure").is_in(COUNTED))
            | c("is_of")
            | ((c("unit_word") == "成") & ((c("gap").shift(-1) > 0) | c("is_plain").shift(-1)))
        )
        & c("unit_measure").is_in(["percent", "permille"])
        & ~(rate & ends_in_token).fill_null(False),
    )
    # 20家企业主营业务收入总额达3亿元: the measure that the thing's name ends with is the next figure's
    starts = c("end_byte") - c("tail")
    doubled = (c("gap") == 0) & (c("tail").shift(1) > 0) & (starts == c("start_byte"))
    grid = grid.with_columns(tail_from=pl.when(doubled).then(starts.shift(1)).otherwise(starts))
    next_is = c("is_figure") & ~c("dimension").is_in(COUNTED)
    stop = c("right_stop").fill_null(0)
    measured = (
        ends_in_token
        & pl.when("is_hard").then(next_is).backward_fill().gather(stop)
        & (c("is_open") | c("is_figure")).gather(stop)
        & c("dimension").is_in(COUNTED)
        & ~c("is_of")
    )
    tail_from = c("tail_from").gather(head)
    told = (c("aspect") == "of any word").fill_null(False) & (c("gap") >= 4)  # 5株新苗长出了花: most verbs have two
    grid = grid.with_columns(
        right_name_to=pl.when(measured & (tail_from.is_not_null()))
        .then(pl.max_horizontal(tail_from, "right_from"))
        .otherwise((c("start_byte") - pl.when(told).then(_TWO_CHARS).otherwise(0)).gather(stop)),
        measure_next=c("measure_next") | (measured & (tail_from <= c("right_from") + 1)).fill_null(False),
    )
    return grid.with_columns(
        right_to=pl.when(past.is_not_null() & same)
        .then(c("start_byte").gather(past.fill_null(0)))
        .otherwise("right_from"),
        tells=tells.fill_null(False),
    ).with_columns(
        has_right=(c("right_name_to") > c("right_from")) & ~c("measure_next"),
        of_things=c("of_things").fill_null(False) & (c("right_name_to") > c("right_from")),
    )
