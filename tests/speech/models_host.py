"""A host of speech models on loopback, the models it has, and a progress that remembers. For the tests of pulling."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from aiohttp import web

from receptionist.messages import Language
from receptionist.speech.models import Expected, File, Model

FOLDER = {
    "am/final.mdl": b"acoustic " * 900,
    "conf/mfcc.conf": b"--sample-frequency=16000\n",
    "graph/HCLr.fst": b"graph " * 500,
    "graph/Gr.fst": b"words " * 300,
}
"""What Vosk would look for; no library reads it."""
CONFIG = json.dumps({"audio": {"sample_rate": 22_050}}).encode()
VOICE = bytes(range(256)) * 12_000
"""3.1 MB: more than one piece of a download."""


def zipped(name: str, files: Mapping[str, bytes]) -> bytes:
    """`name/…` of the files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        box.mkdir(name)
        for path, data in files.items():
            box.writestr(f"{name}/{path}", data)
    return out.getvalue()


def pinned(data: bytes, kinds: Iterable[str] = ("sha256",)) -> Expected:
    """What the data must be."""
    return Expected(len(data), {kind: hashlib.new(kind, data).hexdigest() for kind in kinds})


def vosk(base: str, data: bytes | None, name: str = "vosk-model-small-pl-0.1", language: Language = "pl") -> Model:
    """A Vosk model of the catalogue; data None: the official list has to tell."""
    file = File(f"{base}/vosk/{name}.zip", pinned(data, ("sha256", "md5")) if data is not None else None)
    return Model(name, "vosk", language, True, "Apache-2.0", "", f"{base}/vosk/model-list.json", (file,))


def piper(base: str, name: str = "pl_PL-ala-medium", language: Language = "pl") -> Model:
    """A Piper voice of the catalogue: the voice pinned, its configuration by the official list."""
    files = (
        File(f"{base}/piper/pl/{name}.onnx", pinned(VOICE)),
        File(f"{base}/piper/pl/{name}.onnx.json", None),
    )
    return Model(name, "piper", language, True, "see the model's page", "", f"{base}/piper/voices.json", files)


def voices_json(name: str = "pl_PL-ala-medium", config: bytes = CONFIG, voice: bytes = VOICE) -> bytes:
    """As Piper's official list is laid out."""
    files = {
        f"pl/pl_PL/ala/medium/{name}{end}": {"size_bytes": len(data), "md5_digest": hashlib.md5(data).hexdigest()}
        for end, data in ((".onnx", voice), (".onnx.json", config))
    }
    return json.dumps({name: {"key": name, "files": files}}).encode()


def model_list(name: str, data: bytes) -> bytes:
    """As Vosk's official list is laid out."""
    return json.dumps([{"name": name, "size": len(data), "md5": hashlib.md5(data).hexdigest()}]).encode()


@dataclass
class Host:
    """Serves files with ranges (RFC 9110 section 14), and misbehaves as told."""

    files: dict[str, bytes] = field(default_factory=dict)
    """Path → content."""
    etag: str = '"one"'
    ranges: bool = True
    """Without: every answer is the whole file."""
    cut: list[int] = field(default_factory=list)
    """The next answers with a voice break off after so many bytes each. What the client has in its buffers just then
    may be lost to it."""
    statuses: list[int] = field(default_factory=list)
    """The next answers are these and nothing else."""
    chunked: bool = False
    """Tell no Content-Length."""
    shifted: int = 0
    """Answer a range so many bytes further on than asked."""
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    """Path, Range, If-Range of each request."""

    def voice(self) -> list[tuple[int, str]]:
        """From which byte on the voice was asked for, and If-Range."""
        mine = [(asked, unless) for path, asked, unless in self.asked if path.endswith(".onnx")]
        return [(int(re.sub(r"\D", "", asked) or 0), unless) for asked, unless in mine]

    def app(self) -> web.Application:
        """To be served."""
        application = web.Application()
        application.router.add_get("/moved/{path:.*}", self._moved)
        application.router.add_get("/{path:.*}", self._answer)
        return application

    async def _moved(self, request: web.Request) -> web.Response:
        raise web.HTTPFound(f"/{request.match_info['path']}")

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        asked, unless = request.headers.get("Range", ""), request.headers.get("If-Range", "")
        self.asked.append((request.path, asked, unless))
        if self.statuses:
            return web.Response(status=self.statuses.pop(0))
        data = self.files.get(request.path)
        if data is None:
            return web.Response(status=404)
        response = web.StreamResponse(headers={"ETag": self.etag})
        begins = re.fullmatch(r"bytes=(\d+)-", asked)
        if begins and self.ranges and unless in {"", self.etag}:
            start = int(begins[1]) + self.shifted
            response.set_status(206)
            response.headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
            data = data[start:]
        if self.chunked:
            response.enable_chunked_encoding()
        else:
            response.content_length = len(data)
        await response.prepare(request)
        if self.cut and request.path.endswith(".onnx"):
            await response.write(data[: self.cut.pop(0)])
            assert request.transport is not None
            request.transport.close()
            return response
        await response.write(data)
        return response


class Told:
    """A Progress that remembers."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.begun: list[tuple[str, int, int]] = []
        self.got = 0
        self.open = 0

    def begin(self, name: str, size: int, have: int) -> None:
        self.begun.append((name, size, have))
        self.got, self.open = have, self.open + 1

    def advance(self, count: int) -> None:
        self.got += count

    def end(self) -> None:
        self.open = 0

    def say(self, line: str) -> None:
        self.lines.append(line)
