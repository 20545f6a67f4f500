"""One file from the network, or from an offline copy, into a `.part` file: resumed, counted and checked while it is
written. What comes out has the size and checksums that were expected, or a ModelError says in one line why not.

Ranges by RFC 9110 section 14: a broken download goes on where it stopped, with If-Range and the server's strong entity
tag where it gave one. Without one the whole file's checksum decides, and a mixture of two versions is fetched anew.
"""

from __future__ import annotations

import asyncio
import errno
import hashlib
import json
import os
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final, Protocol, cast
from urllib.parse import urlsplit

import aiohttp

from receptionist.errors import ModelError
from receptionist.speech.models import Expected

PIECE: Final = 1 << 20
"""Bytes read and written at once."""
LIST_MAX: Final = 16_000_000
"""Bytes of an official list; Piper's has under one million."""
PAUSES: Final = (1.0, 3.0, 10.0)
"""Seconds before each new attempt after a connection broke."""
TIMEOUT: Final = aiohttp.ClientTimeout(total=None, sock_connect=20, sock_read=60)
"""No limit on the whole: a slow line is not a broken one."""
_FULL: Final = {errno.ENOSPC, errno.EDQUOT}
_OFFLINE: Final = "without a network, `--from DIR` takes files that were fetched elsewhere"


class Progress(Protocol):
    """Where a pull tells how far it is."""

    def begin(self, name: str, size: int, have: int) -> None:
        """A file of `size` bytes, of which `have` are there already; again when an attempt begins anew."""
        ...

    def advance(self, count: int) -> None:
        """So many bytes more."""
        ...

    def end(self) -> None:
        """The file is finished, or given up."""
        ...

    def say(self, line: str) -> None:
        """Something else worth telling."""
        ...


class Broken(Exception):
    """The connection broke, or the server was unwell: worth another attempt."""


class Anew(Exception):
    """What is here can't be gone on with: from the beginning."""


@dataclass(slots=True)
class Digests:
    """Size and checksums of what has been written so far."""

    expected: Expected
    count: int = 0
    hashes: Any = None

    def __post_init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Nothing written yet."""
        self.count = 0
        # usedforsecurity: MD5 is what the official lists have; it guards against damage, TLS against forgery.
        self.hashes = {kind: hashlib.new(kind, usedforsecurity=False) for kind in self.expected.digests}

    def update(self, piece: bytes) -> None:
        """More was written."""
        self.count += len(piece)
        for each in self.hashes.values():
            each.update(piece)

    def read(self, file: Path) -> None:
        """All that the file holds."""
        self.reset()
        if file.exists():
            with file.open("rb") as source:
                while piece := source.read(PIECE):
                    self.update(piece)

    def wrong(self) -> str:
        """Which checksum differs; empty when none does."""
        for kind, digest in self.expected.digests.items():
            if self.hashes[kind].hexdigest() != digest:
                return f"its {kind} is {self.hashes[kind].hexdigest()} and not {digest}"
        return ""


def megabytes(count: int) -> str:
    """For people."""
    return f"{count / 1e6:.1f} MB"


# ---------------------------------------------------------------- from the network


class Download:
    """A file on its way into `part`."""

    def __init__(
        self, session: aiohttp.ClientSession, url: str, part: Path, expected: Expected, progress: Progress
    ) -> None:
        self._session, self._url, self._part, self._expected, self._progress = session, url, part, expected, progress
        self._tag_file = part.with_name(f"{part.name}.etag")
        self._name = part.name.removesuffix(".part")
        self._digests = Digests(expected)
        self._flowing = False
        """The server has begun to send."""

    async def run(self, pauses: Sequence[float] = PAUSES) -> None:
        """Fetch it, going on from what `part` holds. Raises ModelError; what came is then kept to go on from, unless
        it was wrong or filled the disk."""
        left = list(pauses)
        while True:
            resumed = await self._look()
            try:
                if self._digests.count < self._expected.bytes:
                    resumed = await self._attempt() and resumed
                else:
                    self._progress.begin(self._name, self._expected.bytes, self._expected.bytes)
            except Anew:
                self.forget()
                continue
            except Broken as fault:
                # Where nothing has ever come, waiting for more seldom helps.
                if not left or not self._flowing:
                    raise ModelError(self._stopped(str(fault))) from fault
                self._progress.say(f"{self._name}: {fault}; once more")
                await asyncio.sleep(left.pop(0))
                continue
            finally:
                self._progress.end()
            if not (wrong := self._digests.wrong()):
                return
            self.forget()
            if not resumed:
                raise ModelError(f"{self._name} is not the file it should be: {wrong} ({self._url})")
            self._progress.say(f"{self._name}: the part that was here belongs to another file; from the beginning")

    def forget(self) -> None:
        """Remove what came so far."""
        self._part.unlink(missing_ok=True)
        self._tag_file.unlink(missing_ok=True)

    def _stopped(self, fault: str) -> str:
        if not self._digests.count:
            return fault
        have = f"{megabytes(self._digests.count)} of {megabytes(self._expected.bytes)} are here"
        return f"{self._name}: {fault}; {have}, the same command goes on from there"

    async def _look(self) -> bool:
        """Count what is here; whether there is anything to go on from."""
        if not self._part.is_file() or self._part.stat().st_size > self._expected.bytes:
            self.forget()
        await asyncio.to_thread(self._digests.read, self._part)
        return self._digests.count > 0

    async def _attempt(self) -> bool:
        """One request. False: the server began anew. Raises Anew, Broken or ModelError."""
        headers = {}
        if have := self._digests.count:
            headers["Range"] = f"bytes={have}-"
            if tag := self._tag():
                headers["If-Range"] = tag
        try:
            async with self._session.get(self._url, headers=headers) as response:
                resumed = self._accept(response, have)
                self._flowing = True
                if not resumed:
                    self._digests.reset()
                    self._keep_tag(response)
                self._progress.begin(self._name, self._expected.bytes, self._digests.count)
                await write(response.content.iter_chunked(PIECE), self._part, self._digests, self._progress)
        except (aiohttp.ClientError, TimeoutError) as fault:
            raise Broken(_why(fault, self._url)) from fault
        if self._digests.count < self._expected.bytes:
            raise Broken(f"{_host(self._url)} broke off")
        return resumed

    def _accept(self, response: aiohttp.ClientResponse, have: int) -> bool:
        """Whether the answer goes on from what is here. Raises Anew, Broken or ModelError."""
        check_answer(response, self._url)
        if response.status == 206:
            begins = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
            if have and begins and int(begins[1]) == have:
                return True
        elif response.status == 200:
            size = response.content_length
            if size is None or size == self._expected.bytes:
                return False
            self.forget()
            raise ModelError(
                f"{self._name} has {size:,} bytes at {_host(self._url)} instead of {self._expected.bytes:,}: "
                "it is not the file it should be"
            )
        elif response.status != 416:
            raise ModelError(f"{self._url}: the server answered {response.status} {response.reason}")
        if have:
            raise Anew
        raise ModelError(f"{self._url}: the server sent a part that nobody asked for")

    def _tag(self) -> str:
        try:
            kept = json.loads(self._tag_file.read_text("utf-8"))
            return str(kept["tag"]) if kept["url"] == self._url else ""
        except (OSError, ValueError, KeyError, TypeError):
            return ""

    def _keep_tag(self, response: aiohttp.ClientResponse) -> None:
        """Only a strong tag may stand in If-Range (RFC 9110 section 13.1.5)."""
        tag = response.headers.get("ETag", "")
        if re.fullmatch(r'"[\x21\x23-\x7e]*"', tag):
            self._tag_file.write_text(json.dumps({"url": self._url, "tag": tag}), "utf-8")
        else:
            self._tag_file.unlink(missing_ok=True)


def check_answer(response: aiohttp.ClientResponse, url: str) -> None:
    """Raises ModelError for a refusal or a way over an open connection, Broken for a server that is unwell."""
    hops = [hop.url.scheme for hop in (*response.history, response)]
    if urlsplit(url).scheme == "https" and set(hops) != {"https"}:
        raise ModelError(f"{url} leads to {response.url.host} over an open connection; refused")
    host = response.url.host
    if response.status in {404, 410}:
        raise ModelError(f"{url} is not there ({response.status}): has it moved?")
    if response.status in {401, 403, 407}:
        raise ModelError(f"{host} refuses {url} ({response.status})")
    if response.status == 429 or response.status >= 500:
        raise Broken(f"{host} answered {response.status} {response.reason}")


async def fetch_list(session: aiohttp.ClientSession, url: str) -> Any:
    """An official list, parsed. Raises ModelError."""
    data = bytearray()
    try:
        async with session.get(url) as response:
            check_answer(response, url)
            if response.status != 200:
                raise ModelError(f"{url}: the server answered {response.status} {response.reason}")
            async for piece in response.content.iter_chunked(PIECE):
                data += piece
                if len(data) > LIST_MAX:
                    raise ModelError(f"{url} is too long for a list of models")
    except (Broken, aiohttp.ClientError, TimeoutError) as fault:
        raise ModelError(str(fault) if isinstance(fault, Broken) else _why(fault, url)) from fault
    return parse_list(bytes(data), url)


def parse_list(data: bytes, name: str) -> Any:
    """Raises ModelError."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as fault:
        raise ModelError(f"{name} is no list of models: {fault}") from fault


def _host(url: str) -> str:
    return urlsplit(url).hostname or url


def _why(fault: Exception, url: str) -> str:
    """One line out of aiohttp's exceptions."""
    if isinstance(fault, aiohttp.ClientConnectorError):
        certificate = isinstance(fault, aiohttp.ClientConnectorCertificateError | aiohttp.ClientConnectorSSLError)
        reason = "its certificate is not trusted" if certificate else fault.os_error.strerror or str(fault.os_error)
        return f"no connection to {fault.host}: {reason}; {_OFFLINE}"
    if isinstance(fault, aiohttp.TooManyRedirects):
        return f"{_host(url)} redirects without end"
    if isinstance(fault, TimeoutError):
        return f"{_host(url)} does not answer in time"
    if isinstance(fault, aiohttp.InvalidURL):
        return f"{fault} is no address to fetch from"
    return f"the connection to {_host(url)} broke"


# ---------------------------------------------------------------- onto the disk


async def write(pieces: AsyncIterator[bytes], part: Path, digests: Digests, progress: Progress) -> None:
    """Append the pieces to `part`, which holds `digests.count` bytes. Raises ModelError: too many, or the disk is full.

    A part that filled the disk is removed: the calls of a live system need the room more."""
    # Written at once and not in a thread, which a command may do: while we waited for one, aiohttp would drop what it
    # holds for us if the connection broke.
    with _open(part, "ab" if digests.count else "wb") as sink:
        async for piece in pieces:
            _put(sink, piece, part, digests)
            progress.advance(len(piece))


def _open(part: Path, mode: str) -> BinaryIO:
    return cast(BinaryIO, part.open(mode))


def _put(sink: BinaryIO, piece: bytes, part: Path, digests: Digests) -> None:
    if digests.count + len(piece) > digests.expected.bytes:
        part.unlink(missing_ok=True)
        raise ModelError(f"{part.name.removesuffix('.part')} is longer than it should be; refused")
    try:
        sink.write(piece)
        sink.flush()
    except OSError as fault:
        part.unlink(missing_ok=True)
        raise disk_error(fault, part.parent, digests.expected.bytes) from fault
    digests.update(piece)


def disk_error(fault: OSError, folder: Path, size: int) -> ModelError:
    """What went wrong with the disk."""
    if fault.errno in _FULL:
        return ModelError(f"the disk is full: {folder} needs {megabytes(size)} more")
    return ModelError(f"{folder}: {fault.strerror or fault}")


async def copy(source: Path, part: Path, expected: Expected, progress: Progress) -> None:
    """An offline copy into `part`, checked like a download. Raises ModelError."""
    digests = Digests(expected)
    progress.begin(source.name, expected.bytes, 0)
    try:
        await write(_pieces(source, expected.bytes), part, digests, progress)
    except OSError as fault:
        raise ModelError(f"{source}: {fault.strerror or fault}") from fault
    finally:
        progress.end()
    if wrong := digests.wrong():
        raise ModelError(f"{source} is not the file it should be: {wrong}")


async def _pieces(source: Path, size: int) -> AsyncIterator[bytes]:
    with await asyncio.to_thread(source.open, "rb") as stream:
        there = os.fstat(stream.fileno()).st_size
        if there != size:
            raise ModelError(f"{source} has {there:,} bytes instead of {size:,}: it is not the file, or not all of it")
        while piece := await asyncio.to_thread(stream.read, PIECE):
            yield piece
