"""The command line: what can be typed, and nothing else. Each command imports its work when it is called.

Exit codes: 0 done or nothing to do, 1 failed, 2 wrong usage, 3 published while some sources or rows were left out.
"""

import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kechuang import __version__, settings
from kechuang.warehouse.ledger import LedgerError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Chinese government documents in, a checked warehouse of indicators out.",
)


class Format(StrEnum):
    """How `kechuang query` writes rows."""

    table = "table"
    csv = "csv"
    json = "json"
    parquet = "parquet"


Debug = Annotated[bool, typer.Option("--debug", help="Show the whole trace of an unexpected error.", hidden=True)]
Published = Annotated[
    str | None, typer.Option(metavar="YYYY-MM-DD", help="Date of publication, where the text does not tell.")
]
Region = Annotated[
    str | None, typer.Option(metavar="CODE", help="GB/T 2260 code of the region, where nothing else tells.")
]


@app.callback()
def _options(debug: Debug = False) -> None: ...


@app.command()
def version() -> None:
    """Print the version."""
    print(__version__)


@app.command()
def run(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH|GLOB|SOURCE_ID]...", help="What to refresh; without: the catalogue."),
    ] = None,
    region: Region = None,
    published: Published = None,
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Wait for another run to end, or give up.")] = True,
) -> None:
    """Refresh sources: read what changed, check it, publish it."""
    from kechuang.flows.run_command import run

    raise typer.Exit(run(sources or [], region, published, wait))


@app.command()
def extract(
    files: Annotated[list[str] | None, typer.Argument(metavar="FILE...", help="Documents to read.")] = None,
    documents: Annotated[
        str | None, typer.Option(metavar="FILE|-", help="Documents as JSON Lines: id, text, published, region.")
    ] = None,
    published: Published = None,
    region: Region = None,
) -> None:
    """Print the figures of documents as JSON Lines, without touching the warehouse."""
    from kechuang.flows.extract_command import run

    raise typer.Exit(run(files or [], documents, published, region))


@app.command()
def query(
    sql: Annotated[
        str | None, typer.Argument(metavar="SQL", help="What to ask, as 'from region_ranking limit 20'.")
    ] = None,
    file: Annotated[Path | None, typer.Option(metavar="QUERY.sql", help="Read the SQL from a file.")] = None,
    form: Annotated[Format, typer.Option("--format", help="How to write the rows.")] = Format.table,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file.")] = None,
) -> None:
    """Ask the warehouse in SQL; nothing can be changed by it, and no file or network reached."""
    from kechuang.flows.query_command import query

    raise typer.Exit(query(sql, file, form.value, output))


@app.command()
def views() -> None:
    """List what there is to query, with grain and columns."""
    from kechuang.flows.query_command import views

    raise typer.Exit(views())


@app.command()
def report(
    is_to_open: Annotated[bool, typer.Option("--open", help="Open it in a browser.")] = False,
) -> None:
    """Print the path of the newest quality report."""
    from kechuang.flows.query_command import report

    raise typer.Exit(report(is_to_open))


@app.command()
def status(
    problems: Annotated[bool, typer.Option("--problems", help="Name all that the last run left out.")] = False,
) -> None:
    """Show the last run, the counts of the warehouse and the age of each source, also while a run is on."""
    from kechuang.flows.status_command import status

    raise typer.Exit(status(problems))


@app.command()
def doctor() -> None:
    """Show versions, settings and where each comes from, locks, disk, and what to mend."""
    from kechuang.flows.doctor_command import doctor

    raise typer.Exit(doctor())


@app.command()
def serve(
    schedule: Annotated[str | None, typer.Option(metavar="CRON", help="When to run; else as in the settings.")] = None,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port of the Prefect server on this machine.")
    ] = None,
) -> None:
    """Keep a Prefect server and the deployment `refresh`, which runs on its schedule and by hand."""
    from kechuang.flows.serve_command import run

    raise typer.Exit(run(schedule, port))


def main() -> None:
    """The entry point: no bad input and no fault of our own ends in a traceback, unless `--debug` asks for it."""
    try:
        app()
    except settings.SettingsError as error:
        _say(str(error))
        sys.exit(2)
    except LedgerError as error:
        _say(str(error))
        sys.exit(1)
    except OSError as error:
        _say(f"{error.filename}: {error.strerror}" if error.filename else str(error))
        sys.exit(1)
    except Exception as error:
        if "--debug" in sys.argv:
            raise
        _say(f"unexpected {type(error).__name__}: {' '.join(str(error).split())}; the trace is in {_log(error)}")
        sys.exit(1)


def _say(line: str) -> None:
    print(f"kechuang: {line}", file=sys.stderr)


def _log(error: Exception) -> Path | str:
    """Keeps the trace of an unexpected error in the log folder and returns the file."""
    import traceback

    try:
        folder = settings.load().logs
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "errors.log"
        with file.open("a", encoding="utf-8") as log:
            log.write(
                f"{datetime.now().astimezone().isoformat()} {sys.argv}\n{''.join(traceback.format_exception(error))}\n"
            )
    except (OSError, settings.SettingsError):
        return "no file, for the log folder cannot be written; see it with --debug"
    return file
