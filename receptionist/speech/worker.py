"""Main module of a speech worker: `python -m receptionist.speech.worker MODULE`, with its options as the first message.

The parent (`workers.Pool`) writes requests to stdin and reads answers from what was stdout. Both are framed:
two unsigned 32-bit little-endian lengths, that many bytes of JSON, that many bytes of sound. `MODULE.job(options)`
returns a function that takes (request, sound) and yields answers; the last frame of an answer says
{"done": true} or {"error": text, "kind": name}. An exception in a job is an answer, not the worker's death.

Imports stay few: starting a worker takes as long as they do.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import signal
import struct
import sys
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Final, TypeAlias

HEADER: Final = struct.Struct("<II")
FRAME_MAX: Final = 64_000_000
NICE: Final = 10
"""Below the event loop and the audio: what is on the line comes first."""

Answer: TypeAlias = tuple[dict[str, Any], bytes]
Job: TypeAlias = Callable[[dict[str, Any], bytes], Iterator[Answer]]


def pack(head: dict[str, Any], sound: bytes = b"") -> bytes:
    """One frame."""
    text = json.dumps(head).encode()
    return HEADER.pack(len(text), len(sound)) + text + sound


def _read(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


def _receive(stream: BinaryIO) -> Answer:
    text, sound = HEADER.unpack(_read(stream, HEADER.size))
    return json.loads(_read(stream, text)), _read(stream, sound)


def _settle_in() -> BinaryIO:
    """Lower priority, no Ctrl-C of our own, death with the parent; the pipe that answers go to."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICE)
    if sys.platform == "linux":
        # A worker stuck in C code would not see its stdin close: the kernel ends it with its parent.
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL, 0, 0, 0)
    answers = os.fdopen(os.dup(1), "wb")
    # What a C library prints must not get between the answers.
    os.dup2(2, 1)
    return answers


def main(module: str) -> None:
    """Serve requests until stdin closes."""
    answers = _settle_in()
    requests = sys.stdin.buffer

    def answer(head: dict[str, Any], sound: bytes = b"") -> None:
        answers.write(pack(head, sound))
        answers.flush()

    try:
        options, _ = _receive(requests)
        try:
            job: Job = importlib.import_module(module).job(options)
        except Exception as broken:  # noqa: BLE001 - the parent raises it as its own error
            answer({"error": str(broken) or repr(broken), "kind": type(broken).__name__})
            return
        answer({"done": True})
        while True:
            request, sound = _receive(requests)
            try:
                for head, chunk in job(request, sound):
                    answer(head, chunk)
            except Exception as broken:  # noqa: BLE001 - likewise: a bad request does not end the worker
                answer({"error": str(broken) or repr(broken), "kind": type(broken).__name__})
            else:
                answer({"done": True})
    except (EOFError, BrokenPipeError):
        # The parent has gone, or wants us to. Nothing is left to tell it.
        os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
