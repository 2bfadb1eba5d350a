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


sources_app = typer.Typer(
    no_args_is_help=True,
    help=(
        "The catalogue of sources: what is read, whether it can be, and one source more.\n\n"
        "Kinds on disk: file, folder, glob. Kinds on the web: page (one page), file_url (one file, as PDF, Word, "
        "spreadsheet, ZIP), list_page (the links of a page that fit a pattern), sitemap, feed (RSS or Atom).\n\n"
        "Read are HTML, PDF, DOCX, XLSX, CSV, Markdown, text, and ZIP of these. Limits are settings: file_limit_mb, "
        "download_limit_mb and download_seconds for size and time, host_pause_seconds and host_requests for the pace, "
        "contact for who asks. robots.txt is kept to. Addresses of this machine and its network are refused unless a "
        "source allows them. docs/sources.md tells all of it."
    ),
)
app.add_typer(sources_app, name="sources")


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

Private = Annotated[bool, typer.Option("--allow-private", help="The address may be on this machine or its network.")]
Kind = Annotated[str | None, typer.Option("--kind", metavar="KIND", help="Of an address; else it is found out.")]
Links = Annotated[
    str | None, typer.Option("--links", metavar="PATTERN", help="Which links of a list page are documents.")
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
    explain: Annotated[
        bool, typer.Option("--explain", help="Show each figure's sentence, its marks, and what decided each field.")
    ] = False,
) -> None:
    """Print the figures of documents as JSON Lines, without touching the warehouse."""
    from kechuang.flows.extract_command import run

    raise typer.Exit(run(files or [], documents, published, region, explain))


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
    is_to_open: Annotated[
        bool, typer.Option("--open", help="Open it in a browser; write it only where it is not of the newest run.")
    ] = False,
) -> None:
    """Write the quality report anew and print its path."""
    from kechuang.flows.report_command import report

    raise typer.Exit(report(is_to_open))


@app.command()
def suggest(
    names: Annotated[
        list[str] | None, typer.Option("--accept", metavar="NAME", help="Take this name in; may be repeated.")
    ] = None,
    alias_of: Annotated[
        str | None, typer.Option("--as", metavar="INDICATOR_ID", help="It is another word for this indicator.")
    ] = None,
    indicator_id: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="Of the new indicator: lower-case English with _.")
    ] = None,
    name_en: Annotated[str | None, typer.Option("--name-en", metavar="NAME", help="Its English name.")] = None,
    domain: Annotated[
        str | None, typer.Option("--domain", metavar="DOMAIN", help="Else that of the most similar one.")
    ] = None,
    unit: Annotated[
        str | None, typer.Option("--unit", metavar="UNIT", help="Else the unit that documents print most.")
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="KIND", help="stock, flow, ratio, index or price; else by the unit.")
    ] = None,
    direction: Annotated[
        str | None, typer.Option("--direction", metavar="up|down|none", help="Is more better?")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=0, help="How many to list; 0 for all.")] = 30,
    form: Annotated[Format, typer.Option("--format", help="How to write the list.")] = Format.table,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write it to a file.")] = None,
) -> None:
    """Propose indicators that the vocabulary lacks, from the figures that wait for one; --accept writes their rows."""
    from kechuang.flows.acceptance import Wish
    from kechuang.flows.suggest_command import accept_names, suggestions

    wish = Wish(alias_of, indicator_id, name_en, domain, unit, kind, direction)
    if names:
        raise typer.Exit(accept_names(names, wish))
    if not wish.is_empty():
        raise typer.BadParameter("options that describe an indicator go with --accept NAME")
    raise typer.Exit(suggestions(limit, form.value, output))


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


@sources_app.command("list")
def list_sources() -> None:
    """List the catalogue, with the documents that each source holds."""
    from kechuang.flows.sources_command import list_sources

    raise typer.Exit(list_sources())


@sources_app.command()
def check(
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="[ADDRESS|PATH|SOURCE_ID]...", help="Without: the catalogue.")
    ] = None,
    allow_private: Private = False,
    kind: Kind = None,
    links: Links = None,
) -> None:
    """Tell what sources would give: reach, type, size, what would be read. Nothing is changed."""
    from kechuang.flows.sources_command import check

    raise typer.Exit(check(sources or [], allow_private, kind, links))


@sources_app.command()
def add(
    source: Annotated[str, typer.Argument(metavar="ADDRESS|PATH", help="What to read from now on.")],
    source_id: Annotated[str | None, typer.Option("--id", metavar="ID", help="Else made of the location.")] = None,
    allow_private: Private = False,
    kind: Kind = None,
    links: Links = None,
    region: Region = None,
    to: Annotated[Path | None, typer.Option(metavar="FILE", help="The sources.toml; else the catalogue.")] = None,
) -> None:
    """Check a source and write an entry for it, with what it tells of itself."""
    from kechuang.flows.sources_command import add

    raise typer.Exit(add(source, source_id, allow_private, kind, links, region, to))


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
