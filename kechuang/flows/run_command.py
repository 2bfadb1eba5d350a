"""`kechuang run`: the flow `refresh` on a Prefect API of its own, and not even that where nothing is stale."""

import os
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

from kechuang import settings as configuration
from kechuang.flows import fetching
from kechuang.flows.fetching import Fetched
from kechuang.flows.files import Place
from kechuang.flows.outcome import FAILURE, USAGE, Outcome
from kechuang.flows.plan import make_plan
from kechuang.flows.progress import Steps, progress
from kechuang.flows.targets import UsageError, resolve
from kechuang.flows.web import visit
from kechuang.settings import Settings
from kechuang.warehouse import lock
from kechuang.warehouse.ledger import Ledger
from kechuang.warehouse.served import is_served

INTERRUPTED = 130  # as shells count: 128 and the number of SIGINT


def run(sources: Sequence[str], region: str | None, published: str | None, wait: bool) -> int:
    """Runs the main job, prints what it came to and returns the exit code."""
    settings = configuration.load()
    try:
        with lock.hold(settings.lock, wait, _tell):
            outcome = _unchanged(sources, region, published, settings) or _refresh(sources, region, published, settings)
    except UsageError as error:
        _tell(str(error))
        return USAGE
    except lock.HeldError as error:
        _tell(str(error))
        return FAILURE
    except KeyboardInterrupt:
        _tell("stopped; the warehouse is what it was, and the next run goes on from what was fetched")
        return INTERRUPTED
    for line in outcome.lines():
        print(line)
    if outcome.status == "failed":
        print(f"log        {settings.logs / 'prefect.log'}")
    return outcome.exit_code


def _unchanged(sources: Sequence[str], region: str | None, published: str | None, settings: Settings) -> Outcome | None:
    """The outcome where nothing is to be done, decided before Prefect is imported; null where something is.

    Nothing is written but the run's own row, and a row for each request to the web.
    """
    begin = time.monotonic()
    with Ledger(settings.ledger) as ledger:
        known = {source.source_id: source for source in ledger.sources()}
        targets = resolve(sources, settings, region, published, known)
        parameters = {"sources": list(sources), "region": region, "published": published, "trigger": "command"}
        try:
            fetched = _survey(ledger, targets.places, settings)
        except KeyboardInterrupt:
            _keep_seen(ledger, targets.places, settings, parameters)
            raise
        was_killed = any(run.status in ("running", "killed") for run in ledger.runs(1))
        is_behind = was_killed or not is_served(settings)
        if fetched.has_changes or is_behind or make_plan(ledger, settings).is_needed:
            return None
        outcome = Outcome(ledger.start_run(os.getpid(), parameters), status="unchanged")
        outcome.count(fetched, targets.problems, ledger.captures(), ledger.states())
        outcome.recall(ledger.runs())
        if settings.report_index.is_file():
            outcome.report = str(settings.report_index)
        ledger.record([], ({**request, "run_id": outcome.run_id} for request in fetched.requests))
        visit.forget()
        outcome.seconds = time.monotonic() - begin
        ledger.end_run(outcome.run_id, outcome.status, outcome.exit_code, outcome.record())
    return outcome


def _survey(ledger: Ledger, places: list[Place], settings: Settings) -> Fetched:
    """What changed; with a bar where servers are asked, which takes its time."""
    if not any(map(fetching.is_on_web, places)):
        return fetching.survey(ledger, places, settings, Steps())
    with progress("asking sources", len(places)) as steps:
        return fetching.survey(ledger, places, settings, steps)


def _keep_seen(ledger: Ledger, places: list[Place], settings: Settings, parameters: Mapping[str, Any]) -> None:
    """What an interrupted survey saw of the web is kept as a run of its own; the next one reads it."""
    if any(map(fetching.is_on_web, places)):
        outcome = Outcome(ledger.start_run(os.getpid(), parameters), "failed", reasons=["stopped by hand"])
        outcome.count(fetching.keep_seen(ledger, places, settings, outcome.run_id), [], [], {})
        ledger.end_run(outcome.run_id, outcome.status, INTERRUPTED, outcome.record())


def _refresh(sources: Sequence[str], region: str | None, published: str | None, settings: Settings) -> Outcome:
    from kechuang.flows import engine

    with Ledger(settings.ledger) as ledger:
        before = ledger.runs(1)
        with engine.api(settings) as wait_until_ready:
            from kechuang.flows.refresh import refresh

            wait_until_ready()
            state = refresh(list(sources), region, published, return_state=True)
            if flow_run_id := state.state_details.flow_run_id:
                engine.drain(flow_run_id)
        after = ledger.runs(1)
    if after == before:
        state.result()  # raises what ended the flow before it opened its row
    return Outcome(**after[0].summary)


def _tell(line: str) -> None:
    print(f"kechuang: {line}", file=sys.stderr)
