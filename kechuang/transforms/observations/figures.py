"""The numbers of the grid as rows of their own, each with what stands before and after it within reach."""

import numpy as np
import numpy.typing as npt
import polars as pl
import polars.selectors as cs

c = pl.col

# ，包括博士40名: at the head of a clause, where it opens parts
_CONTAINS = (c("part") == "contains") & (c("gap") == 0) & c("border").shift(1).is_in(["clause", "open"])

# cue columns that are looked up to the left, each as the row of its last occurrence
_LAST = {
    "up": c("statistic") == "up",
    "down": c("statistic").is_in(["down", "improve"]),
    "to_level": c("statistic") == "to_level",
    "next": c("series") == "next",
    "share": c("statistic") == "share",
    "share_verb": (c("statistic") == "share") & (c("phrase") == "opener"),
    "increment": c("statistic") == "increment",
    "contribution": c("statistic") == "contribution",
    "rate_noun": c("statistic").is_in(["up", "down"]) & (c("phrase") == "dependent") & c("deed").is_null(),
    "rank": c("rank") == "verb",
    "rank_noun": c("rank") == "noun",
    "comparison": c("comparison").is_in(["yoy", "mom", "ytd"]),
    "base": c("comparison") == "base",
    "from": (c("series") == "from") & c("is_open"),
    "basis": c("time_basis").is_not_null(),
    "cumulative": c("time_basis") == "cumulative",
    "status": c("status").is_not_null() & ~c("status").is_in(["will", "outlook"]),
    # 未来五年, 今后几年; 在五年内
    "outlook": (
        (c("status") == "outlook")
        & ((c("end") - c("start") > 2) | ((c("gap").shift(-1) == 0) & (c("sort").shift(-1) == "duration")))
    )
    | (
        (c("sort") == "duration")
        & ((c("unit_word") == "年内") | ((c("period_local").shift(-1) == "within") & (c("gap").shift(-1) == 0)))
        & (c("gap") == 0)
        & (c("phrase").shift(1) == "adverb")
        & (c("end") - c("start") == 1).shift(1)
    ),
    "someday": c("someday").is_not_null(),
    "provisional": c("status") == "provisional",
    "part": (c("part") == "open") | _CONTAINS,
    "contains": _CONTAINS,
    "leading_part": (c("part") == "open")
    & (c("gap") == 0)
    & c("border").shift(1).is_in(["sentence", "line", "semicolon"]),
    "span": c("sort") == "duration",
    "whole": c("part") == "whole",
    "respectively": c("pair") == "respectively",
    "each": c("pair") == "each",
    "former": c("pair") == "former",
    "latter": c("pair") == "latter",
    "unit_cue": c("unit").is_not_null(),
    "measured": c("duration").is_not_null(),
    "area": c("region_self").is_not_null() | c("region").is_not_null(),
    "open_bracket": c("border") == "open",
    "close_bracket": c("border") == "close",
    "quote": c("border") == "quote",
    "unquote": c("border") == "unquote",
    "act": c("phrase").is_in(["act", "event"]) | ((c("phrase") == "weak") & c("is_open")),
    "sort_cell": c("border") == "cell",
    "other_area": c("area").is_not_null()
    & (c("area") != c("region_code"))
    & (c("region_self").is_not_null() | c("is_above")),
    "wide_area": c("region_self").is_not_null() | c("is_above"),
    "base_year": (c("is_time") | c("period").is_in(["half:1", "half:2"]))
    & c("before_base")
    & c("year_named").is_not_null(),
    "base_last_year": (c("comparison").shift(1) == "base")
    & (c("gap") == 0)
    & c("period").is_in(["last_year", "year:-1", "same:-1"]),
    "base_last_month": (c("comparison").shift(1) == "base") & (c("gap") == 0) & (c("period") == "month:-1"),
    "moment_word": c("is_time") | c("period").is_not_null(),
    "comma": c("border") == "clause",
    "recalls": c("recalls").is_not_null(),
    "open": c("is_open")
    & c("border").is_null()
    & c("region").is_null()
    & ~c("phrase").is_in(["conj", "of", "etc"]).fill_null(False)
    & c("qualifier").is_null()
    & (c("part") != "open").fill_null(True),
    "view": (c("view") == "true") & c("is_open"),
    "topic": c("topic").is_not_null() & ~c("is_open"),
    "about": c("about").is_not_null(),
    "bound": c("qualifier").is_not_null() & c("is_open"),
    "deed": c("deed").is_not_null() & c("is_open"),
    "will": c("status") == "will",
    "now": (c("period") == "now") | c("match").is_in(["目前", "当前", "眼前"]),
    "will_do": (c("status") == "will") & (c("end") - c("start") > 1),
    "verb": c("is_open") & c("phrase").is_in(["act", "weak"]) & c("status").is_null() & c("manner").is_null(),
}


# What only the questions asked of the grid need: rows of numbers do without these columns, for each costs time.
_GRID_ONLY = (
    "lead_chars", "unclear_place", "qualifier_right", "region_self", "joins", "pronoun", "link_be", "period_local",
    "reports", "title", "since", "plan_name", "mentions", "spans", "view", "shift",
    "connects", "area_kind", "abroad", "stretch", "origin",
    "role", "intro", "calls",
    "org_tail", "org_last", "topic_row", "topic_kind", "pointed", "before_open", "opens_line",
    "part_named", "part_to_named", "grain_named", "m_is_ahead",
    "is_number", "is_time", "starts_document", "bracket",
    "is_hard", "is_open", "text_before", "last_hard", "last_block", "next_block", "last_opener", "tail_row",
    "tail_word", "tail_token", "of_row_left", "joined_stop", "right_first", "stop_row", "clause_row", "right_stop",
    "of_row", "lines_before", "headings_before", "line_stops", "starts_section_line", "starts_section", "in_rows",
    "before_base", "owns_figure",
    "in_name", "heads", "after_back", "before_ahead", "comes", "is_local", "is_stretch", "same_as",
    "is_since", "is_aimed", "m_governs", "m_is_local", "m_is_stretch", "m_is_aside", "m_plain", "m_newest",
    "m_looks_back", "dated_moment",
    "told_moment", "line_newest", "line_plans", "section_plans",
    "led_moment",
    "line_clause",
    "stretch_moment", "local_moment", "none_moment", "document_first",
    "province", "prefecture", "county", "city", "district", "outer_city",
    "starts_name", "leads", "is_above", "area_row", "is_below", "compares",
    "opens_quote", "area_named", "is_listed_area",
    "subject_start", "subject_block", "subject_join", "is_named", "org_before", "told_by",
    "is_a", "is_sort",
    "is_firm", "is_other", "names_subject", "resets_subject", "is_back", "a_row", "named_row", "last_firm",
    "last_zone", "last_body", "subject_at", "subject_set", "span_start", "subject_row",
)  # fmt: skip
_FEW = 3  # characters between a number and the noun counted: 300多万小农户
_STRETCHES = ("segment", "clause", "sentence", "part_sentence", "line")


def collect(grid: pl.DataFrame) -> pl.DataFrame:
    """grid (after naming.find) -> one row a number: `last_<cue>` rows, stretches' first rows, neighbours."""
    bare_before = c("is_figure").shift(1) & (c("unit_word").shift(1) == "") & c("unit_measure").shift(1).is_null()
    listed = (c("border") == "enum") | (c("phrase") == "conj") | ((c("border") == "clause") & bare_before)
    listed = listed | (c("qualifier_right").is_not_null() & c("is_figure").shift(1))  # 15%以上和18%以上
    chained = c("series") == "next"
    unlisted = ~listed.fill_null(False) | (c("gap") > 0)
    unchained = ~(listed | chained).fill_null(False) | (c("gap") > 0)
    ratio = ~(c("border") == "colon").fill_null(False) | (c("gap") > 0)
    before = {f"last_{name}": cue for name, cue in _LAST.items()} | {
        "last_unlisted": unlisted,
        "last_unchained": unchained,
        "last_unratio": ratio,
        "last_number": c("is_figure"),
        "before_enum_row": listed,
    }
    upto = {f"{stretch}_first": c(stretch) != c(stretch).shift(1, fill_value=-1) for stretch in _STRETCHES}
    nearest = _nearest(grid, before, upto)
    grid = grid.with_columns(
        sentence_start=pl.when(c("sentence") != c("sentence").shift(1, fill_value=-1))
        .then(c("start") - c("lead_chars"))
        .forward_fill(),
        sentence_end=pl.when(c("sentence") != c("sentence").shift(-1, fill_value=-1)).then("end").backward_fill(),
        next_unquote=pl.when(c("border") == "unquote").then("row").backward_fill(),
        next_clause=pl.when("is_hard").then("row").shift(-1).backward_fill(),
        before_border=c("border").shift(1),
        last_area_text=pl.when((c("gap") > 0) | c("is_plain").shift(1) & c("region").shift(1).is_null())
        .then("row")
        .forward_fill(),
        counts_group=((c("gap").shift(-1) == 0) & (c("org").shift(-1) == "group")).fill_null(False),
        from_word=((c("gap") == 0) & (c("series").shift(1) == "from")).fill_null(False),
        counts_areas=(
            c("unit_word").is_in(["市", "县", "区", "省", "州", "国", "市县", "地"])
            & ((c("low_at").is_null()) | (c("region").shift(1).is_not_null() & (c("gap") == 0)) | (c("gap") > 0))
        ).fill_null(False)
        | _counts_areas(),
        is_threshold=(
            c("is_figure")
            & c("dimension").is_in(["money", "area", "mass", "length", "volume", "energy", "power"])
            & c("is_of")
            & (c("is_figure") & (c("gap") == 0)).shift(-2)
        ).fill_null(False),
        before_is_area=(c("is_listed_area").shift(1) & (c("gap") == 0)).fill_null(False),
        quote_end=pl.when(c("border") == "quote").then("end").forward_fill(),
        each_before=((c("gap") == 0) & (c("pair").shift(1) == "each")).fill_null(False),
        before_gap=c("gap"),
        # ，31.6%料保持平穩: nothing stands between border and number, and what follows is no border
        opens_clause=(
            (c("is_hard") & ~c("is_figure")).shift(1)
            & (c("gap") == 0)
            & ~c("border").is_in(["open", "cell"]).shift(1).fill_null(False)
            & ~c("is_hard").shift(-1)
            & c("phrase").shift(-1).ne_missing("move")
            & c("phrase").shift(-1).ne_missing("of")
            & c("qualifier_right").shift(-1).is_null()
            & c("border").shift(-1).is_null()
        ).fill_null(False),
        after_unit=pl.when(c("gap").shift(-1) <= _FEW).then(c("unit").shift(-1)),
        before_of=(
            (c("gap") == 0) & (c("phrase").shift(1) == "of") & ~c("is_time").shift(2) & c("period").shift(2).is_null()
        ).fill_null(False),
        before_qualifier=c("qualifier").shift(1),
        before_is_adverb=((c("gap") == 0) & ((c("phrase").shift(1) == "adverb") | c("is_number").shift(1))).fill_null(
            False
        ),
        before_statistic=c("statistic").shift(1),
        before_shift=pl.when(c("gap") == 0).then(c("shift").shift(1)),
        before_currency=pl.when(c("gap") == 0).then(c("currency").shift(1)),
        before_qualifier_gap=c("gap").shift(1),
        before2_qualifier=c("qualifier").shift(2),
        before_plain=c("is_plain").shift(1),
        after_end=c("end").shift(-1),
        touches_area=((c("gap") == 0) & c("area").shift(1).is_not_null()).fill_null(False),
        after_qualifier=pl.when(c("gap").shift(-1) == 0).then(c("qualifier_right").shift(-1)),
        after2_qualifier=pl.when((c("gap").shift(-1) == 0) & (c("gap").shift(-2) == 0)).then(
            c("qualifier_right").shift(-2)
        ),
        after_status=pl.when(
            (c("gap").shift(-1) == 0) & (c("gap").shift(-2) == 0) & (c("phrase").shift(-1) == "of")
        ).then(c("status").shift(-2)),
        after_border=pl.when(c("gap").shift(-1) == 0).then(c("border").shift(-1)),
        after_series=pl.when(c("gap").shift(-1) == 0).then(c("series").shift(-1)),
        after_phrase=pl.when(c("gap").shift(-1) == 0).then(c("phrase").shift(-1)),
        # 比上年的2.9%放缓0.6个百分点, 较私人机构的43%高: the verb is the next figure's, or what is compared with
        after_goes_on=(
            (c("gap").shift(-1) == 0)
            & (c("phrase").shift(-1) == "move")
            & ((c("is_figure").shift(-2) & (c("gap").shift(-2) == 0)) | (c("end") - c("start") == 1).shift(-1))
        ).fill_null(False),
        after_statistic=pl.coalesce(
            pl.when(c("gap").shift(-1) == 0).then(c("statistic").shift(-1)),
            pl.when(
                (c("gap").shift(-1) == 0) & (c("gap").shift(-2) == 0) & c("qualifier_right").shift(-1).is_not_null()
            )
            .then(c("statistic").shift(-2))
            .replace({"up": None, "down": None}),
            _after_of(1),
            pl.when((c("gap").shift(-1) == 0) & c("qualifier_right").shift(-1).is_not_null()).then(_after_of(2)),
        ),
        after_of=((c("gap").shift(-1) == 0) & (c("phrase").shift(-1) == "of")).fill_null(False),
        after_comparison=pl.when(
            (c("gap").shift(-1) == 0) & (c("phrase").shift(-1) == "of") & (c("gap").shift(-2) == 0)
        ).then(c("comparison").shift(-2)),
    )
    rows = grid.drop(nearest.columns, *_GRID_ONLY, strict=False).filter(grid["is_number"])
    rows = pl.concat([rows, nearest], how="horizontal").cast({cs.categorical(): pl.String})
    opens = rows["segment_first"].fill_null(0)
    rows = rows.with_columns(
        before_plain_border=pl.coalesce(
            grid["border"].gather((opens - 1).clip(0)).cast(pl.String),
            grid["border"].gather(opens).cast(pl.String),
            pl.when(grid["phrase"].gather(opens).cast(pl.String) == "conj").then(pl.lit("enum")),
        )
    )
    return rows.with_columns(
        follows_enum=(c("last_unlisted") >= 0)
        & (c("before_enum_row") > c("last_number")).fill_null(False)
        & (c("clause") == c("clause").shift(1)).fill_null(False),
        own_act=within("act", "segment"),
        is_future=(
            (pl.max_horizontal("p_year", "p_year_to") > c("published_year"))
            # a fiscal year that has begun, 2023/24 told in 2023, is as its sentence says
            & ~((c("p_year") == c("published_year")) & (c("p_year_to") == c("p_year") + 1)).fill_null(False)
        ).fill_null(False)
        if "published_year" in rows.columns
        else pl.lit(False),
        evidence_start=c("sentence_start"),
        evidence_end=c("sentence_end"),
    )


def _after_of(at: int) -> pl.Expr:
    """What 的, so many tokens after the number, leads to: 3%的升幅, 3%的按年升幅."""
    leads = (c("phrase").shift(-at) == "of") & (c("gap").shift(-at) == 0) & (c("gap").shift(-at - 1) == 0)
    adverb = (c("phrase") == "adverb") | pl.any_horizontal(
        c(field).is_not_null() for field in ("manner", "comparison", "time_basis")
    )
    skips = adverb.shift(-at - 1) & (c("gap").shift(-at - 2) == 0)
    return pl.when(leads).then(
        pl.coalesce(c("statistic").shift(-at - 1), pl.when(skips).then(c("statistic").shift(-at - 2)))
    )


def _counts_areas() -> pl.Expr:
    """9个市增速高于全省, 8个设区市, 万亿城市已有5座: the number of regions, after which the text speaks of them."""
    unit = c("unit_word").is_in(["个", "座", "地"])
    ends = c("is_open") | c("is_hard") | c("phrase").is_in(["dependent", "measure", "of"]).fill_null(False)
    short = (c("gap").shift(-1) == 1) & ends.shift(-1)
    noun = (
        (c("gap").shift(-1) == 0)
        & c("area_noun").shift(-1).is_not_null()
        & ((ends.shift(-2) & (c("gap").shift(-2) == 0)) | (c("gap").shift(-1) > 0))
    )
    inside = (c("gap").gather(c("last_text").fill_null(0)) == 0) & c("has_left")
    named = inside & c("area_noun").gather(c("tail_row")).is_not_null() & ~c("has_right")
    return (c("is_figure") & unit & (short | noun | named)).fill_null(False)


def _nearest(grid: pl.DataFrame, before: dict[str, pl.Expr], upto: dict[str, pl.Expr]) -> pl.DataFrame:
    """For each number and mark the last row of its document where the mark holds: of `before` before the number, of
    `upto` up to it."""
    marks = {k: mark.fill_null(False) for k, mark in (before | upto).items()}
    marked = grid.select("is_number", "starts_document", **marks)
    at = np.flatnonzero(marked["is_number"].to_numpy())
    starts = np.flatnonzero(marked["starts_document"].to_numpy())
    own = starts[np.searchsorted(starts, at, side="right") - 1] if len(at) else at

    def last(mark: str) -> npt.NDArray[np.int64]:
        rows = np.append(np.flatnonzero(marked[mark].to_numpy()), -1)  # what stands before the first is the last: none
        found = rows[np.searchsorted(rows[:-1], at, side="left" if mark in before else "right") - 1]
        return np.where(found >= own, found, -1)

    return pl.DataFrame({mark: last(mark) for mark in marks}).select(
        pl.when(c(mark) >= 0).then(mark).alias(mark) for mark in marks
    )


def within(cue: str, stretch: str) -> pl.Expr:
    """Whether the last such cue before the number stands in the number's own stretch."""
    return (c(f"last_{cue}") >= c(f"{stretch}_first")).fill_null(False)


def repeated(figures: pl.DataFrame, count: pl.Expr, place: str) -> pl.DataFrame:
    """Each row as often as `count` says, once at least, with its running number from 0 as `place`."""
    times = figures.select(count.fill_null(1).clip(1).cast(pl.Int64)).to_series().to_numpy()
    at = np.repeat(np.arange(len(times)), times)
    nth = pl.Series(place, np.arange(len(at)) - np.repeat(np.cumsum(times) - times, times), dtype=pl.Int64)
    return (figures if len(at) == len(times) else figures[at]).with_columns(nth)
