"""From a figure that waits to one that the vocabulary knows: propose, accept, run."""

import json

import pytest
from desk import Desk

from kechuang.flows import suggest_command
from kechuang.flows.acceptance import Wish

PATROLS = "2023年，余杭区累计投放河道巡检无人艇45艘。"
ELSEWHERE = "2022年，餘杭區河道巡檢無人艇達到31艘。"


def test_an_accepted_name_binds_its_figures_in_the_next_run(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.write("patrols.txt", PATROLS)
    desk.write("elsewhere.txt", ELSEWHERE)
    desk.write("gdp.txt", "2023年，余杭区实现地区生产总值2890.5亿元。")
    assert desk.run().code == 0
    assert suggest_command.suggestions(0, "json", None) == 0
    (proposed,) = json.loads(capsys.readouterr().out)
    assert (proposed["name_zh"], proposed["action"], proposed["n_figures"]) == ("河道巡检无人艇", "indicator", 2)
    assert {example["evidence"] for example in proposed["examples"]} == {PATROLS, ELSEWHERE}
    wish = Wish(indicator_id="patrol_boat", name_en="unmanned patrol boats", domain="environment")
    assert suggest_command.accept_names(["河道巡检无人艇"], wish) == 0
    assert "patrol_boat: new indicator 河道巡检无人艇" in capsys.readouterr().out
    ran = desk.run()
    assert (ran.code, ran.outcome["n_read"]) == (0, 2)
    points = "SELECT obs_value, time_period, indicator_en FROM indicator_series WHERE indicator_id = 'patrol_boat'"
    found = [(31.0, "2022", "unmanned patrol boats"), (45.0, "2023", "unmanned patrol boats")]
    assert desk.query(f"{points} ORDER BY time_period") == found
    assert suggest_command.suggestions(0, "table", None) == 0
    assert "nothing to propose" in capsys.readouterr().err


def test_what_is_refused_is_one_line_and_changes_nothing(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.write("patrols.txt", PATROLS)
    desk.run()
    before = (desk.settings.seeds / "indicator.csv").read_bytes()
    assert suggest_command.accept_names(["海底隧道"], Wish()) == 2
    said = capsys.readouterr()
    assert said.out == "" and len(said.err.splitlines()) == 1 and "海底隧道: is not proposed" in said.err
    assert (desk.settings.seeds / "indicator.csv").read_bytes() == before
    assert desk.run().outcome["status"] == "unchanged"


def test_the_table_tells_unit_wordings_and_an_example(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.write("patrols.txt", PATROLS)
    desk.run()
    capsys.readouterr()
    assert suggest_command.suggestions(30, "table", None) == 0
    said = capsys.readouterr()
    head, row = said.out.splitlines()
    assert head.split() == ["name_zh", "n_figures", "n_documents", "unit_measure", "proposal", "wordings", "example"]
    assert "河道巡检无人艇" in row and "count" in row and "45艘: " in row
    assert "kechuang suggest --accept 河道巡检无人艇" in said.err
