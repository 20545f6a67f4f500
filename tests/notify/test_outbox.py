"""Nothing is lost, nothing is sent twice. Time is virtual."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from receptionist.database import Database
from receptionist.errors import StoreError, TryLater, Undeliverable
from receptionist.notify.notify import Outgoing
from receptionist.notify.outbox import (
    GIVE_UP,
    LEASE,
    LONGEST_PAUSE,
    LOOK_SECONDS,
    SqliteOutbox,
    migrations,
    pause_after,
)
from tests.notify.fakes import Clock, Sent


@pytest.fixture
def outbox(database: Database, clock: Clock) -> SqliteOutbox:
    return SqliteOutbox(database, clock, clock.sleep)


async def put(database: Database, outbox: SqliteOutbox, clock: Clock, *keys: str, **changes: Any) -> None:
    fields = {"tenant": "bella", "kind": "email", "to": "a@example.com", "subject": "s", "text": "t"} | changes
    for key in keys:
        await database.write(lambda db, key=key: outbox.put(db, Outgoing(key=key, **fields), clock()))  # type: ignore[misc]  # key is bound on purpose


async def states(outbox: SqliteOutbox, tenant: str = "bella") -> list[tuple[str, str, int]]:
    return [(fate.key, fate.state, fate.attempts) for fate in await outbox.fates(tenant)]


async def test_what_is_put_is_sent_once(database: Database, outbox: SqliteOutbox, clock: Clock) -> None:
    await put(database, outbox, clock, "k1", "k2")
    sender = Sent()
    assert await outbox.deliver([sender]) == 2
    assert await outbox.deliver([sender]) == 0
    clock.move(timedelta(days=1))
    assert await outbox.deliver([sender]) == 0
    assert sender.tried == ["k1", "k2"]
    assert await states(outbox) == [("k1", "sent", 1), ("k2", "sent", 1)]


async def test_the_whole_message_reaches_the_sender(database: Database, outbox: SqliteOutbox, clock: Clock) -> None:
    whole = Outgoing("k1", "brightsmile", "sms", "+447700900123", "", "Zażółć 'x'", "+442079460123", "BEGIN:VCALENDAR")
    seen: list[Outgoing] = []

    class Keeps(Sent):
        async def send(self, message: Outgoing) -> None:
            seen.append(message)

    await database.write(lambda db: outbox.put(db, whole, clock()))
    await outbox.deliver([Keeps("sms")])
    assert seen == [whole]


async def test_a_key_is_sent_once_ever(database: Database, outbox: SqliteOutbox, clock: Clock) -> None:
    sender = Sent()
    for _ in range(2):
        await put(database, outbox, clock, "k1")
        await outbox.deliver([sender])
    await put(database, outbox, clock, "k1", text="another text, another firm", tenant="brightsmile")
    await outbox.deliver([sender])
    assert sender.sent == ["k1"]


async def test_what_is_rolled_back_never_leaves(database: Database, outbox: SqliteOutbox, clock: Clock) -> None:
    def job(db: Any) -> None:
        outbox.put(db, Outgoing("k1", "bella", "email", "a@example.com", "", ""), clock())
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await database.write(job)
    assert await outbox.deliver([Sent()]) == 0


async def test_a_failure_for_now_is_tried_again_after_longer_and_longer(
    database: Database, outbox: SqliteOutbox, clock: Clock
) -> None:
    await put(database, outbox, clock, "k1")
    sender = Sent(fails=[TryLater("busy")] * 3)
    for attempt in (1, 2, 3):
        assert await outbox.deliver([sender]) == 1
        clock.move(pause_after(attempt) - timedelta(milliseconds=1))
        assert await outbox.deliver([sender]) == 0
        clock.move(timedelta(milliseconds=1))
    assert (await outbox.fates("bella"))[0].last_error == "TryLater: busy"
    assert await outbox.deliver([sender]) == 1
    assert sender.sent == ["k1"]
    assert (await outbox.fates("bella"))[0].last_error == ""


def test_pauses_double_up_to_an_hour() -> None:
    assert [pause_after(n).total_seconds() for n in (1, 2, 3, 4)] == [15, 30, 60, 120]
    assert pause_after(9) == pause_after(10_000) == LONGEST_PAUSE


async def test_what_can_not_be_delivered_is_marked_and_never_tried_again(
    database: Database, outbox: SqliteOutbox, clock: Clock
) -> None:
    await put(database, outbox, clock, "bad", "good")
    sender = Sent(fails=[Undeliverable("no such mailbox")])
    await outbox.deliver([sender])
    clock.move(timedelta(days=9))
    await outbox.deliver([sender])
    assert await states(outbox) == [("bad", "failed", 1), ("good", "sent", 1)]
    assert sender.tried == ["bad", "good"]
    assert (await outbox.queued()) == {"sms": 0, "email": 0}


async def test_after_days_of_failing_it_is_given_up_and_told(
    database: Database, outbox: SqliteOutbox, clock: Clock
) -> None:
    await put(database, outbox, clock, "k1")
    sender = Sent(fails=[TryLater("busy")] * 2)
    await outbox.deliver([sender])
    clock.move(GIVE_UP)
    await outbox.deliver([sender])
    fate = (await outbox.fates("bella"))[0]
    assert (fate.state, fate.last_error) == ("failed", "TryLater: busy")


async def test_a_senders_own_bug_stops_no_other_message(database: Database, outbox: SqliteOutbox, clock: Clock) -> None:
    await put(database, outbox, clock, "k1", "k2")
    await put(database, outbox, clock, "s1", kind="sms")
    await outbox.deliver([Sent(fails=[ZeroDivisionError("bug")]), Sent("sms", [ConnectionResetError()])])
    assert await states(outbox) == [("k1", "queued", 1), ("k2", "sent", 1), ("s1", "queued", 1)]


async def test_a_sender_that_hangs_has_failed_for_now(
    database: Database, outbox: SqliteOutbox, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Hangs(Sent):
        async def send(self, message: Outgoing) -> None:
            await asyncio.Event().wait()

    monkeypatch.setattr("receptionist.notify.outbox.SEND_SECONDS", 0)
    await put(database, outbox, clock, "k1")
    await outbox.deliver([Hangs()])
    assert await states(outbox) == [("k1", "queued", 1)]


async def test_a_kind_without_a_sender_waits_and_is_told_once(
    database: Database, outbox: SqliteOutbox, clock: Clock
) -> None:
    await put(database, outbox, clock, "s1", kind="sms")
    await put(database, outbox, clock, "k1")
    with capture_logs() as logs:
        for _ in range(3):
            await outbox.deliver([Sent()])
            clock.move(timedelta(hours=1))
    assert [e for e in logs if e["event"] == "outbox_has_no_sender"] == [
        {"event": "outbox_has_no_sender", "kind": "sms", "log_level": "warning"}
    ]
    assert await outbox.queued() == {"sms": 1, "email": 0}
    sms = Sent("sms")
    await outbox.deliver([sms])
    assert sms.sent == ["s1"]


async def test_a_log_line_holds_nobodys_address_and_no_text(
    database: Database, outbox: SqliteOutbox, clock: Clock
) -> None:
    await put(database, outbox, clock, "k1", "k2", "k3", to="jan.k@example.com", text="tajne", subject="tajne")
    with capture_logs() as logs:
        await outbox.deliver([Sent(fails=[TryLater("jan.k@example.com"), Undeliverable("jan.k@example.com")])])
    assert len(logs) == 3
    assert "jan.k" not in str(logs)
    assert "tajne" not in str(logs)


# ---------------------------------------------------------------- two servers


async def test_two_servers_never_send_the_same(database: Database, clock: Clock, tmp_path: Path) -> None:
    other_database = await Database.open(tmp_path / "data.db", [migrations])
    ours, theirs = SqliteOutbox(database, clock), SqliteOutbox(other_database, clock)
    await put(database, ours, clock, *(f"k{n}" for n in range(40)))
    sender = Sent()
    for _ in range(5):
        await asyncio.gather(ours.deliver([sender]), theirs.deliver([sender]))
    await other_database.close()
    assert sorted(sender.sent) == sorted(f"k{n}" for n in range(40))


async def test_what_a_killed_server_held_is_sent_after_its_lease(
    database: Database, outbox: SqliteOutbox, clock: Clock
) -> None:
    class Killed(Sent):
        async def send(self, message: Outgoing) -> None:
            raise asyncio.CancelledError

    await put(database, outbox, clock, "k1")
    killed = asyncio.ensure_future(outbox.deliver([Killed()]))
    await asyncio.wait({killed})
    # A cancelled sender is no answer: the row is either noted as failed for now or still leased.
    again = Sent()
    clock.move(LEASE)
    await outbox.deliver([again])
    assert again.sent == ["k1"]


async def test_a_late_answer_after_the_lease_does_not_undo_the_others_work(
    database: Database, outbox: SqliteOutbox, clock: Clock
) -> None:
    second = Sent()

    class Slow(Sent):
        async def send(self, message: Outgoing) -> None:
            clock.move(LEASE)
            await outbox.deliver([second])
            raise TryLater("too late")

    await put(database, outbox, clock, "k1")
    await outbox.deliver([Slow()])
    assert second.sent == ["k1"]
    fate = (await outbox.fates("bella"))[0]
    assert (fate.state, fate.last_error) == ("sent", "")


# ---------------------------------------------------------------- the loop


async def test_run_sends_what_comes_and_sleeps_between(database: Database, clock: Clock) -> None:
    sender = Sent(fails=[TryLater("busy")])
    done = asyncio.Event()
    loop_outbox: list[SqliteOutbox] = []

    async def sleep(seconds: float) -> None:
        await clock.sleep(seconds)
        if len(clock.slept) == 3:
            await put(database, loop_outbox[0], clock, "k2")
        if sender.sent == ["k2", "k1"]:
            done.set()
        await asyncio.sleep(0)

    outbox = SqliteOutbox(database, clock, sleep)
    loop_outbox.append(outbox)
    await put(database, outbox, clock, "k1")
    running = asyncio.ensure_future(outbox.run([sender]))
    await done.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert set(clock.slept) == {LOOK_SECONDS}
    assert sum(clock.slept) >= pause_after(1).total_seconds()


async def test_what_is_being_sent_is_finished_when_the_server_stops(
    database: Database, outbox: SqliteOutbox, clock: Clock
) -> None:
    begun, finish = asyncio.Event(), asyncio.Event()

    class Slow(Sent):
        async def send(self, message: Outgoing) -> None:
            begun.set()
            await finish.wait()
            self.sent.append(message.key)

    sender = Slow()
    await put(database, outbox, clock, "k1")
    running = asyncio.ensure_future(outbox.run([sender]))
    await begun.wait()
    running.cancel()
    await asyncio.sleep(0)
    finish.set()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert sender.sent == ["k1"]
    assert await states(outbox) == [("k1", "sent", 1)]


async def test_a_database_that_refuses_for_a_while_makes_nothing_sent_twice(
    database: Database, outbox: SqliteOutbox, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await put(database, outbox, clock, "k1")
    real, writes = database.write, 0

    async def write(job: Any) -> Any:
        nonlocal writes
        writes += 1
        if writes in (2, 3):  # after the lease: the notes of what was sent
            raise StoreError("database is locked")
        return await real(job)

    monkeypatch.setattr(database, "write", write)
    sender = Sent()
    await outbox.deliver([sender])
    clock.move(LEASE * 2)
    await outbox.deliver([sender])
    assert sender.tried == ["k1"]


async def test_fates_are_a_firms_own_and_can_be_picked_by_key(
    database: Database, outbox: SqliteOutbox, clock: Clock
) -> None:
    await put(database, outbox, clock, "message:1:email", "booking:1")
    await put(database, outbox, clock, "message:2:email", tenant="brightsmile")
    assert [fate.key for fate in await outbox.fates("bella", "message:")] == ["message:1:email"]
    assert [fate.key for fate in await outbox.fates("brightsmile")] == ["message:2:email"]
