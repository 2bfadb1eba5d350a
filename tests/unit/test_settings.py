"""Settings come from the default, the file or the environment, and each says from where."""

from pathlib import Path

import pytest

from kechuang import settings
from kechuang.settings import SettingsError


def test_every_default_says_that_it_is_one(tmp_path: Path) -> None:
    loaded = settings.load({}, tmp_path)
    assert (loaded.schedule, loaded.timezone, loaded.file_limit_mb) == ("0 6 * * *", "Asia/Shanghai", 50)
    assert set(loaded.origins.values()) == {"default"}


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(tmp_path: Path) -> None:
    file = tmp_path / "kechuang.toml"
    file.write_text('file_limit_mb = 7\nschedule = "30 5 * * 1"\n')
    loaded = settings.load({"KECHUANG_FILE_LIMIT_MB": "9"}, tmp_path)
    assert (loaded.file_limit_mb, loaded.schedule) == (9, "30 5 * * 1")
    assert loaded.origins["file_limit_mb"] == "environment KECHUANG_FILE_LIMIT_MB"
    assert loaded.origins["schedule"] == str(file)


def test_a_home_in_the_file_counts_from_the_file(tmp_path: Path) -> None:
    (tmp_path / "kechuang.toml").write_text('home = "here"\n')
    assert settings.load({}, tmp_path).home == tmp_path / "here"


def test_all_files_of_a_home_lie_in_it(tmp_path: Path) -> None:
    loaded = settings.load({"KECHUANG_HOME": str(tmp_path)}, tmp_path)
    for name in (
        "raw",
        "ledger",
        "lock",
        "stage",
        "build_database",
        "database",
        "data_docs",
        "report",
        "logs",
        "prefect",
        "http_cache",
    ):
        assert getattr(loaded, name).is_relative_to(tmp_path), name


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("colour = 1", "unknown setting 'colour'"),
        ("file_limit_mb = 0", "file_limit_mb must be a whole number above 0, not 0"),
        ("processes = true", "processes must be a whole number above 0, not True"),
        ('timezone = "Mars/Olympus"', "'Mars/Olympus' is no time zone"),
        ('schedule = "daily"', "schedule must be a cron line of five fields, not 'daily'"),
        ("home = 3", "home must be a path, not 3"),
        ("contact = 3", "contact must be a text, not 3"),
        ("host_pause_seconds = -1", "host_pause_seconds must be a number of seconds from 0 to 3600, not -1"),
        ('host_pause_seconds = "nan"', "host_pause_seconds must be a number of seconds from 0 to 3600, not 'nan'"),
        ("download_limit_mb = 0", "download_limit_mb must be a whole number above 0, not 0"),
        ("home = ", "cannot be read as TOML"),
    ],
)
def test_a_setting_that_cannot_be_used_gets_one_line_with_its_origin(tmp_path: Path, text: str, reason: str) -> None:
    file = tmp_path / "kechuang.toml"
    file.write_text(text)
    with pytest.raises(SettingsError) as raised:
        settings.load({}, tmp_path)
    assert str(raised.value).startswith(f"{file}: ") and reason in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_wrong_variable_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"^environment KECHUANG_PROCESSES: processes must be .*, not 'two'$"):
        settings.load({"KECHUANG_PROCESSES": "two"}, tmp_path)
