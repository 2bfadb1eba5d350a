"""observation: a figure with all that a reader needs."""

from datetime import date

from small_warehouse import SmallWarehouse, document, figure


def test_a_figure_reads_in_one_row(warehouse: SmallWarehouse) -> None:
    line = "上半年，余杭区地区生产总值约1500.5亿元，在全省排名居前。"
    gdp = figure(
        "1500.5亿元",
        1.5005e11,
        decimals=1,
        unit_mult=8,
        qualifier="approx",
        obs_status="provisional",
        ref_area="330110",
        time_period="2023-S1",
        scope="330000",
        rule='{"unit_measure":"unit"}',
    )
    report = document(
        "半年报", f"经济形势\n{line}\n其他", gdp, publisher="余杭区统计局", published_date=date(2023, 7, 20)
    )
    warehouse.publish(report)
    columns = (
        "indicator_id, indicator_zh, indicator_en, domain, indicator_text, statistic, obs_value, obs_value_high, "
        "unit_measure, value_text, qualifier, time_period, period_start_date, period_end_date, comparison, time_basis, "
        "obs_status, ref_area, region_zh, region_en, region_level, region_path_zh, subject, scope, scope_zh, part_of, "
        "quality_flag, decimals, unit_mult, evidence, document_title, publisher, published_date, locator, source_id, "
        "source_title, is_gone, gone_at, document_id, span_start, span_end, evidence_start, evidence_end, rule"
    )
    (row,) = warehouse.query(f"SELECT {columns} FROM observation")
    assert dict(zip(columns.split(", "), row, strict=True)) == {
        "indicator_id": "gdp",
        "indicator_zh": "地区生产总值",
        "indicator_en": "gross domestic product",
        "domain": "economy",
        "indicator_text": "地区生产总值",
        "statistic": "level",
        "obs_value": 1.5005e11,
        "obs_value_high": None,
        "unit_measure": "CNY",
        "value_text": "1500.5亿元",
        "qualifier": "approx",
        "time_period": "2023-S1",
        "period_start_date": date(2023, 1, 1),
        "period_end_date": date(2023, 6, 30),
        "comparison": None,
        "time_basis": "period",
        "obs_status": "provisional",
        "ref_area": "330110",
        "region_zh": "余杭区",
        "region_en": "Yuhang",
        "region_level": "county",
        "region_path_zh": "浙江省杭州市余杭区",
        "subject": None,
        "scope": "330000",
        "scope_zh": "浙江省",
        "part_of": None,
        "quality_flag": None,
        "decimals": 1,
        "unit_mult": 8,
        "evidence": line,
        "document_title": "半年报",
        "publisher": "余杭区统计局",
        "published_date": date(2023, 7, 20),
        "locator": "/documents/半年报.txt",
        "source_id": "s",
        "source_title": "统计信息网",
        "is_gone": False,
        "gone_at": None,
        "document_id": report.document_id,
        "span_start": 5 + line.index("1500.5"),
        "span_end": 5 + line.index("，在"),
        "evidence_start": 5,
        "evidence_end": 5 + len(line),
        "rule": '{"unit_measure":"unit"}',
    }


def test_a_figure_that_nothing_is_known_of_is_shown_all_the_same(warehouse: SmallWarehouse) -> None:
    bare = figure("7套", 7, "某种装置", unit_measure="count", ref_area=None, time_period=None, subject="某实验室")
    warehouse.publish(
        document("bare", "建成某种装置7套。", bare, region_code=None, published_date=None, publisher=None)
    )
    columns = "indicator_id, indicator_zh, indicator_text, region_zh, period_start_date, subject, published_date"
    assert warehouse.query(f"SELECT {columns} FROM observation") == [
        (None, None, "某种装置", None, None, "某实验室", None)
    ]


def test_a_document_at_two_places_gives_one_row_a_figure(warehouse: SmallWarehouse) -> None:
    news = document("news", "全市地区生产总值100亿元。", figure("100亿元", 1e10, unit_mult=8))
    warehouse.see(news, "/a/news.txt")
    warehouse.see(news, "/b/news.txt")
    warehouse.publish(news)
    assert warehouse.query("SELECT locator FROM observation") == [("/b/news.txt",)]


def test_characters_outside_the_basic_plane_do_not_shift_the_printed_value(warehouse: SmallWarehouse) -> None:
    warehouse.publish(document("emoji", "🎉𠮷县产值5亿元。", figure("5亿元", 5e8, "产值", unit_mult=8)))
    assert warehouse.query("SELECT value_text FROM observation") == [("5亿元",)]
