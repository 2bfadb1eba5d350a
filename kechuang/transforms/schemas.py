"""The staged tables: one declared schema a table, column names in SDMX terms where SDMX has one.

Every staged table is written as `<noun>.parquet`, sorted by its key. None holds a run id or a clock time, so that the
same input gives the same bytes. Offsets are code points in `document.text`, the end exclusive.
"""

import polars as pl

# One row a document: bytes that were read into text, with the metadata in force and how each was found.
DOCUMENT = pl.Schema(
    {
        "document_id": pl.String,  # SHA-256 of the bytes, hexadecimal: the key
        "text": pl.String,  # the text as read; every offset points into it
        "text_sha256": pl.String,
        "text_length": pl.Int64,  # code points
        "format": pl.String,  # text, markdown, html, pdf, docx, xlsx, csv
        "encoding": pl.String,  # utf-8, gb18030, big5, ...
        "script": pl.String,  # Hans or Hant (ISO 15924)
        "title": pl.String,
        "publisher": pl.String,
        "published_date": pl.Date,
        "region_code": pl.String,  # GB/T 2260
        "title_method": pl.String,  # which of source, meta, line, name, text told it; null where nothing did
        "publisher_method": pl.String,
        "published_method": pl.String,
        "region_method": pl.String,
    }
)

# One row a sentence that holds a number: the evidence, kept once.
SENTENCE = pl.Schema(
    {
        "document_id": pl.String,
        "evidence_start": pl.Int64,  # with document_id the key
        "evidence_end": pl.Int64,
        "text": pl.String,
    }
)

# One row a number of the text, whatever it turned out to be: the accounting.
MENTION = pl.Schema(
    {
        "mention_id": pl.String,  # hash of text_sha256 and the offset of the first digit: the key
        "document_id": pl.String,
        "start": pl.Int64,
        "end": pl.Int64,
        "text": pl.String,
        "kind": pl.String,  # observation, time, reference, unresolved
        "obs_value": pl.Float64,
        "obs_value_high": pl.Float64,
        "unit_measure": pl.String,
        "decimals": pl.Int64,
        "unit_mult": pl.Int64,
        "qualifier": pl.String,
        "evidence_start": pl.Int64,
        "evidence_end": pl.Int64,
        "rule": pl.String,  # JSON object: field -> the rule that decided it
    }
)

# One row a figure: a mention of kind observation, once for each thing that 各 or 均 distributes it over.
OBSERVATION = pl.Schema(
    {
        "observation_id": pl.String,  # hash of text_sha256, the offset of the first digit and the ordinal: the key
        "mention_id": pl.String,
        "document_id": pl.String,
        "ordinal": pl.Int64,  # 0, 1, ... among the figures of one mention
        "start": pl.Int64,
        "end": pl.Int64,
        "obs_value": pl.Float64,
        "obs_value_high": pl.Float64,
        "unit_measure": pl.String,
        "decimals": pl.Int64,
        "unit_mult": pl.Int64,
        "qualifier": pl.String,
        "statistic": pl.String,
        "comparison": pl.String,
        "time_basis": pl.String,
        "obs_status": pl.String,
        "indicator_id": pl.String,  # a row of seeds/indicator.csv, or null
        "indicator_text": pl.String,  # the document's words for it, never empty
        "ref_area": pl.String,  # GB/T 2260
        "subject": pl.String,
        "scope": pl.String,  # GB/T 2260
        "time_period": pl.String,  # ISO 8601 in SDMX's shortest form
        "part_of": pl.String,  # observation_id of the total, or null
        "evidence_start": pl.Int64,
        "evidence_end": pl.Int64,
        "rule": pl.String,
    }
)

# What `kechuang extract` prints, one JSON object a line; the contract's own names.
RECORD = pl.Schema(
    {
        "document": pl.String,
        "start": pl.Int64,
        "end": pl.Int64,
        "text": pl.String,
        "kind": pl.String,
        "obs_value": pl.Float64,
        "unit_measure": pl.String,
        "obs_value_high": pl.Float64,
        "decimals": pl.Int64,
        "unit_mult": pl.Int64,
        "qualifier": pl.String,
        "statistic": pl.String,
        "comparison": pl.String,
        "time_basis": pl.String,
        "obs_status": pl.String,
        "indicator": pl.String,
        "indicator_text": pl.String,
        "ref_area": pl.String,
        "subject": pl.String,
        "scope": pl.String,
        "time_period": pl.String,
        "part_of": pl.Int64,  # start of the total's mention in the same document
        "evidence_start": pl.Int64,
        "evidence_end": pl.Int64,
        "rule": pl.String,  # JSON object
    }
)

KINDS = ("observation", "time", "reference", "unresolved")
QUALIFIERS = ("exact", "range", "approx", "over", "at_least", "under", "at_most")
STATISTICS = ("level", "increment", "change", "growth_rate", "share", "rank")
STATUSES = ("actual", "provisional", "target", "forecast")
TIME_BASES = ("period", "cumulative", "per_year", "per_month", "per_week", "per_day")

# The ledger's small tables, staged whole. Clock times are UTC without a zone.
# One row a source of seeds/sources.toml or named on the command line.
SOURCE = pl.Schema(
    {
        "source_id": pl.String,  # the key
        "title": pl.String,
        "publisher": pl.String,
        "region_code": pl.String,  # GB/T 2260
        "kind": pl.String,  # file, folder, glob; page, file_url, list_page, sitemap, feed
        "location": pl.String,  # the path, pattern or address as configured
        "published_date": pl.Date,
        "licence": pl.String,  # terms under which the documents are read
    }
)

# One row a stay of some bytes at a place: the same bytes seen again there are the same capture.
CAPTURE = pl.Schema(
    {
        "capture_id": pl.String(),  # the key
        "source_id": pl.String(),
        "locator": pl.String(),  # path or address of the document itself, the link that a reader follows
        "document_id": pl.String(),  # SHA-256 of the bytes seen there
        "seen_from": pl.Datetime("us"),
        "seen_to": pl.Datetime("us"),  # when other bytes were seen at the locator; null while these stand
        "gone_at": pl.Datetime("us"),  # when the locator was first found to hold nothing; null while it holds something
        "publisher": pl.String(),
        "published_date": pl.Date(),
        "title": pl.String(),
        "region_code": pl.String(),
    }
)
