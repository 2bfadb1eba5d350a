"""An analyst's decision holds in every later run, shows in the views, and is missed where its text is gone."""

import hashlib

import pytest
from desk import Desk

TEXT = "2023年，余杭区有效高新技术企业达到2450家，研发经费支出120亿元。"
VALUES = "SELECT obs_value, quality_flag FROM observation WHERE statistic = 'level' ORDER BY obs_value"


def decide(desk: Desk, printed: str, action: str, field: str = "", value: str = "", text: str = TEXT) -> None:
    """A row of corrections.csv about the first such print of the text."""
    start, name = text.index(printed), hashlib.sha256(text.encode()).hexdigest()
    cells = [name, start, start + len(printed), printed, action, field, value, "a test", "analyst", "2024-05-06"]
    desk.add_seed("corrections", ",".join(map(str, cells)))


def test_a_corrected_and_a_rejected_figure_stay_so_in_every_later_run(desk: Desk) -> None:
    desk.write("firms.txt", TEXT)
    assert desk.run().code == 0
    assert [value for value, _ in desk.query(VALUES)] == [2450, 12_000_000_000]
    decide(desk, "2450家", "correct", "obs_value", "2540")
    decide(desk, "120亿元", "reject")
    ran = desk.run()
    assert ran.outcome["n_read"] == 1
    assert desk.query(VALUES) == [(2540, "corrected_by_analyst")]
    held = "SELECT check_id, reason_en FROM quarantine WHERE recorded_to IS NULL"
    ((check, reason),) = desk.query(held)
    assert "reject" in check and "a test" in reason
    desk.add_seed("unit", "盏灯,count,1,count,a test")  # everything is read again
    assert desk.run().outcome["n_read"] == 1
    assert desk.query(VALUES) == [(2540, "corrected_by_analyst")]


def test_an_accepted_figure_leaves_quarantine(desk: Desk) -> None:
    row = "high_tech_enterprise,level,county,0,"
    desk.change_seed("indicator_range", f"{row}100000,warning", f"{row}2000,critical")
    desk.write("firms.txt", TEXT)
    assert desk.run().code == 3
    assert [value for value, _ in desk.query(VALUES)] == [12_000_000_000]
    decide(desk, "2450家", "accept")
    assert desk.run().code == 0
    assert desk.query(VALUES)[0] == (2450, "accepted_by_analyst")
    assert desk.query("SELECT count(*) FROM quarantine WHERE recorded_to IS NULL") == [(0,)]


@pytest.mark.parametrize("how", ["replaced", "read otherwise"])
def test_a_decision_whose_text_is_gone_is_named_in_every_run_until_it_is_mended(desk: Desk, how: str) -> None:
    desk.write("firms.txt", TEXT)
    decide(desk, "2450家", "correct", "obs_value", "2540")
    assert desk.run().code == 0
    if how == "replaced":
        desk.write("firms.txt", TEXT.replace("2450", "2460"))
    else:
        desk.change_seed("corrections", ",2450家,", ",2451家,")
    desk.write("other.txt", "2023年，余杭区有效发明专利5120件。")
    for paths in ([desk.papers], [desk.papers], [desk.write("more.txt", "2023年，余杭区孵化器31家。")]):
        ran = desk.run(*paths)
        assert ran.code == 3, ran.output
        (lost,) = [line for line in ran.output.splitlines() if line.startswith("left out")]
        assert "seeds/corrections.csv, row 1" in lost
    assert (2460 if how == "replaced" else 2450, None) in desk.query(VALUES)
