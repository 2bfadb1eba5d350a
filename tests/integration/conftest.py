"""One Prefect API for all integration tests: starting one takes longer than a run on it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import Desk

from kechuang.flows import engine
from kechuang.settings import Settings


@pytest.fixture(scope="session")
def prefect_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The home of a Prefect API that answers at PREFECT_API_URL as long as the session lasts."""
    settings = Settings(home=tmp_path_factory.mktemp("session"))
    settings.logs.mkdir()
    os.environ["KECHUANG_HOME"] = str(settings.home)  # where the log of the session goes
    with engine.api(settings) as wait_until_ready:
        wait_until_ready()
        yield settings.prefect
    del os.environ["KECHUANG_HOME"]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prefect_home: Path) -> Desk:
    """An empty desk."""
    return Desk(tmp_path, monkeypatch)
