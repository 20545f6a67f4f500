"""All firms together, and their files changing while we run. Each "look" is one refresh; no waiting."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from receptionist.errors import SettingsError
from receptionist.tenants import TenantBook
from receptionist.tenants.book import LOOK_SECONDS
from tests.tenants.firms import FIRM, other, spoiled

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mak.toml").write_text(FIRM)
    (tmp_path / "roza.toml").write_text(other("Róża", "+48224445566"))
    return tmp_path


async def look(book: TenantBook, times: int = 2) -> bool:
    """Two looks take up whatever stands still."""
    return any([await book.refresh() for _ in range(times)])


def keys(book: TenantBook) -> list[str]:
    return [firm.key for firm in book.all()]


def faults(book: TenantBook) -> list[str]:
    return [f"{Path(fault.file).name}:{fault.line}: {fault.key}: {fault.fault}" for fault in book.faults]


def test_the_sample_firms_are_found_by_number_and_key() -> None:
    book = TenantBook.load(ROOT / "tenants")
    assert {"bella", "brightsmile"} <= set(keys(book))
    assert book.faults == ()
    found = book.find("+442079460123")
    assert found is not None
    assert found.key == "brightsmile"
    assert found is book.get("brightsmile")
    assert book.find("+48000000000") is None
    assert book.get("nobody") is None


def test_a_broken_file_stops_nobody_else(folder: Path) -> None:
    (folder / "zly.toml").write_text("name = [")
    (folder / "zly2.toml").write_bytes(b"\xff\xff")
    book = TenantBook.load(folder)
    assert keys(book) == ["mak", "roza"]
    assert [each.split(":")[0] for each in faults(book)] == ["zly.toml", "zly2.toml"]


def test_a_folder_that_is_not_there_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="RECEPTIONIST_TENANTS"):
        TenantBook.load(tmp_path / "nowhere")


def test_an_empty_folder_has_no_firms(tmp_path: Path) -> None:
    assert TenantBook.load(tmp_path).all() == ()


def test_editors_hidden_files_are_no_firms(folder: Path) -> None:
    (folder / ".#mak.toml").symlink_to("nowhere")
    (folder / "mak.toml~").write_text("rubbish")
    assert TenantBook.load(folder).faults == ()


def test_named_files_are_read_and_a_missing_one_is_a_fault(folder: Path) -> None:
    book = TenantBook.load([folder / "mak.toml", folder / "none.toml"])
    assert keys(book) == ["mak"]
    assert "none.toml:1: : can't be read" in faults(book)[0]


def test_two_files_of_one_key_in_two_folders(folder: Path) -> None:
    (folder / "more").mkdir()
    twin = folder / "more" / "mak.toml"
    twin.write_text(other("Mak", "+48227778899"))
    book = TenantBook.load([folder / "mak.toml", twin])
    assert len(book.all()) == 1
    assert "is a firm of that key already" in faults(book)[0]


# ---------------------------------------------------------------- numbers between firms


def test_a_number_of_two_firms_goes_to_the_first_and_is_told_at_the_second(folder: Path) -> None:
    (folder / "nowa.toml").write_text(other("Nowa", "+48221112233"))
    book = TenantBook.load(folder)
    assert keys(book) == ["mak", "roza"]
    assert faults(book) == [
        "nowa.toml:3: numbers[1]: is also a number of mak.toml (allowed: a number of this firm alone)"
    ]


@pytest.mark.parametrize("name", ["ada.toml", "zoe.toml"])
def test_whoever_dials_another_firm_is_at_fault_whatever_the_order(folder: Path, name: str) -> None:
    (folder / name).write_text(other("X", "+48227778899", desk="+48221112233"))
    book = TenantBook.load(folder)
    assert keys(book) == ["mak", "roza"]
    assert [each.partition(" (")[0] for each in faults(book)] == [
        f"{name}:27: desk.people[1].phone: is a number of mak.toml: calls would go round in a loop"
    ]


async def test_a_new_firm_never_pushes_out_one_that_is_served(folder: Path) -> None:
    book = TenantBook.load(folder)
    (folder / "ada.toml").write_text(other("Ada", "+48601112233"))  # mak's desk rings it
    (folder / "bea.toml").write_text(other("Bea", "+48224445566"))  # roza's number
    assert await look(book)
    assert keys(book) == ["mak", "roza"]
    assert [each.split(" (")[0] for each in faults(book)] == [
        "ada.toml:3: numbers[1]: the desk of mak.toml dials it: calls would go round in a loop",
        "bea.toml:3: numbers[1]: is also a number of roza.toml",
    ]


async def test_two_firms_may_swap_numbers_in_one_go(folder: Path) -> None:
    book = TenantBook.load(folder)
    (folder / "mak.toml").write_text(FIRM.replace("+48221112233", "+48224445566"))
    (folder / "roza.toml").write_text(other("Róża", "+48221112233"))
    await look(book)
    assert book.faults == ()
    found = book.find("+48221112233")
    assert found is not None
    assert found.key == "roza"


async def test_a_refused_firm_comes_in_once_the_number_is_free(folder: Path) -> None:
    (folder / "nowa.toml").write_text(other("Nowa", "+48221112233"))
    book = TenantBook.load(folder)
    (folder / "mak.toml").write_text(FIRM.replace("+48221112233", "+48221112244"))
    await look(book)
    assert keys(book) == ["mak", "nowa", "roza"]
    assert book.faults == ()


async def test_a_firm_whose_change_is_refused_keeps_its_place_against_newcomers(folder: Path) -> None:
    book = TenantBook.load(folder)
    before = book.get("mak")
    (folder / "mak.toml").write_text(FIRM.replace("+48223334455", "+48224445566"))  # would ring roza
    await look(book)
    (folder / "ada.toml").write_text(other("Ada", "+48221112233"))  # mak's number
    await look(book)
    assert keys(book) == ["mak", "roza"]
    assert book.get("mak") is before
    assert [each.split(":")[0] for each in faults(book)] == ["ada.toml", "mak.toml"]


def test_what_we_dial_ourselves_is_known(folder: Path) -> None:
    assert {"+48221112233", "+48223334455", "+48601112233"} <= TenantBook.load(folder).dialled_by_us()


@pytest.mark.parametrize(
    ("number", "desk", "fault"),
    [
        (
            "+48227778899",
            "+48220000000",
            "desk.people[1].phone: is a shared number of this machine: calls",
        ),
        ("+48220000000", "+48605556677", "numbers[1]: is shared by several firms"),
    ],
)
def test_a_shared_number_is_nobodys_own_and_leads_here(folder: Path, number: str, desk: str, fault: str) -> None:
    (folder / "nowa.toml").write_text(other("Nowa", number, desk))
    book = TenantBook.load(folder, {"+48220000000"})
    assert keys(book) == ["mak", "roza"]
    assert fault in faults(book)[0]
    assert "+48220000000" in book.dialled_by_us()


# ---------------------------------------------------------------- files that change


async def test_a_changed_file_is_taken_up_and_calls_keep_what_they_began_with(folder: Path) -> None:
    book = TenantBook.load(folder)
    before, neighbour = book.get("mak"), book.get("roza")
    (folder / "mak.toml").write_text(spoiled("minutes = 30", "minutes = 45"))
    assert await look(book)
    after = book.get("mak")
    assert before is not None
    assert after is not None
    assert (before.services[0].minutes, after.services[0].minutes) == (30, 45)
    assert book.get("roza") is neighbour


async def test_nothing_happens_when_nothing_changed(folder: Path) -> None:
    book = TenantBook.load(folder)
    before = book.get("mak")
    (folder / "mak.toml").touch()
    await look(book)
    assert book.get("mak") is before
    assert not await look(book)


async def test_two_changes_within_one_tick_of_the_files_clock_are_told_apart(folder: Path) -> None:
    file = folder / "mak.toml"
    book = TenantBook.load(folder)
    tick = file.stat().st_mtime_ns
    file.write_text(spoiled("minutes = 30", "minutes = 45"))  # the same size
    os.utime(file, ns=(tick, tick))
    assert await look(book)


async def test_a_file_is_taken_up_only_when_it_holds_still(folder: Path) -> None:
    book = TenantBook.load(folder)
    (folder / "mak.toml").write_text(spoiled("minutes = 30", "minutes = 4"))
    assert not await book.refresh()
    (folder / "mak.toml").write_text(spoiled("minutes = 30", "minutes = 45"))
    assert not await book.refresh()
    assert await book.refresh()
    firm = book.get("mak")
    assert firm is not None
    assert firm.services[0].minutes == 45


async def test_a_file_that_breaks_keeps_its_last_good_version(folder: Path) -> None:
    book = TenantBook.load(folder)
    before = book.get("mak")
    (folder / "mak.toml").write_text(spoiled("Europe/Warsaw", "Mars"))
    with capture_logs() as logs:
        await look(book)
    assert book.get("mak") is before
    assert "time_zone" in faults(book)[0]
    assert [entry["event"] for entry in logs] == ["tenant_file_wrong"]
    (folder / "mak.toml").write_text(spoiled("minutes = 30", "minutes = 60"))
    await look(book)
    assert book.faults == ()
    assert book.get("mak") is not before


async def test_a_fault_is_logged_once_and_not_at_every_look(folder: Path) -> None:
    book = TenantBook.load(folder)
    (folder / "mak.toml").write_text("rubbish")
    await look(book)
    with capture_logs() as logs:
        (folder / "roza.toml").write_text(other("Róża 2", "+48224445566"))
        await look(book)
    assert [entry["event"] for entry in logs] == ["tenant_changed"]


async def test_new_and_removed_files(folder: Path) -> None:
    book = TenantBook.load(folder)
    (folder / "mak.toml").unlink()
    (folder / "nowa.toml").write_text(other("Nowa", "+48221112233"))
    await look(book)
    assert keys(book) == ["nowa", "roza"]


async def test_an_editor_that_deletes_and_renames_is_not_caught_in_the_middle(folder: Path) -> None:
    book = TenantBook.load(folder)
    before = book.get("mak")
    (folder / "mak.toml").unlink()
    await book.refresh()
    assert book.get("mak") is before
    (folder / "mak.toml").write_text(FIRM)
    await look(book)
    assert book.get("mak") is before


async def test_a_broken_file_that_is_deleted_goes_with_its_last_good_version(folder: Path) -> None:
    book = TenantBook.load(folder)
    (folder / "mak.toml").write_text("rubbish")
    await look(book)
    (folder / "mak.toml").unlink()
    await look(book)
    assert keys(book) == ["roza"]
    assert book.faults == ()


async def test_watch_looks_every_second(folder: Path) -> None:
    book = TenantBook.load(folder)
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 1:
            (folder / "mak.toml").write_text(spoiled("minutes = 30", "minutes = 45"))
        if len(slept) == 4:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await book.watch(sleep)
    assert slept == [LOOK_SECONDS] * 4
    firm = book.get("mak")
    assert firm is not None
    assert firm.services[0].minutes == 45
