"""Names listed in words before the numbers: 甲、乙两类合同…，分别登记3项、5项; 对甲、乙前两大市场出口分别增长5%、6%."""

import polars as pl

c = pl.col

_ADDED = (
    "l_row", "l_base", "l_from", "l_to", "counted_at", "takes_list", "shared_from", "shared_to", "own_at",
    "l_own_from", "l_own_to", "has_etc",
)  # fmt: skip


def take(figures: pl.DataFrame, grid: pl.DataFrame, sep_from: pl.Series, sep_to: pl.Series) -> pl.DataFrame:
    """figures with their own names -> lists of numbers without a list of their own, after 分别, named by the list of as
    many names that the same part of the sentence told last in words.

    A figure that tells how many they are (两类, 前三) may stand between; what follows it is shared (合同), as is what
    follows the last name (甲、乙领域|成交额). Such lists count as told: later ones lean on them (turns).
    """
    figures = _shared(_placed(figures, grid), grid)
    last = len(sep_from) - 1
    first_member, last_member = c("member") == 0, c("member") == c("members") - 1
    figures = figures.with_columns(
        lead=sep_to.gather((figures["l_base"] + figures["member"] - 1).clip(0, last).fill_null(0)),
        close=sep_from.gather((figures["l_base"] + figures["member"]).clip(0, last).fill_null(0)),
    )
    shared = c("shared_from").is_not_null() & ~(last_member & c("counted_at").is_null() & ~c("has_etc"))
    where = c("takes_list")
    spans = {
        "a_from": pl.when(first_member).then("l_from").otherwise("lead"),
        "a_to": pl.when(last_member).then("l_to").otherwise("close"),
        "b_from": pl.when(shared).then("shared_from").otherwise("l_own_from"),
        "b_to": pl.when(shared).then("shared_to").otherwise("l_own_to"),
        "c_from": pl.when(shared).then("l_own_from"),
        "c_to": pl.when(shared).then("l_own_to"),
    }
    return figures.with_columns(
        *(pl.when(where).then(span).otherwise(name).alias(name) for name, span in spans.items()),
        is_listed_name=c("is_listed_name") | where,
        named_by=pl.when(where).then(pl.lit("pair")).otherwise("named_by"),
    ).drop(*_ADDED, "lead", "close")


def _placed(figures: pl.DataFrame, grid: pl.DataFrame) -> pl.DataFrame:
    """Adds where the list told last stands (l_*), the number that counts it (counted_at), and takes_list."""
    listed = c("separators") > c("separators").gather(c("last_block").fill_null(0))
    told = grid.select(pl.when((c("is_open") | c("is_hard")) & listed).then("row").forward_fill()).to_series()
    figures = figures.with_columns(at=pl.int_range(pl.len()).cast(pl.Int64))  # each has repeated some
    l_row = told.gather(figures["row"])
    on = l_row.fill_null(0)
    base = grid["separators"].gather(grid["last_block"].gather(on).fill_null(0))
    as_many = grid["separators"].gather(on) - base + 1 == figures["members"]
    beside = grid["part_sentence"].gather(on) == figures["part_sentence"]
    figures = figures.with_columns(
        l_row=l_row,
        l_base=base.cast(pl.Int64),
        l_from=grid["left_from"].gather(on),
        l_to=grid["left_to"].gather(on),
        fits=(as_many & beside & l_row.is_not_null()).fill_null(False),
        before=c("row").shift(1).fill_null(-1),
        before2=c("row").shift(2).fill_null(-1),
        counts=((c("members") == 1) & c("dimension").is_in(["count", "rank"])).shift(1).fill_null(False),
    )
    alone = c("before") < c("l_row")
    counted = ~alone & (c("before2") < c("l_row")) & c("counts")
    plain = ~c("is_series") & ~c("is_ratio") & ~c("in_cell") & ~c("is_opened") & c("literal").is_null()
    plain = plain & ((c("parts") == 1) | (c("named_by") == "force")) & ~c("is_listed_name") & ~c("is_each")
    opens = c("fits") & (c("member") == 0) & (c("members") > 1) & c("is_figure") & plain
    opens = (opens & (c("last_respectively") >= c("l_row"))).fill_null(False)
    figures = figures.with_columns(
        opens=opens,
        near=opens & (alone | counted).fill_null(False),
        counted_at=pl.when(opens & counted & (c("before") == c("l_row"))).then("before"),
    )
    # 成交额10亿元、9亿元: measures that follow are of the list too
    later = c("opens") & c("is_measure") & c("near").any().over("l_row")
    figures = figures.with_columns(
        starts=c("near") | later.fill_null(False), counted_at=c("counted_at").max().over("l_row")
    )
    return figures.with_columns(
        takes_list=c("starts").first().over("group"), own_at=c("at").first().over("group")
    ).drop("fits", "before", "before2", "counts", "opens", "near", "starts")


def _shared(figures: pl.DataFrame, grid: pl.DataFrame) -> pl.DataFrame:
    """Adds shared_from/shared_to, read after each name of the list, and l_own_from/l_own_to, the figures' own."""
    size = len(grid) - 1
    measures = grid["phrase"].cast(pl.String).is_in(["measure", "dependent"]).fill_null(False) | (grid["tail"] > 0)
    measures = measures.fill_null(False)
    heads = (
        measures
        | (grid["phrase"].cast(pl.String) == "weak")
        | (grid["class_noun"].cast(pl.String) == "shared").fill_null(False)
    )
    heads = heads.fill_null(False)

    def after(mark: pl.Series, row: pl.Series) -> pl.Series:
        """The next row where a mark holds, from the one given on."""
        ahead = grid.select(pl.when(mark.fill_null(False)).then("row").backward_fill()).to_series()
        return ahead.gather(row.clip(0, size)).fill_null(size)

    # what follows the number that counts the names, up to its measure where the figures have a measure of their own
    counter = figures["counted_at"].fill_null(0)
    measure = after(measures, counter + 1)
    right_from, right_to = grid["right_from"].gather(counter), grid["right_name_to"].gather(counter)
    # what follows the last name, from the noun that they have in common or from a measure
    stretch = figures["l_row"].fill_null(0)
    begins = grid.select(pl.when((c("border") == "enum") | (c("phrase") == "conj")).then("row").forward_fill())
    first = begins.to_series().gather((stretch - 1).clip(0)).fill_null(0) + 1
    first = first + (heads.gather(first.clip(0, size)) & (grid["gap"].gather(first.clip(0, size)) == 0)).cast(pl.Int64)
    head = after(heads, first)
    # 甲、乙和丙等企业出口: the last name ends before 等
    etc = (
        grid.select(pl.when(c("phrase") == "etc").then("row").forward_fill()).to_series().gather((stretch - 1).clip(0))
    )
    has_etc = ((etc >= first) & (etc < head) & (head < stretch)).fill_null(False)
    figures = figures.with_columns(
        term_from=grid["start_byte"].gather(measure),
        term_to=grid["end_byte"].gather(measure),
        counter_from=right_from,
        counter_to=right_to,
        head_at=head,
        shared_head=grid["start_byte"].gather(head),
        has_etc=has_etc,
        etc_from=grid["start_byte"].gather(etc.fill_null(0)),
        local_to=grid["end_byte"].gather(stretch),
        is_local=grid["region_self"].is_not_null().gather(stretch),
        ranks=(grid["sort"].cast(pl.String).gather(counter) == "ordinal").fill_null(False),
    )
    own = {
        k: c(k).gather("own_at") for k in ("own_from", "own_to", "named_by", "tail_start", "is_measure", "is_dependent")
    }
    named = own["named_by"] != "force"
    measured = named & own["is_measure"] & ~own["is_dependent"]
    follows = own["own_from"] == c("counter_from")  # 前两大市场|出口: the name follows the number
    counted = c("counted_at").is_not_null()
    # 两类合同成交额居前，…成交额分别为: the same measure again
    again = measured & (own["own_to"] - own["own_from"] == c("term_to") - c("term_from"))
    again = counted & (again & (c("term_to") <= c("counter_to"))).fill_null(False)
    upto = pl.when(named & ~again).then("term_from").otherwise("term_to")
    counter_end = pl.min_horizontal("counter_to", upto)
    by_counter = counted & ~follows.fill_null(False) & ~c("ranks") & (counter_end > c("counter_from"))
    in_list = ~counted & (c("head_at") < c("l_row"))
    local = c("is_local") & (own["own_from"] == c("local_to"))  # 风机、组件|本地|配套率
    own_from = (
        pl.when(follows & c("ranks"))
        .then(pl.coalesce(own["tail_start"], own["own_from"]))
        .when(local)
        .then("l_to")
        .otherwise(own["own_from"])
    )
    return figures.with_columns(
        shared_from=pl.when(by_counter).then("counter_from").when(in_list & ~measured).then("shared_head"),
        shared_to=pl.when(by_counter).then(counter_end).when(in_list & ~measured).then("l_to"),
        l_to=pl.when(~counted & c("has_etc"))
        .then("etc_from")
        .when(in_list & measured)
        .then("shared_head")
        .otherwise("l_to"),
        l_own_from=pl.when(named & ~again).then(own_from),
        l_own_to=pl.when(named & ~again).then(own["own_to"]),
    ).drop(
        "term_from", "term_to", "counter_from", "counter_to", "head_at", "shared_head", "ranks", "local_to", "is_local"
    )
