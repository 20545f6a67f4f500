"""Logs hold nothing personal, and the call on every line."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import warnings
from collections.abc import Iterator
from typing import Any, Literal

import pytest
import structlog

from receptionist.log import bind_call, masked, set_up


@pytest.fixture(autouse=True)
def untouched() -> Iterator[None]:
    """Leave logging as it was found."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    named = {name: logging.getLogger(name).level for name in ("aiohttp.access", "twilio", "asyncio")}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, was in named.items():
        logging.getLogger(name).setLevel(was)
    logging.captureWarnings(False)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def set_up_json(level: Literal["debug", "info", "warning", "error"] = "info") -> io.StringIO:
    stream = io.StringIO()
    set_up("json", level, stream)
    return stream


def test_a_line_is_json_with_time_level_logger_and_values() -> None:
    stream = set_up_json()
    structlog.get_logger("receptionist.calls").info("call_ended", why="hung_up", seconds=12.5)
    (line,) = lines(stream)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "call_ended",
        "level": "info",
        "logger": "receptionist.calls",
        "why": "hung_up",
        "seconds": 12.5,
    }


def test_console_lines_are_for_people() -> None:
    stream = io.StringIO()
    set_up("console", "info", stream)
    structlog.get_logger("x").warning("call_ended", caller="+48601234567")
    assert "call_ended" in stream.getvalue()
    assert "601234" not in stream.getvalue()
    assert "\x1b" not in stream.getvalue()  # no colours but on a terminal


async def test_every_line_of_a_call_carries_its_id_and_no_other_calls() -> None:
    stream = set_up_json()

    async def call(call_id: str) -> None:
        bind_call(call_id, "bella")
        await asyncio.sleep(0)
        logging.getLogger("somebody.elses").warning("hm")
        structlog.get_logger("ours").info("said_hello")

    async with asyncio.TaskGroup() as group:
        group.create_task(call("CA1"))
        group.create_task(call("CA2"))
    structlog.get_logger("ours").info("outside")
    found = [(line["event"], line.get("call")) for line in lines(stream)]
    assert sorted(found, key=str) == sorted(
        [("hm", "CA1"), ("said_hello", "CA1"), ("hm", "CA2"), ("said_hello", "CA2"), ("outside", None)], key=str
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("+48601234542", "…42"),
        ("from +48 601 234 542 to +44 (20) 7946-0123", "from …42 to …23"),
        ("601 234 542", "…42"),
        ("call 020 7946 0123 now", "call …23 now"),
        ("48601234542", "…42"),
        ("1234567", "…67"),
        ("0048601234542", "…42"),
        ("tel:+48601234542;ext=1", "tel:…42;ext=1"),
        ("From=%2B48601234542&To=%2B48221234567", "From=…42&To=…67"),
        ("jan.kowalski+x@mail.example.com wrote", "…@mail.example.com wrote"),
        ("card 4111 1111 1111 1111", "card …11"),
    ],
)
def test_numbers_and_addresses_are_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21T19:03:37.123456Z",
        "2026-11-21 19:03:37",
        "127.0.0.1:8080",
        "tenants/bella.toml:12: hours.mon[1]",
        "CA0123456789abcdef0123456789abcdef",
        "0.123456789 s",
        "112 or 999",
        "9:00-18:00",
        "12000 grosz",
    ],
)
def test_what_is_no_number_of_anybody_stays(text: str) -> None:
    assert masked(text) == text


def test_masking_reaches_lists_tables_and_libraries() -> None:
    stream = set_up_json()
    structlog.get_logger("x").info(
        "dialling +48601234542",
        numbers=["+48601234542"],
        to={"+48601234542": ("a@example.com",)},
        call="chat-1234567890",
    )
    logging.getLogger("twilio.http").warning("POST To=%s", "+48601234542")
    ours, theirs = lines(stream)
    assert "0123454" not in stream.getvalue()
    assert "a@" not in stream.getvalue()
    assert ours["event"] == "dialling …42"
    assert ours["numbers"] == ["…42"]
    assert ours["call"] == "chat-1234567890"
    assert theirs["event"] == "POST To=…42"


def test_a_traceback_is_masked_too() -> None:
    stream = set_up_json()
    try:
        raise ValueError("no such number: +48601234542")
    except ValueError:
        structlog.get_logger("x").exception("broke")
    (line,) = lines(stream)
    assert "ValueError: no such number: …42" in line["exception"]


@pytest.mark.parametrize("field", ["text", "said", "transcript"])
def test_what_a_caller_said_is_dropped_from_info_on(field: str) -> None:
    stream = set_up_json("debug")
    log = structlog.get_logger("x")
    for level in ("info", "warning", "error"):
        getattr(log, level)("heard", **{field: "boli mnie"})
    log.debug("heard", **{field: "boli mnie"})
    assert [line[field] for line in lines(stream)] == ["(9 characters)"] * 3 + ["boli mnie"]


def test_below_the_level_nothing_is_written() -> None:
    stream = set_up_json("warning")
    structlog.get_logger("x").info("heard", text="boli mnie")
    logging.getLogger("y").info("hm")
    assert stream.getvalue() == ""


def test_the_access_log_is_off_and_twilios_chatter_too() -> None:
    stream = set_up_json("debug")
    logging.getLogger("aiohttp.access").info("GET /?From=+48601234542")
    logging.getLogger("twilio.http_client").info("Body: hello")
    assert stream.getvalue() == ""


def test_setting_up_twice_writes_once() -> None:
    log = structlog.get_logger("x")
    first = set_up_json()
    log.info("before")
    stream = set_up_json()
    log.info("after")
    assert [line["event"] for line in lines(first)] == ["before"]
    assert [line["event"] for line in lines(stream)] == ["after"]


def test_warnings_go_the_same_way() -> None:
    stream = set_up_json()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn("old thing", stacklevel=1)
    logging.captureWarnings(False)
    assert "old thing" in lines(stream)[0]["event"]
