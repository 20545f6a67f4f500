"""Where the server listens, and how others on this machine find it. For app.py and the command line."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import structlog

from receptionist.errors import SettingsError

log = structlog.get_logger(__name__)

PORTS_TRIED = 100
FILE = "server.json"


def listen(host: str, port: int) -> tuple[socket.socket, str]:
    """A listening socket and its URL; a taken port gives the next free one. Raises SettingsError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for attempt in range(port, port + PORTS_TRIED if port else 1):
        sock = socket.socket(family, socket.SOCK_STREAM)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((host, attempt))
            sock.listen(1024)
        except OverflowError:
            break
        except OSError as error:
            sock.close()
            if error.errno == errno.EADDRINUSE:
                continue
            raise SettingsError(f"{host}:{attempt}: {error.strerror}") from error
        if port and attempt != port:
            log.warning("port_taken", wanted=port, taken=attempt)
        name = f"[{host}]" if ":" in host else ("127.0.0.1" if host == "0.0.0.0" else host)
        return sock, f"http://{name}:{sock.getsockname()[1]}"
    raise SettingsError(f"{host}: no free port from {port} on")


def announce(home: Path, url: str) -> Callable[[], None]:
    """Tell where the server is, for `receptionist call`; the returned function takes it back."""
    file = home / FILE
    file.write_text(json.dumps({"url": url, "pid": os.getpid()}), "utf-8")

    def gone() -> None:
        with contextlib.suppress(OSError, ValueError):
            if json.loads(file.read_text("utf-8")).get("pid") == os.getpid():
                file.unlink()

    return gone


def running(home: Path) -> dict[str, Any] | None:
    """What the server that runs on these data has told ({url, pid}), if it lives."""
    try:
        known: dict[str, Any] = json.loads((home / FILE).read_text("utf-8"))
        os.kill(known["pid"], 0)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return known
