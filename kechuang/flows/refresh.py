"""The Prefect flow `refresh`: the main job, with the parameters of `kechuang run`. Its tasks are thin.

    fetch_sources ─▶ read_documents ─▶ extract_figures ─▶ check_and_publish ─▶ write_report ─▶ artifacts

Only fetching is retried: what comes after is the same work on the same bytes. Paths and ids pass between the tasks,
never tables. A killed run leaves the warehouse as it was, and the next run finds its documents still to be read.
"""

import os
import shutil
import time
from typing import Literal

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.runtime import deployment, flow_run, task_run

from kechuang import settings as configuration
from kechuang import vocabulary
from kechuang.expectations import Verdict
from kechuang.flows import batches, fetching, publishing
from kechuang.flows.batches import Batch, Failure
from kechuang.flows.fetching import Fetched
from kechuang.flows.files import Place
from kechuang.flows.outcome import Outcome
from kechuang.flows.plan import Plan, make_plan, standing
from kechuang.flows.progress import progress
from kechuang.flows.targets import Targets, resolve
from kechuang.settings import Settings
from kechuang.warehouse import lock
from kechuang.warehouse.ledger import Ledger, State
from kechuang.warehouse.swap import finish_swap

FETCH_RETRIES = 2
RETRY_SECONDS = (1, 10)


class NotPublishedError(Exception):
    """The checks forbid to publish anything; the message says why."""


@flow(name="refresh")
def refresh(
    sources: list[str] | str | None = None, region: str | int | None = None, published: str | None = None
) -> Outcome:
    """Refresh sources, ids, paths or globs, or without any the whole catalogue; publish what their documents say.

    `region` (GB/T 2260; a number from Prefect's command line) and `published` (YYYY-MM-DD) are believed where a source
    does not tell them.
    """
    arguments = [sources] if isinstance(sources, str) else sources or []
    code = None if region is None else str(region)
    settings = configuration.load()
    vocabulary.load.cache_clear()  # the seeds may have changed since this process read them
    with lock.hold(settings.lock, announce=get_run_logger().warning), Ledger(settings.ledger) as ledger:
        known = {source.source_id: source for source in ledger.sources()}
        targets = resolve(arguments, settings, code, published, known)
        trigger = _trigger()
        parameters = {"sources": arguments, "region": code, "published": published, "trigger": trigger}
        outcome = Outcome(ledger.start_run(os.getpid(), parameters), status="failed")
        begin = time.monotonic()
        try:
            verdict = _run(ledger, settings, targets, trigger, outcome)
        except BaseException as error:
            outcome.reasons = outcome.reasons or [f"{type(error).__name__}: {' '.join(str(error).split())}"]
            raise
        finally:
            outcome.seconds = time.monotonic() - begin
            ledger.end_run(outcome.run_id, outcome.status, outcome.exit_code, outcome.record())
    _show(outcome, verdict)
    return outcome


def _run(ledger: Ledger, settings: Settings, targets: Targets, trigger: str, outcome: Outcome) -> Verdict | None:
    outcome.finished_earlier = any(run.status == "killed" for run in ledger.runs(2))
    finish_swap(settings)
    if not settings.build_database.is_file():
        ledger.forget_published()
    fetched = Fetched()
    fetch_sources(ledger, list(targets.places), fetched, settings, outcome.run_id)
    plan = make_plan(ledger, settings)
    failures = _stage(plan, settings) if plan.is_needed else []
    states = _states(plan, failures)
    outcome.count(fetched, targets.problems, ledger.captures(), ledger.states() | states)
    outcome.tell_partial(failures, ledger.captures())
    verdict = None
    if plan.is_needed:
        outcome.n_read = len(plan.stale)
        outcome.mentions, outcome.n_figures = publishing.staged_counts(settings)
        verdict = check_and_publish(ledger, settings, outcome.run_id, trigger, outcome.files)
        outcome.judge(verdict)
        if verdict.is_blocked:
            raise NotPublishedError("; ".join(outcome.reasons))
        ledger.confirm(outcome.run_id, states, standing(ledger, plan.fingerprint))
    else:
        outcome.recall(ledger.runs())
    _report(plan, settings, outcome)
    outcome.status = "published" if plan.is_needed else "unchanged"
    return verdict


@task(cache_policy=NO_CACHE, retries=FETCH_RETRIES, retry_delay_seconds=list(RETRY_SECONDS))
def fetch_sources(ledger: Ledger, pending: list[Place], fetched: Fetched, settings: Settings, run_id: str) -> None:
    """Keep the bytes of every place; a place that may be back in a moment waits for the next attempt."""
    with progress("fetching sources", len(pending)) as step:
        is_last = task_run.run_count > FETCH_RETRIES
        fetching.fetch(ledger, pending, fetched, settings, run_id, is_last, step)


@task(cache_policy=NO_CACHE)
def read_documents(parts: list[Batch], processes: int) -> list[Failure]:
    """Bytes to text."""
    with progress("reading documents", sum(len(batch.documents) for batch in parts)) as step:
        return batches.run_batches(batches.read_batch, parts, processes, step)


@task(cache_policy=NO_CACHE)
def extract_figures(parts: list[Batch], processes: int) -> list[Failure]:
    """Text to sentences, mentions and observations."""
    with progress("extracting figures", sum(len(batch.documents) for batch in parts)) as step:
        return batches.run_batches(batches.extract_batch, parts, processes, step)


@task(cache_policy=NO_CACHE)
def check_and_publish(ledger: Ledger, settings: Settings, run_id: str, trigger: str, files: dict[str, int]) -> Verdict:
    """Staged tables to the readers' file, as far as the checks let them."""
    with progress("checking and publishing", None):
        return publishing.check_and_publish(ledger, settings, run_id, trigger, files)


@task(cache_policy=NO_CACHE)
def write_report(settings: Settings, read: list[str] | None, left_out: list[str]) -> str:
    """Published state to pages."""
    with progress("writing the report", None):
        return str(publishing.write_report(settings, read, left_out, only_if_outdated=True))


def _report(plan: Plan, settings: Settings, outcome: Outcome) -> None:
    """The report, also where an earlier run was ended before it wrote it. What was published stays published."""
    if not settings.database.is_file():
        return
    try:
        outcome.report = write_report(settings, list(plan.stale) if plan.is_needed else None, outcome.problems)
    except Exception as error:
        get_run_logger().error("the report could not be written", exc_info=True)
        reason = f"{type(error).__name__}: {' '.join(str(error).split())}"
        outcome.problems.append(f"the report is not that of this run, for it could not be written: {reason}")


def _stage(plan: Plan, settings: Settings) -> list[Failure]:
    folder = settings.stage / ".parts"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    parts = batches.make_batches(
        list(plan.stale.items()), settings.batch_documents, settings.raw, settings.seeds, folder
    )
    failures = read_documents(parts, settings.processes) + extract_figures(parts, settings.processes)
    batches.join_parts(parts, settings.stage)
    shutil.rmtree(folder)
    for failure in failures:
        if failure.trace:
            get_run_logger().error("document %s: %s", failure.document_id, failure.trace)
    return failures


def _states(plan: Plan, failures: list[Failure]) -> dict[str, State]:
    """What the ledger is to remember of the documents that this run read."""
    problems = {failure.document_id: failure.reason for failure in failures if not failure.is_partial}
    return {
        document_id: State(str(told), plan.fingerprint.reading, problems.get(document_id))
        for document_id, told in plan.stale.items()
    }


def _show(outcome: Outcome, verdict: Verdict | None) -> None:
    """The run's artifacts in the Prefect UI. They are no part of the work: what was published stays published."""
    try:
        create_markdown_artifact(outcome.markdown(), key="refresh-summary", description="What the run came to")
        if verdict is not None:
            results = verdict.quality_result.drop("run_id").to_dicts()
            create_table_artifact(results, key="quality-results", description="Every check of the run")
    except Exception as error:
        get_run_logger().warning("the artifacts could not be written: %s", error)


def _trigger() -> Literal["command", "schedule", "manual"]:
    if deployment.id is None:
        return "command"
    return "schedule" if "auto-scheduled" in (flow_run.tags or []) else "manual"
