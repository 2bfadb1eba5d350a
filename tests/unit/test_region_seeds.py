"""What the region seeds promise to those who join them."""

import polars as pl
import pytest
from opencc import OpenCC
from polars import col as c

from kechuang.vocabulary import room, seed_rows

REGION = seed_rows(room("seeds") / "region.csv")
ALIAS = seed_rows(room("seeds") / "region_alias.csv")
IN_FORCE = REGION.filter(c("valid_to").is_null())
RANK = {"nation": 0, "province": 1, "prefecture": 2, "county": 3, "zone": 4}


def codes(alias: str) -> set[str]:
    return set(ALIAS.filter(c("alias") == alias)["region_code"])


def is_ambiguous(alias: str) -> bool:
    return ALIAS.filter(c("alias") == alias)["is_ambiguous"].unique().to_list() == ["true"]


def test_both_tables_have_the_columns_that_are_joined() -> None:
    described = ["region_code", "name_zh", "name_en", "level", "parent_code", "valid_from", "valid_to", "source"]
    assert REGION.columns == described
    assert ALIAS.columns == ["alias", "region_code", "context", "is_ambiguous", "source"]


def test_a_code_stands_for_one_region_and_rows_are_sorted() -> None:
    assert REGION["region_code"].is_unique().all()
    assert REGION["region_code"].is_sorted()


def test_every_cell_that_a_reader_needs_is_filled() -> None:
    assert REGION.select("region_code", "name_zh", "name_en", "level", "source").null_count().row(0) == (0,) * 5
    assert ALIAS.null_count().row(0) == (0,) * 5


def test_a_code_is_six_digits() -> None:
    assert REGION["region_code"].str.contains(r"^[1-9][0-9]{5}$").all()


def test_each_region_but_the_country_lies_in_one_of_a_higher_level() -> None:
    ranked = REGION.with_columns(rank=c("level").replace_strict(RANK))
    joined = ranked.join(
        ranked.select(parent_code="region_code", parent_rank="rank"),
        on="parent_code",
        how="left",
        maintain_order="left",
    )
    assert joined.filter(c("parent_rank").is_null())["region_code"].to_list() == ["100000"]
    assert joined.filter(c("rank") <= c("parent_rank"))["region_code"].to_list() == []


def test_a_code_opens_with_the_digits_of_its_parent() -> None:
    below = REGION.filter(c("parent_code").is_not_null() & (c("parent_code") != "100000"))
    assert (
        below.filter(~c("region_code").str.starts_with(c("parent_code").str.strip_chars_end("0")))["name_zh"].to_list()
        == []
    )


def test_the_level_agrees_with_the_code() -> None:
    kind = (
        pl.when(c("region_code").str.ends_with("0000"))
        .then(pl.lit("province"))
        .when(c("region_code").str.ends_with("00"))
        .then(pl.lit("prefecture"))
        .otherwise(c("level"))
    )
    assert REGION.filter((c("level") != "nation") & (c("level") != kind))["region_code"].to_list() == []
    assert REGION.filter(c("level").is_in(["county", "zone"]) & c("region_code").str.ends_with("00")).is_empty()


def test_a_region_ends_after_it_began_and_not_after_its_parent() -> None:
    years = REGION.with_columns(c("valid_from", "valid_to").cast(pl.Int32))
    assert years.filter(c("valid_to") <= c("valid_from"))["region_code"].to_list() == []
    parents = years.select(parent_code="region_code", parent_to="valid_to")
    orphans = years.join(parents, on="parent_code").filter(c("valid_to").fill_null(9999) > c("parent_to"))
    assert orphans["region_code"].to_list() == []


def test_headings_of_the_official_lists_are_no_regions() -> None:
    assert not {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"} & set(REGION["name_zh"])
    assert not {"110100", "500100", "500200", "429000", "469000", "659000"} & set(REGION["region_code"])


def test_the_regions_in_force_are_as_many_as_the_ministry_counts() -> None:
    """333 prefectures and 2846 counties at the end of 2024; in 2025 one county replaced two."""
    mainland = IN_FORCE.filter((c("region_code") < "700000") & (c("level") != "zone"))
    counted = dict(mainland.group_by("level").len().iter_rows())
    assert counted == {"nation": 1, "province": 31, "prefecture": 333, "county": 2845}


@pytest.mark.parametrize(
    ("code", "name_zh", "name_en", "parent", "years"),
    [
        ("110105", "朝阳区", "Chaoyang District", "110000", (None, None)),
        ("140000", "山西省", "Shanxi", "100000", (None, None)),
        ("150000", "内蒙古自治区", "Inner Mongolia", "100000", (None, None)),
        ("330104", "江干区", "Jianggan District", "330100", (None, "2021")),
        ("330110", "余杭区", "Yuhang District", "330100", ("2001", None)),
        ("330113", "临平区", "Linping District", "330100", ("2021", None)),
        ("330127", "淳安县", "Chun'an County", "330100", (None, None)),
        ("420600", "襄阳市", "Xiangyang", "420000", (None, None)),
        ("429004", "仙桃市", "Xiantao", "420000", ("1994", None)),
        ("451025", "靖西县", "Jingxi County", "451000", ("2002", "2015")),
        ("451081", "靖西市", "Jingxi", "451000", ("2015", None)),
        ("500000", "重庆市", "Chongqing", "100000", ("1997", None)),
        ("500157", "两江新区", "Liangjiang New Area", "500000", ("2025", None)),
        ("610000", "陕西省", "Shaanxi", "100000", (None, None)),
        ("610402", "秦都区", "Qindu District", "610400", ("1983", None)),
        ("659001", "石河子市", "Shihezi", "650000", ("1985", None)),
        ("810000", "香港特别行政区", "Hong Kong", "100000", ("1997", None)),
    ],
)
def test_known_regions(
    code: str, name_zh: str, name_en: str, parent: str, years: tuple[str | None, str | None]
) -> None:
    row = REGION.row(by_predicate=c("region_code") == code, named=True)
    assert (row["name_zh"], row["name_en"], row["parent_code"]) == (name_zh, name_en, parent)
    assert (row["valid_from"], row["valid_to"]) == years


def test_a_name_has_one_row_a_region_and_rows_are_sorted() -> None:
    pairs = ALIAS.select("alias", "region_code")
    assert pairs.is_unique().all()
    assert pairs.rows() == sorted(pairs.rows())


def test_every_alias_names_a_known_region() -> None:
    assert ALIAS.join(REGION, on="region_code", how="anti").is_empty()


def test_every_region_in_force_is_found_by_its_full_name() -> None:
    full = ALIAS.filter(c("context") == "name").select("region_code", name_zh="alias")
    assert IN_FORCE.join(full, on=["region_code", "name_zh"], how="anti")["region_code"].to_list() == []


def test_a_name_that_is_not_ambiguous_names_one_region() -> None:
    sure = ALIAS.filter(c("is_ambiguous") == "false")
    assert sure["alias"].is_unique().all()
    assert set(ALIAS["is_ambiguous"]) == {"true", "false"}


def test_only_abbreviations_have_one_character() -> None:
    lengths = ALIAS.with_columns(is_single=c("alias").str.len_chars() == 1)
    assert lengths.filter(c("is_single") != (c("context") == "abbreviation"))["alias"].to_list() == []


def test_former_names_are_told_apart_from_names_in_use() -> None:
    contexts = ALIAS.join(REGION, on="region_code").filter(c("valid_to").is_not_null())["context"]
    assert set(contexts) == {"former"}
    assert ALIAS.filter(c("alias") == "襄樊市").select("region_code", "context").rows() == [("420600", "former")]


@pytest.mark.parametrize(
    ("alias", "code"),
    [
        ("杭州", "330100"),
        ("余杭", "330110"),
        ("内蒙古", "150000"),
        ("延边", "222400"),
        ("恩施州", "422800"),
        ("凉山", "513400"),
        ("景宁", "331127"),
        ("西安", "610100"),
        ("靖西", "451081"),
        ("崇文区", "110103"),
        ("合肥高新区", "340176"),
        ("浙", "330000"),
        ("观塘", "810009"),
    ],
)
def test_names_in_use_lead_to_one_region(alias: str, code: str) -> None:
    assert codes(alias) == {code}
    assert not is_ambiguous(alias)


def test_the_higher_of_two_regions_has_the_short_name_that_they_share() -> None:
    assert codes("长沙") == {"430100"}
    assert codes("长沙县") == {"430121"}
    assert codes("吉林") == {"220000"}


@pytest.mark.parametrize(("alias", "some"), [("朝阳", 3), ("鼓楼区", 4), ("西湖", 2), ("和平区", 2), ("江北区", 2)])
def test_names_of_several_regions_keep_them_all(alias: str, some: int) -> None:
    assert len(codes(alias)) >= some
    assert is_ambiguous(alias)


@pytest.mark.parametrize(
    "alias", ["城区", "新建", "合作", "大方", "通道", "平安", "惠民", "资源", "新平", "中卫", "海城市", "和县"]
)
def test_names_that_are_words_or_arise_between_words_are_ambiguous(alias: str) -> None:
    assert codes(alias)
    assert is_ambiguous(alias)


def test_names_are_in_the_simplified_script() -> None:
    names = pl.concat([REGION["name_zh"], ALIAS["alias"]]).unique().sort()
    simple = OpenCC("t2s").convert("\n".join(names)).split("\n")
    changed = [name for name, converted in zip(names, simple, strict=True) if name != converted]
    assert [name for name in changed if "乾" not in name] == []  # in 乾县 and 乾安 the simplified script keeps it
