"""Where in a TOML file each key stands.

`tomllib` tells no lines. This scanner runs over text that tomllib has already accepted, so it need
not judge, only find: tables, arrays of tables, dotted and quoted keys, inline tables, arrays and
strings over several lines (TOML 1.0.0, https://toml.io/en/v1.0.0).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]
"""From the root: keys, and indexes of arrays from 0."""


class SourceMap:
    """Path → line, from 1."""

    def __init__(self, lines: Mapping[Path, int]) -> None:
        self._lines = dict(lines)

    def line(self, path: Path) -> int:
        """The line of `path`, or of the nearest table around it; 1 when nothing of it is there."""
        for end in range(len(path), 0, -1):
            if found := self._lines.get(tuple(path[:end])):
                return found
        return 1

    def __contains__(self, path: Path) -> bool:
        return path in self._lines


def source_map(text: str) -> SourceMap:
    """The map of a document that `tomllib.loads` accepts."""
    return SourceMap(_Scanner(text.replace("\r\n", "\n")).scan())


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {}
        self._line = 1
        self._counted = 0
        self._arrays: dict[Path, int] = {}
        """Array of tables → index of its last table."""

    def scan(self) -> dict[Path, int]:
        table: Path = ()
        while self._blank():
            if self.text.startswith("[[", self.at):
                table = self._header(2)
            elif self.text[self.at] == "[":
                table = self._header(1)
            else:
                self._pair(table)
        return self.lines

    # ------------------------------------------------------------ pieces

    def _line_here(self) -> int:
        self._line += self.text.count("\n", self._counted, self.at)
        self._counted = self.at
        return self._line

    def _blank(self) -> bool:
        """Skip white space, line ends and comments; False at the end."""
        text = self.text
        while self.at < len(text):
            if text[self.at] in " \t\r\n":
                self.at += 1
            elif text[self.at] == "#":
                end = text.find("\n", self.at)
                self.at = len(text) if end < 0 else end
            else:
                return True
        return False

    def _note(self, path: Path, line: int) -> None:
        """The first place counts: a table that a header only passes through stands there too."""
        for end in range(1, len(path) + 1):
            self.lines.setdefault(path[:end], line)

    def _header(self, brackets: int) -> Path:
        line = self._line_here()
        self.at += brackets
        keys = self._key("]")
        self.at += brackets
        path: Path = ()
        for n, key in enumerate(keys):
            path = (*path, key)
            last = n == len(keys) - 1
            if last and brackets == 2:
                self._note(path, line)
                self._arrays[path] = self._arrays.get(path, -1) + 1
            if path in self._arrays:
                path = (*path, self._arrays[path])
        self._note(path, line)
        return path

    def _pair(self, table: Path) -> None:
        line = self._line_here()
        path = (*table, *self._key("="))
        self._note(path, line)
        self.at += 1
        self._blank()
        self._value(path)

    def _key(self, end: str) -> list[str]:
        """A dotted key up to `end`, which is left unread."""
        keys: list[str] = []
        while self.text[self.at] != end:
            char = self.text[self.at]
            if char in " \t.":
                self.at += 1
            elif char in "\"'":
                begin = self.at
                self._string()
                keys.append(tomllib.loads(f"v = {self.text[begin : self.at]}")["v"])
            else:
                begin = self.at
                while self.text[self.at] not in f" \t.{end}":
                    self.at += 1
                keys.append(self.text[begin : self.at])
        return keys

    def _value(self, path: Path) -> None:
        char = self.text[self.at]
        if char in "\"'":
            self._string()
        elif char == "[":
            self._array(path)
        elif char == "{":
            self._inline(path)
        else:
            while self.at < len(self.text) and self.text[self.at] not in ",]}#\n":
                self.at += 1

    def _string(self) -> None:
        quote = self.text[self.at]
        mark = quote * 3 if self.text.startswith(quote * 3, self.at) else quote
        self.at += len(mark)
        while not self.text.startswith(mark, self.at):
            self.at += 2 if quote == '"' and self.text[self.at] == "\\" else 1
        self.at += len(mark)
        if len(mark) == 3:  # up to two more quotes may belong to the text: """said ""yes"""""
            while self.at < len(self.text) and self.text[self.at] == quote:
                self.at += 1

    def _array(self, path: Path) -> None:
        self.at += 1
        index = 0
        while self._blank() and self.text[self.at] != "]":
            if self.text[self.at] == ",":
                self.at += 1
                continue
            item = (*path, index)
            self._note(item, self._line_here())
            self._value(item)
            index += 1
        self.at += 1

    def _inline(self, path: Path) -> None:
        self.at += 1
        while self._blank() and self.text[self.at] != "}":
            if self.text[self.at] == ",":
                self.at += 1
                continue
            self._pair(path)
        self.at += 1
