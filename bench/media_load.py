"""How well the media path keeps time: many simulated Twilio calls at once, both ways, in real time.

    .venv/bin/python bench/media_load.py [--calls 100] [--seconds 20]

The simulator is this process; the server (media_server.py) is another. Each call is rung by a signed
webhook, sends a frame every 20 ms, and notes when each of the numbered frames it is sent arrives. A
frame's deviation is how far its arrival lies from the call's own 20 ms schedule, which is anchored at the
call's median frame; the burst that fills the lead at the beginning is outside the schedule by design and is
left out, as are the first `--warm` seconds, in which calls still come in. On a busy machine the simulator is
late too, and says so: the figures then tell of the machine and not of the server.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import signal
import sys
import time
from base64 import b64decode, b64encode
from pathlib import Path
from xml.etree import ElementTree

import aiohttp
import numpy as np
import uvloop
from media_server import ACCOUNT, CALLED, PUBLIC, TOKEN, numbered

from receptionist.gateways.twilio.line import Account, TwilioLine
from receptionist.speech.pcm import pcm_to_ulaw

HERE = Path(__file__).resolve().parent
FRAME = 0.02
TARGET_MS = 20.0


class Caller:
    """One call of the simulator's."""

    def __init__(self, number: int, session: aiohttp.ClientSession, account: Account) -> None:
        self._session = session
        self._account = account
        self._line = TwilioLine(session, account, CALLED, f"+4477009{number:05}")
        self._sid = f"MZ{number:032}"
        self._ws: aiohttp.ClientWebSocketResponse | None = None
        self.sent = 0
        self.arrived: list[tuple[float, str]] = []

    async def ring(self) -> None:
        document = await self._line.post("/twilio/voice", CallStatus="ringing")
        stream = ElementTree.fromstring(document).find(".//Stream")
        parameter = ElementTree.fromstring(document).find(".//Parameter")
        assert stream is not None
        assert parameter is not None
        url = stream.get("url", "")
        headers = {"X-Twilio-Signature": self._account.sign(url, {})}
        self._ws = await self._session.ws_connect(self._account.here(url), headers=headers, max_msg_size=0)
        await self._ws.send_json({"event": "connected", "protocol": "Call", "version": "1.0.0"})
        start = {
            "accountSid": ACCOUNT,
            "streamSid": self._sid,
            "callSid": self._line.call_sid,
            "tracks": ["inbound"],
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
            "customParameters": {"token": parameter.get("value", "")},
        }
        await self._ws.send_json({"event": "start", "sequenceNumber": "1", "streamSid": self._sid, "start": start})

    async def listen(self) -> None:
        assert self._ws is not None
        async for message in self._ws:
            self.arrived.append((time.monotonic(), message.data))

    async def speak(self, payload: str) -> None:
        assert self._ws is not None
        self.sent += 1
        await self._ws.send_str(
            f'{{"event":"media","sequenceNumber":"{self.sent + 1}","streamSid":"{self._sid}","media":{{"track":'
            f'"inbound","chunk":"{self.sent}","timestamp":"{self.sent * 20}","payload":"{payload}"}}}}'
        )

    async def hang_up(self) -> None:
        assert self._ws is not None
        stop = {"accountSid": ACCOUNT, "callSid": self._line.call_sid}
        await self._ws.send_json({"event": "stop", "streamSid": self._sid, "stop": stop})
        await self._ws.close()


async def simulate(account: Account, calls: int, seconds: float) -> tuple[list[Caller], np.ndarray]:
    """The callers with what they got, and how late (ms) the simulator itself was with each frame."""
    ulaw = pcm_to_ulaw(numbered(50, seed=1))
    payloads = [b64encode(ulaw[at : at + 160]).decode() for at in range(0, len(ulaw), 160)]
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:
        gc.disable()  # What arrives is kept until the end; the simulator shall not stop to look through it.
        callers = [Caller(n, session, account) for n in range(calls)]
        for caller in callers:
            await caller.ring()
        ears = [asyncio.create_task(caller.listen()) for caller in callers]
        # Callers are not in step with each other: their frames are spread evenly over the 20 ms.
        late: list[float] = []
        begin = time.monotonic()
        spread = FRAME / calls
        for turn in range(int(seconds / FRAME)):
            for place, caller in enumerate(callers):
                due = begin + turn * FRAME + place * spread
                if (wait := due - time.monotonic()) > 0.001:
                    await asyncio.sleep(wait)
                late.append((time.monotonic() - due) * 1000)
                await caller.speak(payloads[turn % len(payloads)])
        for caller in callers:
            await caller.hang_up()
        await asyncio.gather(*ears)
    return callers, np.array(late)


def deviations(caller: Caller, warm: float) -> tuple[np.ndarray, int]:
    """ms off schedule of each frame, and how many frames are missing in between."""
    places, times = [], []
    for at, raw in caller.arrived:
        message = json.loads(raw)
        if message["event"] != "media":
            continue
        octets = b64decode(message["media"]["payload"])
        places.append((octets[0] - 0x80) * 64 + octets[1] - 0x80)
        times.append(at)
    place, at = np.array(places), np.array(times)
    lost = int((np.diff(place) != 1).sum()) + int(place[0] != 0)
    off = (at - place * FRAME) * 1000
    steady = at > at[0] + warm
    return np.abs(off[steady] - np.median(off[steady])), lost


def a_core_each(server: int) -> bool:
    """The simulator on the first core and the server on the second: left to itself, the kernel puts both on one
    now and then, and the schedule is late by its time slice. False where that can't be done (macOS, one core)."""
    if not hasattr(os, "sched_setaffinity") or len(cores := sorted(os.sched_getaffinity(0))) < 2:
        return False
    os.sched_setaffinity(0, {cores[0]})
    os.sched_setaffinity(server, {cores[1]})
    return True


async def run(options: argparse.Namespace) -> int:
    server = await asyncio.create_subprocess_exec(
        sys.executable, str(HERE / "media_server.py"), stdout=asyncio.subprocess.PIPE
    )
    assert server.stdout is not None
    pinned = options.pin and a_core_each(server.pid)
    try:
        port = json.loads(await server.stdout.readline())["port"]
        account = Account(f"http://127.0.0.1:{port}", TOKEN, PUBLIC, ACCOUNT)
        began = time.monotonic()
        callers, late = await simulate(account, options.calls, options.seconds)
        took = time.monotonic() - began
        server.send_signal(signal.SIGTERM)
        report = json.loads(await server.stdout.readline())
    finally:
        if server.returncode is None:
            server.terminate()
        await server.wait()
    found = [deviations(caller, options.warm) for caller in callers]
    off = np.concatenate([d for d, _ in found])
    lost_out = sum(lost for _, lost in found)
    lost_in = sum(c.sent for c in callers) - report["heard"]
    p50, p99 = np.percentile(off, [50, 99])
    met = p99 <= TARGET_MS and not lost_out and not lost_in
    print(f"calls                    {options.calls}, {took:.1f} s, {'a core each' if pinned else 'not pinned'}")
    print(f"frames measured          {len(off)}")
    print(f"deviation from schedule  p50 {p50:.2f} ms, p99 {p99:.2f} ms, max {off.max():.2f} ms")
    print(f"simulator's own lateness p99 {np.percentile(late, 99):.2f} ms, max {late.max():.2f} ms")
    print(f"frames lost              to the caller {lost_out}, to the server {lost_in}")
    print(f"server CPU               {report['cpu_s'] / took / options.calls * 100:.3f} % of a core per call")
    print(
        f"server event loop        p99 {report['loop_lag_p99_ms']:.2f} ms late, max {report['loop_lag_max_ms']:.2f} ms"
    )
    print(f"server memory            {report['memory_mb']:.0f} MB")
    print(f"target (p99 <= {TARGET_MS:.0f} ms, none lost): {'met' if met else 'MISSED'}")
    return 0 if met else 1


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--calls", type=int, default=100)
    options.add_argument("--seconds", type=float, default=20.0)
    options.add_argument("--warm", type=float, default=2.0)
    options.add_argument("--no-pin", dest="pin", action="store_false", help="let the kernel move both between cores")
    raise SystemExit(uvloop.run(run(options.parse_args())))


if __name__ == "__main__":
    main()
