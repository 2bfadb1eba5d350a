"""Which words of time rule what follows them, and what those say that lean on others: 同期, 全年, 五年来, 目前."""

import polars as pl

c = pl.col

_LAST_FINISHED = 10  # the month up to which a whole year told of is the one before


def find(moments: pl.DataFrame) -> pl.DataFrame:
    """moments, in order, each with its own date where it has one -> the same with `governs` and all dates."""
    moments = moments.with_columns(
        is_shifted=c("period").is_in(["same:-1", "last_year"]).fill_null(False),
        is_whole=(c("period") == "force").fill_null(False),
        is_now=(c("period") == "now").fill_null(False) | (c("sort") == "word").fill_null(False),
    )
    return _by_now(_years_back(_whole_year(_same_period(_dated(moments)))))


def is_ahead() -> pl.Expr:
    """A year after publication, or a month of that year: 今年10月投产, told in July."""
    months = pl.when(c("grain") == "half").then(6).when(c("grain") == "quarter").then(3).otherwise(1)
    begins = pl.when(c("grain").is_in(["half", "quarter", "month"])).then((c("part") - 1) * months + 1)
    later = (c("year") == c("published_year")) & (begins > c("published_month"))
    return (c("year") > c("published_year")).fill_null(False) | later.fill_null(False)


def _dated(moments: pl.DataFrame) -> pl.DataFrame:
    """Those of a date rule, but for what is compared with, absorbed, inside a name, or a day without its month."""
    before_base = c("before_base") & ~c("owns_figure")
    compared = before_base | (c("joined") & before_base.shift(1)).fill_null(False)
    told = c("year").is_not_null() | c("is_relative") | c("grain").is_in(["half", "quarter", "month"]).fill_null(False)
    alone_day = (c("grain") == "day") & c("t_part").is_null()
    may_rule = ~alone_day.fill_null(False) & ~c("comes") & ~compared & ~c("is_absorbed") & ~c("in_name")
    may_rule = may_rule.fill_null(False)
    rules = may_rule & (told | (c("is_shifted") & c("same_as"))) & ~c("is_now") & ~c("is_whole")
    moments = moments.with_columns(may_rule=may_rule, governs=rules | (c("period") == "none").fill_null(False))
    # the moment in force, for the words that lean on it: 公司2016年落户 only looks back
    lasts = c("governs") & ~c("is_shifted") & ~c("is_local").fill_null(False) & ~is_ahead()
    newest = pl.when(lasts & (c("grain") != "day")).then(pl.coalesce("year_to", "year"))
    lasts &= (newest >= newest.cum_max().over("line")).fill_null(True)
    moments = moments.with_columns(at=pl.int_range(pl.len()))
    return moments.with_columns(in_force=pl.when(lasts).then("at").forward_fill().over("document"))


def _of_force(column: str) -> pl.Expr:
    return pl.when(c("in_force").is_not_null()).then(c(column).gather(c("in_force").fill_null(0)))


def _same_period(moments: pl.DataFrame) -> pl.DataFrame:
    """同期: the period in force, a year earlier. 上年: the whole year before it."""
    last_year = c("period") == "last_year"
    earlier = {k: _of_force(k) - 1 for k in ("year", "year_to")}
    kept = {k: _of_force(k) for k in ("grain", "part", "part_to", "day", "day_to")}
    moments = moments.with_columns(
        pl.when("is_shifted").then(told).otherwise(k).alias(k) for k, told in (earlier | kept).items()
    )
    return moments.with_columns(
        grain=pl.when(last_year).then(pl.lit("year")).otherwise("grain"),
        year=pl.when(last_year).then(pl.coalesce("year", c("published_year") - 1)).otherwise("year"),
        year_to=pl.when(last_year).then(None).otherwise("year_to"),
        part_to=pl.when(last_year).then(None).otherwise("part_to"),
    )


def _whole_year(moments: pl.DataFrame) -> pl.DataFrame:
    """全年: the year of the period in force, where none is the last one that had ended, or is about to."""
    finished = c("published_year") - ((c("published_month") <= _LAST_FINISHED) & ~c("is_aimed")).cast(pl.Int64)
    year = pl.coalesce(
        pl.when(c("is_aimed") & (_of_force("year") < c("published_year"))).then("published_year"),
        pl.coalesce(_of_force("year_to"), _of_force("year")),
        finished,
    )
    return moments.with_columns(
        governs=c("governs") | (c("is_whole") & c("may_rule") & c("heads") & year.is_not_null()),
        grain=pl.when("is_whole").then(pl.lit("year")).otherwise("grain"),
        year=pl.when("is_whole").then(year).otherwise("year"),
        is_local=c("is_local") | c("is_shifted"),
    )


def _newest_year() -> pl.Expr:
    """The newest year that a ruling moment says and that is not to come."""
    published = c("published_year").fill_null(9999)
    return pl.when(c("governs") & (c("year") <= published)).then(pl.max_horizontal("year", "year_to"))


def _years_back(moments: pl.DataFrame) -> pl.DataFrame:
    """五年来: the years up to the newest one that the text has spoken of."""
    lasting = (c("sort") == "duration") & c("after_back") & c("year").is_not_null()
    year = pl.min_horizontal(pl.when(~lasting).then(_newest_year()), c("published_year").fill_null(9999))
    year = pl.when(_newest_year().is_not_null() & ~lasting).then(year)
    spoken = year.forward_fill().over("document").shift(1).over("document")
    recent = lasting & (spoken >= c("published_year") - 2).fill_null(False)
    return moments.with_columns(
        year=pl.when(recent).then(spoken - (c("year_to") - c("year"))).otherwise("year"),
        year_to=pl.when(recent).then(spoken).otherwise("year_to"),
    )


def _by_now(moments: pl.DataFrame) -> pl.DataFrame:
    """截至目前: the newest year in force so far."""
    newest = _newest_year().cum_max().over("document").forward_fill().over("document")
    return moments.with_columns(
        governs=c("governs") | (c("is_now") & newest.is_not_null() & c("heads").fill_null(False)),
        year=pl.when("is_now").then(newest).otherwise("year"),
        grain=pl.when("is_now").then(pl.lit("year")).otherwise("grain"),
    )
