"""Looking at many sources on the web at once: no host is asked for more at a time than it should be."""

from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from kechuang.flows.catalogue import Problem
from kechuang.flows.progress import Steps
from kechuang.flows.web.errand import Errand, Finding, fetch_document
from kechuang.flows.web.fetcher import Fetcher
from kechuang.flows.web.guides import find_documents
from kechuang.flows.web.record import WebLook

_THREADS = 16
_WAKE_SECONDS = 0.3  # Ctrl-C may be given to another thread, and is then noticed when this one wakes


@dataclass
class _Task:
    look: WebLook
    errand: Errand
    where: str
    work: Callable[[], Finding]

    @property
    def host(self) -> str:
        return urlsplit(self.where).hostname or ""


def look_at(errands: Sequence[Errand], fetcher: Fetcher, steps: Steps) -> Iterator[WebLook]:
    """The looks, each as soon as it is complete.

    On Ctrl-C what is under way is stopped, the looks are given as far as they came, and KeyboardInterrupt is raised.
    """
    crowd = _Crowd(fetcher, steps)
    for errand in errands:
        crowd.add(errand)
    pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="fetch")
    try:
        yield from crowd.work(pool)
    except KeyboardInterrupt:
        fetcher.clock.stop.set()
        pool.shutdown(cancel_futures=True)
        yield from crowd.remains()
        raise
    finally:  # also where whoever takes the looks was interrupted
        fetcher.clock.stop.set()
        pool.shutdown(cancel_futures=True)


class _Crowd:
    """The work that waits and the work under way, by host. Only the main thread touches it."""

    def __init__(self, fetcher: Fetcher, steps: Steps) -> None:
        self._fetcher = fetcher
        self._steps = steps
        self._waiting: dict[str, deque[_Task]] = {}
        self._running: dict[Future[Finding], _Task] = {}
        self._busy: Counter[str] = Counter()
        self._open: Counter[int] = Counter()  # id of a look -> its tasks not done
        self._looks: dict[int, WebLook] = {}

    def add(self, errand: Errand) -> None:
        """Begins a source: first the documents must be found."""
        look = WebLook(errand.place)
        self._looks[id(look)] = look
        work = partial(find_documents, errand, self._fetcher)
        self._queue(_Task(look, errand, errand.place.source.location, work))

    def work(self, pool: ThreadPoolExecutor) -> Iterator[WebLook]:
        """Works until nothing is left, and gives each look when its last task is done."""
        while self._looks:
            self._start(pool)
            done, _ = wait(self._running, _WAKE_SECONDS, FIRST_COMPLETED)
            for future in done:
                look = self._finish(future)
                if not self._open[id(look)]:
                    del self._looks[id(look)]
                    yield look

    def remains(self) -> Iterator[WebLook]:
        """After a stop: the looks as far as they came."""
        for future in [future for future in self._running if future.done() and not future.cancelled()]:
            self._finish(future)
        yield from self._looks.values()

    def _queue(self, task: _Task) -> None:
        self._waiting.setdefault(task.host, deque()).append(task)
        self._open[id(task.look)] += 1

    def _start(self, pool: ThreadPoolExecutor) -> None:
        for host, tasks in self._waiting.items():
            while tasks and self._busy[host] < self._fetcher.limits.host_requests and len(self._running) < _THREADS:
                task = tasks.popleft()
                self._busy[host] += 1
                self._running[pool.submit(task.work)] = task

    def _finish(self, future: Future[Finding]) -> WebLook:
        task = self._running.pop(future)
        self._busy[task.host] -= 1
        self._open[id(task.look)] -= 1
        finding = _result(future, task)
        finding.add_to(task.look)
        for locator in finding.documents:
            work = partial(fetch_document, task.errand, locator, self._fetcher)
            self._queue(_Task(task.look, task.errand, locator, work))
        self._steps.expect(len(finding.documents))
        self._steps(1)
        return task.look


def _result(future: Future[Finding], task: _Task) -> Finding:
    """The finding; a fault of ours costs one line, as one poisoned page must not take the others with it."""
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, OSError):  # such as a full disk: it would hit every other page too
        raise error
    reason = f"cannot be fetched: unexpected {type(error).__name__}: {' '.join(str(error).split())[:200]}"
    return Finding(problems=[Problem(task.where, reason)])
