"""`kechuang suggest`: names that the vocabulary lacks, and how one of them is taken in."""

import sys
from pathlib import Path

import polars as pl

from kechuang import settings as configuration
from kechuang import vocabulary
from kechuang.flows.acceptance import Accepted, RefusedError, Wish, accept
from kechuang.flows.outcome import FAILURE, SUCCESS, USAGE
from kechuang.flows.query_command import print_table
from kechuang.transforms.suggestions import suggest
from kechuang.warehouse.errors import WarehouseError
from kechuang.warehouse.query import run_query, write_result

_WAITING = "FROM unresolved_mention"
_SHOWN = ("name_zh", "n_figures", "n_documents", "unit_measure", "proposal", "wordings", "example")


def suggestions(limit: int, form: str, output: Path | None) -> int:
    """Prints or writes the proposed names, the most told first; returns the exit code. All of them for limit 0."""
    try:
        found = _suggestions()
        found = found.head(limit) if limit else found
        if form == "table" and output is not None:
            return _tell("--output writes csv, json or parquet; choose one with --format", USAGE)
        if form != "table":
            if output is None:
                write_result(found, form, sys.stdout.buffer)
            else:
                with output.open("wb") as target:
                    write_result(found, form, target)
            return SUCCESS
    except WarehouseError as error:
        return _tell(str(error), FAILURE)
    if found.is_empty():
        return _tell("nothing to propose: the vocabulary knows every wording that names something", SUCCESS)
    print_table(_readable(found))
    print(f"\nto take one in: kechuang suggest --accept {found['name_zh'][0]}", file=sys.stderr)
    return SUCCESS


def accept_names(names: list[str], wish: Wish) -> int:
    """Writes the rows of these names to the seed tables and says which; returns the exit code."""
    settings = configuration.load()
    try:
        done = accept(names, _suggestions(), vocabulary.load(settings.seeds), settings.seeds, wish)
    except WarehouseError as error:
        return _tell(str(error), FAILURE)
    except RefusedError as error:
        return _tell(f"nothing was written: {error}", USAGE)
    for accepted in done:
        print(_said(accepted))
    print(f"written to {settings.seeds}; `kechuang run` reads again what holds these words", file=sys.stderr)
    return SUCCESS


def _suggestions() -> pl.DataFrame:
    settings = configuration.load()
    return suggest(run_query(settings, _WAITING), vocabulary.load(settings.seeds))


def _readable(found: pl.DataFrame) -> pl.DataFrame:
    example = pl.col("examples").list.first().struct.field
    proposal = (
        pl.when(pl.col("action") == "alias")
        .then(pl.format("alias of {} ({})", "indicator_id", "indicator_zh"))
        .when(pl.col("like_id").is_not_null())
        .then(pl.format("new, like {} ({})", "like_id", "like_zh"))
        .otherwise(pl.lit("new"))
    )
    return found.with_columns(
        proposal=proposal,
        wordings=pl.col("wordings").list.head(3).list.join("; "),
        example=pl.concat_str(
            example("value_text"), pl.lit(": "), _short(example("evidence"), 40), pl.lit(" — "),
            _short(pl.coalesce(example("document_title"), example("document_id")), 16),
        ),
    ).select(_SHOWN)  # fmt: skip


def _short(text: pl.Expr, size: int) -> pl.Expr:
    plain = text.str.replace_all(r"\s+", " ")
    return pl.when(plain.str.len_chars() > size).then(plain.str.head(size - 1) + "…").otherwise(plain)


def _said(accepted: Accepted) -> str:
    words = ", ".join(row["alias"] for row in accepted.aliases)
    if accepted.indicator is None:
        return f"{accepted.aliases[0]['indicator_id']}: further wordings {words}"
    row = accepted.indicator
    kind = f"{row['unit_measure']}, {row['stock_or_flow']}, {row['domain']}"
    return f"{row['indicator_id']}: new indicator {row['name_zh']} ({row['name_en']}; {kind}), worded {words}"


def _tell(line: str, code: int) -> int:
    print(f"kechuang: {line}", file=sys.stderr)
    return code
