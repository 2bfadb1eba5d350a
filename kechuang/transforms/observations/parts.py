"""Part of what: the total that 其中 opens the parts of."""

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from kechuang.transforms.observations.figures import within

c = pl.col

_SIZES = (2, 3, 4, 5, 6)  # amounts that a total is split into
_FAR = 6  # amounts back to which the total of a split is sought
_AVERAGE = 1_000_000  # money below this printed in plain 元 is a price or an average
_ROUNDED = 2e-6  # of a total printed with many digits, what its parts' rounding may leave over
_LARGE = 1000  # whole numbers from here on hardly sum by chance
_STRETCHES = ("document", "line", "sentence", "part_sentence")
_KINDS = ("unit_measure", "unit_word", "statistic")
AMOUNT = ("count", "person", "money", "area", "mass", "energy", "power", "length", "volume")


def find(figures: pl.DataFrame) -> pl.DataFrame:
    """figures (named) -> part_of: the row of the total in the grid, null where the figure is no part."""
    figures = figures.with_columns(amount=_amount().fill_null(False))
    counted = c("out_of") & c("dimension").is_in(["count", "person"]) & (c("dimension") == c("dimension").shift(1))
    figures = figures.with_columns(split_of=_splits(figures), counted=counted.fill_null(False))
    figures = _opened(figures)
    counted_out = (c("last_whole") > c("last_number")).fill_null(False)  # 336家企业中，有208家
    # 9个县中，2个上升、3个持平: the others counted with the same word are parts too
    told = figures.select("part_sentence", "unit_word", counted=c("amount") & c("counted"))
    listed = told.select(c("counted").cum_max().over("part_sentence", "unit_word")).to_series()
    part = c("opened") | counted_out | c("counted") | c("split_of").is_not_null() | listed
    figures = figures.with_columns(is_part=part.fill_null(False) & c("amount"), counted=c("counted") | listed)
    figures = figures.with_columns(total=_total(figures))
    told = figures.select(total="row", total_start="start", total_word="unit_word").unique("total", keep="first")
    figures = figures.join(told, on="total", how="left", maintain_order="left")
    # 人才300名，包括博士40名: of the same word
    fits = (c("is_part") & (~c("contained") | (c("total_word") == c("unit_word")))).fill_null(False)
    return figures.with_columns(part_of=pl.when(fits).then("total"), part_start=pl.when(fits).then("total_start"))


def _amount() -> pl.Expr:
    """Whether a figure is an amount, that may have parts and be one: no rate, no bound, no average."""
    # 10亿元以上的项目, 超10亿元项目7个: the bound of what is counted
    counts_next = c("dimension").is_in(["count", "person"]).shift(-1) & (c("clause") == c("clause").shift(-1))
    counts_next = counts_next & (c("unit_measure") != "rank").shift(-1) & c("is_figure").shift(-1)
    money = c("dimension") == "money"
    bound = money & (((c("named_by") == "right") & c("of_things")) | counts_next)
    average = money & (c("unit_mult") == 0) & (c("obs_value") < _AVERAGE)  # 人均收入45829元，其中城镇54612元
    sized = c("is_figure") & c("dimension").is_in(AMOUNT) & c("statistic").is_in(["level", "increment"])
    return sized & ~bound.fill_null(False) & ~average.fill_null(False)


def _opened(figures: pl.DataFrame) -> pl.DataFrame:
    """Adds opened: 其中 before the number reaches it, to the end of the sentence's part, of the sentence where 其中
    leads a part of it, or of the bracket that 其中 stands in; contained: by 包括; in_bracket."""
    held = within("open_bracket", "sentence") & (c("last_close_bracket") > c("last_open_bracket")).fill_null(False)
    in_bracket = within("open_bracket", "sentence") & ~held & (c("last_part") > c("last_open_bracket"))
    closed = held & (c("last_part") > c("last_open_bracket")) & (c("last_part") < c("last_close_bracket"))
    reached = (
        within("part", "sentence")
        & (within("part", "part_sentence") | _leads() | in_bracket)
        & ~closed.fill_null(False)
    )
    # 其中发明专利214件，主持制定标准38项: a later clause with a verb of its own tells of something else,
    # 其中开工12个，续建13个 is of one kind throughout
    first = (c("last_number").fill_null(-1) < c("last_part")).fill_null(False)
    figures = figures.with_columns(
        in_bracket=in_bracket.fill_null(False),
        opener_acts=pl.when(first).then(within("act", "segment")).forward_fill(),
        opener_unit=pl.when(first).then("unit_word").forward_fill(),
    )
    alike = (c("opener_acts") & (c("opener_unit") == c("unit_word"))).fill_null(False)
    goes_on = first | _leads() | ~within("act", "segment") | c("in_bracket") | alike
    return figures.with_columns(
        opened=reached & goes_on, contained=reached & (c("last_contains") == c("last_part")).fill_null(False)
    )


def _leads() -> pl.Expr:
    """Whether 其中 begins a sentence or a part of one: 。其中，…；…"""
    return within("part", "sentence") & (c("last_leading_part") == c("last_part")).fill_null(False)


def _total(figures: pl.DataFrame) -> pl.Expr:
    """The amount that a part sums to with others, else the nearest of the same kind before 其中 that is no part: of the
    sentence, or of the one before where 其中 begins a sentence."""
    kind = pl.when(c("dimension") == "money").then("unit_measure").otherwise("dimension")
    told = figures.select("line", kind=kind, whole=c("amount") & ~c("is_part"), at=pl.int_range(pl.len()))
    at = told.select(pl.when("whole").then("at").shift(1).forward_fill().over("line", "kind")).to_series()
    total, sentence, stretch, value = (figures[k].gather(at) for k in ("row", "sentence", "part_sentence", "obs_value"))
    near = (
        (c("part_sentence") == stretch)
        | (_leads() & (c("sentence") - sentence <= 1))
        | (c("in_bracket") & (c("sentence") == sentence))
        | c("counted")
    )
    # 其中甲3个，另有乙5个、丙2个: what stands after 其中 is no total of what it opens
    opens = within("part", "sentence") & (total > c("last_part"))
    nearest = pl.when((near & ~opens.fill_null(False)).fill_null(False)).then(total)
    # 进出口3363.2亿元。其中，出口2060亿元；进口1303亿元: the total told last, though one printed elsewhere is the sum
    summed = c("obs_value").gather("split_of")
    same = nearest.is_not_null() & ((summed - value).abs() < 0.01 * value)
    return pl.when(same.fill_null(False)).then(nearest).otherwise(pl.coalesce(c("row").gather("split_of"), nearest))


def _splits(figures: pl.DataFrame) -> pl.Series:
    """企业58家，国家级9家、省级49家: two to six amounts that sum to one before them -> that total.

    Small whole numbers sum by chance: they stand right behind their total in its part of the sentence, or under 其中.
    Larger ones may stand off it in the sentence (男性…，女性…；城镇…，乡村…), printed decimals in another line.
    """
    at = figures.select(at=pl.int_range(pl.len()).filter(c("amount") & ~c("in_cell")))["at"]
    printed = c("obs_value") / pl.lit(10.0).pow(c("unit_mult"))
    told = figures.select(
        *_STRETCHES,
        *(c(kind).rank("dense").fill_null(0).cast(pl.Int64) for kind in _KINDS),
        value="obs_value",
        ulp=pl.lit(10.0).pow(c("unit_mult") - c("decimals")),
        is_fine=((c("decimals") > 0) | _many_digits()).fill_null(False),
        is_large=((printed >= _LARGE) | _many_digits()).fill_null(False),
        under=within("part", "sentence"),
    )[at]
    amounts = {name: told[name].to_numpy() for name in told.columns}
    place = at.to_numpy()
    totals = np.full(len(figures), -1, dtype=np.int64)
    # the nearest total first: what stands right behind it is its own split
    for back in range(1, _FAR + 1):
        for size in _SIZES:
            found = back + _sums_to(amounts, size, back).nonzero()[0]
            for member in range(size):
                part = place[found + member]
                free = totals[part] < 0
                totals[part[free]] = place[found[free] - back]
    return pl.Series("split_of", totals).replace(-1, None)


def _many_digits() -> pl.Expr:
    """Whether a value has more than four digits that tell: 301亿2600万."""
    scaled = c("obs_value") / pl.lit(10.0).pow(c("obs_value").abs().clip(1).log10().floor() - 3)
    return (scaled - scaled.round()).abs() > 1e-6


def _sums_to(amounts: dict[str, npt.NDArray[Any]], size: int, back: int) -> npt.NDArray[np.bool_]:
    """For each amount from the one at `back` on, whether so many from it sum to the one that stands so far before."""
    count = max(len(amounts["value"]) - size + 1 - back, 0)

    def at(name: str, steps: int) -> npt.NDArray[Any]:
        return amounts[name][back + steps : back + steps + count]

    def same(name: str) -> npt.NDArray[np.bool_]:
        here = at(name, 0)
        return np.asarray((here == at(name, -back)) & (here == at(name, size - 1)), dtype=np.bool_)

    total, value = at("value", -back), sum(at("value", step) for step in range(size))
    fine, large = at("is_fine", -back), at("is_large", -back)
    exact = fine & large & (total >= 1e5 * at("ulp", -back))
    equal = (np.abs(value - total) <= np.where(exact, _ROUNDED, 1e-9) * total) & (total > 0)
    sums: npt.NDArray[np.bool_] = np.asarray(equal & same("unit_measure") & same("document"), dtype=np.bool_)
    if not sums.any():
        return sums
    telling = fine | large
    alike = same("unit_word") & same("statistic")
    near = same("part_sentence") & (alike | telling) & (back == 1)
    under = same("sentence") & at("under", 0) & (telling | (alike & (back <= 2)))
    apart = (at("line", 0) == at("line", size - 1)) & (large | (at("line", 0) == at("line", -back)))
    found = sums & (near | under | (same("sentence") & large) | (apart & fine))
    return np.asarray(found, dtype=np.bool_)
