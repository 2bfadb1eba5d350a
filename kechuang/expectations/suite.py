"""Great Expectations: one suite a staged table, one checkpoint a run, Data Docs of what it found.

Suites are built from the checks each time, so that nothing generated is kept in step by hand. What GX prints goes to
the log. Importing this module costs seconds, for it imports great_expectations.
"""

import logging
import os
import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read when the package is imported

import great_expectations as gx
from great_expectations.data_context.types.base import DataContextConfig, ProgressBarsConfig
from great_expectations.data_context.types.resource_identifiers import ExpectationSuiteIdentifier
from great_expectations.expectations import (
    ExpectColumnValuesToBeInSet,
    ExpectColumnValuesToBeUnique,
    ExpectColumnValuesToNotBeNull,
    ExpectTableColumnsToMatchSet,
    UnexpectedRowsExpectation,
)

from kechuang.expectations.checks import Check
from kechuang.expectations.connection import shared
from kechuang.expectations.data_docs import RESULTS, prune

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def validate(connection: "DuckDBPyConnection", checks: list[Check], run: str, docs: Path, log: Path) -> dict[str, Any]:
    """Run the checks on schema `stg` of the catalog `wh` and write Data Docs into `docs`; GX's result by check id."""
    log.parent.mkdir(parents=True, exist_ok=True)
    prune(docs)
    with shared(connection) as url, _noise_into(log):
        context = gx.get_context(project_config=_configuration(docs), mode="ephemeral")
        source = context.data_sources.add_sql("wh", connection_string=url)
        definitions = []
        for table, its_checks in groupby(sorted(checks, key=lambda c: c.table), key=lambda c: c.table):
            asset = source.add_table_asset(table, table_name=table, schema_name="wh.stg")
            suite = context.suites.add(gx.ExpectationSuite(table, expectations=[_expectation(c) for c in its_checks]))
            definition = gx.ValidationDefinition(
                name=table, data=asset.add_batch_definition_whole_table("staged"), suite=suite
            )
            definitions.append(context.validation_definitions.add(definition))
        checkpoint = context.checkpoints.add(
            gx.Checkpoint(
                name="run",
                validation_definitions=definitions,
                result_format={"result_format": "COMPLETE"},  # else the pages show no failing rows
            )
        )
        outcome = checkpoint.run(run_id=gx.RunIdentifier(run_name=run))
        # Once for all tables: as an action of the checkpoint it would write the index anew after each of them.
        pages = [ExpectationSuiteIdentifier(d.suite.name) for d in definitions]
        context.build_data_docs(resource_identifiers=[*outcome.run_results, *pages])
    return {
        result.expectation_config.meta["check_id"]: result
        for table_result in outcome.run_results.values()
        for result in table_result.results
    }


def _configuration(docs: Path) -> DataContextConfig:
    def in_memory(kind: str) -> dict[str, Any]:
        return {"class_name": kind, "store_backend": {"class_name": "InMemoryStoreBackend"}}

    def in_folder(folder: Path) -> dict[str, Any]:
        return {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder)}

    return DataContextConfig(
        stores={
            "expectations": in_memory("ExpectationsStore"),
            "checkpoint_store": in_memory("CheckpointStore"),
            "validation_definition_store": in_memory("ValidationDefinitionStore"),
            "results": {"class_name": "ValidationResultsStore", "store_backend": in_folder(docs / RESULTS)},
        },
        expectations_store_name="expectations",
        checkpoint_store_name="checkpoint_store",
        validation_results_store_name="results",
        data_docs_sites={
            "site": {
                "class_name": "SiteBuilder",
                "show_how_to_buttons": False,
                "store_backend": in_folder(docs),
                "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
            }
        },
        analytics_enabled=False,
        progress_bars=ProgressBarsConfig(globally=False),
    )


def _expectation(check: Check) -> Any:
    """The expectation of a check. Data Docs do not show severity, so that the description says it."""
    about: dict[str, Any] = {
        "severity": check.severity,
        "meta": {"check_id": check.check_id},
        "description": f"[{check.severity}] {check.check_id} — {check.description_zh}。{check.description_en}.",
    }
    match check.rule, check.columns:
        case "columns", _:
            return ExpectTableColumnsToMatchSet(column_set=check.allowed_values, exact_match=True, **about)
        case "unique", (column,):
            return ExpectColumnValuesToBeUnique(column=column, **about)
        case "not_null", (column,):
            return ExpectColumnValuesToNotBeNull(column=column, **about)
        case "in_set", (column,):
            return ExpectColumnValuesToBeInSet(column=column, value_set=check.allowed_values, **about)
        case _:  # `sql`, and `unique` over several columns, for which GX's own is four times slower
            return UnexpectedRowsExpectation(unexpected_rows_query=_for_gx(check.violations()), **about)


def _for_gx(sql: str) -> str:
    """The query as GX and SQLAlchemy take it: braces and single colons would be read as places to fill.

    GX complains of a query that does not name its batch; these name their tables, so that a comment names it.
    """
    sql = sql.replace("{", "{{").replace("}", "}}")
    return "/* {batch} */ " + re.sub(r"(?<!:):(?!:)", r"\\:", sql)


@contextmanager
def _noise_into(log: Path) -> Iterator[None]:
    """What GX logs, prints and warns of goes to the end of the log file."""
    logger = logging.getLogger("great_expectations")
    before = (logger.level, logger.propagate)
    handler = logging.FileHandler(log, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logger.addHandler(handler)
    logger.setLevel(logging.WARNING)
    logger.propagate = False
    try:
        with redirect_stdout(handler.stream), redirect_stderr(handler.stream), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.removeHandler(handler)
        handler.close()
        logger.level, logger.propagate = before


def exceptions(results: Iterable[Any]) -> list[str]:
    """What GX could not evaluate, one line an expectation; its exception info is one dictionary or one a metric."""
    lines = []
    for result in results:
        info = result.exception_info or {}
        infos = [info] if "raised_exception" in info else list(info.values())
        raised = next((i for i in infos if i.get("raised_exception")), None)
        if raised:
            message = str(raised.get("exception_message")).strip().splitlines()[0]
            lines.append(f"{result.expectation_config.meta['check_id']}: {message}")
    return lines
