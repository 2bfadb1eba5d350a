"""Every number of a text with its offset and the text before it: one split of the column, no loop.

A piece of the split ends in a match; group 0 anchored at its end takes the match back out, and one running length
gives the offsets (measured at 140-160 MB/s, equal to `re.finditer`). What a match says is parsed once for each
distinct text or shape (`shapes.py`, `times.py`).
"""

from functools import cache

import polars as pl

from kechuang.transforms.marks import pattern, shapes, times
from kechuang.transforms.marks.occurring import Occurring

c = pl.col

NUMBER = pl.Schema(
    {
        "document": pl.UInt32,
        "match": pl.String,
        "gap": pl.String,  # the text between the number before it and this one
        "start": pl.Int64,  # code points in the cleaned text, of the number itself
        "end": pl.Int64,
    }
)


def find(
    documents: pl.DataFrame, units: pl.DataFrame, names: tuple[str, ...] = (), acronyms: tuple[str, ...] = ()
) -> pl.DataFrame:
    """documents(document, text) -> NUMBER + the columns of shapes.SHAPE and times.TIME, and one last row a document.

    The last row (`match` empty) holds the text after the last number, so that no character is lost.
    """
    occurring = Occurring(documents["text"])
    surfaces, after_chinese = tuple(units["surface"]), tuple(units.filter(c("after_chinese") == "true")["surface"])
    whole = pattern.number(*map(occurring.of, (surfaces, after_chinese, names, acronyms)))
    found = _split(documents, whole)
    texts = found.select("match").unique().filter(c("match") != "")
    parsed = texts.join(_parse(texts, units, names, acronyms), on="match", how="left").with_columns(
        has_digits=c("match").str.contains("[0-9一二三四五六七八九十百两半数几]")
    )
    found = found.join(parsed, on="match", how="left", maintain_order="left")
    return (
        _settle(found)
        .with_columns(out_of=_out_of())
        .with_columns(sort=pl.when(_is_unit()).then(pl.lit("word")).otherwise("sort"))
    )


def _is_unit() -> pl.Expr:
    """Whether the match is a unit and no number: 单位：亿元, and 亿元 alone in a column of units."""
    bare = ~c("has_digits") & (c("sort") == "quantity") & c("match").str.contains("^[百千万亿]+[^百千万亿]")
    alone = c("gap").str.contains(r"(?:^|\s)$") & c("gap").shift(-1).str.contains(r"^\s")
    told = c("gap").str.contains(r"单位[:：]\s*$")
    return (bare & (alone | told)).fill_null(False)


# 13个设区市中，11个…; 17个市州中14个…; but not 8家集中供热企业
_OUT_OF = "^[^，。；\\n]{1,16}中(?:[，,][^。；\\n]{0,60}|(?:共|仅|只|已|就)?有[^，。；\\n]{0,10})?$"


def _out_of() -> pl.Expr:
    """Whether the number counts some of what the number before it counts all of."""
    return (c("gap").str.contains(_OUT_OF) & (c("document") == c("document").shift(1))).fill_null(False)


def _split(documents: pl.DataFrame, whole: str) -> pl.DataFrame:
    length = c("text").str.len_chars().cast(pl.Int64)
    return (
        documents.lazy()
        .select(
            "document",
            before=length.cum_sum() - length,
            piece=(c("text") + pl.lit("\n")).str.split(whole, literal=False, inclusive=True),
        )
        .with_columns(before=c("before") + pl.int_range(pl.len()))  # one line end was added to each text
        .explode("piece")
        .with_columns(piece=c("piece").fill_null(""))
        .with_columns(
            until=c("piece").str.len_chars().cast(pl.Int64).cum_sum() - c("before"),
            match=c("piece").str.extract(f"(?:{whole})$", 0).fill_null(""),
        )
        .with_columns(gap=c("piece").str.strip_suffix(c("match")))
        .select("document", "match", "gap", "until")
        .collect()
    )


def _settle(found: pl.DataFrame) -> pl.DataFrame:
    """Give the characters that a match took too many, before or after the number, back to the gaps beside it."""
    lead, trail = c("lead").fill_null(""), c("trail").fill_null("")
    same = c("document") == c("document").shift(1)
    carried = pl.when(same).then(trail.shift(1)).otherwise(pl.lit(""))
    return found.with_columns(
        gap=pl.concat_str(carried.fill_null(""), c("gap"), lead),
        start=c("until") - c("match").str.len_chars().cast(pl.Int64) + lead.str.len_chars().cast(pl.Int64),
        end=c("until") - trail.str.len_chars().cast(pl.Int64),
        own_bytes=(c("match").str.len_bytes() - lead.str.len_bytes() - trail.str.len_bytes()).cast(pl.Int64),
    ).drop("until", "lead", "trail")


def _parse(texts: pl.DataFrame, units: pl.DataFrame, names: tuple[str, ...], acronyms: tuple[str, ...]) -> pl.DataFrame:
    """match -> what it says: quantities through their shape (digits masked), times and names by their text."""
    grammar = _grammar(
        tuple(units.select("surface", "unit_measure", "factor", "dimension").iter_rows()), names, acronyms
    )
    shaped = texts.with_columns(shape=c("match").str.replace_all("[0-9]", "#"))
    distinct = shaped.unique("shape", maintain_order=True)
    rows = pl.DataFrame(
        [{"shape": s, **grammar.read(m)} for s, m in distinct.select("shape", "match").iter_rows()],
        schema={"shape": pl.String} | dict(shapes.SHAPE),
    )
    quantity = shaped.join(rows, on="shape", how="left")
    quantity = _values(quantity)
    timed = quantity.filter(c("sort") == "time")["match"]
    return quantity.join(
        pl.DataFrame([{"match": m, **times.read(m)} for m in timed], schema={"match": pl.String} | dict(times.TIME)),
        on="match",
        how="left",
    ).drop("shape")


def _values(shaped: pl.DataFrame) -> pl.DataFrame:
    """The values of a shape's digits: an integer times a power of ten, so that 158.83万 is 1588300 and no more."""
    digits = (
        c("match")
        .str.replace_all(r"[,，]([0-9]{3})", "$1")
        .str.replace(r"^([0-9]{1,3}) ([0-9]{3})(?: ([0-9]{3}))?([^0-9])", "$1$2$3$4")
        .str.replace_all("．", ".")
        .str.extract_all(r"[0-9]+(?:\.[0-9]+)?")
    )

    def number(at: str) -> tuple[pl.Expr, pl.Expr]:
        text = digits.list.get(c(at), null_on_oob=True)
        decimals = text.str.extract(r"\.([0-9]+)$", 1).str.len_chars().fill_null(0).cast(pl.Int64)
        return text.str.replace(".", "", literal=True).cast(pl.Float64, strict=False), decimals

    def value(whole: pl.Expr, decimals: pl.Expr, factor: pl.Expr, power: pl.Expr) -> pl.Expr:
        shift = power - decimals
        printed = pl.when(shift >= 0).then(whole * pl.lit(10.0).pow(shift)).otherwise(whole / pl.lit(10.0).pow(-shift))
        # 28.5台/百户 is 0.285
        return pl.when(factor < 1).then((printed * factor).round_sig_figs(15)).otherwise(printed * factor)

    shaped = shaped.with_columns(digits=digits)
    digits = c("digits")
    low, low_decimals = number("low_at")
    high, high_decimals = number("high_at")
    sign = pl.when("is_negative").then(-1.0).otherwise(1.0)
    fraction = pl.when(c("sort") == "fraction").then(
        100
        * digits.list.get(0, null_on_oob=True).cast(pl.Float64, strict=False)
        / digits.list.get(1, null_on_oob=True).cast(pl.Float64, strict=False)
    )
    valued = shaped.with_columns(
        obs_value=pl.coalesce("literal", fraction, sign * value(low, low_decimals, c("factor"), c("low_power"))),
        obs_value_high=pl.coalesce("literal_high", value(high, high_decimals, c("factor"), c("unit_mult"))),
        decimals=pl.when(c("is_sum"))
        .then(low_decimals)
        .when(c("low_at").is_not_null())
        .then(pl.max_horizontal(low_decimals, high_decimals.fill_null(0)))
        .otherwise(0),
    )
    doubled = (c("unit_word") == "番") & c("literal").is_null()  # each 番 doubles: 翻2番 is growth of 300 percent
    return valued.with_columns(
        obs_value=pl.when(c("is_sum"))
        .then(c("obs_value") + c("obs_value_high"))
        .when(doubled)
        .then((pl.lit(2.0).pow(c("obs_value") / 100) - 1) * 100)
        .when(c("unit_word").str.contains("半", literal=True) & c("literal").is_null())
        .then(c("obs_value") + c("factor") / 2)
        .otherwise("obs_value"),
        obs_value_high=pl.when(~c("is_sum")).then("obs_value_high"),
    ).drop("digits")


@cache
def _grammar(
    units: tuple[tuple[str, str, str, str], ...], names: tuple[str, ...], acronyms: tuple[str, ...]
) -> "shapes.Grammar":
    return shapes.Grammar(units, frozenset(names), frozenset(acronyms))
