"""Pulling models from a host on loopback that misbehaves: whole and checked, or not at all, and told in one line."""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import io
import json
import os
import shutil
import stat
import zipfile
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer

from receptionist.errors import ModelError
from receptionist.speech import fetching
from receptionist.speech.models import File, Model, damage, faults, installed, receipt
from receptionist.speech.pulling import WORK, Pull, addresses
from tests.speech.models_host import (
    CONFIG,
    FOLDER,
    VOICE,
    Host,
    Told,
    model_list,
    pinned,
    piper,
    voices_json,
    vosk,
    zipped,
)

NAME = "vosk-model-small-pl-0.1"
ZIP = zipped(NAME, FOLDER)


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy of this machine must not get between."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def host() -> Host:
    return Host(
        {
            f"/vosk/{NAME}.zip": ZIP,
            "/vosk/model-list.json": model_list(NAME, ZIP),
            "/piper/pl/pl_PL-ala-medium.onnx": VOICE,
            "/piper/pl/pl_PL-ala-medium.onnx.json": CONFIG,
            "/piper/voices.json": voices_json(),
        }
    )


@pytest.fixture
async def base(host: Host) -> AsyncIterator[str]:
    """Where the host listens."""
    server = TestServer(host.app())
    await server.start_server()
    yield str(server.make_url("")).rstrip("/")
    await server.close()


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def pull(tmp_path: Path, told: Told) -> Pull:
    return Pull(tmp_path / "models", told, pauses=(0, 0))


def left(folder: Path) -> set[str]:
    """What lies in the work folder, but for the lock."""
    return {f.name for f in (folder / WORK).iterdir()} - {"lock"}


def contents(folder: Path) -> dict[str, bytes]:
    return {f.name: hashlib.sha256(f.read_bytes()).digest() for f in folder.iterdir()}


def nothing_installed(folder: Path) -> bool:
    return {f.name for f in folder.iterdir()} <= {WORK}


async def refused(pull: Pull, model: Model, match: str) -> str:
    """The one line that a pull ends with, nothing having been installed."""
    with pytest.raises(ModelError, match=match) as raised:
        await pull.run([model])
    assert "\n" not in str(raised.value)
    assert nothing_installed(pull.folder)
    return str(raised.value)


# ---------------------------------------------------------------- as it should go


async def test_a_language_is_pulled_whole(host: Host, base: str, pull: Pull, told: Told) -> None:
    models = [vosk(base, ZIP), piper(base)]
    assert await pull.run(models) == tuple(models)
    place = pull.folder / NAME
    assert {str(f.relative_to(place)): f.read_bytes() for f in place.rglob("*") if f.is_file()} == FOLDER
    assert (pull.folder / "pl_PL-ala-medium.onnx").read_bytes() == VOICE
    assert (pull.folder / "pl_PL-ala-medium.onnx.json").read_bytes() == CONFIG
    for model in models:
        assert installed(model, pull.folder)
        assert receipt(model.place(pull.folder))
        assert damage(model.engine, model.place(pull.folder)) == []
    assert left(pull.folder) == set()
    assert told.begun == [(f"{NAME}.zip", len(ZIP), 0), ("pl_PL-ala-medium.onnx", len(VOICE), 0),
                          ("pl_PL-ala-medium.onnx.json", len(CONFIG), 0)]  # fmt: skip
    assert told.got == len(CONFIG)
    assert told.open == 0


async def test_what_is_installed_is_not_fetched_again(host: Host, base: str, pull: Pull, told: Told) -> None:
    await pull.run([vosk(base, ZIP), piper(base)])
    host.asked.clear()
    assert await pull.run([vosk(base, ZIP), piper(base)]) == ()
    assert host.asked == []
    assert told.lines[-2:] == [f"{NAME} is installed", "pl_PL-ala-medium is installed"]


async def test_a_damaged_model_is_replaced(base: str, pull: Pull) -> None:
    models = [vosk(base, ZIP), piper(base)]
    await pull.run(models)
    (pull.folder / NAME / "graph/Gr.fst").unlink()
    (pull.folder / "pl_PL-ala-medium.onnx").write_bytes(VOICE[:-1] + b"!")
    assert await pull.run(models) == tuple(models)
    assert all(installed(m, pull.folder) and not damage(m.engine, m.place(pull.folder)) for m in models)
    assert left(pull.folder) == set()


async def test_a_checksum_nobody_wrote_down_is_read_from_the_official_list(host: Host, base: str, pull: Pull) -> None:
    assert await pull.run([vosk(base, None)])
    assert [path for path, _, _ in host.asked] == ["/vosk/model-list.json", f"/vosk/{NAME}.zip"]


async def test_redirects_are_followed(base: str, pull: Pull) -> None:
    model = vosk(base, ZIP)
    moved = replace(model, files=(File(f"{base}/moved/vosk/{NAME}.zip", pinned(ZIP)),))
    assert await pull.run([moved])


async def test_a_mirror_stands_in_for_the_beginning_of_an_address(base: str, pull: Pull) -> None:
    elsewhere = "https://models.invalid"
    mirrored = replace(pull, mirrors={f"{elsewhere}/piper": f"{base}/piper/", elsewhere: f"{base}/nowhere"})
    assert await mirrored.run([piper(elsewhere)])


async def test_a_server_that_tells_no_length_will_do(host: Host, base: str, pull: Pull) -> None:
    host.chunked = True
    assert await pull.run([piper(base)])


# ---------------------------------------------------------------- broken connections


async def test_a_broken_connection_is_gone_on_with(host: Host, base: str, pull: Pull, told: Told) -> None:
    host.cut = [1_500_000, 1_000_000]
    assert await pull.run([piper(base)])
    (first, _), (second, tag), (third, _) = host.voice()
    assert 0 == first < second < third
    assert tag == '"one"'
    assert [have for _, _, have in told.begun[:3]] == [first, second, third]


async def test_the_next_pull_goes_on_where_the_last_one_broke(host: Host, base: str, pull: Pull, told: Told) -> None:
    host.cut = [1_500_000]
    line = await refused(replace(pull, pauses=()), piper(base), "the connection to 127.0.0.1 broke")
    assert "of 3.1 MB are here, the same command goes on from there" in line
    have = (pull.folder / WORK / "pl_PL-ala-medium.onnx.part").stat().st_size
    host.asked.clear()
    assert await pull.run([piper(base)])
    assert host.voice() == [(have, '"one"')]


async def test_it_gives_up_after_as_many_attempts_as_there_are_pauses(host: Host, base: str, pull: Pull) -> None:
    host.cut = [0] * 9
    await refused(pull, piper(base), "^the connection to 127.0.0.1 broke$")
    assert len(host.voice()) == 3


async def test_a_file_that_changed_meanwhile_is_fetched_anew(host: Host, base: str, pull: Pull) -> None:
    host.cut = [1_500_000]
    await refused(replace(pull, pauses=()), piper(base), "broke")
    host.etag = '"two"'
    assert await pull.run([piper(base)])  # the server answers If-Range with the whole file
    assert (pull.folder / "pl_PL-ala-medium.onnx").read_bytes() == VOICE


async def test_a_part_of_another_file_is_found_by_the_checksum(host: Host, base: str, pull: Pull, told: Told) -> None:
    """Without a strong entity tag nothing else tells."""
    host.etag = 'W/"weak"'
    part = pull.folder / WORK / "pl_PL-ala-medium.onnx.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(b"?" * 1_000)
    assert await pull.run([piper(base)])
    assert host.voice() == [(1_000, ""), (0, "")]
    assert any("from the beginning" in line for line in told.lines)


async def test_a_server_without_ranges_sends_all_of_it_again(host: Host, base: str, pull: Pull) -> None:
    host.ranges, host.cut = False, [1_500_000]
    assert await pull.run([piper(base)])
    assert (pull.folder / "pl_PL-ala-medium.onnx").read_bytes() == VOICE


async def test_a_wrong_range_is_not_taken(host: Host, base: str, pull: Pull) -> None:
    host.cut, host.shifted = [1_500_000], 7
    assert await pull.run([piper(base)])
    assert (pull.folder / "pl_PL-ala-medium.onnx").read_bytes() == VOICE


@pytest.mark.parametrize("size", [len(VOICE), len(VOICE) + 5])
async def test_a_part_that_is_all_there_or_more_is_no_trouble(host: Host, base: str, pull: Pull, size: int) -> None:
    part = pull.folder / WORK / "pl_PL-ala-medium.onnx.part"
    part.parent.mkdir(parents=True)
    part.write_bytes((VOICE + b"12345")[:size])
    assert await pull.run([piper(base)])
    assert host.voice() == ([] if size == len(VOICE) else [(0, "")])


async def test_an_answer_that_ends_too_soon_is_gone_on_with(host: Host, base: str, pull: Pull, told: Told) -> None:
    """Without a length, only our own count tells."""
    whole = host.files["/piper/pl/pl_PL-ala-medium.onnx"]
    host.chunked = True
    host.files["/piper/pl/pl_PL-ala-medium.onnx"] = whole[:1_000_000]
    await refused(replace(pull, pauses=()), piper(base), "broke off; 1.0 MB of 3.1 MB are here")
    host.files["/piper/pl/pl_PL-ala-medium.onnx"] = whole
    assert await pull.run([piper(base)])
    assert host.voice()[-1] == (1_000_000, '"one"')


async def test_a_server_that_is_unwell_in_the_middle_is_asked_again(host: Host, base: str, pull: Pull) -> None:
    class Then(Told):
        """As soon as the first attempt broke, the server is unwell once."""

        def say(self, line: str) -> None:
            if not self.lines:
                host.statuses.append(503)
            super().say(line)

    host.cut = [1_500_000]
    then = Then()
    assert await replace(pull, progress=then).run([piper(base)])
    assert "answered 503" in then.lines[1]
    assert len(host.voice()) == 3


# ---------------------------------------------------------------- refusals


async def test_without_a_network_one_line_says_so(pull: Pull, unused_tcp_port: int) -> None:
    line = await refused(pull, vosk(f"http://127.0.0.1:{unused_tcp_port}", ZIP), "^no connection to 127.0.0.1: ")
    assert "--from DIR" in line


async def test_a_name_that_does_not_resolve_is_no_network(pull: Pull) -> None:
    await refused(pull, vosk("http://models.invalid", ZIP), "^no connection to models.invalid: ")


async def test_a_list_that_is_out_of_reach_is_told(pull: Pull, unused_tcp_port: int) -> None:
    await refused(pull, vosk(f"http://127.0.0.1:{unused_tcp_port}", None), "^no connection to 127.0.0.1: ")


@pytest.mark.parametrize(
    ("status", "line"),
    [(404, "is not there"), (410, "is not there"), (403, "refuses"), (401, "refuses"), (500, "answered 500"),
     (429, "answered 429"), (204, "answered 204"), (418, "answered 418")],
)  # fmt: skip
@pytest.mark.parametrize("listed", [True, False])
async def test_refusals_of_the_host_are_told(
    host: Host, base: str, pull: Pull, status: int, line: str, listed: bool
) -> None:
    host.statuses = [status]
    await refused(pull, vosk(base, None if listed else ZIP), line)


async def test_a_wrong_checksum_leaves_nothing(host: Host, base: str, pull: Pull) -> None:
    host.files[f"/vosk/{NAME}.zip"] = ZIP[:-1] + b"!"
    line = await refused(pull, vosk(base, ZIP), f"^{NAME}.zip is not the file it should be: its sha256 is ")
    assert pinned(ZIP).digests["sha256"] in line
    assert left(pull.folder) == set()


async def test_every_checksum_counts(base: str, pull: Pull) -> None:
    model = vosk(base, ZIP)
    expected = pinned(ZIP, ["sha256", "md5"])
    wrong = replace(expected, digests={**expected.digests, "md5": "0" * 32})
    await refused(pull, replace(model, files=(File(model.files[0].url, wrong),)), "its md5 is ")


async def test_a_file_of_another_size_is_refused_before_it_is_fetched(
    host: Host, base: str, pull: Pull, told: Told
) -> None:
    host.files[f"/vosk/{NAME}.zip"] = ZIP + b"!"
    await refused(pull, vosk(base, ZIP), f"bytes at 127.0.0.1 instead of {len(ZIP):,}")
    assert told.begun == []


async def test_a_file_without_end_is_cut_off(host: Host, base: str, pull: Pull) -> None:
    host.chunked = True
    host.files[f"/vosk/{NAME}.zip"] = ZIP + b"!" * 100_000
    await refused(pull, vosk(base, ZIP), "is longer than it should be")
    assert left(pull.folder) <= {f"{NAME}.zip.part.etag"}


async def test_a_configuration_that_is_not_the_listed_one_leaves_no_voice(host: Host, base: str, pull: Pull) -> None:
    host.files["/piper/pl/pl_PL-ala-medium.onnx.json"] = CONFIG[:-1] + b" "
    await refused(pull, piper(base), "onnx.json is not the file it should be")


@pytest.mark.parametrize("listing", [b"<html>", b"\xff\xfe", b"[" * 100_000, b"{}", b"[1]"])
async def test_a_list_that_is_none_is_told(host: Host, base: str, pull: Pull, listing: bytes) -> None:
    host.files["/vosk/model-list.json"] = listing
    await refused(pull, vosk(base, None), "model-list.json")


async def test_a_list_without_end_is_cut_off(
    host: Host, base: str, pull: Pull, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "LIST_MAX", 1_000)
    host.files["/vosk/model-list.json"] = b" " * 1_001
    await refused(pull, vosk(base, None), "too long for a list")


async def test_a_way_over_an_open_connection_is_refused() -> None:
    """From https to http, somebody on the way could put in another list and another file."""

    class Hop:
        def __init__(self, url: str) -> None:
            from yarl import URL

            self.url, self.status, self.history = URL(url), 200, ()

    answer = Hop("https://cdn.example.com/x")
    fetching.check_answer(answer, "https://example.com/x")  # type: ignore[arg-type] # a stand-in for aiohttp's
    answer.history = (Hop("https://example.com/x"), Hop("http://example.com/x"))  # type: ignore[assignment] # likewise
    with pytest.raises(ModelError, match="open connection"):
        fetching.check_answer(answer, "https://example.com/x")  # type: ignore[arg-type] # likewise


# ---------------------------------------------------------------- the disk


async def test_a_full_disk_is_seen_before_the_first_byte(
    host: Host, base: str, pull: Pull, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(pull.folder.parent)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage._replace(free=1_000_000))
    await refused(pull, vosk(base, ZIP), f"{NAME} needs 50.0 MB in .*, where 1.0 MB are free")
    assert host.asked == []


async def test_a_disk_that_fills_up_is_told_and_gets_its_room_back(
    base: str, pull: Pull, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes = iter([None, OSError(28, "No space left on device")])

    class Filling(io.FileIO):
        def write(self, data: object) -> int:
            if fault := next(writes):
                raise fault
            return super().write(data)  # type: ignore[arg-type] # bytes

    opened = Path.open

    def open_(path: Path, mode: str = "r", *more: object, **also: object) -> object:
        if path.suffix == ".part" and mode in {"ab", "wb"}:
            return Filling(path, mode)
        return opened(path, mode, *more, **also)  # type: ignore[call-overload] # passed on as they came

    monkeypatch.setattr(Path, "open", open_)
    await refused(pull, piper(base), "^the disk is full: .* needs 3.1 MB more$")
    assert left(pull.folder) <= {"pl_PL-ala-medium.onnx.part.etag"}


async def test_a_disk_that_fills_up_while_unpacking_leaves_no_half_model(
    base: str, pull: Pull, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    await refused(pull, vosk(base, ZIP), "^the disk is full: ")
    assert left(pull.folder) <= {f"{NAME}.zip.part", f"{NAME}.zip.part.etag"}
    monkeypatch.undo()
    assert await pull.run([vosk(base, ZIP)])


async def test_a_folder_that_can_not_be_made_is_told(base: str, pull: Pull, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelError, match="file/models"):
        await replace(pull, folder=tmp_path / "file" / "models").run([vosk(base, ZIP)])


async def test_a_failed_replacement_keeps_the_model_that_was_there(host: Host, base: str, pull: Pull) -> None:
    await pull.run([vosk(base, ZIP)])
    (pull.folder / NAME / "graph/Gr.fst").write_bytes(b"changed")
    host.files[f"/vosk/{NAME}.zip"] = ZIP[:-1] + b"!"
    with pytest.raises(ModelError):
        await pull.run([vosk(base, ZIP)])
    assert (pull.folder / NAME / "am/final.mdl").is_file()


@pytest.mark.parametrize("kind", [fcntl.LOCK_EX, fcntl.LOCK_SH])
async def test_two_pulls_do_not_get_in_each_others_way(base: str, pull: Pull, kind: int) -> None:
    (pull.folder / WORK).mkdir(parents=True)
    with (pull.folder / WORK / "lock").open("w") as lock:
        fcntl.flock(lock, kind)
        await refused(pull, vosk(base, ZIP), "another pull into .* is under way")
    assert await pull.run([vosk(base, ZIP)])


async def test_a_pull_that_was_stopped_is_gone_on_with(host: Host, base: str, pull: Pull) -> None:
    """Ctrl-C in the middle: the part stays, the lock does not."""
    begun = asyncio.Event()

    class Stop(Told):
        def advance(self, count: int) -> None:
            begun.set()

    host.files["/piper/pl/pl_PL-ala-medium.onnx"] = VOICE
    task = asyncio.ensure_future(replace(pull, progress=Stop()).run([piper(base)]))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert nothing_installed(pull.folder)
    assert await pull.run([piper(base)])


async def test_what_a_killed_pull_left_half_unpacked_is_cleared(base: str, pull: Pull) -> None:
    half = pull.folder / WORK / "new-abc" / NAME
    half.mkdir(parents=True)
    assert await pull.run([vosk(base, ZIP)])
    assert left(pull.folder) == set()


# ---------------------------------------------------------------- archives


def archive(change: Callable[[zipfile.ZipFile], object], files: dict[str, bytes] | None = None) -> bytes:
    """A model's archive with something more in it."""
    out = io.BytesIO(zipped(NAME, FOLDER if files is None else files))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as box:
        change(box)
    return out.getvalue()


def link(name: str, to: str, kind: int = stat.S_IFLNK) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(f"{NAME}/{name}")
    info.external_attr = (kind | 0o777) << 16
    info.comment = to.encode()
    return info


BOMB = bytes(60_000_000)
BAD = {
    "a path upwards": (lambda box: box.writestr(f"{NAME}/../../evil", b"x"), "lies outside"),
    "an absolute path": (lambda box: box.writestr("/tmp/evil", b"x"), "lies outside"),
    "another folder": (lambda box: box.writestr("other/file", b"x"), "lies outside"),
    "a file at the top": (lambda box: box.writestr("README", b"x"), "lies outside"),
    "a file in the folder's place": (lambda box: box.writestr(NAME, b"x"), "lies outside"),
    "a backslash": (lambda box: box.writestr(f"{NAME}/..\\evil", b"x"), "lies outside"),
    "a control character": (lambda box: box.writestr(f"{NAME}/a\nb", b"x"), "lies outside"),
    "an empty step": (lambda box: box.writestr(f"{NAME}//evil", b"x"), "lies outside"),
    "a symbolic link": (lambda box: box.writestr(link("conf/x", "/etc/passwd"), b"/etc/passwd"), "no plain file"),
    "a device": (lambda box: box.writestr(link("null", "", stat.S_IFCHR), b""), "no plain file"),
    "two names alike": (lambda box: box.writestr(f"{NAME}/AM/final.mdl", b"x"), "two files of one name"),
    "too much": (lambda box: box.writestr(f"{NAME}/zeros", BOMB), "more than a model can be"),
    "too many": (lambda box: [box.writestr(f"{NAME}/{n}", b"") for n in range(2_100)], "more than a model can be"),
    "a file in a file": (lambda box: box.writestr(f"{NAME}/am/final.mdl/x", b"x"), "File exists|Not a directory"),
}


@pytest.mark.parametrize("case", BAD)
async def test_an_archive_stays_in_its_folder_and_in_bounds(host: Host, base: str, pull: Pull, case: str) -> None:
    change, match = BAD[case]
    data = archive(change)
    host.files[f"/vosk/{NAME}.zip"] = data
    await refused(pull, vosk(base, data), match)
    assert not (pull.folder.parent / "evil").exists()
    assert left(pull.folder) <= {f"{NAME}.zip.part", f"{NAME}.zip.part.etag"}


def corrupted() -> bytes:
    """Its checksum is right, its contents are not."""
    at = ZIP.index(b"final.mdl") + 20
    return ZIP[:at] + b"\xff\xff\xff" + ZIP[at + 3 :]


def encrypted() -> bytes:
    """The flag alone."""
    data = bytearray(ZIP)
    for mark, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        start = data.find(mark, 0)
        while start >= 0:
            data[start + at] |= 1
            start = data.find(mark, start + 1)
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "match"),
    [(b"no zip at all", "can't be unpacked"), (ZIP[:-30], "can't be unpacked"), (corrupted(), "can't be unpacked"),
     (encrypted(), "is encrypted"), (zipped(NAME, {"am/final.mdl": b"x"}), "no usable model .*: conf/mfcc.conf"),
     (zipped(NAME, {}), "no usable model")],
)  # fmt: skip
async def test_an_archive_that_is_no_model_is_told(host: Host, base: str, pull: Pull, data: bytes, match: str) -> None:
    host.files[f"/vosk/{NAME}.zip"] = data
    await refused(pull, vosk(base, data), match)


# ---------------------------------------------------------------- offline copies


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder with a copy of everything."""
    folder = tmp_path / "stick"
    folder.mkdir()
    for name, data in (
        (f"{NAME}.zip", ZIP),
        ("model-list.json", model_list(NAME, ZIP)),
        ("pl_PL-ala-medium.onnx", VOICE),
        ("pl_PL-ala-medium.onnx.json", CONFIG),
        ("voices.json", voices_json()),
    ):
        (folder / name).write_bytes(data)
    return folder


def test_an_offline_copy_is_made_of_these_addresses() -> None:
    assert addresses([vosk("https://x", ZIP), piper("https://x"), piper("https://x")]) == [
        f"https://x/vosk/{NAME}.zip",
        "https://x/piper/pl/pl_PL-ala-medium.onnx",
        "https://x/piper/pl/pl_PL-ala-medium.onnx.json",
        "https://x/piper/voices.json",
    ]


async def test_an_offline_copy_needs_no_network(pull: Pull, stick: Path, told: Told) -> None:
    models = [vosk("http://models.invalid", None), piper("http://models.invalid")]
    before = contents(stick)
    assert await replace(pull, source=stick).run(models) == tuple(models)
    assert all(faults(m.engine, m.place(pull.folder)) == [] for m in models)
    assert contents(stick) == before
    assert told.got == len(CONFIG)


@pytest.mark.parametrize("lost", ["pl_PL-ala-medium.onnx", "pl_PL-ala-medium.onnx.json", "voices.json"])
async def test_what_an_offline_copy_lacks_is_named_with_its_address(pull: Pull, stick: Path, lost: str) -> None:
    (stick / lost).unlink()
    line = await refused(replace(pull, source=stick), piper("http://x.invalid"), f"stick/{lost} is missing: a copy of")
    assert f"http://x.invalid/piper/{'' if lost == 'voices.json' else 'pl/'}{lost}" in line


@pytest.mark.parametrize(
    ("name", "data", "match"),
    [(f"{NAME}.zip", ZIP[:-1], "not all of it"), (f"{NAME}.zip", ZIP[:-1] + b"!", "is not the file it should be"),
     ("model-list.json", b"{", "is no list of models")],
)  # fmt: skip
async def test_an_offline_copy_is_checked_too(pull: Pull, stick: Path, name: str, data: bytes, match: str) -> None:
    (stick / name).write_bytes(data)
    await refused(replace(pull, source=stick), vosk("http://x.invalid", None), match)


async def test_an_offline_folder_that_is_none_is_told(pull: Pull, stick: Path) -> None:
    for nowhere in (stick / "none", stick / "voices.json"):
        with pytest.raises(ModelError, match="there is no such folder"):
            await replace(pull, source=nowhere).run([piper("http://x.invalid")])


def test_receipts_hold_sizes_and_checksums(tmp_path: Path, stick: Path, told: Told) -> None:
    asyncio.run(Pull(tmp_path / "models", told, source=stick).run([piper("http://x.invalid")]))
    kept = json.loads((tmp_path / "models/.pulled/pl_PL-ala-medium.onnx.json").read_text())
    assert kept["files"]["pl_PL-ala-medium.onnx"] == [len(VOICE), pinned(VOICE).digests["sha256"]]
