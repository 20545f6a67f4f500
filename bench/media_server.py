"""The media path alone, for media_load.py: the real gateway and a voice detector, no speech engines.

Every call is played numbered frames without end, and listened to by the voice detector. Started by
media_load.py; prints its port, then on SIGTERM what it has heard and the CPU time it has used, as JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import resource
import signal
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import structlog
import uvloop
from aiohttp import web

from receptionist.gateways.gateway import CallLeg, MarkReached, Sound
from receptionist.gateways.twilio.gateway import TwilioGateway
from receptionist.gateways.twilio.settings import TwilioSettings
from receptionist.messages import Call, Event, Happened
from receptionist.speech.pcm import ulaw_to_pcm
from receptionist.speech.vad.energy import EnergyDetector
from receptionist.tenant import Tenant
from receptionist.tenants import read_tenant

ROOT = Path(__file__).resolve().parent.parent
TOKEN = "bench"
ACCOUNT = "AC" + "0" * 32
PUBLIC = "https://bench.example.com"
CALLED = "+442079460123"


def numbered(count: int, seed: int = 0) -> bytes:
    """`count` frames of PCM, each of which tells its place: two octets of μ-law, base 64, then noise."""
    noise = np.random.default_rng(seed).integers(0x90, 0xF0, (count, 160), dtype=np.uint8)
    place = np.arange(count)
    noise[:, 0], noise[:, 1] = 0x80 + place // 64, 0x80 + place % 64
    return ulaw_to_pcm(noise.tobytes())


class OneFirm:
    """A tenant book of one."""

    def __init__(self, firm: Tenant) -> None:
        self._firm = firm

    def find(self, number: str) -> Tenant | None:
        return self._firm if number in self._firm.numbers else None

    def all(self) -> Sequence[Tenant]:
        return (self._firm,)


class NoJournal:
    """Writes nothing."""

    async def begin(self, call: Call) -> bool:
        return True

    async def note(self, call: Call, event: Event, at: datetime, detail: Mapping[str, Any] | None = None) -> None:
        return None

    async def of(self, call_id: str) -> Sequence[Happened]:
        return ()

    async def close_orphans(self, now: datetime) -> Sequence[str]:
        return ()


class Bench:
    """Answers every call alike."""

    def __init__(self) -> None:
        self._voice = numbered(50 * 60)
        self.heard = 0
        self.voiced = 0
        self.lag: list[float] = []

    async def answer(self, leg: CallLeg) -> None:
        ear = EnergyDetector()
        await leg.play(self._voice)
        await leg.mark("end")
        async for event in leg.events():
            if isinstance(event, Sound):
                self.heard += 1
                self.voiced += await ear.hear(event.pcm) > 0.5
            elif isinstance(event, MarkReached) and event.played:
                return

    async def text(self, call: Call, body: str) -> str:
        return ""

    async def voicemail(self, tenant: Tenant, call: Call, url: str, seconds: float) -> None:
        return None

    async def watch_the_loop(self) -> None:
        """How late the event loop is."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + 0.005
            await asyncio.sleep(0.005)
            self.lag.append(loop.time() - due)


async def serve(port: int) -> None:
    bench = Bench()
    settings = TwilioSettings(TOKEN, ACCOUNT, PUBLIC)
    firm = read_tenant(ROOT / "tenants" / "brightsmile.toml")
    gateway = TwilioGateway(settings, OneFirm(firm), bench.answer, bench.text, NoJournal(), bench.voicemail)
    app = web.Application()
    app.add_routes(gateway.routes())
    app.cleanup_ctx.append(gateway.lifespan)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    # As the application does: what was loaded at the start is never garbage, and looking through it costs 50 ms.
    gc.collect()
    gc.freeze()
    done = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, done.set)
    print(json.dumps({"port": runner.addresses[0][1]}), flush=True)
    watch = asyncio.create_task(bench.watch_the_loop())
    before = resource.getrusage(resource.RUSAGE_SELF)
    await done.wait()
    watch.cancel()
    used = resource.getrusage(resource.RUSAGE_SELF)
    lag = np.array(bench.lag) * 1000
    report = {
        "heard": bench.heard,
        "voiced": bench.voiced,
        "cpu_s": used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime,
        "loop_lag_p99_ms": float(np.percentile(lag, 99)),
        "loop_lag_max_ms": float(lag.max()),
        "memory_mb": used.ru_maxrss / 1024,
    }
    print(json.dumps(report), flush=True)
    await runner.cleanup()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--port", type=int, default=0)
    chosen = options.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    uvloop.run(serve(chosen.port))


if __name__ == "__main__":
    main()
