"""What analysts decided: rows of seeds/corrections.csv, applied to the staged figures before the checks.

`correct` changes a field of the figure, `accept` settles the doubts about it, `reject` keeps it out. A row finds its
figure by the document's hash, the span and the characters that it expects there; where they are not found the row is
lost, and that is told, for the document was replaced or is read otherwise now.
"""

from typing import TYPE_CHECKING

import polars as pl

from kechuang.transforms import schemas

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ACTIONS = ("accept", "reject", "correct")
# The fields that say what the figure is. Where it stands, and what it belongs to, no analyst can change.
FIELDS = (
    "obs_value", "obs_value_high", "unit_measure", "qualifier", "statistic", "comparison", "time_basis", "obs_status",
    "indicator_id", "indicator_text", "ref_area", "subject", "scope", "time_period",
)  # fmt: skip
_TYPES = {pl.Float64: "DOUBLE", pl.String: "VARCHAR"}


def apply(con: "DuckDBPyConnection") -> list[str]:
    """Make stg.observation what analysts made of it; tell in one line each row that was lost.

    Reads stg.corrections, stg.document, stg.capture and stg.observation. Leaves stg.applied_correction, one row a
    figure and correction, with `before`, the field's value as it was read; and stg.settled_field, one row a field of a
    figure about which no row check has anything more to say.
    """
    rows = con.sql("FROM stg.corrections").pl().with_row_index("row", 1)
    wrong = {row["row"]: reason for row in rows.to_dicts() if (reason := _fault(row))}
    con.register("sound_correction", rows.filter(~pl.col("row").is_in(list(wrong))).to_arrow())
    con.execute(f"""
        CREATE OR REPLACE TABLE stg.applied_correction AS
        SELECT c.*, o.observation_id, {_value_of("o")} AS before
        FROM sound_correction AS c
        JOIN stg.document AS d USING (document_id)
        JOIN stg.observation AS o
          ON o.document_id = c.document_id AND o."start" = c."start"::BIGINT AND o."end" = c."end"::BIGINT
        WHERE substring(d.text, c."start"::BIGINT + 1, c."end"::BIGINT - c."start"::BIGINT) = c.expected
        -- of several rows for one field the latest counts
        QUALIFY 1 = row_number() OVER (
            PARTITION BY o.document_id, o.observation_id, c.field ORDER BY c.date DESC, c.row DESC
        )
    """)
    # A row of a document that this run did not read is lost where no source holds the document any more, or where the
    # text that was published of it has no such number.
    lost = con.sql(f"""
        SELECT row FROM sound_correction AS c
        WHERE (document_id IN (SELECT document_id FROM stg.document)
               OR document_id NOT IN (SELECT document_id FROM stg.capture WHERE seen_to IS NULL)
               OR {_is_absent_from_warehouse(con)})
          AND NOT EXISTS (
              FROM stg.document AS d JOIN stg.observation AS o USING (document_id)
              WHERE d.document_id = c.document_id AND o."start" = c."start"::BIGINT AND o."end" = c."end"::BIGINT
                AND substring(d.text, c."start"::BIGINT + 1, c."end"::BIGINT - c."start"::BIGINT) = c.expected
          )
    """).fetchall()
    con.unregister("sound_correction")
    con.execute(f"""
        CREATE OR REPLACE TABLE stg.settled_field AS
        SELECT DISTINCT
            document_id, observation_id, unnest(CASE WHEN field IS NULL THEN {list(FIELDS)} ELSE [field] END) AS field
        FROM stg.applied_correction WHERE action IN ('accept', 'correct')
    """)
    _correct_observations(con)
    told = wrong | {row: "the document holds no such figure any more" for (row,) in lost}
    about = {row["row"]: f"{row['document_id']} at {row['start']}, “{row['expected']}”" for row in rows.to_dicts()}
    return [f"seeds/corrections.csv, row {row} ({about[row]}): {reason}" for row, reason in sorted(told.items())]


def _is_absent_from_warehouse(con: "DuckDBPyConnection") -> str:
    """SQL: the warehouse knows the document of row `c`, and it has not the expected characters as a number there."""
    tables = con.sql("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'fact_mention'").fetchall()
    if not tables[0][0]:
        return "false"
    return """EXISTS (
        FROM dim_document AS d JOIN document_text AS t USING (document_id, text_sha256)
        WHERE d.document_id = c.document_id AND d.recorded_to IS NULL AND NOT d.is_quarantined
          AND (substring(t.text, c."start"::BIGINT + 1, c."end"::BIGINT - c."start"::BIGINT) <> c.expected
               OR NOT EXISTS (
                   FROM fact_mention AS m
                   WHERE m.document_id = c.document_id AND m.recorded_to IS NULL AND m.kind = 'observation'
                     AND m.span_start = c."start"::BIGINT AND m.span_end = c."end"::BIGINT
               ))
    )"""


def _fault(row: dict[str, str | None]) -> str | None:
    """Why a row cannot be applied, in words; None where it can."""
    if row["action"] not in ACTIONS:
        return f"action {row['action']!r} is none of {', '.join(ACTIONS)}"
    if row["field"] is not None and row["field"] not in FIELDS:
        return f"field {row['field']!r} is none of {', '.join(FIELDS)}"
    if row["action"] == "correct" and row["field"] is None:
        return "it corrects no field"
    if not (str(row["start"]).isdecimal() and str(row["end"]).isdecimal()):
        return "start and end are no offsets"
    if not (row["reason"] and row["who"] and row["date"]):
        return "reason, who or date is missing"
    if row["action"] == "correct" and row["value"] and row["field"] and schemas.OBSERVATION[row["field"]] == pl.Float64:
        try:
            float(row["value"])
        except ValueError:
            return f"{row['field']} {row['value']!r} is no number"
    return None


def _value_of(table: str) -> str:
    """SQL of the value, as text, of the field that the row of `c` names."""
    cases = " ".join(f"WHEN '{field}' THEN {table}.{field}::VARCHAR" for field in FIELDS)
    return f"CASE c.field {cases} END"


def _correct_observations(con: "DuckDBPyConnection") -> None:
    """Put a view with the corrected fields in the place of stg.observation, which becomes stg.observation_read."""
    corrected = "SELECT DISTINCT field FROM stg.applied_correction WHERE action = 'correct' ORDER BY field"
    fields = con.sql(corrected).fetchall()
    if not fields:
        return
    views = con.sql("SELECT count(*) FROM duckdb_views() WHERE schema_name = 'stg' AND view_name = 'observation'")
    kind = "VIEW" if views.fetchall()[0][0] else "TABLE"
    con.execute(f"ALTER {kind} stg.observation RENAME TO observation_read")
    replaced, joins = [], []
    for (field,) in fields:
        dtype = _TYPES[schemas.OBSERVATION[field].base_type()]
        replaced.append(f"CASE WHEN {field}_.field IS NULL THEN o.{field} ELSE {field}_.value::{dtype} END AS {field}")
        joins.append(
            f"LEFT JOIN (FROM stg.applied_correction WHERE action = 'correct' AND field = '{field}') AS {field}_ "
            f"ON {field}_.document_id = o.document_id AND {field}_.observation_id = o.observation_id"
        )
    con.execute(
        f"CREATE VIEW stg.observation AS SELECT o.* REPLACE ({', '.join(replaced)}) "
        f"FROM stg.observation_read AS o {' '.join(joins)}"
    )
