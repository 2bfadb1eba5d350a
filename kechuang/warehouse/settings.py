"""The part of the settings that the warehouse uses."""

from pathlib import Path
from typing import Protocol


class WarehouseSettings(Protocol):
    """Where the files of the warehouse are; `kechuang.settings.Settings` has all of it."""

    @property
    def home(self) -> Path: ...

    @property
    def stage(self) -> Path: ...

    @property
    def build_database(self) -> Path:
        """The writer's DuckDB file."""

    @property
    def database(self) -> Path:
        """The readers' copy."""
