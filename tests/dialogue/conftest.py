"""Fixtures of the dialogue room that several tests use."""

from __future__ import annotations

import pytest

from receptionist.dialogue.embedded.engine import Embedded
from tests.dialogue.fakes import PROJECTS, Chat, LibraryActions


@pytest.fixture
def library_actions() -> LibraryActions:
    return LibraryActions()


@pytest.fixture
def library(library_actions: LibraryActions) -> Embedded:
    """The little library, in English and Polish."""
    return Embedded({"en": PROJECTS / "en", "pl": PROJECTS / "pl"}, library_actions)


@pytest.fixture
def chat(library: Embedded) -> Chat:
    return Chat(library)
