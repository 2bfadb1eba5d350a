"""Two runs at once, and a run killed at a bad moment: nothing is lost, and the next run finishes what was left."""

import signal
import subprocess
from pathlib import Path

from desk import Desk

from kechuang.warehouse import lock

GDP = "2023年，余杭区实现地区生产总值2890.5亿元。"
FIRMS = "2023年，余杭区有效高新技术企业达到2450家。"
VALUES = "SELECT obs_value, locator FROM observation ORDER BY ALL"

# Each stops a run at one moment until it gets a line: the process says so, and may be killed there.
STOP = """
import sys
def stop(module, name, after=False):
    real = getattr(module, name)
    def stopped(*arguments, **named):
        result = real(*arguments, **named) if after else None
        print("stopped", flush=True)
        sys.stdin.readline()
        return result if after else real(*arguments, **named)
    setattr(module, name, stopped)
"""
MOMENTS = {
    "while documents are read": "from kechuang.flows import batches as m; stop(m, 'join_parts')",
    "within the transaction of the publish": "from kechuang.warehouse import publish as m; stop(m, '_check')",
    "between publish and swap": "from kechuang.flows import publishing as m; stop(m, 'swap')",
    "between swap and ledger": "from kechuang.flows import publishing as m; stop(m, 'swap', after=True)",
}


def stopped_run(desk: Desk, moment: str) -> "subprocess.Popen[str]":
    """A run in another process that stands still at this moment."""
    process = desk.start("run", str(desk.papers), "--region", "330110", sabotage=STOP + MOMENTS[moment])
    assert process.stdout is not None
    assert process.stdout.readline() == "stopped\n", process.communicate()
    return process


def test_a_run_killed_again_and_again_shows_the_old_state_or_the_new_one_and_is_finished_at_last(desk: Desk) -> None:
    gdp = desk.write("gdp.txt", GDP)
    desk.run()
    old = desk.query(VALUES)
    gdp.write_text(GDP.replace("2890.5", "2895.5"), encoding="utf-8")
    firms = desk.write("firms.txt", FIRMS)
    new = [(2450.0, str(firms)), (289_550_000_000.0, str(gdp))]
    for moment in MOMENTS:
        process = stopped_run(desk, moment)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert desk.query(VALUES) == (new if moment == "between swap and ledger" else old), moment
    ran = desk.run()
    assert (ran.code, ran.outcome["status"], ran.outcome["n_read"]) == (0, "published", 2)
    assert "a run was ended before it published; its work is done now" in ran.output
    assert desk.query(VALUES) == new
    assert desk.run().outcome["status"] == "unchanged"


def test_a_second_run_says_who_holds_the_lock_or_waits_and_then_finds_the_work_done(desk: Desk) -> None:
    file = desk.write("gdp.txt", GDP)
    first = stopped_run(desk, "between publish and swap")
    refused = desk.run(wait=False)
    assert refused.code == 1
    assert f"another run is on: process {first.pid} since 20" in refused.errors
    second = desk.start("run", str(desk.papers), "--region", "330110")
    assert second.stderr is not None and first.stdin is not None
    assert f"waiting for another run: process {first.pid} since 20" in second.stderr.readline()
    status = desk.start("status")
    assert f"running    process {first.pid} since" in status.communicate()[0]
    first.stdin.write("\n")
    first.stdin.close()
    output, errors = second.communicate()
    assert (first.wait(), second.returncode) == (0, 0), errors
    assert "nothing changed" in output
    assert desk.query(VALUES) == [(289_050_000_000.0, str(file))]
    assert lock.holder(desk.settings.lock) is None


def test_an_interrupted_run_says_so_and_the_next_finishes(desk: Desk, tmp_path: Path) -> None:
    desk.write("gdp.txt", GDP)
    process = stopped_run(desk, "while documents are read")
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate()
    assert process.returncode == 130
    assert "kechuang: stopped; the warehouse is what it was" in errors and "Traceback" not in errors
    assert desk.run().code == 0
