"""Names around figures in brackets: 甲（5亿元）及乙（3亿元）的消费分别增长…; 强度超过全国的省有3个，依次为甲（6%）"""

import polars as pl

c = pl.col


def find(figures: pl.DataFrame, grid: pl.DataFrame) -> pl.DataFrame:
    """figures with own and head names -> those of figures in brackets, and of what follows them, made whole.

    What follows the last bracket (的消费) is read after the name before each, for the figure in it and for the figures
    that follow in turn. Adds measured_from/measured_to: what those are measured by that a number counts.
    """
    figures = _chained(figures, grid)
    figures = _completed(figures)
    return _measured(figures, grid).drop("chain", "in_bracket", "rest_from", "rest_to", "is_joined")


def _chained(figures: pl.DataFrame, grid: pl.DataFrame) -> pl.DataFrame:
    """Adds chain (running number of 甲（…）、乙（…）), in_bracket, rest_from/rest_to: what follows its last."""
    last = len(grid) - 1
    border = grid["border"].cast(pl.String)
    after = (figures["row"] + 2).clip(0, last)  # behind the closing bracket
    touches = grid["gap"].gather(after) == 0
    joined = touches & ((border.gather(after) == "enum") | (grid["phrase"].gather(after).cast(pl.String) == "conj"))
    led = touches & (grid["phrase"].gather(after).cast(pl.String) == "of")
    rest_at = pl.select(pl.when(led).then(after).otherwise(after - 1)).to_series()
    block = grid["next_block"].gather(rest_at)
    before = grid["last_hard"].gather((figures["row"] - 1).clip(0))
    enclosed = (c("before_border") == "open") & (c("before_gap") == 0) & (c("after_border") == "close")
    figures = figures.with_columns(
        in_bracket=(enclosed & c("is_figure")).fill_null(False),
        is_joined=joined,
        goes_on=before == figures["row"].shift(1) + 1,
        rest_from=grid["end_byte"].gather(rest_at),
        rest_to=grid["start_byte"].gather(block),
        is_led=led,
        names_next=(border.gather(block) == "open").fill_null(False),
    )
    goes_on = c("in_bracket") & c("in_bracket").shift(1) & c("is_joined").shift(1) & c("goes_on")
    figures = figures.with_columns(chain=(~goes_on.fill_null(False)).cast(pl.Int64).cum_sum())
    ends = c("chain") != c("chain").shift(-1, fill_value=-1)
    follows = (c("left_from") == c("rest_from").shift(1)) & (c("left_to") == c("rest_to").shift(1))
    told = c("is_led") | follows.shift(-1).fill_null(False) | goes_on.fill_null(False)
    told = ends & told & c("in_bracket") & (c("rest_to") > c("rest_from")) & ~c("names_next")
    # columns first: what is worked out over a chain sees no row beyond it
    figures = figures.with_columns(rest_from=pl.when(told).then("rest_from"), rest_to=pl.when(told).then("rest_to"))
    return figures.with_columns(
        pl.col("rest_from", "rest_to").backward_fill().over("chain"),
        chain_at=c("at").first().over("chain"),
        chain_size=pl.len().over("chain"),
    ).drop("goes_on", "is_led", "names_next")


def _completed(figures: pl.DataFrame) -> pl.DataFrame:
    """The rest read after the name before each bracket: amounts in it, and the figures behind it in turn."""
    bracketed = c("in_bracket") & c("rest_from").is_not_null()
    size, at = pl.when(bracketed).then("chain_size").shift(1), pl.when(bracketed).then("chain_at").shift(1)
    opens = (c("rest_from").shift(1) == c("left_from")) & (size == c("members")) & (c("member") == 0) & ~c("in_bracket")
    figures = figures.with_columns(named_at=pl.when(opens).then(at))
    figures = figures.with_columns(named_at=c("named_at").first().over("group") + c("member"))
    name_from, name_to = (
        pl.when(c("named_by") == "left").then(c(k)).gather(c("named_at")) for k in ("own_from", "own_to")
    )
    rest_from, rest_to = (c(k).gather(c("named_at")) for k in ("rest_from", "rest_to"))
    turned = c("named_at").is_not_null()
    held = bracketed & ~c("dimension").is_in(["count", "person"])
    held = (held & c("named_by").is_in(["left", "force"])).fill_null(False)
    area = c("area_in_force").gather(c("named_at"))
    return figures.with_columns(
        head_from=pl.when(turned)
        .then(name_from)
        .when(held & (c("named_by") == "left"))
        .then("own_from")
        .otherwise("head_from"),
        head_to=pl.when(turned)
        .then(name_to)
        .when(held & (c("named_by") == "left"))
        .then("own_to")
        .otherwise("head_to"),
        own_from=pl.when(turned).then(rest_from).when(held).then("rest_from").otherwise("own_from"),
        own_to=pl.when(turned).then(rest_to).when(held).then("rest_to").otherwise("own_to"),
        area_in_force=pl.when(turned).then(pl.coalesce(area, "area_in_force")).otherwise("area_in_force"),
        named_by=pl.when(turned | held).then(pl.lit("bracket")).otherwise("named_by"),
    ).drop("chain_at", "chain_size", "named_at")


def _measured(figures: pl.DataFrame, grid: pl.DataFrame) -> pl.DataFrame:
    """强度超过全国平均水平的省有3个: what the things counted are measured by, for the shares told of each."""
    stop = figures["stop"].fill_null(0)
    bound = grid["last_text"].gather(stop).fill_null(0)
    compares = grid["qualifier"].is_not_null() | (grid["comparison"].cast(pl.String) == "base").fill_null(False)
    counts = c("dimension").is_in(["count", "person"]) & (c("named_by") == "left")
    where = (
        (grid["phrase"].gather(stop).cast(pl.String) == "of")
        & grid["has_left"].gather(stop)
        & compares.gather(bound)
        & (grid["clause"].gather(bound) == grid["clause"].gather(stop))
    ).fill_null(False)
    return figures.with_columns(
        measured_from=pl.when(counts & where).then(grid["left_from"].gather(stop)),
        measured_to=pl.when(counts & where).then(grid["left_to"].gather(stop)),
        measured_at=pl.when(counts & where).then("at").shift(1).forward_fill(),
    )
