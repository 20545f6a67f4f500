"""A bounded pool of worker processes for engines that are heavy, hold the GIL, or keep global state.

Workers are fresh interpreters (`worker.py`), not forks: nothing of the server leaks into them, and they import only
what their engine needs. Raw bytes cross over pipes. A worker that dies or does not answer in time is replaced; the
request fails with WorkerDied, or is tried once more when its caller said that this does no harm.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, Final

import structlog

import receptionist
from receptionist.errors import EngineMissing, RecognizerError, SpeechError, SynthesizerError, WorkerDied
from receptionist.speech.worker import FRAME_MAX, HEADER, Answer, pack

log = structlog.get_logger(__name__)

START_SECONDS: Final = 30.0
"""A worker that has not started by then never will (a busy two-core machine needs about 2 s)."""
ANSWER_SECONDS: Final = 10.0
STARTS_IN_A_ROW: Final = 3
"""Failures to start, one after the other, after which requests fail at once …"""
REST_SECONDS: Final = 10.0
"""… until this much later."""

_KINDS: Final = {c.__name__: c for c in (SpeechError, EngineMissing, RecognizerError, SynthesizerError)}


class _Worker:
    """One process and the pipes to it."""

    def __init__(self, process: Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self.process, self._to, self._from = process, process.stdin, process.stdout

    async def send(self, head: Mapping[str, Any], sound: bytes) -> None:
        self._to.write(pack(dict(head), sound))
        await self._to.drain()

    async def receive(self) -> Answer:
        text, sound = HEADER.unpack(await self._from.readexactly(HEADER.size))
        if text > FRAME_MAX or sound > FRAME_MAX:
            raise WorkerDied("a speech worker answered nonsense")
        head: dict[str, Any] = json.loads(await self._from.readexactly(text))
        return head, await self._from.readexactly(sound)

    @property
    def alive(self) -> bool:
        return self.process.returncode is None

    async def kill(self) -> None:
        with suppress(ProcessLookupError):
            self.process.kill()
        self._to.close()
        await self.process.wait()

    async def dismiss(self) -> None:
        """Let it end by itself, and see that it does."""
        self._to.close()
        try:
            async with asyncio.timeout(1.0):
                await self.process.wait()
        except TimeoutError:
            await self.kill()


class Pool:
    """`size` workers that each run `MODULE.job(options)`; requests wait for a free one, first come first served."""

    def __init__(self, module: str, options: Mapping[str, Any], *, size: int) -> None:
        self._module, self._options, self._size = module, dict(options), max(1, size)
        self._idle: asyncio.Queue[_Worker | None] = asyncio.Queue()
        """None stands for a worker that has to be started first."""
        self._workers: set[_Worker] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._failures, self._rest_until, self._fault = 0, 0.0, ""
        self._opened = self._closed = False

    async def start(self) -> None:
        """Start all workers at once; later calls do nothing. Raises what the first of them could not do."""
        if self._opened:
            return
        self._opened = True
        started = await asyncio.gather(*(self._spawn() for _ in range(self._size)), return_exceptions=True)
        for worker in started:
            self._idle.put_nowait(worker if isinstance(worker, _Worker) else None)
        for fault in started:
            if isinstance(fault, BaseException):
                raise fault

    @property
    def pids(self) -> tuple[int, ...]:
        """Processes alive now."""
        return tuple(w.process.pid for w in self._workers if w.alive)

    @property
    def waiting(self) -> int:
        """Requests under way or waiting for a worker."""
        return len(self._tasks)

    async def ask(
        self, request: Mapping[str, Any], sound: bytes = b"", *, seconds: float = ANSWER_SECONDS, again: bool = False
    ) -> Answer:
        """The one answer to a request.

        seconds: longest wait for a worker's answer, once it has the request.
        again: try a second worker when the first one dies.
        Raises WorkerDied, or the SpeechError that the job raised.
        """
        answers = [a async for a in self.stream(request, sound, seconds=seconds, again=again)]
        if not answers:
            raise WorkerDied(f"{self._module} answered nothing")
        return answers[-1]

    async def ask_all(self, request: Mapping[str, Any], *, seconds: float = ANSWER_SECONDS) -> None:
        """The same request, without an answer, to every worker: to load a model, say. Raises the first fault."""
        held = [await self._take() for _ in range(self._size)]
        outs: list[asyncio.Queue[Any]] = [asyncio.Queue() for _ in held]
        pairs = zip(held, outs, strict=True)
        await asyncio.gather(*(self._keep(self._serve(w, request, b"", seconds, out)) for w, out in pairs))
        for out in outs:
            while not out.empty():
                if isinstance(fault := out.get_nowait(), SpeechError):
                    raise fault

    async def stream(
        self, request: Mapping[str, Any], sound: bytes = b"", *, seconds: float = ANSWER_SECONDS, again: bool = False
    ) -> AsyncIterator[Answer]:
        """Answers as they come.

        The worker is free as soon as it has answered, however slowly the answers are used up. Raises as `ask`.
        """
        for last in (not again, True):
            answers: asyncio.Queue[Answer | SpeechError | None] = asyncio.Queue()
            task = self._keep(self._run(request, sound, seconds, answers))
            task.add_done_callback(partial(self._ended, answers))
            begun = False
            while (answer := await answers.get()) is not None:
                if isinstance(answer, WorkerDied) and not last and not begun:
                    break
                if isinstance(answer, SpeechError):
                    raise answer
                begun = True
                yield answer
            else:
                return

    async def close(self) -> None:
        """End all workers and whatever waits for them."""
        self._closed = True
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(*(w.dismiss() for w in tuple(self._workers)))
        self._workers.clear()

    # ------------------------------------------------------------ inside

    def _keep(self, work: Any) -> asyncio.Task[None]:
        task: asyncio.Task[None] = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _take(self) -> _Worker | None:
        if self._closed:
            raise WorkerDied(f"{self._module} has been closed")
        if not self._opened:
            await self.start()
        return await self._idle.get()

    async def _run(self, request: Mapping[str, Any], sound: bytes, seconds: float, answers: asyncio.Queue[Any]) -> None:
        try:
            await self._serve(await self._take(), request, sound, seconds, answers)
        except SpeechError as fault:
            answers.put_nowait(fault)

    def _ended(self, answers: asyncio.Queue[Any], task: asyncio.Task[None]) -> None:
        """Whoever waits for answers is told, however the work on them ended (even before it began)."""
        if task.cancelled() or task.exception() is not None:
            answers.put_nowait(WorkerDied(f"{self._module} has been closed"))

    async def _serve(
        self, worker: _Worker | None, request: Mapping[str, Any], sound: bytes, seconds: float, out: asyncio.Queue[Any]
    ) -> None:
        """One request on one worker, which afterwards is idle again, or replaced."""
        free: _Worker | None = None
        try:
            if worker is None or not worker.alive:
                worker = await self._replace(worker)
            free = await self._talk(worker, request, sound, seconds, out)
        finally:
            self._idle.put_nowait(free)

    async def _talk(
        self, worker: _Worker, request: Mapping[str, Any], sound: bytes, seconds: float, out: asyncio.Queue[Any]
    ) -> _Worker | None:
        """Ask and pass the answers on; the worker, or None when it had to go."""
        try:
            async with asyncio.timeout(seconds):
                await worker.send(request, sound)
            while True:
                async with asyncio.timeout(seconds):
                    head, chunk = await worker.receive()
                if "error" in head:
                    out.put_nowait(_KINDS.get(head.get("kind", ""), SpeechError)(head["error"]))
                elif head.get("done"):
                    out.put_nowait(None)
                else:
                    out.put_nowait((head, chunk))
                    continue
                return worker
        except (TimeoutError, asyncio.IncompleteReadError, OSError, ValueError, WorkerDied) as fault:
            hung = isinstance(fault, TimeoutError)
            log.warning("speech_worker_lost", job=self._module, hung=hung, pid=worker.process.pid)
            await self._drop(worker)
            out.put_nowait(WorkerDied(f"{self._module} {'did not answer in time' if hung else 'ended unexpectedly'}"))
            if not self._closed:
                self._keep(self._refill())
            return None
        except asyncio.CancelledError:
            await self._drop(worker)
            raise

    async def _refill(self) -> None:
        """Start the replacement now and not when the next caller has spoken."""
        with suppress(asyncio.QueueEmpty, SpeechError):
            worker = self._idle.get_nowait()
            try:
                if worker is None:
                    worker = await self._spawn()
            finally:
                self._idle.put_nowait(worker)

    async def _replace(self, dead: _Worker | None) -> _Worker:
        if dead is not None:
            await self._drop(dead)
        return await self._spawn()

    async def _drop(self, worker: _Worker) -> None:
        self._workers.discard(worker)
        await worker.kill()

    async def _process(self) -> Process:
        return await _never_lost(
            asyncio.create_subprocess_exec(
                sys.executable, "-P", "-m", "receptionist.speech.worker", self._module,
                stdin=PIPE, stdout=PIPE, env=_environment(),
            )
        )  # fmt: skip

    async def _spawn(self) -> _Worker:
        """A worker that has told it is ready. Raises EngineMissing, SpeechError or WorkerDied."""
        now = asyncio.get_running_loop().time()
        if self._failures >= STARTS_IN_A_ROW and now < self._rest_until:
            raise WorkerDied(f"{self._module} does not start: {self._fault}")
        worker = _Worker(await self._process())
        self._workers.add(worker)
        try:
            async with asyncio.timeout(START_SECONDS):
                await worker.send(self._options, b"")
                head, _ = await worker.receive()
            if "error" in head:
                raise _KINDS.get(head.get("kind", ""), SpeechError)(head["error"])
        except (TimeoutError, asyncio.IncompleteReadError, OSError, ValueError, SpeechError) as fault:
            await self._drop(worker)
            self._failures, self._fault = self._failures + 1, str(fault) or "it ended at once"
            self._rest_until = asyncio.get_running_loop().time() + REST_SECONDS
            if isinstance(fault, SpeechError):
                raise
            raise WorkerDied(f"{self._module} did not start: {self._fault}") from fault
        except asyncio.CancelledError:
            await self._drop(worker)
            raise
        self._failures = 0
        return worker


async def _never_lost(starting: Coroutine[Any, Any, Process]) -> Process:
    """Wait for a process to start; cancelled meanwhile, it is ended instead of being left behind."""
    task = asyncio.ensure_future(starting)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        process = await task
        with suppress(ProcessLookupError):
            process.kill()
        if process.stdin is not None:
            process.stdin.close()
        await process.wait()
        raise


def _environment() -> dict[str, str]:
    """The server's environment without its secrets, and with one thread a worker."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("TWILIO_", "RECEPTIONIST_"))}
    paths = [str(Path(receptionist.__file__).resolve().parent.parent), kept.get("PYTHONPATH", "")]
    one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {**kept, **one, "PYTHONPATH": os.pathsep.join(p for p in paths if p)}
