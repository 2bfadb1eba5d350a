"""Paths and settings, each with its origin: the default, the file `kechuang.toml`, or the environment.

The environment (`KECHUANG_HOME`, `KECHUANG_FILE_LIMIT_MB`, ...) wins over the file, the file over the default. The file
is `kechuang.toml` in the working folder or, failing that, in the project folder; its keys are the field names below.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

FILE = "kechuang.toml"
_WHOLE_NUMBERS = (
    "file_limit_mb",
    "batch_documents",
    "processes",
    "host_requests",
    "download_seconds",
    "download_limit_mb",
)
_PACKAGE = Path(__file__).parent


class SettingsError(ValueError):
    """A setting that cannot be used; the message names it, its origin and the reason in one line."""


def room(name: str) -> Path:
    """The folder `seeds` or `sql`: beside the package in a checkout, inside it in an installed wheel."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def _project() -> Path:
    """The folder that holds `data/` by default: the checkout, or the working folder of an installed package."""
    checkout = _PACKAGE.parent
    return checkout if (checkout / "pyproject.toml").is_file() else Path.cwd()


@dataclass(frozen=True)
class Settings:
    """What a run may be told. Units are in the names; `origins` tells for each field where its value comes from."""

    home: Path = field(default_factory=lambda: _project() / "data")
    seeds: Path = field(default_factory=lambda: room("seeds"))
    schedule: str = "0 6 * * *"  # cron, in `timezone`
    timezone: str = "Asia/Shanghai"
    file_limit_mb: int = 50  # a longer file is left out, with a line that says so
    batch_documents: int = 10_000  # documents read at once: large batches are what makes columns fast
    processes: int = 2  # worker processes, used only where there is more than one batch
    contact: str = ""  # told to the hosts that documents are fetched from
    host_pause_seconds: float = 1.0  # between two requests to a host
    host_requests: int = 2  # to a host at once
    download_seconds: int = 300  # that one request may take, its body included
    download_limit_mb: int = 2000  # that one run may fetch
    origins: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def catalogue(self) -> Path:
        """The catalogue of sources that `kechuang run` refreshes."""
        return self.seeds / "sources.toml"

    @property
    def raw(self) -> Path:
        """The bytes of every document, each under its SHA-256."""
        return self.home / "raw"

    @property
    def ledger(self) -> Path:
        """The SQLite file of sources, captures, runs and what was published of each document."""
        return self.home / "ledger.sqlite"

    @property
    def http_cache(self) -> Path:
        """What web servers sent, so that they can be asked whether it still stands; may be deleted at any time."""
        return self.home / "http_cache" / "responses.sqlite"

    @property
    def lock(self) -> Path:
        """The file that one run at a time holds a lock on."""
        return self.home / "run.lock"

    @property
    def stage(self) -> Path:
        """The staged tables of the newest run, as Parquet."""
        return self.home / "stage"

    @property
    def build_database(self) -> Path:
        """The writer's own DuckDB file."""
        return self.home / "build" / "kechuang.duckdb"

    @property
    def database(self) -> Path:
        """The readers' copy, swapped in whole after each publish."""
        return self.home / "kechuang.duckdb"

    @property
    def data_docs(self) -> Path:
        """What Great Expectations writes of its checks."""
        return self.home / "data_docs"

    @property
    def report(self) -> Path:
        """The pages that an analyst reads after a run."""
        return self.home / "report"

    @property
    def report_index(self) -> Path:
        """Where the report begins."""
        return self.report / "index.html"

    @property
    def logs(self) -> Path:
        """What Prefect and Great Expectations say, kept off the terminal."""
        return self.home / "logs"

    @property
    def prefect(self) -> Path:
        """Prefect's own database of runs."""
        return self.home / "prefect"


def load(environ: Mapping[str, str] | None = None, folder: Path | None = None) -> Settings:
    """The settings in force; raises SettingsError where one cannot be used."""
    environ = os.environ if environ is None else environ
    names = [f.name for f in fields(Settings) if f.name != "origins"]
    values: dict[str, Any] = {}
    origins = dict.fromkeys(names, "default")
    file = next((p / FILE for p in (folder or Path.cwd(), _project()) if (p / FILE).is_file()), None)
    if file is not None:
        for name, value in _read(file).items():
            if name not in names:
                raise SettingsError(f"{file}: unknown setting {name!r}; known are {', '.join(names)}")
            values[name] = _typed(name, value, str(file), file.parent)
            origins[name] = str(file)
    for name in names:
        variable = f"KECHUANG_{name.upper()}"
        if environ.get(variable):
            values[name] = _typed(name, environ[variable], f"environment {variable}", Path.cwd())
            origins[name] = f"environment {variable}"
    return Settings(**values, origins=origins)


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"{file}: cannot be read as TOML: {error}") from None


def _typed(name: str, value: Any, origin: str, base: Path) -> Any:
    """The value in its field's type. A relative path counts from its file, else from the working folder."""
    if name in ("home", "seeds"):
        if not isinstance(value, str):
            raise SettingsError(f"{origin}: {name} must be a path, not {value!r}")
        return (base / Path(value).expanduser()).resolve()
    if name == "host_pause_seconds":
        return _seconds(name, value, origin)
    if name in _WHOLE_NUMBERS:
        if isinstance(value, bool) or not str(value).isdecimal() or int(value) < 1:
            raise SettingsError(f"{origin}: {name} must be a whole number above 0, not {value!r}")
        return int(value)
    if not isinstance(value, str):
        raise SettingsError(f"{origin}: {name} must be a text, not {value!r}")
    if name == "timezone":
        _check_timezone(value, origin)
    if name == "schedule" and len(value.split()) != 5:
        raise SettingsError(f"{origin}: schedule must be a cron line of five fields, not {value!r}")
    return value


def _seconds(name: str, value: Any, origin: str) -> float:
    try:
        seconds = float(value) if not isinstance(value, bool) else -1.0
    except (TypeError, ValueError):
        seconds = -1.0
    if not 0 <= seconds <= 3600:
        raise SettingsError(f"{origin}: {name} must be a number of seconds from 0 to 3600, not {value!r}")
    return seconds


def _check_timezone(value: str, origin: str) -> None:
    from zoneinfo import ZoneInfo  # costs start-up time only where a zone is named

    try:
        ZoneInfo(value)
    except (OSError, ValueError, KeyError):
        raise SettingsError(f"{origin}: {value!r} is no time zone, such as Asia/Shanghai") from None
