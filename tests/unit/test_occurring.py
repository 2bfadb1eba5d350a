"""Only words that a text may hold are searched for in it."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from kechuang.transforms.marks.occurring import Occurring


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8"), min_size=1), st.data())
def test_every_part_of_a_text_may_occur_in_it(text: str, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(text) - 1))
    word = text[first : data.draw(st.integers(first + 1, len(text)))]
    assert Occurring(pl.Series([text])).of((word,)) == (word,)


def test_words_that_begin_like_nothing_in_the_texts_are_left_out() -> None:
    occurring = Occurring(pl.Series(["新增企业3家", "", "平方公里"]))
    assert occurring.of(("万吨", "平方公里", "家", "平米", "吨")) == ("平方公里", "家")


def test_a_word_over_the_end_of_a_text_does_not_occur() -> None:
    assert Occurring(pl.Series(["3平", "方米"])).of(("平方",)) == ()
