"""What the warehouse holds, as the rest of the program asks it. Reads the readers' copy, so it works during a run."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from kechuang.transforms.terms import normalise_term
from kechuang.warehouse.connection import connect_readers
from kechuang.warehouse.settings import WarehouseSettings

_BATCH = 10_000  # documents


@dataclass(frozen=True)
class PublishedState:
    """The published state at a glance."""

    run_id: str
    status: str
    finished_at: datetime  # UTC
    schema_version: int
    documents: dict[str, int]  # by state: live, gone, superseded, quarantined
    mentions: dict[str, int]  # open rows by kind
    n_observations: int
    n_bound: int  # observations that have an indicator
    n_series: int
    n_quarantined: int  # open rows of quarantine


def published_state(settings: WarehouseSettings) -> PublishedState:
    """Counts and the last run; raises WarehouseMissingError where nothing was published yet."""
    with connect_readers(settings) as con:
        documents = con.execute(
            "SELECT CASE WHEN is_quarantined THEN 'quarantined' ELSE state END AS state, count(*) "
            "FROM dim_document WHERE recorded_to IS NULL GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        mentions = con.execute(
            "SELECT kind, count(*) FROM fact_mention WHERE recorded_to IS NULL GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        row = con.execute(
            """
            SELECT
                r.run_id, r.status, r.finished_at,
                (SELECT max(version) FROM schema_version),
                (SELECT count(*) FROM current_figure),
                (SELECT count(indicator_id) FROM current_figure),
                (SELECT count(*) FROM mart_indicator_series),
                (SELECT count(*) FROM quarantine WHERE recorded_to IS NULL)
            FROM load_run AS r
            ORDER BY r.recorded_at DESC
            LIMIT 1
            """
        ).fetchone()
    assert row is not None, "a swap never hands over a warehouse without a run"
    run_id, status, finished_at, version, *counts = row
    return PublishedState(run_id, status, finished_at, version, dict(documents), dict(mentions), *counts)


def documents_holding(settings: WarehouseSettings, words: Collection[str]) -> set[str]:
    """The documents, published or held back, whose text holds one of the words, compared as wordings are: whatever the
    script, the width of the characters, and the quotation marks or line ends between them.
    """
    sought = pl.Series("term", sorted(words), pl.String).to_frame().select(normalise_term(pl.col("term")))["term"]
    sought = sought.filter(sought != "")
    if sought.is_empty():
        return set()
    found: set[str] = set()
    with connect_readers(settings) as con:
        # a batch at a time: the texts of a large warehouse need not fit into memory
        reader = con.execute("SELECT document_id, text FROM document_text").to_arrow_reader(_BATCH)
        for batch in reader:
            texts = pl.DataFrame(batch)
            holding = texts.filter(normalise_term(pl.col("text")).str.contains_any(sought.to_list()))
            found.update(holding["document_id"])
    return found


def documents_with_indicator(settings: WarehouseSettings, indicator_ids: Collection[str]) -> set[str]:
    """The documents that state a figure of one of the indicators, or have one held back; a document that is held back
    whole may hold any of them and is always among the result, unless no indicator is asked for.
    """
    if not indicator_ids:
        return set()
    with connect_readers(settings) as con:
        rows = con.execute(
            """
            WITH asked AS (SELECT unnest(CAST(? AS VARCHAR[])) AS indicator_id)
            SELECT document_id FROM current_figure WHERE indicator_id IN (SELECT indicator_id FROM asked)
            UNION
            SELECT q.document_id
            FROM quarantine AS q
            LEFT JOIN dim_term AS t
                ON t.indicator_text = json_extract_string(q.payload, '$.indicator_text') AND t.recorded_to IS NULL
            WHERE
                q.recorded_to IS NULL
                AND (
                    q.observation_id IS NULL
                    OR json_extract_string(q.payload, '$.indicator_id') IN (SELECT indicator_id FROM asked)
                    OR t.indicator_id IN (SELECT indicator_id FROM asked)
                )
            """,
            [list(indicator_ids)],
        ).fetchall()
    return {row[0] for row in rows}
