"""Staged tables: keys, the sentence kept once, and totals that parts point to."""

from datetime import date

import polars as pl
import pytest

from kechuang import vocabulary
from kechuang.transforms import schemas, staging
from kechuang.transforms.extract import extract

TEXT = "2024年，全县新增科技型企业30家，其中民营企业18家。全年接待游客5万人次，同比增长8%。"


@pytest.fixture(scope="module")
def staged() -> dict[str, pl.DataFrame]:
    documents = pl.DataFrame(
        [
            {
                "document_id": "d1",
                "text": TEXT,
                "text_sha256": "ab" * 32,
                "text_length": len(TEXT),
                "published_date": date(2025, 1, 9),
            }
        ],
        schema=schemas.DOCUMENT,
    )
    named = documents.select("text", document="document_id", published="published_date", region="region_code")
    return staging.stage(extract(named, vocabulary.load()), documents)


def test_tables_have_their_declared_schemas(staged: dict[str, pl.DataFrame]) -> None:
    assert staged["mention"].schema == schemas.MENTION
    assert staged["observation"].schema == schemas.OBSERVATION
    assert staged["sentence"].schema == schemas.SENTENCE


def test_an_id_names_text_and_offset_of_the_numeral(staged: dict[str, pl.DataFrame]) -> None:
    first = staged["observation"].row(0, named=True)
    assert first["observation_id"] == f"{'ab' * 12}-{TEXT.index('30家')}-0"
    assert first["mention_id"] in staged["mention"]["mention_id"].to_list()


def test_a_part_points_to_the_id_of_its_total(staged: dict[str, pl.DataFrame]) -> None:
    total, part = staged["observation"].head(2).iter_rows(named=True)
    assert part["part_of"] == total["observation_id"]


def test_a_sentence_is_kept_once_for_all_its_figures(staged: dict[str, pl.DataFrame]) -> None:
    assert staged["sentence"]["text"].to_list() == [
        "2024年，全县新增科技型企业30家，其中民营企业18家。",
        "全年接待游客5万人次，同比增长8%。",
    ]
