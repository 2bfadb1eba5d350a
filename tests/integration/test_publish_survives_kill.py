"""SIGKILL at any moment of a publish leaves the old warehouse or the new one, and the next run finishes the rest."""

import random
import subprocess
import sys
import time
from pathlib import Path

from small_warehouse import Document, SmallWarehouse, document, figure

from kechuang.warehouse.connection import connect_build
from kechuang.warehouse.swap import finish_swap, last_run_id

DOCUMENTS = 30
WRITER = """
import sys
from datetime import datetime
from pathlib import Path
from small_warehouse import verdict
from kechuang.settings import Settings
from kechuang.vocabulary import load
from kechuang.warehouse.connection import connect_build
from kechuang.warehouse.publish import publish
from kechuang.warehouse.run import Run
from kechuang.warehouse.stage import load_stage
from kechuang.warehouse.swap import swap

settings = Settings(home=Path(sys.argv[1]), seeds=Path(sys.argv[2]))
vocabulary = load(settings.seeds)
now = datetime.now()
print("writing", flush=True)
with connect_build(settings) as con:
    load_stage(con, settings.stage, settings.seeds)
    publish(con, Run(sys.argv[3], now, now, "command"), vocabulary, verdict())
swap(settings)
"""


def reading(generation: int) -> list[Document]:
    """The same documents, each read with the value of this generation."""
    texts = [f"第{n}篇：地区生产总值为某数{n}。" for n in range(DOCUMENTS)]
    return [document(text[:4], text, figure(f"某数{n}", generation)) for n, text in enumerate(texts)]


def start_writer(warehouse: SmallWarehouse, run_id: str) -> subprocess.Popen[str]:
    """A process that publishes the stage; it is past its imports when this returns."""
    settings = warehouse.settings
    arguments = [sys.executable, "-c", WRITER, str(settings.home), str(settings.seeds), run_id]
    paths = [str(Path(__file__).parent.parent), *sys.path]
    environment = {"PYTHONPATH": ":".join(path for path in paths if path), "PATH": ""}
    writer = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, env=environment)
    assert writer.stdout is not None and writer.stdout.readline() == "writing\n"
    return writer


def generations(warehouse: SmallWarehouse) -> tuple[list[tuple[float, int]], str]:
    """What readers see: values with the number of figures, and the run that the readers' copy is of."""
    values = warehouse.query("SELECT obs_value, count(*) FROM observation GROUP BY ALL")
    return values, warehouse.query("SELECT arg_max(run_id, recorded_at) FROM load_run")[0][0]


def test_readers_see_the_old_state_or_the_new_one_after_a_kill(warehouse: SmallWarehouse) -> None:
    warehouse.publish(*reading(1))
    warehouse.stage(*reading(2))
    writer = start_writer(warehouse, "whole")
    begun = time.monotonic()
    assert writer.wait() == 0
    whole = time.monotonic() - begun  # seconds
    assert generations(warehouse) == ([(2, DOCUMENTS)], "whole")

    moments = random.Random(20240601)
    told = {2: "whole"}  # generation -> the run that published it
    for generation in range(3, 9):
        warehouse.stage(*reading(generation))
        run_id = f"killed{generation}"
        writer = start_writer(warehouse, run_id)
        time.sleep(moments.uniform(0, whole))
        writer.kill()
        writer.wait()
        for repaired in (False, True):
            if repaired:
                finish_swap(warehouse.settings)
            [(value, n_figures)], newest = generations(warehouse)
            assert n_figures == DOCUMENTS
            assert newest == (run_id if value == generation else told[max(told)])
        with connect_build(warehouse.settings) as con:
            assert last_run_id(con) == newest, "a commit that was acknowledged reached the readers"
        told[int(value)] = newest

    warehouse.stage(*reading(99))
    assert start_writer(warehouse, "last").wait() == 0
    assert generations(warehouse) == ([(99, DOCUMENTS)], "last")
    broken = "SELECT count(*) FROM fact_observation WHERE recorded_to <= recorded_from"
    assert warehouse.query(broken) == [(0,)]
    runs = warehouse.query("SELECT count(DISTINCT run_id), count(*) FROM fact_observation")
    assert runs == [(len(told) + 2, (len(told) + 2) * DOCUMENTS)]
