"""Progress of long steps on the terminal: nothing where there is none, as in a scheduled run."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Steps:
    """What is done of a step. Without a bar it counts and shows nothing."""

    def __init__(self, bar: Any = None, task: Any = None) -> None:
        self._bar = bar
        self._task = task

    def __call__(self, n: int = 1) -> None:
        """So many more are done."""
        if self._bar is not None:
            self._bar.advance(self._task, n)

    def expect(self, n: int) -> None:
        """So many more than were known are to be done."""
        if self._bar is not None and n:
            self._bar.update(self._task, total=self._bar.tasks[self._task].total + n)


@contextmanager
def progress(what: str, total: int | None) -> Iterator[Steps]:
    """Shows a step for as long as the block lasts, with rate and time left where `total` is known.

    Call what it yields with how many are done further.
    """
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:,.1f}/s" if task.speed else "")

    columns: list[ProgressColumn] = [TextColumn("{task.description:<24}"), BarColumn(24), TimeElapsedColumn()]
    if total:
        columns += [MofNCompleteColumn(), Rate(), TimeRemainingColumn()]
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        yield Steps(bar, bar.add_task(what, total=total))
