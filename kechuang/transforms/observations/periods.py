"""When: the period in force at each number, from dates, relative words and the day of publication; nothing guessed."""

import polars as pl

from kechuang.transforms.observations.figures import within

c = pl.col

_COMPARES = ("比", "较", "与", "同", "对比", "高于", "低于", "相比")


def neighbours() -> dict[str, pl.Expr]:
    """What periods need to know of the tokens beside them."""
    touches = c("gap") == 0
    name_follows = (c("gap").shift(-1) == 0) & (c("plan_name").shift(-1) == "true")
    name_follows = name_follows & c("status").shift(-1).is_null()  # 明年计划开工430个 plans, 2023年计划执行情况 names
    bracketed = (
        touches & (c("border").shift(1) == "open") & (c("gap").shift(-1) == 0) & (c("border").shift(-1) == "close")
    )
    since_row = pl.when(c("since") == "true").then("row").backward_fill()
    since = ((c("clause").gather(since_row.fill_null(0)) == c("clause")) & since_row.is_not_null()).fill_null(False)
    numbers_own = (
        (c("gap").shift(-1) == 0)
        & (c("phrase").shift(-1) == "of")
        & (c("gap").shift(-2) == 0)
        & c("is_figure").shift(-2)
        & (c("is_time") | c("period").is_in(["same:-1", "last_year"]))
    )
    # 确保全年增长6%, 全年力争突破3亿: the year that is still to end
    aim_row = pl.when(c("status").is_in(["target", "forecast"])).then("row")
    aimed = (
        (c("clause").gather(aim_row.forward_fill().fill_null(0)) == c("clause")) & aim_row.forward_fill().is_not_null()
        | (c("clause").gather(aim_row.backward_fill().fill_null(0)) == c("clause"))
        & aim_row.backward_fill().is_not_null()
    ).fill_null(False)
    next_figure = pl.when("is_figure").then("row").backward_fill()
    figure_follows = (c("clause").gather(next_figure.fill_null(0)) == c("clause")).fill_null(False)
    figure_follows = figure_follows & next_figure.is_not_null()
    # 较疫情前的2019年高出12.6%
    base_row = pl.when(c("comparison") == "base").then("row").shift(1).forward_fill()
    moves = c("phrase").shift(-1).is_in(["move", "link"]) | c("statistic").shift(-1).is_in(["up", "down"])
    far_base = (
        (c("segment").gather(base_row.fill_null(0)) == c("segment"))
        & base_row.is_not_null()
        & c("is_time")
        & (c("gap").shift(-1) == 0)
        & moves
    )
    mid = touches & (c("phrase").shift(1) == "adverb") & ((c("gap").shift(1) > 0) | ~c("is_hard").shift(2))
    # 发布时间：2024-04-15: the day of a head line is that of the document, not of its figures
    ends_line = (c("gap").shift(-1) == 0) & (c("border").shift(-1) == "line")
    dateline = (
        ((c("grain") == "day") | ((c("grain") == "month") & ends_line))
        & (c("line_stops") == 0)
        & (c("lines_before") < 10)
    )
    return {
        "before_base": (
            touches
            & (
                c("comparison").shift(1).is_in(["base", "yoy", "mom"])
                | (numbers_own & (c("unit_measure").shift(-2) == "times"))  # 2014年的两倍
                | far_base
                | ((c("link_be").shift(1) == "true") & (c("phrase").shift(-1) == "of"))
            )
        ).fill_null(False),
        "in_name": (
            dateline.fill_null(False)
            | c("line").is_in(c("line").filter(c("border") == "cell").unique().implode())
            | c("in_title")
            | name_follows
            | bracketed
            | (touches & (c("verb_at").shift(1) == "true"))
        ).fill_null(False),
        "heads": (touches & (c("is_hard") | c("is_open")).shift(1)).fill_null(True),
        "after_back": c("unit_word").is_in(["年来", "年间"]).fill_null(False),
        "comes": (
            touches
            & (c("status").shift(1) == "forecast")
            & (c("gap").shift(-1) == 0)
            & c("phrase").shift(-1).is_in(["weak", "act", "link"])
            & ~figure_follows  # 预计9月投产, but 预计2024年达到9000公里
        ).fill_null(False),
        # 由2020年的4万亿元增加到…: the year of the start rules that figure alone; so does 7月当月
        # and 2020年的38家, whose year belongs to its number alone
        "is_local": (
            (touches & (c("series").shift(1) == "from") & ~since) | (c("period") == "last_year") | numbers_own
        ).fill_null(False),
        "is_stretch": (
            ((c("gap").shift(-1) == 0) & (c("period_local").shift(-1) == "true"))
            | ((c("sort") == "duration") & c("unit_word").is_in(["年来", "年间"]))
            | (touches & (c("part").shift(1) == "open"))  # 其中第二季度
            | (mid & (c("grain") == "day"))  # 峰值出现在5月1日
            | since
        ).fill_null(False),
        "same_as": (c("period") == "last_year").fill_null(False)
        | numbers_own.fill_null(False)
        | ((c("gap").shift(-1) == 0) & c("phrase").shift(-1).is_in(["link", "move"])).fill_null(False),
        "is_since": since,
        "is_aimed": aimed,
    }


def find(grid: pl.DataFrame, numbers: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    """grid -> grid with the period in force on every row: grain, year, part, day and their ends, is_future.

    documents(document, published_year, published_month): null where not known.
    """
    times = numbers.with_row_index("number").select(
        "number", "year", "part", "day", "year_to", "part_to", "day_to", "relative", "is_edge", "obs_value"
    )
    moments = (
        grid.filter(
            c("is_time")
            | c("period").is_not_null()
            | (c("sort") == "word")
            | ((c("sort") == "duration") & c("after_back").fill_null(False))
        )
        .drop("part")
        .with_columns(number=pl.when("is_number").then("number"))  # a word stands in the gap before a number
        .join(times, on="number", how="left", maintain_order="left")
        .join(documents, on="document", how="left", maintain_order="left")
    )
    moments = _since(_governing(_absolute(_words(moments))))
    ahead = c("year") > c("published_year")
    moments = _before(moments).with_columns(
        is_aside=(ahead | c("is_plan")).fill_null(False), is_ahead=ahead.fill_null(False)
    )
    force = moments.select(
        "row",
        c("year").alias("year_named"),
        c("part").alias("part_named"),
        c("grain").cast(pl.String).alias("grain_named"),
        *(
            c(column).alias(f"p_{column}")
            for column in (
                "grain",
                "year",
                "part",
                "day",
                "year_to",
                "part_to",
                "day_to",
                "prev_year",
                "governs",
                "is_local",
                "is_stretch",
                "is_aside",
                "is_ahead",
            )
        ),
    )
    grid = grid.join(force, on="row", how="left", maintain_order="left")
    return _in_force(grid)


def _last_row(marks: pl.Expr) -> pl.Expr:
    """The last row of the document so far where `marks` holds."""
    row = pl.when(marks).then("row").when("starts_document").then(-1).forward_fill()
    return pl.when(row >= 0).then(row)


def _in_force(grid: pl.DataFrame) -> pl.DataFrame:
    """The last moment that rules; a new section ends what an earlier section named, and the lede's comes back.

    A future year or the span of a plan named in passing rules its paragraph; where the next one is no plan, the
    period told before comes back.
    """
    columns = ("grain", "year", "part", "day", "year_to", "part_to", "day_to")
    governs = c("p_governs").fill_null(False)
    is_none = governs & (c("period") == "none").fill_null(False)
    # 2013年为第35位，2016年为第25位。: years that a paragraph looks back to rule their sentence
    plain = governs & ~is_none & ~c("p_is_local").fill_null(False) & ~c("p_is_stretch").fill_null(False)
    year = pl.when(plain & c("p_is_aside").not_()).then(pl.coalesce("p_year_to", "p_year"))
    grid = grid.with_columns(line_newest=year.cum_max().over("line"))
    before = c("line_newest").forward_fill().over("line").shift(1)
    looks_back = plain & (c("line") == c("line").shift(1)) & (pl.coalesce("p_year_to", "p_year") < before)
    grid = grid.with_columns(p_is_stretch=c("p_is_stretch").fill_null(False) | looks_back.fill_null(False))
    grid = grid.with_columns(
        moment=_last_row(governs & ~is_none & ~c("p_is_local").fill_null(False) & ~c("p_is_stretch").fill_null(False)),
        stretch_moment=_last_row(governs & c("p_is_stretch").fill_null(False)),
        local_moment=_last_row(governs & c("p_is_local").fill_null(False)),
        none_moment=_last_row(is_none),
        section_first=_last_row(c("starts_section")),
        document_first=_last_row(c("starts_document")),
    )
    grid = grid.with_columns(line_clause=c("clause").min().over("line"))
    lede = (
        governs
        & ~is_none
        & (c("lines_before") < 4)
        & c("p_grain").is_in(["year", "half", "quarter", "month"])
        & (c("headings_before") < 2)
    )
    grid = grid.with_columns(lede=_last_row(lede))
    first_lede = pl.when(lede).then("row").min().over("document")
    ruling = c("moment").fill_null(0)
    stale = (c("moment") < c("section_first")) & c("p_grain").gather(ruling).is_in(["day", "month", "quarter"])
    told = _last_row(
        governs
        & ~is_none
        & ~c("p_is_local").fill_null(False)
        & ~c("p_is_stretch").fill_null(False)
        & ~c("p_is_aside").fill_null(False)
    )
    plans = c("status").is_in(["target", "forecast"]) | c("section_status").is_not_null()
    grid = grid.with_columns(
        moment=pl.when(stale.fill_null(False)).then(first_lede).otherwise("moment"),
        told_moment=told,
        line_plans=plans.fill_null(False).any().over("line"),
        section_plans=c("section_status").is_not_null().any().over("document", "section_first")
        | ((c("plan_name") == "true") & (c("lines_before") < 4) & (c("line_stops") == 0))
        .fill_null(False)
        .any()
        .over("document"),
    )
    passed = (
        c("p_is_aside").gather(c("moment").fill_null(0))
        & (c("line").gather(c("moment").fill_null(0)) != c("line"))
        & ~c("line_plans")
        & ~c("section_plans")
        & (c("told_moment") >= c("document_first"))
    )
    # 到2030年达到900家。目前已有310家: what is done by now is of no year to come
    done = (c("status") == "actual").any().over("sentence") & ~c("status").is_in(["target", "forecast"]).any().over(
        "sentence"
    )
    by_now = (
        c("p_is_aside").gather(c("moment").fill_null(0))
        & c("p_is_ahead").gather(c("moment").fill_null(0))
        & (c("sentence").gather(c("moment").fill_null(0)) != c("sentence"))
        & done
        & (c("told_moment") >= c("document_first"))
    )
    passed = passed.fill_null(False) | by_now.fill_null(False)
    grid = grid.with_columns(moment=pl.when(passed.fill_null(False)).then("told_moment").otherwise("moment"))
    # a moment within a paragraph gives way, in the next, to the one that led a paragraph and is no older
    leads = (
        governs
        & ~is_none
        & ~c("p_is_local").fill_null(False)
        & ~c("p_is_stretch").fill_null(False)
        & ~c("p_is_aside").fill_null(False)
        & (c("clause") == c("line_clause"))
        & (c("p_grain") != "day")  # the day of a dateline
    )
    grid = grid.with_columns(led_moment=_last_row(leads))
    ruling, led = c("moment").fill_null(0), c("led_moment").fill_null(0)
    gives_way = (
        (c("line").gather(ruling) != c("line"))
        & (c("led_moment") >= c("document_first"))
        & (c("p_year").gather(led) > c("p_year").gather(ruling))
        & ~c("p_is_aside").gather(ruling)
    )
    grid = grid.with_columns(moment=pl.when(gives_way.fill_null(False)).then("led_moment").otherwise("moment"))
    # 展望2035年: a plan's later sections are of the plan's own years again
    ends = pl.coalesce("p_year_to", "p_year")
    plan = pl.when(governs & c("p_is_aside")).then(ends)
    horizon = plan.drop_nulls().first().over("document")
    within_plan = _last_row(governs & c("p_is_aside").fill_null(False) & (ends <= horizon))
    vision = (
        c("p_is_aside").gather(c("moment").fill_null(0))
        & (ends.gather(c("moment").fill_null(0)) > horizon)
        & (c("moment") < c("section_first"))
        & (within_plan >= c("document_first"))
    )
    grid = grid.with_columns(moment=pl.when(vision.fill_null(False)).then(within_plan).otherwise("moment"))
    on = c("stretch_moment").fill_null(0)
    lasts = c("sort").gather(on) == "duration"  # 十年间 at its head rules a paragraph, 7月当月 a sentence
    opens = c("clause").gather(on) == c("line_clause").gather(on)
    along = (
        pl.when(lasts & opens)
        .then(c("line").gather(on) == c("line"))
        .otherwise(c("sentence").gather(on) == c("sentence"))
    )
    along = along & (c("stretch_moment") > c("moment").fill_null(-1))
    grid = grid.with_columns(moment=pl.when(along.fill_null(False)).then("stretch_moment").otherwise("moment"))
    here = (c("segment").gather(c("local_moment").fill_null(0)) == c("segment")) & (
        c("local_moment") > c("moment").fill_null(-1)
    )
    grid = grid.with_columns(moment=pl.when(here.fill_null(False)).then("local_moment").otherwise("moment"))
    inside = (c("moment") >= c("document_first")).fill_null(False)
    silent = (c("none_moment") > c("moment").fill_null(-1)) & (
        c("sentence").gather(c("none_moment").fill_null(0)) == c("sentence")
    )
    grid = grid.with_columns(
        *(
            pl.when(inside & ~silent.fill_null(False))
            .then(c(f"p_{k}").gather(c("moment").fill_null(0)))
            .alias(f"p_{k}")
            for k in (*columns, "prev_year")
        )
    )
    # a day rules its own paragraph; of later ones only its year is told
    faded = (c("p_grain") == "day") & (c("line").gather(c("moment").fill_null(0)) != c("line"))
    return grid.with_columns(
        p_grain=pl.when(faded).then(pl.lit("year")).otherwise("p_grain"),
        p_year_to=pl.when(~faded.fill_null(False)).then("p_year_to"),
    )


def _words(moments: pl.DataFrame) -> pl.DataFrame:
    """What relative words say: an offset of years, a half year, a span of years."""
    rel = c("period").replace_strict(
        {"year:-1": -1, "year:0": 0, "year:-2": -2, "year:+1": 1}, default=None, return_dtype=pl.Int64
    )
    rel = pl.coalesce("relative", rel)
    half = c("period").replace_strict({"half:1": 1, "half:2": 2}, default=None, return_dtype=pl.Int64)
    month = c("period").replace_strict({f"month:{m}": m for m in (1, 2, 4, 5, 10)}, default=None, return_dtype=pl.Int64)
    plans = {f"years:{a}-{a + 4}": (a, a + 4) for a in range(1996, 2036, 5)}
    ends = {f"yearend:{a + 4}": a + 4 for a in range(1996, 2036, 5)}
    first = c("period").replace_strict({k: v[0] for k, v in plans.items()} | ends, default=None, return_dtype=pl.Int64)
    last = c("period").replace_strict({k: v[1] for k, v in plans.items()}, default=None, return_dtype=pl.Int64)
    # 五年来: the years that end with the newest finished one
    lasting = (c("sort") == "duration") & c("after_back")
    finished = c("published_year") - (c("published_month") <= 6).cast(pl.Int64)
    span = pl.when(lasting & c("obs_value").is_between(2, 50)).then(c("obs_value").cast(pl.Int64))
    return moments.with_columns(
        year=pl.coalesce("year", first, c("published_year") + rel, finished - span + 1),
        year_to=pl.coalesce("year_to", last, pl.when(span.is_not_null()).then(finished)),
        part=pl.coalesce("part", half, month),
        grain=pl.when(month.is_not_null())
        .then(pl.lit("month"))
        .when(half.is_not_null())
        .then(pl.lit("half"))
        .when(rel.is_not_null() | first.is_not_null() | span.is_not_null())
        .then(pl.lit("year"))
        .otherwise("grain"),
        is_relative=rel.is_not_null(),
        is_plan=last.is_not_null(),
    )


def _absolute(moments: pl.DataFrame) -> pl.DataFrame:
    """Give a part (一季度) its year: the one it touches, else the one in force in its line, else publication's."""
    touches = (c("gap") == 0) & (c("row") == c("row").shift(1) + 1) & (c("document") == c("document").shift(1))
    partial = c("year").is_null() & c("grain").is_in(["half", "quarter", "month", "day"])
    before_year = c("grain").shift(1).eq("year") & c("year_to").shift(1).is_null()
    joined = (touches & partial & before_year).fill_null(False)
    moments = moments.with_columns(joined=joined, is_absorbed=joined.shift(-1).fill_null(False), partial=partial)
    known = pl.when(c("year").is_not_null() & ~c("is_plan")).then("year")
    in_line = known.forward_fill().over("line")
    in_document = known.forward_fill().over("document")
    late = c("part") * pl.when(c("grain") == "quarter").then(3).when(c("grain") == "half").then(6).otherwise(1)
    running = (c("grain") == "half") & (c("part") == 2) & (c("published_month") > 6)  # 下半年, told in August
    later = (pl.coalesce("part_to", late) > c("published_month") + 1) & ~running
    later = later & ~(c("is_aimed") & c("grain").is_in(["half", "quarter"]))  # 预计三季度增长6%
    published = c("published_year") - later.fill_null(False).cast(pl.Int64)
    year = (
        pl.when("joined")
        .then(c("year").shift(1))
        .when("partial")
        .then(
            pl.when(c("period").is_null() | c("grain").is_in(["half", "month"])).then(
                pl.coalesce(
                    pl.when(
                        in_line.is_not_null()
                        & (in_line <= c("published_year").fill_null(9999))
                        & ~((in_line < c("published_year") - 1) & c("is_edge")).fill_null(
                            False
                        )  # 2018年开园…，截至5月底
                    ).then(in_line),
                    published,
                    in_document,
                )
            )
        )
        .otherwise("year")
    )
    moments = moments.with_columns(t_part=c("part"))
    month = pl.when((c("grain") == "day") & c("part").is_null()).then("published_month").otherwise("part")
    return moments.with_columns(year=year, part=month)


def _governing(moments: pl.DataFrame) -> pl.DataFrame:
    """Which moments rule what follows: not those compared with, absorbed, inside a name, or of no date."""
    compared = c("before_base") | (c("joined") & c("before_base").shift(1)).fill_null(False)
    dated = c("year").is_not_null() | c("is_relative") | c("grain").is_in(["half", "quarter", "month"]).fill_null(False)
    shifted = c("period").is_in(["same:-1", "last_year"])
    forced = c("period") == "force"
    now = (c("period") == "now") | (c("sort") == "word")
    alone_day = (c("grain") == "day") & c("t_part").is_null()
    base = ~alone_day.fill_null(False) & ~c("comes") & ~compared & ~c("is_absorbed") & ~c("in_name").fill_null(False)
    moments = moments.with_columns(
        governs=(
            base
            & (dated | (shifted & c("same_as")).fill_null(False))
            & ~now.fill_null(False)
            & ~forced.fill_null(False)
        )
        | (c("period") == "none").fill_null(False),
    )
    # 同期: the period in force, a year earlier
    ahead = (c("year") > c("published_year")).fill_null(False)
    lasting_rule = c("governs") & ~shifted.fill_null(False) & ~c("is_local").fill_null(False) & ~ahead
    force_row = {
        k: pl.when(lasting_rule).then(k).forward_fill().over("document")
        for k in ("grain", "year", "part", "part_to", "day", "day_to", "year_to")
    }
    moments = moments.with_columns(
        *(
            pl.when(shifted.fill_null(False))
            .then(force_row[k] - 1 if k in ("year", "year_to") else force_row[k])
            .otherwise(k)
            .alias(k)
            for k in force_row
        )
    )
    # 上年: the whole year before the one in force
    last_year = c("period") == "last_year"
    moments = moments.with_columns(
        grain=pl.when(last_year).then(pl.lit("year")).otherwise("grain"),
        year=pl.when(last_year).then(pl.coalesce("year", c("published_year") - 1)).otherwise("year"),
        year_to=pl.when(last_year).then(None).otherwise("year_to"),
        part_to=pl.when(last_year).then(None).otherwise("part_to"),
    )
    # 全年: the year of the period in force
    year_force = pl.coalesce(
        pl.when(c("is_aimed") & (force_row["year"] < c("published_year"))).then("published_year"),
        force_row["year"],
        "published_year",
    )
    moments = moments.with_columns(
        governs=c("governs") | (forced.fill_null(False) & base & c("heads") & year_force.is_not_null()),
        grain=pl.when(forced.fill_null(False)).then(pl.lit("year")).otherwise("grain"),
        year=pl.when(forced.fill_null(False)).then(year_force).otherwise("year"),
        is_local=c("is_local") | shifted.fill_null(False),
    )
    # 五年来: the years up to the newest one that the text has spoken of
    lasting = (c("sort") == "duration") & c("after_back") & c("year").is_not_null()
    spoken = (
        pl.when(c("governs") & ~lasting & (c("year") <= c("published_year").fill_null(9999)))
        .then(pl.min_horizontal(pl.max_horizontal("year", "year_to"), c("published_year").fill_null(9999)))
        .forward_fill()
        .over("document")
        .shift(1)
        .over("document")
    )
    recent = (spoken >= c("published_year") - 2).fill_null(False)
    length = c("year_to") - c("year")
    moments = moments.with_columns(
        year=pl.when(lasting & recent).then(spoken - length).otherwise("year"),
        year_to=pl.when(lasting & recent).then(spoken).otherwise("year_to"),
    )
    # 截至目前: the newest year in force so far
    newest = (
        pl.when(c("governs") & (c("year") <= c("published_year").fill_null(9999)))
        .then(pl.max_horizontal("year", "year_to"))
        .cum_max()
        .over("document")
        .forward_fill()
        .over("document")
    )
    return moments.with_columns(
        governs=c("governs") | (now.fill_null(False) & newest.is_not_null() & c("heads").fill_null(False)),
        year=pl.when(now.fill_null(False)).then(newest).otherwise("year"),
        grain=pl.when(now.fill_null(False)).then(pl.lit("year")).otherwise("grain"),
    )


def _since(moments: pl.DataFrame) -> pl.DataFrame:
    """自2015年4月挂牌以来: from then to publication."""
    open_end = (
        c("is_since")
        & c("year").is_not_null()
        & c("year_to").is_null()
        & c("part_to").is_null()
        & (c("year") < c("published_year"))
    )
    return moments.with_columns(
        since=open_end.fill_null(False),
        year_to=pl.when(open_end).then("published_year").otherwise("year_to"),
        part_to=pl.when(open_end & (c("grain") == "month")).then("published_month").otherwise("part_to"),
    )


def _before(moments: pl.DataFrame) -> pl.DataFrame:
    """prev_year: the year named before this moment in its sentence, for 由2015年…到2020年…，年均增长."""
    rules = moments.filter("governs").select(
        "row",
        prev_year=pl.when(c("sentence") == c("sentence").shift(1)).then(
            pl.when(c("grain").shift(1) == "year").then(c("year").shift(1))
        ),
    )
    return moments.join(rules, on="row", how="left", maintain_order="left")


def settle(figures: pl.DataFrame, grid: pl.DataFrame) -> pl.DataFrame:
    """Figures whose own time is not told: the earlier members of a series, what a plant will make once it is built."""
    own_time = (c("moment") >= c("segment_first")).fill_null(False)
    earlier = (
        c("is_series") & (c("member") < c("members") - 1) & ~own_time & ~c("statistic").is_in(["change", "growth_rate"])
    )
    someday = (
        c("obs_status").is_in(["forecast", "target"])
        & (c("time_basis") == "per_year")
        & (c("moment") < c("sentence_first")).fill_null(True)
        & (c("statistic") == "level")
    )
    built = c("obs_status").is_in(["forecast", "target"]) & within("someday", "sentence") & ~own_time
    # 由5.6亿元提高到7.56亿元: when it was 5.6 is not told; what it came to is of the end of a span
    way = (c("after_statistic") == "to_level") | (c("after_series") == "next")
    leaves = (within("from", "segment") & way & ~own_time).fill_null(False)
    arrives = leaves.shift(1).fill_null(False) & (c("clause") == c("clause").shift(1))
    untold = (earlier | someday | built | leaves).fill_null(False)
    was = (within("from", "segment") & way) | (
        c("is_series") & (c("member") < c("members") - 1) & ~c("statistic").is_in(["change", "growth_rate"])
    )
    was = was & (c("p_year") <= c("published_year")).fill_null(True)
    figures = figures.with_columns(
        obs_status=pl.when((was | leaves) & c("obs_status").is_in(["target", "forecast"]))
        .then(pl.lit("actual"))
        .otherwise("obs_status"),
        p_year=pl.when(arrives & c("p_year_to").is_not_null() & (c("p_grain") == "year"))
        .then("p_year_to")
        .otherwise("p_year"),
        p_year_to=pl.when(~arrives | (c("p_grain") != "year")).then("p_year_to"),
    )
    spanned = (
        (c("time_basis") == "per_year")
        & (c("statistic") == "growth_rate")
        & (c("p_grain") == "year")
        & c("p_year_to").is_null()
        & (c("p_prev_year") < c("p_year"))
    ).fill_null(False)
    # 2021年达到…，五年年均增长5.8%: so many years up to the one in force
    years = pl.when((c("sort") == "duration") & (c("unit_word") == "年") & c("obs_value").is_between(2, 50)).then(
        c("obs_value").cast(pl.Int64)
    )
    lasted = pl.when(c("last_span") == c("row").shift(1)).then(years.shift(1))
    averaged = (
        (c("time_basis") == "per_year")
        & (c("statistic") == "growth_rate")
        & (c("p_grain") == "year")
        & c("p_year_to").is_null()
        & within("span", "clause")
        & lasted.is_not_null()
    ).fill_null(False)
    figures = figures.with_columns(lasted=lasted).with_columns(
        p_year=pl.when(untold)
        .then(None)
        .when(spanned)
        .then(c("p_prev_year") + 1)
        .when(averaged)
        .then(c("p_year") - c("lasted") + 1)
        .otherwise("p_year"),
        p_year_to=pl.when(spanned | averaged).then("p_year").otherwise("p_year_to"),
    )
    # 由2016年的16.5：44.1：39.4: a ratio is of one period
    of_one = c("is_ratio") & (c("member") > 0)
    figures = figures.with_columns(
        *(
            pl.when(of_one).then(c(f"p_{k}").first().over("group")).otherwise(f"p_{k}").alias(f"p_{k}")
            for k in ("grain", "year", "part", "day", "year_to", "part_to", "day_to")
        )
    )
    return _years_in_turn(figures, grid)


def _years_in_turn(figures: pl.DataFrame, grid: pl.DataFrame) -> pl.DataFrame:
    """2021年、2022年、2023年，…分别为2家、3家、5家: as many years as figures, each with its own."""
    later = c("members") - 1 - c("member")
    row = figures.select((c("moment") - 2 * later).fill_null(0).clip(0)).to_series()
    figures = figures.with_columns(
        turn_year=grid["year_named"].gather(row),
        turn_grain=grid["grain"].gather(row),
        turn_border=grid["border"].gather(row + 1),
    )
    fits = (
        (c("members") > 1)
        & (c("moment") >= c("sentence_first"))
        & (c("turn_grain") == "year")
        & ((c("turn_border") == "enum") | (later == 0))
        & c("turn_year").is_not_null()
        & c("p_year_to").is_null()
        & (c("p_grain") == "year")
    )
    in_turn = fits.fill_null(False).all().over("group")
    return figures.with_columns(p_year=pl.when(in_turn).then("turn_year").otherwise("p_year"))
