"""Places in a text counted in characters and in bytes."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from kechuang.transforms.characters import Characters, cut

TEXTS = st.lists(st.text(st.characters(codec="utf-8")), min_size=1, max_size=5)


def table(texts: list[str]) -> pl.DataFrame:
    return pl.DataFrame(
        {"document": range(len(texts)), "text": texts}, schema={"document": pl.UInt32, "text": pl.String}
    )


@settings(deadline=None)
@given(TEXTS, st.data())
def test_a_place_goes_to_bytes_and_back(texts: list[str], data: st.DataObject) -> None:
    at = [data.draw(st.integers(0, len(text))) for text in texts]
    letters, rows = Characters.of(table(texts)), pl.DataFrame({"at": at}, schema={"at": pl.Int64})
    document = table(texts)["document"]
    there = letters.to_bytes(document, rows["at"])
    assert there.to_list() == [len(text[:place].encode()) for text, place in zip(texts, at, strict=True)]
    assert letters.from_bytes(document, there).to_list() == at


def test_a_place_outside_a_text_is_its_nearest_end() -> None:
    texts = table(["科创", "", "a科"])
    document = texts["document"]
    letters = Characters.of(texts)
    assert letters.to_bytes(document, pl.Series([9, 9, 9])).to_list() == [6, 0, 4]
    assert letters.to_bytes(document, pl.Series([None, -1, 1], dtype=pl.Int64)).to_list() == [0, 0, 1]


def test_a_text_is_cut_between_places_in_its_bytes() -> None:
    found = pl.DataFrame({"text": ["新增3家"], "first": [6], "last": [10]})
    assert found.select(cut(pl.col("text"), pl.col("first"), pl.col("last"))).item() == "3家"
