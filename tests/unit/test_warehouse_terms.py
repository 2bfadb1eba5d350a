"""Wordings are bound to indicators at each publish, whenever their documents were read."""

from small_warehouse import SEEDS, SmallWarehouse, document, figure

BOUND = "SELECT indicator_text, indicator_id FROM observation ORDER BY span_start"
REPORT = document("report", "全市生产总值为9亿元。", figure("9亿元", 9e8, "生产总值", unit_mult=8))


def test_a_new_alias_binds_stored_figures_without_reading_them_again(warehouse: SmallWarehouse) -> None:
    warehouse.publish(REPORT)
    assert warehouse.query(BOUND) == [("生产总值", None)]
    warehouse.write_seed("indicator_alias", SEEDS["indicator_alias"] + "生产总值,gdp,test\n")
    warehouse.publish()
    assert warehouse.query(BOUND) == [("生产总值", "gdp")]
    assert warehouse.query("SELECT count(*), count(recorded_to) FROM fact_observation") == [(1, 0)]


def test_the_binding_on_an_earlier_day_is_kept(warehouse: SmallWarehouse) -> None:
    warehouse.publish(REPORT)
    warehouse.write_seed("indicator_alias", SEEDS["indicator_alias"] + "生产总值,gdp,test\n")
    warehouse.publish()
    bindings = warehouse.query("SELECT indicator_id, run_id FROM dim_term ORDER BY recorded_from")
    assert bindings == [(None, "day1"), ("gdp", "day2")]


def test_an_alias_taken_away_unbinds_what_it_bound(warehouse: SmallWarehouse) -> None:
    warehouse.write_seed("indicator_alias", SEEDS["indicator_alias"] + "生产总值,gdp,test\n")
    warehouse.publish(REPORT)
    warehouse.write_seed("indicator_alias", SEEDS["indicator_alias"])
    warehouse.publish()
    assert warehouse.query(BOUND) == [("生产总值", None)]


def test_the_reading_binds_before_the_wording_as_long_as_the_indicator_exists(warehouse: SmallWarehouse) -> None:
    read = document(
        "read", "指数化产值9亿元。", figure("9亿元", 9e8, "地区生产总值", indicator_id="energy", unit_mult=8)
    )
    warehouse.publish(read)
    assert warehouse.query(BOUND) == [("地区生产总值", "energy")]
    warehouse.write_seed("indicator", SEEDS["indicator"].replace("energy,单位GDP能耗", "intensity,单位GDP能耗"))
    warehouse.publish()
    assert warehouse.query(BOUND) == [("地区生产总值", "gdp")]


def test_scripts_widths_quotation_marks_and_leading_areas_do_not_matter(warehouse: SmallWarehouse) -> None:
    wordings = ["高新技術企業", "高新技术“企业”", "全市高新技术企业", "我省ＧＤＰ"]
    text = "".join(f"{wording}{n}00。" for n, wording in enumerate(wordings, start=1))
    figures = [figure(f"{n}00", n * 100, wording) for n, wording in enumerate(wordings, start=1)]
    warehouse.publish(document("mixed", text, *figures))
    assert [row[1] for row in warehouse.query(BOUND)] == ["hitech", "hitech", "hitech", "gdp"]
