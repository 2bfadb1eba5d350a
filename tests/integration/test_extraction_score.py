"""How far the reading of whole documents reaches: the score on annotated documents never falls below what was reached.

The scorer and the development gold lie beside the repository; without them there is nothing to compare with.
"""

import json
import re
import shlex
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
SCORER = SHARED / "score.py"
OWN = ROOT / "tests" / "data" / "extraction"

LEVELS = ("mention", "quantity", "meaning", "fact")
TARGETS = {"mention": 0.99, "quantity": 0.98, "meaning": 0.96, "fact": 0.95}
# What was reached, F1 over all figures and as the mean of documents, the lower of the two: it may rise and not fall.
FLOORS = {
    "gold": {"mention": 0.998, "quantity": 0.998, "meaning": 0.97, "fact": 0.955},
    "own, looked at": {"mention": 0.985, "quantity": 0.98, "meaning": 0.925, "fact": 0.855},
    "own, held out": {"mention": 0.99, "quantity": 0.99, "meaning": 0.91, "fact": 0.81},
}
PART_OF_RIGHT = 20  # of the 22 of the gold, which is the target
PART_OF_FALSE = 3


@dataclass(frozen=True)
class Score:
    reached: dict[str, float]  # level -> the lower of F1 and document mean
    faults: int
    part_of_right: int
    part_of_false: int
    table: str


@dataclass(frozen=True)
class Collection:
    manifest: Path
    root: Path
    only: str  # regular expression on the names of its documents


COLLECTIONS = {
    "gold": Collection(SHARED / "gold" / "manifest.tsv", SHARED, ""),
    "own, looked at": Collection(OWN / "manifest.tsv", OWN, "^dev_"),
    "own, held out": Collection(OWN / "manifest.tsv", OWN, "^test_"),
}


@cache
def score(name: str) -> Score:
    collection = COLLECTIONS[name]
    command = Path(sys.executable).with_name("kechuang")
    for needed in (SCORER, collection.manifest, command):
        if not needed.exists():
            pytest.skip(f"{needed.name} is not here")
    with tempfile.TemporaryDirectory() as folder:
        figures = Path(folder) / "score.json"
        done = subprocess.run(
            [
                *(sys.executable, str(SCORER), "--manifest", str(collection.manifest), "--root", str(collection.root)),
                *("--only", collection.only, "--run", f"{shlex.quote(str(command))} extract --documents {{documents}}"),
                *("--json", str(figures)),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        said = json.loads(figures.read_text())
    part_of = re.search(r"part_of right (\d+) of \d+, false (\d+)", done.stdout)
    levels = said["levels"]
    return Score(
        reached={level: min(levels[level]["f1"], levels[level]["document_mean_f1"]) for level in LEVELS},
        faults=said["faults"],
        part_of_right=int(part_of[1]) if part_of else 0,
        part_of_false=int(part_of[2]) if part_of else 0,
        table=done.stdout,
    )


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", COLLECTIONS)
def test_score_does_not_fall(name: str, level: str, capsys: pytest.CaptureFixture[str]) -> None:
    reached = score(name).reached[level]
    with capsys.disabled():
        print(f"\n{name}, {level}: {reached:.3f}, floor {FLOORS[name][level]}, target {TARGETS[level]}", end="")
    assert reached >= FLOORS[name][level], score(name).table


@pytest.mark.parametrize("name", COLLECTIONS)
def test_no_record_breaks_the_contract(name: str) -> None:
    assert score(name).faults == 0, score(name).table


def test_parts_of_the_gold_are_found() -> None:
    assert score("gold").part_of_right >= PART_OF_RIGHT
    assert score("gold").part_of_false <= PART_OF_FALSE
