"""The story of each document, found anew when texts come or change; reprints of any run join the story they reprint."""

import duckdb
import polars as pl

from kechuang.transforms.stories import FINGERPRINT, METHOD, fingerprints, stories

# Every document with the text in force, and when the warehouse first knew it; new ones come last.
_DOCUMENTS = """
    WITH first_known AS (
        SELECT document_id, min(recorded_from) AS recorded_from FROM dim_document GROUP BY document_id
    ),
    known AS (
        SELECT document_id, text_sha256 FROM stg.document
        UNION ALL
        SELECT document_id, text_sha256 FROM dim_document
        WHERE recorded_to IS NULL AND document_id NOT IN (SELECT document_id FROM stg.document)
    )
    SELECT known.document_id, known.text_sha256, first_known.recorded_from
    FROM known LEFT JOIN first_known ON first_known.document_id = known.document_id
"""
_TEXTS_WITHOUT_FINGERPRINT = """
    SELECT text_sha256, any_value(text ORDER BY text) AS text
    FROM (
        SELECT text_sha256, text FROM stg.document
        UNION ALL
        SELECT t.text_sha256, t.text FROM document_text AS t JOIN dim_document AS d
            ON d.document_id = t.document_id AND d.text_sha256 = t.text_sha256 AND d.recorded_to IS NULL
    )
    WHERE text_sha256 NOT IN (SELECT text_sha256 FROM text_fingerprint)
    GROUP BY text_sha256
    ORDER BY text_sha256
"""
# Stories found before; one that lost a text is looked at anew, for that text may have been what held it together.
_KNOWN = """
    SELECT text_sha256, min(story_id) AS story_id
    FROM dim_document
    WHERE recorded_to IS NULL AND story_id IS NOT NULL AND story_id NOT IN (
        SELECT old.story_id
        FROM dim_document AS old JOIN stg.document AS new ON new.document_id = old.document_id
        WHERE old.recorded_to IS NULL AND old.story_id IS NOT NULL AND new.text_sha256 <> old.text_sha256
    )
    GROUP BY text_sha256
"""
_COLUMNS = ", ".join(FINGERPRINT)


def tell_stories(con: duckdb.DuckDBPyConnection) -> None:
    """Makes the temporary table `document_story` (document_id, story_id) of all documents, those of `stg` included.

    A story is named after the document that was recorded first, so that a reprint never renames it. Part of a publish:
    call it inside the transaction, before dim_document is merged. Keeps the fingerprints of texts it has not seen.
    """
    is_outdated = con.execute("SELECT 1 FROM text_fingerprint WHERE method <> ? LIMIT 1", [METHOD]).fetchone()
    if is_outdated:
        con.execute("DELETE FROM text_fingerprint WHERE method <> ?", [METHOD])
    _keep(con, fingerprints(con.execute(_TEXTS_WITHOUT_FINGERPRINT).pl()))
    documents = con.execute(_DOCUMENTS).pl()
    known = None if is_outdated else con.execute(_KNOWN).pl()
    told = documents.join(_stories(con, documents, known), on="text_sha256", how="left")
    first = pl.col("document_id").sort_by("recorded_from", "document_id", nulls_last=True).first()
    con.register("told", told.select("document_id", story_id=first.over("story_id")).to_arrow())
    con.execute("CREATE OR REPLACE TEMP TABLE document_story AS SELECT * FROM told")
    con.unregister("told")


def _stories(con: duckdb.DuckDBPyConnection, documents: pl.DataFrame, known: pl.DataFrame | None) -> pl.DataFrame:
    """text_sha256 and story_id of the documents' texts; without a new text, what is known holds."""
    texts = documents.select("text_sha256").unique()
    if known is not None and texts.join(known, on="text_sha256", how="anti").is_empty():
        return known
    kept = con.execute(f"SELECT {_COLUMNS} FROM text_fingerprint").pl().cast(FINGERPRINT)
    return stories(kept.join(texts, on="text_sha256", how="semi"), known)


def _keep(con: duckdb.DuckDBPyConnection, made: pl.DataFrame) -> None:
    con.register("made", made.to_arrow())
    con.execute(f"INSERT INTO text_fingerprint ({_COLUMNS}, method) SELECT {_COLUMNS}, ? FROM made", [METHOD])
    con.unregister("made")
