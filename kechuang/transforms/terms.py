"""Wordings of indicators: their normal form, and the indicator that the vocabulary binds them to."""

from functools import cache

import opencc
import polars as pl

from kechuang.transforms.once import once
from kechuang.vocabulary import Vocabulary

# Words that say whose figure it is, not what is measured; the figure's region keeps them.
LEADING_AREA = r"^(?:全|我|本)(?:国|省|市|区|县|州|镇)"
# Words that say that a stock is counted whole; the statistic keeps that: GDP总量, 高新技术企业数量.
CLOSING_TOTAL = r"(?:总量|总数|数量|数)$"


def normalise_term(expr: pl.Expr) -> pl.Expr:
    """The wording in simplified characters, half-width and lower case, without punctuation and spaces."""
    plain = expr.str.normalize("NFKC").str.to_lowercase().str.replace_all(r"[\p{P}\p{Z}\s]", "")
    return plain.map_batches(_simplified, return_dtype=pl.String, is_elementwise=True)


def bind_terms(terms: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    """Terms bound to indicators: `term` (as given, normalised) and `indicator_id` (null where no alias fits).

    A term fits an alias or an indicator's name as it stands, else after its leading 全市, 我省, ... is taken off,
    else after its closing 总量, 数量, ... is, too.
    An alias of several indicators binds none.
    """
    known = _aliases(vocabulary)

    def bound(reading: str) -> pl.Series:
        return pl.Series(map(known.get, readings[reading]), dtype=pl.String)

    own = pl.col("term").str.replace(LEADING_AREA, "")
    readings = terms.select("term", reading_1="term", reading_2=own, reading_3=own.str.replace(CLOSING_TOTAL, ""))
    return readings.select("term", indicator_id=pl.coalesce(bound("reading_1"), bound("reading_2"), bound("reading_3")))


@once
def _aliases(vocabulary: Vocabulary) -> dict[str, str]:
    """term -> indicator_id, for the wordings that name one indicator."""
    names = vocabulary.indicator.select(alias="name_zh", indicator_id="indicator_id")
    terms = (
        pl.concat([vocabulary.indicator_alias.select("alias", "indicator_id"), names])
        .select(term=normalise_term(pl.col("alias")), indicator_id="indicator_id")
        .unique()
        .filter(pl.len().over("term") == 1)
    )
    return dict(zip(terms["term"], terms["indicator_id"], strict=True))


def _simplified(texts: pl.Series) -> pl.Series:
    joined = "\n".join(texts.fill_null("").to_list())  # no text holds a line end: white space is gone by now
    lines = _converter().convert(joined).split("\n")
    return pl.Series(texts.name, lines, dtype=pl.String) if len(texts) else texts


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")
