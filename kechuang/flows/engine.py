"""The Prefect API that a run reports to: a standing server where there is one, else a private one for this run.

Enter `api` before prefect is imported, so that a private server starts while prefect loads, and so that what Prefect
says goes to a file instead of the terminal.
"""

import json
import logging
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING

from kechuang import settings as configuration
from kechuang.settings import Settings

if TYPE_CHECKING:
    from uuid import UUID

# Of no use to a server that lives for one run: what schedules, watches and cleans up.
_IDLE_SERVICES = (
    "SCHEDULER",
    "LATE_RUNS",
    "CANCELLATION_CLEANUP",
    "CLEANUP_RECONCILER",
    "PAUSE_EXPIRATIONS",
    "FOREMAN",
    "REPOSSESSOR",
    "DB_VACUUM",
    "EVENT_LOGGER",
    "TRIGGERS",
)
_START_SECONDS = 120  # a loaded machine takes long over the server's imports and its first migration
_DRAIN_SECONDS = 30


@contextmanager
def api(settings: Settings) -> Iterator[Callable[[], None]]:
    """Sets PREFECT_API_URL for the block. Call what it yields before the first flow: it waits until the API answers.

    Raises RuntimeError where no server comes up.
    """
    configure(settings)
    url = os.environ.get("PREFECT_API_URL") or standing_server(settings)
    if url:
        with _environment(PREFECT_API_URL=url):
            yield lambda: None
        return
    server, url = _start(settings)
    try:
        with _environment(PREFECT_API_URL=url):
            yield lambda: _wait(server, url, settings)
    finally:
        server.terminate()
        with suppress(subprocess.TimeoutExpired):
            server.wait(10)
        server.kill()


def drain(flow_run_id: "UUID") -> None:
    """Waits until the server knows the end of every task of a flow run: short runs end before the last events are sent.

    The history is a convenience: losing some of it fails nothing.
    """
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
    from prefect.events.worker import EventsWorker

    run = FlowRunFilter(id=FlowRunFilterId(any_=[flow_run_id]))
    with suppress(Exception), get_client(sync_client=True) as client:
        EventsWorker.drain_all(_DRAIN_SECONDS)
        end, last = time.monotonic() + _DRAIN_SECONDS, -1
        while time.monotonic() < end:
            tasks = client.read_task_runs(flow_run_filter=run)
            if len(tasks) == last and all(task.state and task.state.is_final() for task in tasks):
                return
            last = len(tasks)
            time.sleep(0.1)


def configure(settings: Settings) -> None:
    """Environment and logging of this process, before prefect is imported: no telemetry, all noise to the log file."""
    settings.logs.mkdir(parents=True, exist_ok=True)
    os.environ.update(
        PREFECT_HOME=str(settings.prefect),
        DO_NOT_TRACK="1",
        PREFECT_SERVER_ANALYTICS_ENABLED="false",
        PREFECT_SERVER_EPHEMERAL_ENABLED="false",
        PREFECT_LOGGING_SETTINGS_PATH=str(Path(__file__).with_name("logging.yml")),
    )


def log_handler() -> logging.Handler:
    """The log file of logging.yml: some megabytes of it, then the older half goes."""
    folder = configuration.load().logs
    folder.mkdir(parents=True, exist_ok=True)
    return RotatingFileHandler(folder / "prefect.log", maxBytes=5_000_000, backupCount=1, encoding="utf-8")


def standing_server(settings: Settings) -> str | None:
    """The address of the API that `kechuang serve` keeps up, where it answers."""
    try:
        url = str(json.loads(server_file(settings).read_text(encoding="utf-8"))["url"])
    except (OSError, ValueError, KeyError):
        return None
    return url if answers(url) else None


def server_file(settings: Settings) -> Path:
    """Where `kechuang serve` says which address its server has."""
    return settings.prefect / "server.json"


def answers(url: str) -> bool:
    """Whether a Prefect API answers at this address."""
    with suppress(OSError, ValueError), urllib.request.urlopen(f"{url}/health", timeout=2) as response:
        return bool(response.status == 200)
    return False


def free_port() -> int:
    """A port of the loopback address that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(settings: Settings) -> tuple["subprocess.Popen[bytes]", str]:
    port = free_port()
    environment = {
        **os.environ,
        "PREFECT_UI_ENABLED": "0",
        "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
        **{f"PREFECT_SERVER_SERVICES_{service}_ENABLED": "false" for service in _IDLE_SERVICES},
    }
    command = [sys.executable, "-m", "kechuang.flows.api_process", str(os.getpid()), str(port)]
    with (settings.logs / "prefect-server.log").open("ab") as log:
        server = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    return server, f"http://127.0.0.1:{port}/api"


def _wait(server: "subprocess.Popen[bytes]", url: str, settings: Settings) -> None:
    end = time.monotonic() + _START_SECONDS
    log = settings.logs / "prefect-server.log"
    while time.monotonic() < end:
        if server.poll() is not None:
            raise RuntimeError(f"the Prefect API ended with {server.returncode}; see {log}")
        if answers(url):
            return
        time.sleep(0.05)
    raise RuntimeError(f"the Prefect API did not answer within {_START_SECONDS} s; see {log}")


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
