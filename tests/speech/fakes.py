"""Jobs and voices for the tests of workers and of the cache."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

from receptionist.errors import EngineMissing, SynthesizerError
from receptionist.messages import Language
from receptionist.speech.worker import Answer, Job
from receptionist.tenant import Tenant


def job(options: dict[str, Any]) -> Job:
    """A worker that does what it is told: echo, count, raise, die, hang, chatter."""
    if options.get("missing"):
        raise EngineMissing("no such model: receptionist voices pull xx")
    if options.get("dies"):
        os._exit(3)
    served = 0

    def answer(request: dict[str, Any], sound: bytes) -> Iterator[Answer]:
        nonlocal served
        served += 1
        match request["do"]:
            case "echo":
                yield {"served": served, "pid": os.getpid(), "nice": os.nice(0)}, sound
            case "many":
                for n in range(request["count"]):
                    yield {"n": n}, bytes(100_000)
            case "raise":
                raise SynthesizerError("no voice 'x'")
            case "bug":
                raise KeyError("oops")
            case "die":
                os._exit(9)
            case "die once":
                if not os.path.exists(request["mark"]):
                    open(request["mark"], "w").close()
                    os._exit(9)
                yield {"pid": os.getpid()}, b""
            case "hang":
                yield {"begun": True}, b""
                time.sleep(600)
            case "print":
                os.write(1, b"a library talks")
                print("so does another", file=sys.stdout, flush=True)
                yield {"fine": True}, b""
            case "secrets":
                yield {"seen": [k for k in os.environ if k.startswith(("TWILIO", "RECEPTIONIST"))]}, b""
            case "nothing":
                return

    return answer


class CountingVoice:
    """A cache.Signed voice: a sentence is its own bytes, counted."""

    def __init__(self) -> None:
        self.spoken: list[str] = []
        self.version = "1"

    def signature(self, tenant: Tenant, language: Language) -> str:
        return f"counting {self.version} {tenant.engines.speed}"

    def speaks(self, language: Language) -> bool:
        return True

    async def speak(self, tenant: Tenant, language: Language, text: str) -> AsyncIterator[bytes]:
        if "unsayable" in text:
            raise SynthesizerError("it cannot be said")
        self.spoken.append(text)
        yield text.encode()[:1] * 500
        yield text.encode()[-1:] * 500

    async def prepare(self, tenants: Sequence[Tenant], prompts: Sequence[tuple[str, Language, str]]) -> None:
        assert not prompts, "prompts are the cache's business"

    async def close(self) -> None:
        self.spoken.clear()
