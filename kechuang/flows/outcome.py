"""What a run came to: the numbers that the terminal, the ledger and Prefect's artifact all show."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kechuang.flows.catalogue import Problem
from kechuang.flows.changes import OUTCOMES
from kechuang.flows.fetching import Fetched
from kechuang.warehouse.ledger import Capture, RunRow, State

if TYPE_CHECKING:
    from kechuang.expectations import Verdict
    from kechuang.flows.batches import Failure

SUCCESS, FAILURE, USAGE, PARTIAL = 0, 1, 2, 3  # exit codes of the command
TRY = 'kechuang query "from region_ranking limit 20"'
_SHOWN = 20  # of the lines about what was left out; the ledger keeps all


@dataclass
class Outcome:
    """One run. All counts are of this run, not of the warehouse."""

    run_id: str
    status: str = "unchanged"  # published, unchanged, failed
    files: dict[str, int] = field(default_factory=dict)  # by outcome
    n_read: int = 0  # documents that were read, the changed ones and those whose code or seeds changed
    mentions: dict[str, int] = field(default_factory=dict)  # by kind
    n_figures: int = 0
    n_checks: int = 0
    failed_checks: dict[str, int] = field(default_factory=dict)  # by severity
    n_quarantined: int = 0
    problems: list[str] = field(default_factory=list)  # what was left out, one line each
    reasons: list[str] = field(default_factory=list)  # why nothing was published
    lost_corrections: list[str] = field(default_factory=list)  # rows of corrections.csv whose figure is gone
    report: str = ""  # the index page
    data_docs: str = ""
    seconds: float = 0.0
    finished_earlier: bool = False  # an earlier run was killed, and this one did its work too
    sources: dict[str, dict[str, int]] = field(default_factory=dict)  # files by outcome, for each source

    @property
    def exit_code(self) -> int:
        """0 published or nothing to do, 1 nothing published though something should be, 3 something was left out."""
        if self.status == "failed" or (self.status == "unchanged" and self.problems and not self._is_anything_held):
            return FAILURE
        return PARTIAL if self.problems or self.n_quarantined else SUCCESS

    @property
    def _is_anything_held(self) -> bool:
        return any(self.files.get(name) for name in OUTCOMES if name != "failed")

    def count(
        self, fetched: Fetched, problems: Iterable[Problem], captures: Iterable[Capture], states: Mapping[str, State]
    ) -> None:
        """Counts what was fetched. A file whose bytes hold no readable document failed, now or in an earlier run."""
        unreadable = {
            (capture.source_id, capture.locator): problem
            for capture in captures
            if capture.seen_to is None
            and capture.gone_at is None
            and (state := states.get(capture.document_id)) is not None
            and (problem := state.problem) is not None
        }
        left_out = [str(problem) for problem in problems]  # entries of sources.toml and arguments
        self.problems = [*left_out, *map(str, fetched.problems)]
        for source_id, outcomes in fetched.outcomes.items():
            files: Counter[str] = Counter()
            for path, outcome in outcomes.items():
                problem = unreadable.get((source_id, path))
                files["failed" if problem else outcome] += 1
                if problem:
                    self.problems.append(f"{path}: {problem}")
            self.sources[source_id] = dict(files)
        self.files = dict(sum(map(Counter, self.sources.values()), Counter(failed=len(left_out))))

    def tell_partial(self, failures: Iterable["Failure"], captures: Iterable[Capture]) -> None:
        """Names what of the documents that this run read could not be read; the rest of them is published."""
        places = {capture.document_id: capture.locator for capture in captures if capture.seen_to is None}
        self.problems += [
            f"{places.get(failure.document_id, failure.document_id)}: {failure.reason}"
            for failure in failures
            if failure.is_partial
        ]

    def judge(self, verdict: "Verdict") -> None:
        """Takes over what the checks found."""
        self.n_checks = verdict.quality_result.height
        self.failed_checks = verdict.counts
        self.n_quarantined = verdict.quarantine.height
        self.reasons = list(verdict.reasons)
        self._lose(verdict.lost_corrections)
        self.data_docs = str(verdict.data_docs)

    def recall(self, runs: Iterable[RunRow]) -> None:
        """Where nothing changed, the corrections that the last complete run found lost are lost still."""
        last = next((run for run in runs if run.status in ("published", "unchanged")), None)
        self._lose(last.summary.get("lost_corrections", []) if last else [])

    def _lose(self, lost: Iterable[str]) -> None:
        self.lost_corrections = list(lost)
        self.problems.extend(self.lost_corrections)

    def record(self) -> dict[str, Any]:
        """As the ledger keeps it."""
        return asdict(self)

    def lines(self) -> list[str]:
        """For the terminal."""
        files = ", ".join(f"{self.files.get(name, 0):,} {name}" for name in OUTCOMES)
        lines = [f"documents  {files}"]
        if self.status == "unchanged":
            lines.append("           nothing changed: no document was read, nothing was published")
        else:
            kinds = ", ".join(f"{n:,} {kind}" for kind, n in sorted(self.mentions.items()))
            lines.append(f"read       {self.n_read:,} documents in {self.seconds:.1f} s")
            lines.append(f"figures    {self.n_figures:,}; mentions by kind: {kinds or 'none'}")
        if self.n_checks:
            failed = ", ".join(f"{n} {severity}" for severity, n in self.failed_checks.items())
            lines.append(f"checks     {self.n_checks} ran; failed: {failed}; {self.n_quarantined:,} rows quarantined")
        if self.finished_earlier:
            lines.append("earlier    a run was ended before it published; its work is done now")
        for reason in self.reasons:
            lines.append(f"failed     {reason}")
        for problem in self.problems[:_SHOWN]:
            lines.append(f"left out   {problem}")
        if len(self.problems) > _SHOWN:
            lines.append(
                f"left out   and {len(self.problems) - _SHOWN:,} more, which `kechuang status --problems` lists"
            )
        if self.report:
            lines.append(f"report     {self.report}")
        elif self.data_docs:  # nothing was published, and the checks tell why
            lines.append(f"checks     {self.data_docs}")
        if self.status == "published":
            lines.append(f"try        {TRY}")
        return lines

    def markdown(self) -> str:
        """For Prefect's artifact."""
        pages = {"Report": self.report, "Data Docs": self.data_docs}
        links = " · ".join(f"[{name}]({Path(page).as_uri()})" for name, page in pages.items() if page)
        return "\n".join([f"## Run {self.run_id}: {self.status}", "", links, "", "```", *self.lines(), "```"])
