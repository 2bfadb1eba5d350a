"""region_ranking: ranks that documents report beside ranks that the values give."""

from typing import Any

from small_warehouse import SmallWarehouse, document, figure

COMPUTED = """
    SELECT region_zh, rank, n_ranked, n_regions, scope_zh, obs_value
    FROM region_ranking WHERE rank_source = 'computed' ORDER BY rank, region_zh
"""
CITIES = {"330100": "杭州市", "330200": "宁波市", "330300": "温州市"}


def values(given: dict[str, float], indicator_text: str = "地区生产总值", **fields: Any) -> dict[str, Any]:
    """The arguments of a document that tells one value a region."""
    figures = [
        figure(f"{area}={value}", value, indicator_text, ref_area=area, **fields) for area, value in given.items()
    ]
    return {"text": "\n".join(f"{area}={value}" for area, value in given.items()), "figures": figures}


def publish(warehouse: SmallWarehouse, *tables: dict[str, Any]) -> None:
    warehouse.publish(*(document(f"d{n}", t["text"], *t["figures"]) for n, t in enumerate(tables)))


def test_regions_of_one_parent_are_ranked_by_value(warehouse: SmallWarehouse) -> None:
    publish(warehouse, values({"330100": 30.0, "330200": 20.0, "330110": 99.0, "330000": 500.0}))
    assert warehouse.query(COMPUTED) == [("杭州市", 1, 2, 3, "浙江省", 30.0), ("宁波市", 2, 2, 3, "浙江省", 20.0)]


def test_equal_values_share_a_place(warehouse: SmallWarehouse) -> None:
    publish(warehouse, values({"330100": 30.0, "330200": 30.0, "330300": 10.0}))
    assert [row[:2] for row in warehouse.query(COMPUTED)] == [("宁波市", 1), ("杭州市", 1), ("温州市", 3)]


def test_where_less_is_better_the_smallest_value_is_first(warehouse: SmallWarehouse) -> None:
    publish(warehouse, values({"330100": 0.5, "330200": 0.4}, "单位GDP能耗"))
    assert [row[:2] for row in warehouse.query(COMPUTED)] == [("宁波市", 1), ("杭州市", 2)]


def test_periods_statistics_and_targets_are_ranked_apart(warehouse: SmallWarehouse) -> None:
    publish(
        warehouse,
        values({"330100": 30.0, "330200": 20.0}),
        values({"330100": 31.0}, time_period="2022"),
        values({"330100": 32.0}, obs_status="target"),
        values({"330100": 6.5}, statistic="growth_rate", unit_measure="percent"),
    )
    assert [row[:2] for row in warehouse.query(COMPUTED)] == [("杭州市", 1), ("宁波市", 2)]


def test_one_region_alone_makes_no_ranking_and_a_park_stands_for_no_region(warehouse: SmallWarehouse) -> None:
    publish(warehouse, values({"330100": 30.0}), values({"330200": 20.0}, subject="保税区"))
    assert warehouse.query(COMPUTED) == []


def rank(printed: str, place: float, area: str = "330100", **fields: Any) -> dict[str, Any]:
    given = {"indicator_text": "高新技术企业", "statistic": "rank", "unit_measure": "rank", "scope": "330000"}
    return figure(printed, place, **(given | {"ref_area": area} | fields))


def test_a_reported_rank_stands_beside_the_computed_one(warehouse: SmallWarehouse) -> None:
    table = values({"330100": 30.0, "330200": 20.0}, "高新技术企业")
    text = table["text"] + "\n杭州高新技术企业数居全省第二位"
    warehouse.publish(document("d", text, *table["figures"], rank("第二位", 2)))
    rows = warehouse.query(
        "SELECT rank_source, indicator_id, region_zh, scope_zh, time_period, rank, evidence "
        "FROM region_ranking WHERE ref_area = '330100' ORDER BY rank_source"
    )
    assert rows == [
        ("computed", "hitech", "杭州市", "浙江省", "2023", 1, "330100=30.0"),
        ("reported", "hitech", "杭州市", "浙江省", "2023", 2, "杭州高新技术企业数居全省第二位"),
    ]


REPORTED = "SELECT rank, indicator_text FROM region_ranking WHERE rank_source = 'reported' ORDER BY rank"


def test_a_reported_rank_waits_for_no_indicator_and_no_period(warehouse: SmallWarehouse) -> None:
    lone = rank("第三", 3, indicator_text="营商环境满意度", time_period=None, scope=None)
    warehouse.publish(document("d", "营商环境满意度位列第三。", lone))
    assert warehouse.query(REPORTED) == [(3, "营商环境满意度")]


def test_a_rank_that_two_documents_report_is_shown_once(warehouse: SmallWarehouse) -> None:
    warehouse.publish(
        document("a", "甲稿：高新技术企业居第一位。", rank("第一位", 1)),
        document("b", "乙稿：高新技术企业居第一位。", rank("第一位", 1)),
    )
    assert warehouse.query(REPORTED) == [(1, "高新技术企业")]


def test_the_steps_of_a_climb_without_years_are_all_shown(warehouse: SmallWarehouse) -> None:
    climb = [rank(f"第{n}位", n, time_period=None) for n in (42, 31, 25)]
    warehouse.publish(document("d", "从第42位到第31位，再到第25位。", *climb))
    assert [row[0] for row in warehouse.query(REPORTED)] == [25, 31, 42]


def test_a_companys_rank_is_no_regions_rank(warehouse: SmallWarehouse) -> None:
    warehouse.publish(document("d", "某公司销量居第一位。", rank("第一位", 1, subject="某公司")))
    assert warehouse.query("SELECT count(*) FROM region_ranking") == [(0,)]
