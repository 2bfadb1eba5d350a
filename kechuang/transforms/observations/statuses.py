"""Done, first accounted, aimed at or foreseen: the status of each figure."""

import polars as pl

from kechuang.transforms.observations.figures import within

c = pl.col


def find(figures: pl.DataFrame, grid: pl.DataFrame) -> pl.DataFrame:
    """figures (statistics.find) -> with obs_status.

    The last status word of the sentence, a section of targets, a future period; else actual.

    将 in a government's text announces a target, in that of a firm or beside 预计 a forecast.
    """
    cue = grid["status"].gather(figures["last_status"].fill_null(0)).alias("cue_status")
    figures = figures.with_columns(cue, cue.alias("line_status")).with_columns(
        told=pl.when(within("status", "sentence")).then("cue_status")
    )
    by_state = c("subject_from").is_null() | c("by_zone").fill_null(False)
    # of the world and the country a government of less announces nothing
    above = c("area_in_force").is_in(["world", "100000"]) & (c("region_code") != "100000").fill_null(True)
    by_state = by_state & ~above.fill_null(False)
    announces = pl.when(by_state).then(pl.lit("target")).otherwise(pl.lit("forecast"))
    # 未来五年，…: the rest of the sentence, up to another time
    last_outlook = c("last_outlook").fill_null(-1)
    outlook = within("outlook", "sentence") & (last_outlook > c("last_status").fill_null(-1))
    outlook = outlook & (last_outlook > c("last_moment_word").fill_null(-1))
    # 将新建30万平方米，引进项目40个: up to another word of time or state
    later = pl.max_horizontal("last_status", "last_moment_word").fill_null(-1)
    will = (within("will", "clause") & (c("last_will") > c("last_status").fill_null(-1))) | (
        within("will_do", "part_sentence") & (c("last_will_do") > later)
    )
    spoken = (
        pl.when((will & (c("told") == "actual")) | outlook | (will & c("told").is_null()))
        .then(announces)
        .otherwise("told")
    )
    soft = (c("told") == "forecast") & ~within("status", "part_sentence")
    # 去年…。⏎政府将拨款50亿元: what is announced is of no year that an earlier paragraph told
    told_here = (c("moment") >= c("line_first")).fill_null(True) | ~spoken.is_in(["target", "forecast"])
    past = (c("p_year") < c("published_year")).fill_null(False) & ~outlook & told_here.fill_null(True)
    # in a section on what was done, a year to come told before it is not the figure's
    reviews = (c("section_status") == "actual") & (c("moment") < c("line_first")).fill_null(True)
    reviews = reviews.fill_null(False)
    in_section = (c("section_status") == "target").fill_null(False)
    # 力争…。加快布局，建设5家左右: the next sentence, told without a time, is a plan too
    status_sentence = grid["sentence"].gather(figures["last_status"].fill_null(0))
    near = (figures["sentence"] - status_sentence) == 1
    planned = (
        within("status", "line")
        & near
        & (c("line_status") == "target")
        & c("statistic").is_in(["level", "increment"])
        & ~past
        & c("own_act")
        & ~within("moment_word", "sentence")
    )
    listed = planned.shift(1) & (c("clause") == c("clause").shift(1)) & c("follows_enum")
    planned = planned | listed.fill_null(False)
    figures = figures.with_columns(
        cue_status=pl.when(c("after_status") == "target").then(pl.lit("target")).otherwise(spoken)  # 突破60亿元的目标
    )
    told = c("cue_status")
    # 到2030年达到1000亿元。目前已达420亿元
    is_now = within("now", "sentence") & (c("last_now") > c("moment")) & told.is_null()
    by_now = (((told == "actual") & (c("last_status") > c("moment"))) | is_now).fill_null(False)
    return figures.with_columns(
        obs_status=pl.when(c("is_future") & ~reviews & ~by_now)
        .then(
            pl.when((told == "forecast") | (told.is_null() & above.fill_null(False)))
            .then(pl.lit("forecast"))
            .otherwise(pl.lit("target"))
        )
        .when((told == "forecast") & within("status", "clause") & ~past)
        .then(pl.lit("forecast"))
        .when(within("provisional", "line") & ~c("is_future"))
        .then(pl.lit("provisional"))
        .when((soft & c("own_act")).fill_null(False) | past)
        .then(pl.lit("actual"))
        .when(told.is_not_null())
        .then(told)
        .when((planned | in_section) & ~past)
        .then(pl.lit("target"))
        .otherwise(pl.lit("actual"))
    )
