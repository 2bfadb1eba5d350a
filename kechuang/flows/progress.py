"""Progress of long steps on the terminal: nothing where there is none, as in a scheduled run."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress(what: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """Shows a step for as long as the block lasts; call what it yields with how many of `total` are done further."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = [TextColumn("{task.description:<24}"), BarColumn(24), TimeElapsedColumn()]
    if total:
        columns += [MofNCompleteColumn(), TimeRemainingColumn()]
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        step = bar.add_task(what, total=total)
        yield lambda n: bar.advance(step, n)
