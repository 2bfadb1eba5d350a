"""What a run's checks say: the tables of their outcome, and whether the staged rows may be published."""

from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

# One row a check of the run.
QUALITY_RESULT = pl.Schema(
    {
        "run_id": pl.String,
        "check_id": pl.String,
        "level": pl.String,  # row, document, schema
        "severity": pl.String,  # critical, warning, info
        "is_passed": pl.Boolean,
        "n_checked": pl.Int64,  # rows of the table that the check reads
        "n_failed": pl.Int64,  # violations; null where the check could not be evaluated
        "description_en": pl.String,
        "description_zh": pl.String,
    }
)

# One row a staged row or document and the check that keeps it out.
QUARANTINE = pl.Schema(
    {
        "run_id": pl.String,
        "level": pl.String,  # row or document
        "document_id": pl.String,
        "observation_id": pl.String,  # null at document level: every row of the document is kept out
        "check_id": pl.String,
        "field": pl.String,
        "value": pl.String,
        "reason_en": pl.String,
        "reason_zh": pl.String,
        "payload": pl.String,  # the staged row as a JSON object; of a document all but its text
    }
)

# One row a doubt that is published with its figure.
QUALITY_FLAG = pl.Schema(
    {
        "document_id": pl.String,  # with observation_id the figure
        "observation_id": pl.String,
        "check_id": pl.String,
        "severity": pl.String,
        "reason_en": pl.String,
        "reason_zh": pl.String,
        "other_document_id": pl.String,  # the figure that it disagrees with, or null
        "other_observation_id": pl.String,
    }
)


@dataclass(frozen=True)
class Verdict:
    """The outcome of the checks of one run. `reasons` says in one line each why nothing may be published."""

    quality_result: pl.DataFrame  # QUALITY_RESULT
    quarantine: pl.DataFrame  # QUARANTINE
    quality_flag: pl.DataFrame  # QUALITY_FLAG
    data_docs: Path  # the index page
    reasons: list[str] = field(default_factory=list)
    lost_corrections: list[str] = field(default_factory=list)  # rows of seeds/corrections.csv that found no figure

    @property
    def is_blocked(self) -> bool:
        """Whether a broken schema or key forbids to publish anything."""
        return bool(self.reasons)

    @property
    def counts(self) -> dict[str, int]:
        """Failed checks by severity: critical, warning, info."""
        failed = self.quality_result.filter(~pl.col("is_passed"))["severity"].to_list()
        return {severity: failed.count(severity) for severity in ("critical", "warning", "info")}
