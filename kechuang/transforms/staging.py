"""Records to staged tables: the sentence kept once, the number once, the figure once for each thing it is about."""

import polars as pl

from kechuang.transforms import schemas

c = pl.col

_TEXT_DIGITS = 24  # hexadecimal digits of the text's SHA-256 in an id: 96 bits tell all texts of the world apart


def stage(records: pl.DataFrame, documents: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """records (schemas.RECORD; `document` is the document_id) and documents (schemas.DOCUMENT) -> sentence, mention,
    observation, each sorted by its key's columns.

    Ids are the text's SHA-256, the offset of the first digit or numeral and the ordinal, so that another span, rule
    or run leaves them as they are; written out, they need no second hash, and they say where the figure stands.
    """
    found = _identified(records, documents)
    return {"sentence": _sentence(found, documents), "mention": _mention(found), "observation": _observation(found)}


def _identified(records: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    known = documents.select(document="document_id", text_sha256="text_sha256")
    found = records.join(known, on="document", how="left", maintain_order="left").with_columns(
        # 第22位 and 22位 are one number: the id counts from the numeral itself
        first=c("start") + c("text").str.extract(r"^(第\s?|倒数第\s?|前\s?|每)", 1).fill_null("").str.len_chars(),
        ordinal=pl.int_range(pl.len()).over("document", "start").cast(pl.Int64),
    )
    mention = pl.concat_str(c("text_sha256").str.head(_TEXT_DIGITS), pl.lit("-"), c("first").cast(pl.String))
    return found.with_columns(
        mention_id=mention,
        observation_id=pl.concat_str(mention, pl.lit("-"), c("ordinal").cast(pl.String)),
    )


def _sentence(found: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    texts = documents.select(document="document_id", whole="text")
    return (
        found.select("document", "evidence_start", "evidence_end")
        .unique()
        .join(texts, on="document", how="left")
        .select(
            document_id="document",
            evidence_start="evidence_start",
            evidence_end="evidence_end",
            text=c("whole").str.slice(c("evidence_start"), c("evidence_end") - c("evidence_start")),
        )
        .sort("document_id", "evidence_start", "evidence_end")
        .cast(schemas.SENTENCE)
    )


def _mention(found: pl.DataFrame) -> pl.DataFrame:
    return (
        found.filter(c("ordinal") == 0)
        .rename({"document": "document_id"})
        .select(schemas.MENTION.names())
        .sort("document_id", "start", "end")
        .cast(schemas.MENTION)
    )


def _observation(found: pl.DataFrame) -> pl.DataFrame:
    figures = found.filter(c("kind") == "observation")
    totals = figures.filter(c("ordinal") == 0).select("document", part_of="start", total="observation_id")
    return (
        figures.join(totals, on=["document", "part_of"], how="left", maintain_order="left")
        .drop("part_of")
        .rename({"document": "document_id", "indicator": "indicator_id", "total": "part_of"})
        .select(schemas.OBSERVATION.names())
        .sort("document_id", "start", "ordinal")
        .cast(schemas.OBSERVATION)
    )
