"""Fixtures of several test rooms. Beside it lies `small_warehouse`, importable from every room."""

from pathlib import Path

import pytest
from small_warehouse import SmallWarehouse


@pytest.fixture
def warehouse(tmp_path: Path) -> SmallWarehouse:
    """An empty warehouse with small seeds of its own."""
    return SmallWarehouse(tmp_path)
