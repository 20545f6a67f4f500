"""Where keys stand in a TOML file."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from receptionist.tenants.sourcemap import source_map

DOCUMENT = '''\
# a comment = not a key
top = 1
"quoted key" = 'a # b'  # comment [x]
dotted.one.two = 3
text = """
fake = 1
[fake]
quote at the end"""""
literal = \'\'\'
nor = "this"
\'\'\'
list = [
  "a",   # first
  "b]",
  { deep = 1, more = [ 1,
     2 ] },
]
empty = ""

[table] # comment
a = 2026-12-24T10:00:00Z
[table.sub."x.y"]
b = "esc \\" quote"
[[people]]
name = "A"
[people.phone]
home = 1
[[people]]
name = "B"
[[people.cars]]
colour = "red"
[[people.cars]]
colour = "blue"
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 2),
        (("quoted key",), 3),
        (("dotted", "one", "two"), 4),
        (("dotted",), 4),
        (("text",), 5),
        (("literal",), 9),
        (("list",), 12),
        (("list", 0), 13),
        (("list", 1), 14),
        (("list", 2, "deep"), 15),
        (("list", 2, "more", 1), 16),
        (("empty",), 18),
        (("table",), 20),
        (("table", "a"), 21),
        (("table", "sub", "x.y", "b"), 23),
        (("people", 0, "name"), 25),
        (("people", 0, "phone", "home"), 27),
        (("people", 1), 28),
        (("people", 1, "name"), 29),
        (("people", 1, "cars", 0, "colour"), 31),
        (("people", 1, "cars", 1, "colour"), 33),
        (("people", 1, "phone"), 28),  # not there: the nearest table around it
        (("nowhere",), 1),
    ],
)
def test_lines(path: tuple[str | int, ...], line: int) -> None:
    assert source_map(DOCUMENT).line(path) == line


def test_windows_line_ends_count_once() -> None:
    assert source_map("a = 1\r\nb = 2\r\n\r\n[c]\r\nd = 3").line(("c", "d")) == 5


def _paths(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [path] if path else []
    if isinstance(value, dict):
        for key, each in value.items():
            found += _paths(each, (*path, key))
    if isinstance(value, list):
        for n, each in enumerate(value):
            found += _paths(each, (*path, n))
    return found


def test_every_path_of_a_document_is_found() -> None:
    known = source_map(DOCUMENT)
    assert [path for path in _paths(tomllib.loads(DOCUMENT)) if path not in known] == []


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab.=[]{}\"'\\,#\n 1-", max_size=40))
def test_whatever_tomllib_accepts_is_mapped(text: str) -> None:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    known = source_map(text)
    assert [path for path in _paths(document) if path not in known] == []
