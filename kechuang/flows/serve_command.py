"""`kechuang serve`: a Prefect server, where none answers, and the deployment `refresh/refresh` on its schedule.

Runs are also started by hand, from the Prefect UI or by `prefect deployment run refresh/refresh --param sources=ID`,
with the parameters of `kechuang run`. One at a time: the deployment's limit keeps its own runs apart, the run lock all.
"""

import json
import os
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

from kechuang import settings as configuration
from kechuang.flows import engine
from kechuang.flows.outcome import FAILURE, SUCCESS, USAGE
from kechuang.settings import Settings

DEFAULT_URL = "http://127.0.0.1:4200/api"
_START_SECONDS = 120


class ServerError(Exception):
    """No Prefect server can be had; the message is the reason."""


def run(schedule: str | None, port: int | None) -> int:
    """Serves until it is stopped; returns the exit code. `schedule` is a cron line in the time zone of the settings."""
    settings = configuration.load()
    cron = schedule or settings.schedule
    engine.configure(settings)
    # flow runs are processes in folders of their own: what this process found out is handed down to them
    os.environ.update({f"KECHUANG_{name.upper()}": str(getattr(settings, name)) for name in settings.origins})
    url = f"http://127.0.0.1:{port}/api" if port else os.environ.get("PREFECT_API_URL", DEFAULT_URL)
    try:
        with _server(url, settings):
            return _serve(cron, url, settings)
    except ServerError as error:
        print(f"kechuang: {error}", file=sys.stderr)
        return FAILURE


def _serve(cron: str, url: str, settings: Settings) -> int:
    os.environ["PREFECT_API_URL"] = url
    from prefect import serve
    from prefect.deployments.runner import RunnerDeployment
    from prefect.schedules import Cron
    from prefect.types.entrypoint import EntrypointType

    from kechuang.flows.refresh import refresh

    try:
        deployment = RunnerDeployment.from_flow(
            refresh,
            name="refresh",
            schedule=Cron(cron, timezone=settings.timezone),
            concurrency_limit=1,
            entrypoint_type=EntrypointType.MODULE_PATH,
            description="Documents in, a checked warehouse out: the same as `kechuang run`",
        )
    except ValueError as error:
        print(f"kechuang: schedule {cron!r} cannot be used: {' '.join(str(error).split())[:200]}", file=sys.stderr)
        return USAGE
    deployment.apply()  # so that the server knows it when we say so
    print(
        f"serving refresh/refresh at {url}, schedule {cron!r} in {settings.timezone}; logs in {settings.logs};"
        " Ctrl-C ends it",
        flush=True,
    )
    warnings.filterwarnings("ignore", "coroutine 'Runner.astop'")  # Prefect forgets to await it when it is ended
    serve(deployment, pause_on_shutdown=False, print_starting_message=False)
    return SUCCESS


@contextmanager
def _server(url: str, settings: Settings) -> Iterator[None]:
    """A server that answers at the address: the one that is there, or one of our own for as long as the block lasts."""
    file = engine.server_file(settings)
    file.parent.mkdir(parents=True, exist_ok=True)
    process = None if engine.answers(url) else _start(url, settings)
    file.write_text(json.dumps({"url": url}), encoding="utf-8")  # from now on `kechuang run` reports to it too
    try:
        yield
    finally:
        file.unlink(missing_ok=True)
        if process is not None:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(15)
            process.kill()


def _start(url: str, settings: Settings) -> "subprocess.Popen[bytes]":
    address = urlsplit(url)
    if address.hostname not in ("127.0.0.1", "localhost"):
        raise ServerError(f"no Prefect server answers at {url}, and only one on this machine can be started here")
    port = address.port or 4200
    # the UI asks the address that these settings name, whatever port the command line says
    environment = {**os.environ, "PREFECT_SERVER_API_PORT": str(port), "PREFECT_API_URL": url}
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    log = settings.logs / "prefect-server.log"
    with log.open("ab") as output:
        process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        if engine.answers(url):
            return process
        time.sleep(0.2)
    process.kill()
    raise ServerError(f"the Prefect server did not come up on port {port}; see {log}")
