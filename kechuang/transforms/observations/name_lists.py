"""A list of names with a list of numbers: 甲、乙分别为3家、5家, 三次产业比为4：60：36, 甲、乙各3家."""

import polars as pl

from kechuang.transforms.observations import text_lists, turns
from kechuang.transforms.observations.figures import repeated, within

c = pl.col


def pair(figures: pl.DataFrame, grid: pl.DataFrame, group: pl.DataFrame) -> pl.DataFrame:
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
    figures = repeated(figures, pl.when("is_each").then("parts"), "part")
    figures = figures.with_columns(part=pl.when("is_each").then("part").otherwise("member"))
    figures = _assign(figures, grid, sep_from, sep_to, sep_row)
    if len(sep_row):
        figures = text_lists.take(figures, grid, sep_from, sep_to)
    return turns.take(figures)


def _grouped_words(figures: pl.DataFrame, grid: pl.DataFrame, group: pl.DataFrame) -> pl.DataFrame:
    """三次产业 before a list of numbers: each member's own name, from the table of such words."""
    sizes = pl.Series("word_bytes", [len(word.encode()) for word in group["word"]], dtype=pl.Int64)
    words = group.with_columns(sizes, member=c("member").cast(pl.Int64))
    named = (
        grid.select("row", "start_byte", "document", group_word=pl.coalesce("match", c("group").cast(pl.String)))
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


def _class_noun(figures: pl.DataFrame, grid: pl.DataFrame, last_sep: pl.Series, close_row: pl.Series) -> pl.DataFrame:
    """Adds class_from, where a noun that the names share begins in the last (香港、台湾及韩国|旅客),
    and own_class: this name ends in such a noun of its own."""
    size = len(grid) - 1
    is_class = (grid["class_noun"].cast(pl.String) == "shared").fill_null(False)
    first = last_sep + 1
    first = first + (is_class.gather(first.clip(0, size)) & (grid["gap"].gather(first.clip(0, size)) == 0)).cast(
        pl.Int64
    )
    ahead = grid.select(pl.when(is_class).then("row").backward_fill()).to_series()
    found = ahead.gather(first.clip(0, size)).fill_null(size)
    start = grid["start_byte"].gather(found)
    inside = (found > last_sep) & (found < figures["g_last_text"]) & (start > figures["g_left_from"])
    own = is_class.gather((close_row - 1).clip(0)) & (grid["gap"].gather(close_row) == 0)
    return figures.with_columns(
        class_from=pl.select(pl.when(inside.fill_null(False)).then(start)).to_series(), own_class=own.fill_null(False)
    )


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
    figures = _class_noun(
        figures, grid, nth(sep_row, (figures["sep_base"] + figures["parts"] - 2).fill_null(0)), close_row
    )
    split = c("is_listed_name") | c("is_each")
    part_from = pl.when(first_part).then("g_left_from").otherwise("lead_to")
    part_to = pl.when(last_part).then("g_left_to").otherwise("close_from")
    classed = c("class_from").is_not_null() & ~c("own_class")
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
    adds_tail = (~last_part & (shared_tail | classed) & ~c("own_tail") & ~c("head_tail") & ~adds_rest).fill_null(False)
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
        .then(pl.when(classed).then("class_from").otherwise("g_tail_start")),
        "b_to": pl.when(of_base).then(part_to).when(split & (bare_tail | adds_tail | adds_rest)).then("g_left_to"),
        "c_from": pl.lit(None, dtype=pl.Int64),
        "c_to": pl.lit(None, dtype=pl.Int64),
    }
    changed = split | grouped
    figures = figures.with_columns(*(pl.when(changed).then(e).otherwise(k).alias(k) for k, e in spans.items()))
    return figures.with_columns(
        literal_tail=pl.when(c("is_hundred") & c("is_ratio") & ~within("share", "segment")).then(pl.lit("比重")),
        named_by=pl.when(grouped)
        .then(pl.lit("group"))
        .when(c("is_each"))
        .then(pl.lit("each"))
        .when(c("is_listed_name"))
        .then(pl.lit("pair"))
        .otherwise("named_by"),
    )
