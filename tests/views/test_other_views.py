"""unresolved_mention, quality_latest and document_version."""

from datetime import timedelta
from typing import Any

from small_warehouse import SmallWarehouse, document, figure, verdict


def test_numbers_that_wait_are_shown_with_the_reason_and_the_sentence(warehouse: SmallWarehouse) -> None:
    text = "建成“智慧亭”40座，共计80。\n地区生产总值9亿元，时间为2023年。"
    warehouse.publish(
        document(
            "报道",
            text,
            figure("40座", 40, "“智慧亭”", unit_measure="count"),
            figure("80", 80, kind="unresolved", unit_measure=None),
            figure("9亿元", 9e8),
            figure("2023年", 2023, kind="time"),
        )
    )
    columns = "kind, indicator_text, term, value_text, obs_value, statistic, region_zh, evidence, document_title"
    sentence = "建成“智慧亭”40座，共计80。"
    assert warehouse.query(f"SELECT {columns} FROM unresolved_mention ORDER BY span_start") == [
        ("observation", "“智慧亭”", "智慧亭", "40座", 40.0, "level", "杭州市", sentence, "报道"),
        ("unresolved", None, None, "80", 80.0, None, None, sentence, "报道"),
    ]


def result(run_id: str, check_id: str, **fields: Any) -> dict[str, Any]:
    return {"run_id": run_id, "check_id": check_id, "level": "row", "severity": "warning", "is_passed": True} | fields


def test_the_checks_shown_are_those_of_the_last_run_that_made_some(warehouse: SmallWarehouse) -> None:
    warehouse.publish(checked=verdict([result("day1", "old_check")]))
    failed = {"is_passed": False, "n_checked": 9, "n_failed": 2, "description_en": "in range", "description_zh": "范围"}
    warehouse.publish(checked=verdict([result("day2", "range", **failed), result("day2", "unit")]))
    warehouse.publish()
    assert warehouse.query("SELECT * FROM quality_latest ORDER BY check_id") == [
        ("range", "row", "warning", False, 9, 2, "in range", "范围", "day2", warehouse.now - timedelta(days=1)),
        ("unit", "row", "warning", True, None, None, None, None, "day2", warehouse.now - timedelta(days=1)),
    ]


def test_versions_of_a_place_are_numbered_in_the_order_of_time(warehouse: SmallWarehouse) -> None:
    versions = [document(f"v{n}", f"产值{n}亿元。", figure(f"{n}亿元", n * 1e8)) for n in (1, 2, 3)]
    for version in versions:
        warehouse.see(version, "/page")
        warehouse.publish(version)
    warehouse.miss("/page")
    warehouse.publish()
    rows = warehouse.query(
        "SELECT version, document_title, state, seen_to IS NULL, gone_at IS NULL, superseded_by "
        "FROM document_version ORDER BY version"
    )
    newest = versions[2].document_id
    assert rows == [
        (1, "v1", "superseded", False, True, newest),
        (2, "v2", "superseded", False, True, newest),
        (3, "v3", "gone", True, False, None),
    ]
