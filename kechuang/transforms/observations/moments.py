"""When, word by word: which date, span or year each word of time says."""

import polars as pl

from kechuang.transforms.observations import governing

c = pl.col

_YEARS_BACK = ("年来", "年间")

# what moments are told from, of the columns of the grid
_READ = (
    "row", "document", "line", "sentence", "clause", "gap", "number", "is_number", "is_time", "sort", "grain", "period",
    "unit_word", "before_base", "owns_figure", "in_name", "heads", "after_back", "before_ahead", "comes", "is_local",
    "is_stretch", "same_as", "is_since", "is_aimed",
)  # fmt: skip


def neighbours() -> dict[str, pl.Expr]:
    """What periods need to know of the tokens beside them."""
    touches = c("gap") == 0
    name_follows = (c("gap").shift(-1) == 0) & (c("plan_name").shift(-1) == "true")
    name_follows = name_follows & c("status").shift(-1).is_null()  # 明年计划开工430个 plans, 2023年计划执行情况 names
    bracketed = (
        touches & (c("border").shift(1) == "open") & (c("gap").shift(-1) == 0) & (c("border").shift(-1) == "close")
    )
    # 未来五年（2023-24至2027-28年度）: the bracket tells which years are meant
    explains = (c("sort").shift(2) == "duration") & (c("gap").shift(1) <= 1) & (c("grain") == "year")
    bracketed = bracketed & ~explains.fill_null(False)
    since_clause = pl.when(c("since") == "true").then("clause").backward_fill()
    since = (since_clause == c("clause")).fill_null(False)
    figure_of = ((c("gap").shift(-1) == 0) & (c("phrase").shift(-1) == "of") & (c("gap").shift(-2) == 0)) & c(
        "is_figure"
    ).shift(-2)
    numbers_own = figure_of & (c("is_time") | c("period").is_in(["same:-1", "last_year"]))
    arrives = (touches & (c("statistic").shift(1) == "to_level")).fill_null(False)  # 提高到2020年的61分、增长2分
    is_multiple = numbers_own & (c("unit_measure").shift(-2) == "times")
    # 确保全年增长6%, 全年力争突破3亿: the year that is still to end
    # 机构预测，全年增长5%: told of what follows the comma
    ahead = ((c("gap").shift(-1) == 0) & (c("border").shift(-1) == "clause")).fill_null(False).cast(pl.Int64)
    aims = pl.when(c("status").is_in(["target", "forecast", "will"])).then(c("clause") + ahead)
    # 预计全年增长6%，四季度增长5%: a forecast is of what follows in its sentence
    foreseen = (pl.when(c("status") == "forecast").then("sentence").forward_fill() == c("sentence")).fill_null(False)
    aimed = foreseen | ((aims.forward_fill() == c("clause")) | (aims.backward_fill() == c("clause"))).fill_null(False)
    figure_follows = (pl.when("is_figure").then("clause").backward_fill() == c("clause")).fill_null(False)
    # 较疫情前的2019年高出12.6%
    base_segment = pl.when(c("comparison") == "base").then("segment").shift(1).forward_fill()
    moves = c("phrase").shift(-1).is_in(["move", "link"]) | c("statistic").shift(-1).is_in(["up", "down"])
    far_base = (base_segment == c("segment")) & c("is_time") & (c("gap").shift(-1) == 0) & moves
    years = (c("sort") == "duration") & c("unit_word").is_in(["年", "年内"]) & touches
    heads = (touches & (c("is_hard") | c("is_open")).shift(1)).fill_null(True)
    back = years & (c("spans").shift(1) == "back") & heads.shift(1)
    mid = touches & (c("phrase").shift(1) == "adverb") & ((c("gap").shift(1) > 0) | ~c("is_hard").shift(2))
    says = (c("gap").shift(-1) == 0) & (c("status").shift(-1) == "forecast") & c("grain").is_in(["month", "day"])
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
                | is_multiple  # 2014年的两倍
                | far_base
                | ((c("gap").shift(-1) == 0) & (c("frame").shift(-1) == "close"))  # 在2021年基础上翻一番
                | ((c("link_be").shift(1) == "true") & (c("phrase").shift(-1) == "of"))
            )
        ).fill_null(False),
        "owns_figure": (c("is_time") & figure_of & ~is_multiple).fill_null(False),  # 较2020年的38家增加2家
        "in_name": (
            dateline.fill_null(False)
            | c("in_rows")
            | c("in_title")
            | name_follows
            | bracketed
            | (says & (c("gap").shift(-2) == 0) & c("is_hard").shift(-2))  # 8月预测，全年…
            | ((c("period") == "force") & (_share_of(1) | _share_of(2)))  # 完成全年预算的55%, 全年目标的55%
            | (touches & (c("mentions").shift(1) == "true"))  # 于2010年建成, 受去年基数影响
            | (touches & (c("phrase").shift(1) == "link") & ~figure_follows)  # 为“十四五”发展奠定基础
        ).fill_null(False),
        "heads": heads,
        "after_back": (c("unit_word").is_in(_YEARS_BACK) | back).fill_null(False),
        "before_ahead": (years & (c("spans").shift(1) == "ahead")).fill_null(False),
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
            (touches & (c("series").shift(1) == "from") & ~since)
            | (c("period") == "last_year")
            | (numbers_own & ~arrives)
        ).fill_null(False),
        "is_stretch": (
            ((c("gap").shift(-1) == 0) & (c("period_local").shift(-1) == "true"))
            | ((c("sort") == "duration") & c("unit_word").is_in(_YEARS_BACK))
            | back
            | (touches & (c("part").shift(1) == "open"))  # 其中第二季度
            | (touches & (c("gap").shift(1) == 0) & (c("part").shift(2) == "open"))  # 其中，第二季度
            | (mid & (c("grain") == "day"))  # 峰值出现在5月1日
            | since
        ).fill_null(False),
        "same_as": (c("period") == "last_year").fill_null(False)
        | numbers_own.fill_null(False)
        | ((c("gap").shift(-1) == 0) & c("phrase").shift(-1).is_in(["link", "move"])).fill_null(False),
        "is_since": since,
        "is_aimed": aimed,
    }


def _share_of(n: int) -> pl.Expr:
    """Whether the n-th token from here is a 的 and a percentage follows it."""
    after = (c("phrase").shift(-n) == "of") & (c("gap").shift(-n - 1) == 0)
    return after & (c("unit_measure").shift(-n - 1) == "percent")


def told(grid: pl.DataFrame, numbers: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    """grid (with `neighbours`) -> one row a word of time: what it says, resolved, and whether it `governs`.

    documents(document, published_year, published_month): null where not known.
    """
    times = numbers.with_row_index("number").select(
        "number",
        "year",
        "part",
        "day",
        "year_to",
        "part_to",
        "day_to",
        "relative",
        "is_edge",
        "obs_value",
        "obs_value_high",
    )
    moments = (
        grid.select(_READ)
        .filter(
            c("is_time")
            | c("period").is_not_null()
            | (c("sort") == "word")
            | ((c("sort") == "duration") & (c("after_back") | c("before_ahead")))
        )
        .with_columns(number=pl.when("is_number").then("number"))  # a word stands in the gap before a number
        .join(times, on="number", how="left", maintain_order="left")
        .join(documents, on="document", how="left", maintain_order="left")
        .with_columns(is_local=c("is_local") & c("year_to").is_null())  # 从2019年到2023年
    )
    moments = governing.find(_absolute(_words(moments)))
    ahead = governing.is_ahead()
    return _before(_since(moments)).with_columns(is_aside=ahead | c("is_plan").fill_null(False), is_ahead=ahead)


def _words(moments: pl.DataFrame) -> pl.DataFrame:
    """What relative words say: an offset of years, a half year, a span of years."""
    rel = c("period").replace_strict(
        {f"year:{n:+d}" if n else "year:0": n for n in range(-3, 3)}, default=None, return_dtype=pl.Int64
    )
    rel = pl.coalesce("relative", rel)
    half = c("period").replace_strict({"half:1": 1, "half:2": 2}, default=None, return_dtype=pl.Int64)
    month = c("period").replace_strict({f"month:{m}": m for m in (1, 2, 4, 5, 10)}, default=None, return_dtype=pl.Int64)
    plans = {f"years:{a}-{a + 4}": (a, a + 4) for a in range(1996, 2036, 5)}
    ends = {f"yearend:{year}": year for a in plans.values() for year in a}
    first = c("period").replace_strict({k: v[0] for k, v in plans.items()} | ends, default=None, return_dtype=pl.Int64)
    last = c("period").replace_strict({k: v[1] for k, v in plans.items()}, default=None, return_dtype=pl.Int64)
    # 五年来: the years that end with the newest finished one
    lasting = (c("sort") == "duration") & c("after_back")
    finished = c("published_year") - (c("published_month") <= 6).cast(pl.Int64)
    years = pl.when(c("obs_value").is_between(2, 50) & c("obs_value_high").is_null()).then(
        c("obs_value").cast(pl.Int64)
    )
    span = pl.when(lasting).then(years)
    # 未来五年: those after it
    ahead = pl.when((c("sort") == "duration") & c("before_ahead") & c("is_dated")).then(years)
    return moments.with_columns(
        year=pl.coalesce(
            "year",
            first,
            c("published_year") + rel,
            finished - span + 1,
            pl.when(ahead.is_not_null()).then(finished + 1),
        ),
        year_to=pl.coalesce("year_to", last, pl.when(span.is_not_null()).then(finished), finished + ahead),
        part=pl.coalesce("part", half, month),
        grain=pl.when(month.is_not_null())
        .then(pl.lit("month"))
        .when(half.is_not_null())
        .then(pl.lit("half"))
        .when(pl.any_horizontal(told.is_not_null() for told in (rel, first, span, ahead)))
        .then(pl.lit("year"))
        .otherwise("grain"),
        is_relative=rel.is_not_null(),
        is_plan=last.is_not_null() | ahead.is_not_null(),
    )


def _absolute(moments: pl.DataFrame) -> pl.DataFrame:
    """Give a part (一季度) its year: the one it touches, else the one in force in its line, else publication's."""
    touches = (c("gap") == 0) & (c("row") == c("row").shift(1) + 1) & (c("document") == c("document").shift(1))
    partial = c("year").is_null() & c("grain").is_in(["half", "quarter", "month", "day"])
    before_year = c("grain").shift(1).eq("year") & c("year_to").shift(1).is_null()
    joined = (touches & partial & before_year).fill_null(False)
    moments = moments.with_columns(joined=joined, is_absorbed=joined.shift(-1).fill_null(False), partial=partial)
    rules = ~c("before_base") & ~c("in_name") & ~c("is_local")
    known = pl.when(c("year").is_not_null() & ~c("is_plan") & rules).then(pl.coalesce("year_to", "year"))
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
            pl.when((c("grain").shift(1) == "year") & c("year_to").shift(1).is_null()).then(c("year").shift(1))
        ),
    )
    return moments.join(rules, on="row", how="left", maintain_order="left")
