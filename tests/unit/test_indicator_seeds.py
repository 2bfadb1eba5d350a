"""The indicator vocabulary as it stands in seeds/: keys, names, units and ranges that the rest relies on."""

import polars as pl
import pytest

from kechuang.settings import room
from kechuang.transforms.schemas import STATISTICS
from kechuang.transforms.terms import bind_terms, normalise_term
from kechuang.vocabulary import load, seed_rows

c = pl.col
DOMAINS = {
    "agriculture", "culture_sport", "economy", "education", "employment", "energy", "enterprise", "environment",
    "finance", "foreign_trade", "governance", "health", "housing_construction", "income", "industry", "innovation",
    "investment", "population", "post_telecom", "prices", "safety", "social_security", "talent", "tourism", "trade",
    "transport",
}  # fmt: skip
LEVELS = {"nation", "province", "prefecture", "county", "any"}


def seed(name: str) -> pl.DataFrame:
    return seed_rows(room("seeds") / f"{name}.csv")


@pytest.fixture(scope="module")
def indicator() -> pl.DataFrame:
    return seed("indicator")


@pytest.fixture(scope="module")
def alias() -> pl.DataFrame:
    return seed("indicator_alias")


@pytest.fixture(scope="module")
def ranges() -> pl.DataFrame:
    return seed("indicator_range").with_columns(c("low", "high").cast(pl.Float64))


def doubled(table: pl.DataFrame, *key: str) -> list[tuple[object, ...]]:
    return table.group_by(key).len().filter(c("len") > 1).select(key).rows()


def test_an_indicator_has_one_row_and_a_name_of_its_own(indicator: pl.DataFrame) -> None:
    assert doubled(indicator, "indicator_id") == []
    assert doubled(indicator, "name_zh") == []
    assert doubled(indicator, "name_en") == []


def test_an_indicator_id_is_lower_snake_case(indicator: pl.DataFrame) -> None:
    assert indicator.filter(~c("indicator_id").str.contains(r"^[a-z][a-z0-9_]*$"))["indicator_id"].to_list() == []


def test_rows_are_sorted_by_domain_then_id(indicator: pl.DataFrame, alias: pl.DataFrame) -> None:
    rows = indicator.select("domain", "indicator_id").rows()
    assert rows == sorted(rows)
    of = alias.join(indicator, on="indicator_id", maintain_order="left").select("domain", "indicator_id").rows()
    assert of == sorted(of)


def test_the_vocabulary_covers_the_field(indicator: pl.DataFrame, alias: pl.DataFrame) -> None:
    assert indicator.height >= 500
    assert alias.height >= 3 * indicator.height
    assert set(indicator["domain"]) == DOMAINS
    assert indicator.group_by("domain").len()["len"].min() >= 10  # type: ignore[operator]


def test_every_column_but_the_statistics_is_filled(indicator: pl.DataFrame) -> None:
    for table in (indicator.drop("statistics"), *map(seed, ("indicator_alias", "indicator_range", "breakdown"))):
        assert [s.name for s in table if s.null_count()] == []


def test_codes_come_from_closed_lists(indicator: pl.DataFrame) -> None:
    assert set(indicator["stock_or_flow"]) <= {"stock", "flow", "ratio", "index", "price"}
    assert set(indicator["direction"]) <= {"up", "down", "none"}
    statistics = indicator["statistics"].drop_nulls().str.split("|").to_list()
    assert {one for several in statistics for one in several} <= set(STATISTICS)


def test_an_indicator_is_measured_in_a_unit_that_documents_print(indicator: pl.DataFrame) -> None:
    known = set(seed("unit")["unit_measure"].drop_nulls())
    assert set(indicator["unit_measure"]) - known == set()


def test_a_ratio_in_percent_is_told_as_a_share_or_is_a_growth_rate(indicator: pl.DataFrame) -> None:
    ratios = indicator.filter((c("unit_measure") == "percent") & (c("stock_or_flow") == "ratio"))
    other = ratios.filter(~c("statistics").str.contains("share") & ~c("statistics").str.contains("growth_rate"))
    assert other["indicator_id"].to_list() == []


def test_money_that_flows_has_no_increment(indicator: pl.DataFrame) -> None:
    flows = indicator.filter((c("unit_measure") == "CNY") & (c("stock_or_flow") == "flow"))
    assert flows.filter(c("statistics").str.contains("increment").fill_null(True))["indicator_id"].to_list() == []


def test_an_alias_names_one_indicator_that_exists(indicator: pl.DataFrame, alias: pl.DataFrame) -> None:
    assert doubled(alias, "alias") == []
    assert set(alias["indicator_id"]) - set(indicator["indicator_id"]) == set()


def test_no_two_aliases_have_the_same_normal_form(alias: pl.DataFrame) -> None:
    assert doubled(alias.with_columns(term=normalise_term(c("alias"))), "term") == []


def test_the_official_name_is_an_alias_of_its_indicator(indicator: pl.DataFrame, alias: pl.DataFrame) -> None:
    named = indicator.join(alias, left_on=["indicator_id", "name_zh"], right_on=["indicator_id", "alias"], how="anti")
    assert named["name_zh"].to_list() == []


def test_an_alias_is_half_width_without_spaces_or_quotation_marks(alias: pl.DataFrame) -> None:
    odd = alias.filter((c("alias") != c("alias").str.normalize("NFKC")) | c("alias").str.contains(r"[\s“”‘’\"']"))
    assert odd["alias"].to_list() == []


def test_an_alias_is_longer_than_one_character(alias: pl.DataFrame) -> None:
    assert alias.filter(c("alias").str.len_chars() < 2)["alias"].to_list() == []


def test_an_alias_leaves_out_whose_figure_it_is(alias: pl.DataFrame) -> None:
    bare = c("alias").str.contains(r"^(?:我|本)(?:国|省|市|区|县|州|镇)|^全(?:省|市|区|县|州|镇)")
    assert alias.filter(bare)["alias"].to_list() == []


def test_an_alias_does_not_end_in_the_word_of_a_change(alias: pl.DataFrame) -> None:
    changes = alias.filter(c("alias").str.contains("(?:下降|降低|减少|提升|提高|增加|上升)$"))
    assert changes["alias"].to_list() == []


@pytest.mark.parametrize(
    ("wording", "indicator_id"),
    [
        ("地区生产总值（GDP）", "gdp"),
        ("全市生产总值", "gdp"),
        ("R＆D经费投入占GDP比重", "rd_intensity"),
        ("国家級高新技術企業", "high_tech_enterprise"),
        ("专精特新“小巨人”企业", "little_giant_enterprise"),
        ("我市社会消费品零售总额", "retail_sales"),
        ("城鎮居民人均可支配收入", "disposable_income_urban"),
        ("PM2.5平均浓度", "pm25"),
        ("國家級孵化器", "tech_incubator_national"),
        ("本地研發總開支", "rd_expenditure"),
        ("每万人高价值发明专利拥有量", "high_value_invention_patent_per_10k"),
        ("规模以上高技术制造业增加值", "high_tech_manufacturing_value_added"),
    ],
)
def test_a_usual_wording_finds_its_indicator(wording: str, indicator_id: str) -> None:
    terms = pl.DataFrame({"wording": [wording]}).select(term=normalise_term(c("wording")))
    assert bind_terms(terms, load())["indicator_id"].to_list() == [indicator_id]


@pytest.mark.parametrize("wording", ["投资", "企业", "收入", "增加值", "项目", "占比", "总额", "面积"])
def test_a_word_that_could_be_anything_names_no_indicator(wording: str) -> None:
    terms = pl.DataFrame({"wording": [wording]}).select(term=normalise_term(c("wording")))
    assert bind_terms(terms, load())["indicator_id"].to_list() == [None]


def test_a_range_is_known_once_and_in_order(ranges: pl.DataFrame) -> None:
    assert doubled(ranges, "indicator_id", "statistic", "region_level", "severity") == []
    assert ranges.filter(~(c("low") < c("high"))).rows() == []


def test_a_range_is_of_an_indicator_that_exists(ranges: pl.DataFrame, indicator: pl.DataFrame) -> None:
    assert set(ranges["indicator_id"]) - set(indicator["indicator_id"]) == {"*"}


def test_the_codes_of_a_range_come_from_closed_lists(ranges: pl.DataFrame) -> None:
    assert set(ranges["region_level"]) <= LEVELS
    assert set(ranges["severity"]) <= {"warning", "critical"}
    assert set(ranges["statistic"]) <= set(STATISTICS)


def test_a_range_is_of_a_statistic_that_its_indicator_allows(ranges: pl.DataFrame, indicator: pl.DataFrame) -> None:
    allowed = ranges.join(indicator, on="indicator_id").filter(c("statistics").is_not_null())
    assert allowed.filter(~c("statistics").str.split("|").list.contains(c("statistic"))).rows() == []


def test_an_indicator_with_a_range_has_one_for_any_region(ranges: pl.DataFrame) -> None:
    own = ranges.filter((c("indicator_id") != "*") & (c("severity") == "warning"))
    of = own.group_by("indicator_id", "statistic").agg(has_any=(c("region_level") == "any").any())
    assert of.filter(~c("has_any")).rows() == []


def test_the_most_used_indicators_have_ranges(ranges: pl.DataFrame) -> None:
    level = ranges.filter((c("statistic") == "level") & (c("severity") == "warning") & (c("indicator_id") != "*"))
    assert level["indicator_id"].n_unique() >= 200


def test_the_amount_of_a_smaller_region_has_no_higher_end(ranges: pl.DataFrame, indicator: pl.DataFrame) -> None:
    amounts = indicator.filter(c("stock_or_flow").is_in(["stock", "flow"])).select("indicator_id")
    level = ranges.join(amounts, on="indicator_id").filter((c("statistic") == "level") & (c("severity") == "warning"))
    wide = level.pivot(on="region_level", index="indicator_id", values="high")
    for large, small in [("any", "nation"), ("any", "province"), ("province", "prefecture"), ("prefecture", "county")]:
        assert wide.filter(c(small) > c(large))["indicator_id"].to_list() == []


# Published figures of the National Bureau of Statistics and of regional bulletins, in the indicator's own unit.
TRUE_FIGURES = [
    ("gdp", "level", "nation", 1.3490840e14),  # 2024
    ("gdp", "level", "nation", 1.8872e12),  # 1990
    ("gdp", "level", "province", 2.7653e11),  # Tibet 2024
    ("gdp", "level", "province", 1.4163e13),  # Guangdong 2024
    ("gdp", "level", "county", 1.7751e12),  # Pudong 2024
    ("population_resident", "level", "nation", 1.40828e9),  # 2024
    ("population_resident", "level", "province", 3.70e6),  # Tibet 2024
    ("population_resident", "level", "county", 5.68e6),  # Pudong 2020
    ("rd_expenditure", "level", "nation", 3.63268e12),  # 2024
    ("rd_intensity", "share", "nation", 2.69),  # 2024
    ("rd_intensity", "share", "province", 6.73),  # Beijing 2023
    ("disposable_income", "level", "nation", 41314),  # 2024
    ("grain_output", "level", "nation", 7.065e8),  # 2024
    ("budget_revenue", "level", "nation", 2.1970e13),  # 2024
    ("retail_sales", "level", "nation", 4.8789e13),  # 2024
    ("urban_new_employment", "level", "nation", 1.256e7),  # 2024
    ("express_volume", "level", "nation", 1.745e11),  # 2024
    ("output_new_energy_vehicle", "level", "nation", 1.3168e7),  # 2024
    ("real_estate_floor_started", "level", "nation", 2.27e9),  # 2019, the peak
    ("accident_death", "level", "nation", 1.39e5),  # 2002, the peak
    ("gdp", "growth_rate", "nation", -6.8),  # first quarter of 2020
    ("gdp", "growth_rate", "province", 58.3),  # Hubei, first quarter of 2021
    ("cpi", "growth_rate", "nation", 24.1),  # 1994
    ("pm25", "level", "province", 89.5),  # Beijing 2013
]


def figures(values: list[tuple[str, str, str, float]]) -> pl.DataFrame:
    return pl.DataFrame(values, schema=["indicator_id", "statistic", "region_level", "value"], orient="row")


def outside(values: pl.DataFrame, ranges: pl.DataFrame) -> pl.DataFrame:
    """The figures out of their usual range: of the own region level where there is one, else of any."""
    usual = ranges.filter(c("severity") == "warning")
    other = usual.filter(c("region_level") == "any").select("indicator_id", "statistic", any_low="low", any_high="high")
    near = values.join(usual, on=["indicator_id", "statistic", "region_level"], how="left")
    near = near.join(other, on=["indicator_id", "statistic"], how="left")
    low, high = pl.coalesce("low", "any_low"), pl.coalesce("high", "any_high")
    return near.filter(~c("value").is_between(low, high) | low.is_null())


def test_published_figures_lie_within_their_ranges(ranges: pl.DataFrame) -> None:
    assert outside(figures(TRUE_FIGURES), ranges).rows() == []


def test_a_factor_of_ten_thousand_leaves_the_range_of_the_main_aggregates(ranges: pl.DataFrame) -> None:
    usual = [
        ("gdp", "level", "province", 4e12), ("gdp", "level", "prefecture", 3e11), ("gdp", "level", "county", 4e10),
        ("population_resident", "level", "prefecture", 3e6), ("rd_expenditure", "level", "county", 1e9),
        ("retail_sales", "level", "county", 1e10), ("disposable_income_urban", "level", "county", 5e4),
    ]  # fmt: skip
    misread = figures([(i, s, r, v * f) for i, s, r, v in usual for f in (1e4, 1e-4)])
    assert outside(misread, ranges).height == misread.height


def test_a_breakdown_member_has_one_row() -> None:
    member = seed("breakdown")
    assert doubled(member, "dimension", "breakdown_id") == []
    assert doubled(member, "dimension", "name_zh") == []


def test_a_breakdown_word_is_one_member_of_its_dimension() -> None:
    member, word = seed("breakdown"), seed("breakdown_alias")
    assert doubled(word.with_columns(term=normalise_term(c("alias"))), "dimension", "term") == []
    assert word.join(member, on=["dimension", "breakdown_id"], how="anti").rows() == []
    assert member.join(word, on=["dimension", "breakdown_id"], how="anti").rows() == []
