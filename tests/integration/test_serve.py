"""`kechuang serve` for real: a Prefect server, the schedule, and a run that is started by hand with parameters."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from desk import Desk

from kechuang.flows import engine


@pytest.fixture
def own_server(monkeypatch: pytest.MonkeyPatch) -> int:
    """The port for a server of the test's own, none being known."""
    monkeypatch.delenv("PREFECT_API_URL")
    return engine.free_port()


def prefect(url: str, *arguments: str) -> str:
    """Prefect's own command on a server."""
    command = [sys.executable, "-m", "prefect", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PREFECT_API_URL": url})
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_flow_is_served_on_its_schedule_and_runs_by_hand_with_parameters(desk: Desk, own_server: int) -> None:
    file = desk.write("a.txt", "2023年，全区新增高新技术企业507家。")
    process = desk.start("serve", "--port", str(own_server), "--schedule", "30 5 * * *")
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        url = f"http://127.0.0.1:{own_server}/api"
        assert f"serving refresh/refresh at {url}, schedule '30 5 * * *' in Asia/Shanghai" in said
        assert engine.standing_server(desk.settings) == url
        with urllib.request.urlopen(f"{url}/deployments/name/refresh/refresh") as answer:
            deployment = json.load(answer)
        (schedule,) = deployment["schedules"]
        assert (schedule["schedule"]["cron"], schedule["schedule"]["timezone"]) == ("30 5 * * *", "Asia/Shanghai")
        assert deployment["global_concurrency_limit"]["limit"] == 1
        parameters = ["--param", f'sources=["{os.path.relpath(file)}"]', "--param", "region=330110"]
        watched = prefect(url, "deployment", "run", "refresh/refresh", *parameters, "--watch")
        assert "Completed" in watched
        assert desk.query("SELECT trigger, status FROM load_run") == [("manual", "published")]
        assert desk.query("SELECT ref_area, obs_value FROM observation") == [("330110", 507.0)]
        history = "SELECT state_type FROM flow_run WHERE deployment_id IS NOT NULL AND state_type <> 'SCHEDULED'"
        assert desk.prefect(history, desk.settings.prefect) == [("COMPLETED",)]
        scheduled = desk.prefect("SELECT count(*) FROM flow_run WHERE state_type = 'SCHEDULED'", desk.settings.prefect)
        assert scheduled[0][0] >= 1
    finally:
        process.send_signal(signal.SIGTERM)
        output, errors = process.communicate(timeout=60)
    assert (output, errors) == ("", ""), "Prefect's noise belongs into the log"
    assert not engine.answers(url) and engine.standing_server(desk.settings) is None


def test_a_port_that_something_else_uses_is_named(desk: Desk, own_server: int, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", own_server))
        taken.listen()
        process = desk.start("serve", "--port", str(own_server))
        output, errors = process.communicate(timeout=180)
    assert (process.returncode, output) == (1, "")
    assert errors.splitlines() == [
        f"kechuang: the Prefect server did not come up on port {own_server};"
        f" see {desk.settings.logs / 'prefect-server.log'}"
    ]


def test_a_schedule_that_is_none_is_wrong_usage(desk: Desk) -> None:
    process = desk.start("serve", "--schedule", "every day at dawn now")
    output, errors = process.communicate(timeout=180)
    assert (process.returncode, output) == (2, "")
    assert errors.startswith("kechuang: schedule 'every day at dawn now' cannot be used: ") and errors.count("\n") == 1
