"""How many misreadings the checks find: errors planted in the staged observations of a finished run, counted by kind.

    python benchmarks/planted_errors.py [HOME]     # a folder that `kechuang run` filled; by default the configured one

Four kinds, 50 figures each, chosen with a fixed seed among those that can bear the error: the value times or by 10^4,
another unit, the period moved by a year, level and increment swapped. Value and unit are changed in the mention too, as
a misreading would. A planted figure counts as found where it is quarantined or flagged and was not before by that;
the figures left alone are counted likewise, once as they are and once with the errors beside them.
"""

import random
import re
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl

from kechuang import settings
from kechuang.expectations import checks
from kechuang.expectations.audit import violations_of
from kechuang.expectations.context import audit_tables
from kechuang.warehouse.stage import load_stage

EACH = 50
SEED = 20240501
UNITS = ("CNY", "count", "person", "percent", "m2", "t", "kW.h")


def doubts(stage: Path, build: Path, seeds: Path) -> dict[str, set[str]]:
    """observation_id -> the row checks that quarantine or flag it."""
    found: dict[str, set[str]] = {}
    with duckdb.connect() as con:
        con.execute("ATTACH ':memory:' AS wh; USE wh")
        load_stage(con, stage, seeds, build)
        known = checks.load(seeds)
        with audit_tables(con, known) as prepared:
            if prepared.unreadable:
                raise SystemExit(prepared.unreadable[0])
            for check in known:
                if check.level == "row" and check.severity != "info":
                    for observation in violations_of(con, check)["observation_id"]:
                        found.setdefault(observation, set()).add(check.check_id)
    return found


def plant(observation: pl.DataFrame, mention: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, dict[str, str]]:
    """Both tables with the errors in them, and observation_id -> kind of error."""
    random_ = random.Random(SEED)
    rows = {row["observation_id"]: row for row in observation.to_dicts()}
    mentions = {row["mention_id"]: row for row in mention.to_dicts()}
    kinds = {
        "value": lambda r: bool(r["obs_value"]),
        "unit": lambda r: r["unit_measure"] is not None,
        "period": lambda r: r["time_period"] is not None,
        "statistic": lambda r: r["statistic"] in ("level", "increment"),
    }
    planted: dict[str, str] = {}
    for kind, can_bear in kinds.items():
        free = [i for i, row in sorted(rows.items()) if i not in planted and can_bear(row)]
        for chosen in random_.sample(free, EACH):
            planted[chosen] = kind
            row, number = rows[chosen], mentions[rows[chosen]["mention_id"]]
            if kind == "value":
                row["obs_value"] *= random_.choice((1e4, 1e-4))
                number["obs_value"] = row["obs_value"]
            elif kind == "unit":
                row["unit_measure"] = random_.choice([u for u in UNITS if u != row["unit_measure"]])
                number["unit_measure"] = row["unit_measure"]
            elif kind == "period":
                shift = random_.choice((1, -1))
                row["time_period"] = moved(row["time_period"], shift)
            else:
                row["statistic"] = {"level": "increment", "increment": "level"}[row["statistic"]]
    as_frame = pl.DataFrame(list(rows.values()), schema=observation.schema)
    return as_frame, pl.DataFrame(list(mentions.values()), schema=mention.schema), planted


def moved(period: str, years: int) -> str:
    """The period some years later."""
    return re.sub(r"\b\d{4}\b", lambda year: str(int(year[0]) + years), period)


def main(home: Path | None) -> None:
    """Print found and alarmed figures by kind of error and by check."""
    told = settings.load()
    told = replace(told, home=home) if home else told
    build = told.build_database.parent
    before = doubts(told.stage, build, told.seeds)
    tables = {name: pl.read_parquet(told.stage / f"{name}.parquet") for name in ("observation", "mention")}
    observation, mention, planted = plant(tables["observation"], tables["mention"])
    with_errors = build / "planted"
    with_errors.mkdir(exist_ok=True)
    for name in ("document", "sentence"):
        pl.read_parquet(told.stage / f"{name}.parquet").write_parquet(with_errors / f"{name}.parquet")
    observation.write_parquet(with_errors / "observation.parquet")
    mention.write_parquet(with_errors / "mention.parquet")
    after = doubts(with_errors, build, told.seeds)
    print(f"{observation.height} figures")
    for kind in ("value", "unit", "period", "statistic"):
        chosen = [i for i, k in planted.items() if k == kind]
        found = [i for i in chosen if after.get(i, set()) - before.get(i, set())]
        by_check = sorted({c for i in found for c in after[i] - before.get(i, set())})
        print(f"{kind:10} {len(found):3} of {len(chosen)} found  by {', '.join(by_check)}")
    untouched = [i for i in observation["observation_id"] if i not in planted]
    for name, doubted in (("alone", before), ("beside errors", after)):
        n = sum(1 for i in untouched if i in doubted)
        print(f"untouched  {n:3} of {len(untouched)} doubted {name} ({n / len(untouched):.1%})")
    for name in ("document", "sentence", "observation", "mention"):
        (with_errors / f"{name}.parquet").unlink()
    with_errors.rmdir()


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else None)
