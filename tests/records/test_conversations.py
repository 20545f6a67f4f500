"""Conversations between turns."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from receptionist.database import Database
from receptionist.dialogue.dialogue import Conversation, ConversationStore
from receptionist.errors import StoreError
from receptionist.messages import Channel
from receptionist.records.conversations import SqliteConversations

NOW = datetime(2026, 11, 21, 19, 0, tzinfo=UTC)
TALK = Conversation(
    "CA1",
    "bella",
    "pl",
    Channel.VOICE,
    None,
    hears=False,
    slots={"service": "haircut", "windows": [{"start": None, "end": "2026-11-22"}]},
    loop="booking_form",
    memory={"failures": 1, "said": "Słucham?"},
)


@pytest.fixture
def store(database: Database) -> ConversationStore:
    return SqliteConversations(database)


async def test_what_was_saved_comes_back_whole(store: ConversationStore) -> None:
    assert await store.load("CA1") is None
    await store.save(TALK, NOW)
    assert await store.load("CA1") == TALK


async def test_the_last_turn_wins_and_others_are_left_alone(store: ConversationStore) -> None:
    other = replace(TALK, id="CA2", tenant="brightsmile", language="en")
    await store.save(TALK, NOW)
    await store.save(other, NOW)
    changed = replace(TALK, language="en", slots={}, loop=None, memory={}, hears=True, caller="+48601234567")
    await store.save(changed, NOW + timedelta(seconds=9))
    assert await store.load("CA1") == changed
    assert await store.load("CA2") == other


async def test_one_firm_never_writes_over_anothers(store: ConversationStore) -> None:
    await store.save(TALK, NOW)
    with pytest.raises(StoreError, match="another firm's"):
        await store.save(replace(TALK, tenant="brightsmile", slots={}), NOW)
    assert await store.load("CA1") == TALK


async def test_what_is_no_json_is_refused_and_the_turn_before_stays(store: ConversationStore) -> None:
    await store.save(TALK, NOW)
    with pytest.raises(StoreError, match="CA1"):
        await store.save(replace(TALK, slots={"when": NOW}), NOW)
    assert await store.load("CA1") == TALK
