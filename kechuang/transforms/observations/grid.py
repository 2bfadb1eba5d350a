"""The grid that every question is asked of: tokens in reading order, with what each does to a name.

A name of a thing counted is a stretch of plain text between tokens that names do not cross. A token is *hard* where
no name crosses it (punctuation, another number), *open* where it is a verb, an adverb, a period beside the name, and
*plain* where it is part of names. One-character words (有, 为, 共) are open only in a chain of such words that leads to
a number: 有色金属 and 共享 hold them too.
"""

import polars as pl

from kechuang.transforms.marks.tokens import CUE
from kechuang.transforms.observations import origins

c = pl.col

HARD_BORDERS = ("sentence", "line", "semicolon", "clause", "colon", "cell")
FIGURE_SORTS = ("quantity", "ordinal", "duration", "fraction")


def build(tokens: pl.DataFrame, numbers: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    """tokens and numbers (marks), documents(document, region_code) -> the grid: one row a token, `row` its place.

    Adds: is_figure, is_time, sentence, clause and segment (running numbers), is_hard, is_open, is_plain, and the
    numbers' own columns on number rows.
    """
    kinds = numbers.with_row_index("number").select(
        "number",
        "sort",
        "grain",
        "dimension",
        "unit_measure",
        "unit_word",
        "low_at",
        "match",
        "out_of",
        is_text=c("match") != "",
    )
    grid = tokens.with_row_index("row").with_columns(row=c("row").cast(pl.Int64))
    own = (
        grid.select("row", "number", "term")
        .filter(c("term") == 0)
        .drop("term")
        .join(kinds, on="number", how="left", maintain_order="left")
        .filter("is_text")
        .drop("number", "is_text")
    )
    grid = grid.join(own, on="row", how="left", maintain_order="left")
    starts_document = (c("document") != c("document").shift(1)).fill_null(True)
    # 连续八年居首位: how long something lasted is no figure, and names are sought beyond it
    lasts = ((c("sort") == "duration") & (c("gap") == 0) & (c("manner").shift(1) == "true")).fill_null(False)
    grid = grid.with_columns(
        is_number=c("sort").is_not_null(),
        lasts=lasts,
        is_figure=c("sort").is_in(FIGURE_SORTS).fill_null(False) & ~lasts,
        is_time=(c("sort") == "time").fill_null(False),
        starts_document=starts_document,
    )
    grid = grid.with_columns(bracket=_bracket_holds_figure())
    grid = grid.join(documents.select("document", "region_code"), on="document", how="left", maintain_order="left")
    grid = origins.of_origin(grid)
    hard = (
        c("border").is_in(HARD_BORDERS).fill_null(False)
        | c("is_figure")
        | (c("bracket") & c("border").is_in(["open", "close"]).fill_null(False))
        | (c("sort") == "mark").fill_null(False)
        | ((c("term") == 0) & c("sort").is_null())  # the end of the document
    )
    return _meant(_running(_open(_compared_goals(grid.with_columns(is_hard=hard)))))


def _compared_goals(grid: pl.DataFrame) -> pl.DataFrame:
    """高于目标2个百分点, 超计划5万吨: a goal that is compared with announces nothing, and the gap to it has a sign."""
    before = c("qualifier").shift(1)
    compares = (c("comparison").shift(1) == "base") | before.is_in(["over", "under"])
    compared = ((c("goal") == "true") & (c("gap") == 0) & compares).fill_null(False)
    way = pl.coalesce(
        c("statistic").shift(1),
        pl.when(before == "over").then(pl.lit("up", dtype=CUE)).when(before == "under").then(pl.lit("down", dtype=CUE)),
    )
    return grid.with_columns(
        status=pl.when(~compared).then("status"),
        qualifier=pl.when(~compared.shift(-1, fill_value=False)).then("qualifier"),
        statistic=pl.when(compared).then(way).otherwise("statistic"),
        phrase=pl.when(compared).then(pl.lit("move", dtype=CUE)).otherwise("phrase"),
    )


def _bracket_holds_figure() -> pl.Expr:
    """Whether the bracket that a bracket token opens or closes holds a number: then names do not cross it."""
    # （以下简称“某某”） names too, and no other name runs through it
    figures = (c("is_figure") | (c("calls") == "true").fill_null(False)).cast(pl.Int64).cum_sum()
    # no bracket of another document closes one left open
    first, last = c("starts_document"), c("starts_document").shift(-1).fill_null(True)
    opened = pl.when(c("border") == "open").then(figures).when(first).then(-1).forward_fill()
    closed = pl.when(c("border") == "close").then(figures).when(last).then(-1).backward_fill()
    return (
        pl.when(c("border") == "open")
        .then(pl.when(closed >= 0).then(closed > figures))
        .when(c("border") == "close")
        .then(pl.when(opened >= 0).then(figures > opened))
        .otherwise(False)
    )


def _open(grid: pl.DataFrame) -> pl.DataFrame:
    """Which tokens names do not run through: verbs, adverbs, periods, and one-character words before a number."""
    phrase = c("phrase")
    long = c("end") - c("start") > 1
    touches_next = (c("gap").shift(-1) == 0).fill_null(False)
    touches = c("gap") == 0
    inside = (phrase == "adverb") & touches & (c("sort").shift(1) == "name") & (c("gap").shift(-1) > 0)  # PM2.5平均浓度
    measures = touches_next & phrase.shift(-1).is_in(["measure", "dependent"])
    wordy = (
        phrase.is_in(["link", "act", "event", "adverb", "move"]).fill_null(False)
        & c("qualifier_right").is_null()
        & ~inside.fill_null(False)
        # 项目累计装机规模, 批出金额: what leads to a word of measure is of the name
        & ~((c("time_basis") == "cumulative") & c("gap").gt(0) & measures).fill_null(False)
        & ~(
            (c("manner") == "mean")
            & (c("gap").gt(0) | c("origin").shift(1).is_not_null())
            & touches_next
            & (measures | c("duration").shift(-1).is_not_null())
        ).fill_null(False)  # 旅客平均逗留
        & ~(
            (phrase == "act") & long & c("statistic").is_null() & touches_next & (phrase.shift(-1) == "dependent")
        ).fill_null(False)
    )
    grid = grid.with_columns(is_wordy=wordy)  # a column, for every use of an expression would work it out again
    wordy = c("is_wordy")
    open_long = (
        (wordy & long)
        | c("period").is_not_null()
        | c("is_time")
        | c("lasts")
        | ((c("period_local") == "within") & touches & (c("sort").shift(1) == "duration")).fill_null(False)  # 三年内
        | ((c("view") == "true") & touches_next & c("border").shift(-1).is_not_null()).fill_null(False)  # 从总量看，
        | (c("manner") == "true").fill_null(False)
        & touches_next
        & (c("lasts") | c("is_number") | (wordy & long)).shift(-1).fill_null(False)
        | (c("sort") == "word").fill_null(False)
        | c("region_self").is_not_null()
        | c("currency").is_not_null()
        | c("qualifier").is_not_null() & long
        | c("qualifier_right").is_not_null()
        & long
        & (c("is_figure") | c("qualifier_right").is_not_null()).shift(1).fill_null(False)
        & (c("gap") == 0)
        | (c("status").is_not_null() & ~c("status").is_in(["target_verb", "forecast_verb"])).fill_null(False) & long
        | c("comparison").is_not_null() & long
        | (phrase == "opener").fill_null(False)
        | (phrase == "event").fill_null(False)
        | (
            c("sort").is_in(["name", "lone"])
            & c("match").is_in(
                [
                    "两地",
                    "三地",
                    "四地",
                    "五地",
                    "六地",
                    "一市",
                    "一省",
                    "一县",
                    "一区",
                    "前两者",
                    "前三者",
                    "前二者",
                    "后两者",
                    "后三者",
                    "两者",
                    "三者",
                    "二者",
                ]
            )
        ).fill_null(False)
        | (c("series").eq("from") | c("comparison").eq("base")).fill_null(False)
        & touches
        & c("is_hard").shift(1).fill_null(True)
        | _starts_a_way(touches)
        | _more(touches)
        | ((phrase == "head") & touches & c("is_hard").shift(1)).fill_null(False)
    ) & (c("part") != "whole").fill_null(True)
    leads_number = (phrase == "of") & touches_next & c("is_figure").shift(-1)  # 完成任务的55%
    one = (
        leads_number.fill_null(False)
        | (
            (wordy | phrase.is_in(["opener", "inside"]) | c("qualifier").is_not_null() | c("comparison").is_not_null())
            & ~long
        ).fill_null(False)
        | (c("sort") == "per").fill_null(False)
    )  # 提高到每人每月700元
    # 培训了教师: what 了 follows is a verb, wherever it stands and whether or not it is a word of the cues
    word = long & (c("term") > 0) & ~c("is_hard") & c("border").is_null() & c("region").is_null()
    done = (c("aspect") == "of any word") & ((c("gap") > 0) | word.shift(1))
    done = done | (c("aspect") == "of verbs") & touches & phrase.shift(1).is_in(["act", "weak", "event", "deverbal"])
    open_long = open_long | (done | (done & touches).shift(-1)).fill_null(False)
    heads_noun = touches_next & phrase.shift(-1).is_in(["dependent", "measure"])  # 孵化面积, 销售收入
    listed = (c("border").shift(-1) == "enum") & (phrase.shift(-2) == "weak") & (c("gap").shift(-2) == 0)
    viewed = touches_next & (c("view").shift(-1) == "true") & c("border").shift(-2).is_not_null()  # 出口方面，
    heads_noun = heads_noun | (touches_next & listed) | viewed.fill_null(False)  # 进口、出口分别为
    acts = (phrase == "weak") | (phrase == "deverbal") & (phrase.shift(1) == "adverb") & c("period").shift(1).is_null()
    acts = acts & (phrase.shift(1) != "of").fill_null(True)  # 引进的养殖企业
    grid = grid.with_columns(acts=acts.fill_null(False))
    weak = c("acts") & touches & ~heads_noun.fill_null(False)
    grid = grid.with_columns(is_open=open_long, is_weak=weak, is_short=one)
    for _ in range(3):  # chains of one-character words before a verb or a number: 已共, 均为
        before = (c("is_open") | (c("is_hard") & ~c("is_figure"))).shift(1).fill_null(True) | (
            phrase.shift(1) == "etc"
        ).fill_null(False)
        leads_on = touches_next & (c("is_open") | c("is_hard") | c("is_number") | c("acts")).shift(-1).fill_null(False)
        owns = (
            (c("has") == "true") & touches & c("is_open").shift(1) & c("phrase").shift(1).ne_missing("of")
        )  # 全省有企业
        placed = (phrase == "link") & ~long & before & touches_next & c("region").shift(-1).is_not_null()  # 依次为青岛
        grid = grid.with_columns(
            is_open=c("is_open")
            | placed.fill_null(False)
            | owns.fill_null(False)
            | (c("is_weak") & before)
            | (c("is_short") & leads_on & ~((phrase == "weak").fill_null(False)))
        )
    # at the head of a name: regions, list marks and particles that lean on an open or hard token
    leaning = (
        c("region").is_not_null()
        | c("abroad").is_not_null()
        | phrase.is_in(["conj", "of", "etc"])
        | c("border").is_in(["enum", "unquote", "close"])
    ).fill_null(False)
    # 甲市、乙市和丙市: a chain of them leans as a whole, whatever its length
    walls = c("is_open") | c("is_hard")
    breaks = (~walls & ~leaning) | ~touches
    last_wall = pl.when(walls).then("row").shift(1).forward_fill()
    last_break = pl.when(breaks).then(pl.when(walls | ~leaning).then("row").otherwise("row")).forward_fill()
    return grid.with_columns(
        is_open=c("is_open") | (leaning & ~c("is_hard") & (last_wall >= last_break).fill_null(last_wall.is_not_null()))
    )


def _starts_a_way(touches: pl.Expr) -> pl.Expr:
    """由 in 由投产初的62%升至93%, 比 in 比城镇居民快2个百分点: the verb at their number confirms them."""
    walls = (c("is_hard") & ~c("is_figure")).cast(pl.Int64).cum_sum()
    figure = c("is_figure")

    def at_figure(value: pl.Expr) -> pl.Expr:
        return pl.when(figure).then(value).backward_fill()

    same = at_figure(walls) == walls
    goes_on = (c("gap").shift(-1) == 0) & ((c("statistic").shift(-1) == "to_level") | (c("series").shift(-1) == "next"))
    moved = touches & (c("phrase").shift(1) == "move")
    leaves = (c("series") == "from") & same & at_figure(goes_on.fill_null(False))
    compares = (c("comparison") == "base") & same & (c("end") - c("start") == 1) & at_figure(moved.fill_null(False))
    raised = touches & (c("statistic").shift(1) == "to_level")
    leaves = leaves | (
        (c("status") == "will") & (c("end") - c("start") == 1) & same & at_figure(raised.fill_null(False))
    )  # 将资助比例提升至20%
    held = (c("gap").shift(-1) > 0) | c("phrase").shift(-1).ne_missing("move")
    return (leaves | (compares & held)).fill_null(False)


def _more(touches: pl.Expr) -> pl.Expr:
    """多 in 同比多投资62亿元: between what is compared with and the noun of the amount."""
    compared = touches & c("comparison").shift(1).is_in(["yoy", "mom", "ytd"]) & (c("phrase") == "move")
    noun = (c("gap").shift(-1) == 0) & c("phrase").shift(-1).is_in(["measure", "dependent"])
    return (compared & noun & c("is_figure").shift(-2) & (c("gap").shift(-2) == 0)).fill_null(False)


def _running(grid: pl.DataFrame) -> pl.DataFrame:
    """Running numbers of sentence, clause and segment; a border ends its own stretch."""
    ends_line = (c("border") == "line").fill_null(False)
    ends_sentence = (c("border") == "sentence").fill_null(False) | ends_line
    ends_part = ends_sentence | (c("border") == "semicolon").fill_null(False)
    ends_clause = c("border").is_in(HARD_BORDERS).fill_null(False) | (
        c("bracket") & c("border").is_in(["open", "close"])
    ).fill_null(False)

    def count(ends: pl.Expr) -> pl.Expr:
        return (ends.shift(1).fill_null(False) | c("starts_document")).cast(pl.Int64).cum_sum()

    return grid.with_columns(
        sentence=count(ends_sentence),
        part_sentence=count(ends_part),
        clause=count(ends_clause),
        segment=count(ends_clause | c("is_figure")),
        line=count(ends_line),
        is_plain=~c("is_open") & ~c("is_hard"),
    )


def _meant(grid: pl.DataFrame) -> pl.DataFrame:
    """计划 and 目标 are verbs where they touch what stands before (公司计划), nouns at a name's end (行动计划)."""
    noun_before = (c("gap") > 0) | (c("is_plain").shift(1) & c("org").shift(1).is_null())
    verb = c("status").is_in(["target_verb", "forecast_verb"])
    next_touches = c("gap").shift(-1) == 0
    named = next_touches & (c("border").shift(-1) == "unquote")  # “前沿探索支援计划”
    # 完成目标的98%: so much of it is done
    measured = next_touches & (c("phrase").shift(-1) == "of") & (c("gap").shift(-2) == 0)
    measured = measured & (c("unit_measure").shift(-2) == "percent") & c("status").is_in(["target", "target_verb"])
    idle = (c("end") - c("start") == 1) & ~c("is_open") & ~c("is_hard")  # 多晶硅, 高新, 中小: no words of their own
    grid = grid.with_columns(
        *(
            pl.when(~idle).then(field).alias(field)
            for field in ("statistic", "comparison", "rank", "pair", "time_basis", "qualifier", "series", "part")
        )
    )
    grid = grid.with_columns(
        pair=pl.when(c("match").is_in(["前两者", "前二者", "前三者"]))
        .then(pl.lit("former", dtype=CUE))
        .when(c("match").is_in(["后两者", "后三者"]))
        .then(pl.lit("latter", dtype=CUE))
        .otherwise("pair"),
        status=pl.when((verb & (noun_before | named) & (c("end") - c("start") > 1)) | measured)
        .then(None)
        .when(c("status") == "target_verb")
        .then(pl.lit("target"))
        .when(c("status") == "forecast_verb")
        .then(pl.lit("forecast"))
        .otherwise("status"),
    )
    opened = pl.when(c("title").is_not_null()).then(c("title") == "open").forward_fill().fill_null(False)
    line_first = pl.when(c("line") != c("line").shift(1, fill_value=-1)).then("row").forward_fill()
    title_row = pl.when(c("title").is_not_null()).then("row").forward_fill()
    return grid.with_columns(in_title=opened & (title_row >= line_first))
