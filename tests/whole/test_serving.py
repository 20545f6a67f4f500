"""The server as a process: it stops gently, comes back after a crash, and finds a port."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from receptionist.cli.watching import Watch
from receptionist.database import Database
from receptionist.errors import GatewayError, SettingsError
from receptionist.gateways.twilio.line import Account, new_call_sid
from receptionist.gateways.wav import Turn, phone_in
from receptionist.listening import announce, listen, running
from receptionist.records.journal_sqlite import SqliteJournal
from receptionist.speech import pcm

ROOT = Path(__file__).resolve().parents[2]
SMILE = "+442079460123"
FALLBACK = "+442079460199"
HOURS = sorted((ROOT / "voices" / "callers" / "opening-hours").glob("*.wav"))


@dataclass
class Server:
    """`python app.py` on some data."""

    process: asyncio.subprocess.Process
    home: Path
    account: Account


@asynccontextmanager
async def started(home: Path, made_once: Path) -> AsyncIterator[Server]:
    """Start it and wait until it has told where it is."""
    if not (home / "cache").exists():
        (home / "cache").symlink_to(made_once)
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("RECEPTIONIST_", "TWILIO_"))}
    environ |= {"RECEPTIONIST_HOME": str(home), "RECEPTIONIST_PORT": "0"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(ROOT / "app.py"), cwd=ROOT, env=environ, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        async with asyncio.timeout(60):
            while (told := running(home)) is None or told["pid"] != process.pid:
                assert process.returncode is None, "the server has ended"
                await asyncio.sleep(0.05)
        token = (home / "twilio_auth_token").read_text().strip()
        yield Server(process, home, Account(told["url"], token))
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def new_call(server: Server) -> str:
    """What a new call is answered with."""
    url, form = f"{server.account.base_url}/twilio/voice", {"CallSid": new_call_sid(), "To": SMILE, "From": ""}
    form |= {"AccountSid": server.account.account_sid, "CallStatus": "ringing"}
    async with aiohttp.ClientSession() as session:
        headers = {"X-Twilio-Signature": server.account.sign(url, form)}
        async with session.post(url, data=form, headers=headers) as answer:
            assert answer.status == 200
            return await answer.text()


async def test_sigterm_lets_the_call_on_the_line_end_and_sends_new_ones_to_the_fallback(
    tmp_path: Path, made_once: Path
) -> None:
    turns = [Turn(pcm.read_wav(file), label=file.name) for file in HOURS]
    async with started(tmp_path, made_once) as server:
        database = await Database.open(tmp_path / "receptionist.db", ())
        call = new_call_sid()
        watch = Watch(SqliteJournal(database), call, lambda entry, seconds: None)
        following = asyncio.create_task(watch.follow())
        stopped: list[str] = []

        async def waits() -> object:
            wanted = await watch.waits()
            if not stopped:
                server.process.send_signal(signal.SIGTERM)
                stopped.append("")
                while "<Connect" in (answer := await new_call(server)):  # noqa: ASYNC110 - another process decides
                    await asyncio.sleep(0.05)
                stopped[0] = answer
            return wanted

        await phone_in(server.account, SMILE, turns, waits, call_sid=call)  # type: ignore[arg-type]  # as Watch.waits
        await watch.end()
        following.cancel()
        assert FALLBACK in stopped[0]
        assert "half past eight" in str([e.detail for e in watch.entries])
        assert watch.entries[-1].detail["why"] in {"goodbye", "caller_hung_up"}
        assert await asyncio.wait_for(server.process.wait(), 30) == 0
        await database.close()
    assert running(tmp_path) is None
    assert not (tmp_path / "server.json").exists()


async def test_a_crash_leaves_no_call_open(tmp_path: Path, made_once: Path) -> None:
    call = new_call_sid()
    async with started(tmp_path, made_once) as server:
        database = await Database.open(tmp_path / "receptionist.db", ())
        journal = SqliteJournal(database)
        watch = Watch(journal, call, lambda entry, seconds: None)
        following = asyncio.create_task(watch.follow())

        async def waits() -> object:
            wanted = await watch.waits()
            server.process.kill()
            return wanted

        with pytest.raises((aiohttp.ClientError, GatewayError)):
            await phone_in(server.account, SMILE, [Turn(keys="1")], waits, call_sid=call)  # type: ignore[arg-type]
        following.cancel()
        assert "ended" not in {e.event.value for e in await journal.of(call)}
    async with started(tmp_path, made_once):
        assert (await journal.of(call))[-1].detail == {"why": "restart"}
    await database.close()


def test_a_taken_port_gives_the_next_free_one() -> None:
    first, url = listen("127.0.0.1", 0)
    port = int(url.rpartition(":")[2])
    second, other = listen("127.0.0.1", port)
    assert int(other.rpartition(":")[2]) > port
    first.close()
    second.close()


def test_an_address_that_is_not_ours_is_told() -> None:
    with pytest.raises(SettingsError, match=r"192\.0\.2\.1"):
        listen("192.0.2.1", 8080)


def test_a_server_that_has_died_is_not_found(tmp_path: Path) -> None:
    gone = announce(tmp_path, "http://127.0.0.1:1")
    assert running(tmp_path) == {"url": "http://127.0.0.1:1", "pid": os.getpid()}
    gone()
    assert running(tmp_path) is None
    (tmp_path / "server.json").write_text(json.dumps({"url": "x", "pid": 2**22 + 1}))
    assert running(tmp_path) is None
    (tmp_path / "server.json").write_text("rubbish")
    assert running(tmp_path) is None


def test_an_ipv6_address_is_written_as_one() -> None:
    if not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")
    try:
        sock, url = listen("::1", 0)
    except SettingsError:
        pytest.skip("this machine has no IPv6 loopback")
    sock.close()
    assert url.startswith("http://[::1]:")
