"""Worker processes that serve, fail, die, hang and end."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest

from receptionist.errors import EngineMissing, SpeechError, SynthesizerError, WorkerDied
from receptionist.speech import workers
from receptionist.speech.workers import Pool

JOB = "tests.speech.fakes"


@pytest.fixture
async def pool() -> AsyncIterator[Pool]:
    made = Pool(JOB, {}, size=1)
    yield made
    await made.close()


def gone(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return False
    return True


async def test_sound_crosses_whole_and_the_worker_stays(pool: Pool) -> None:
    sound = bytes(range(256)) * 4000
    first, echoed = await pool.ask({"do": "echo"}, sound)
    second, _ = await pool.ask({"do": "echo"})
    assert echoed == sound
    assert (first["pid"], second["served"]) == (second["pid"], 2)
    assert first["pid"] != os.getpid()
    assert first["nice"] >= 10, "what is on the line comes first"


async def test_ctrl_c_reaches_the_whole_group_and_workers_leave_it_to_the_server(pool: Pool) -> None:
    pid = (await pool.ask({"do": "echo"}))[0]["pid"]
    os.kill(pid, signal.SIGINT)
    assert (await pool.ask({"do": "echo"}))[0]["served"] == 2
    assert pool.pids == (pid,)


async def test_what_libraries_print_does_not_get_between_the_answers(pool: Pool) -> None:
    assert (await pool.ask({"do": "print"}))[0] == {"fine": True}
    assert (await pool.ask({"do": "echo"}))[0]["served"] == 2


async def test_workers_see_no_secrets(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "secret")
    monkeypatch.setenv("RECEPTIONIST_ACTIONS_TOKEN", "secret")
    assert (await pool.ask({"do": "secrets"}))[0] == {"seen": []}


async def test_a_refused_request_is_answered_with_its_error_and_the_worker_lives(pool: Pool) -> None:
    pid = (await pool.ask({"do": "echo"}))[0]["pid"]
    with pytest.raises(SynthesizerError, match="no voice 'x'"):
        await pool.ask({"do": "raise"})
    with pytest.raises(SpeechError, match="oops"):
        await pool.ask({"do": "bug"})
    with pytest.raises(WorkerDied, match="nothing"):
        await pool.ask({"do": "nothing"})
    assert (await pool.ask({"do": "echo"}))[0]["pid"] == pid


async def test_a_worker_that_dies_is_replaced(pool: Pool) -> None:
    pid = (await pool.ask({"do": "echo"}))[0]["pid"]
    with pytest.raises(WorkerDied, match="ended unexpectedly"):
        await pool.ask({"do": "die"})
    answer, _ = await pool.ask({"do": "echo"})
    assert answer["pid"] != pid
    assert gone(pid)


async def test_a_worker_that_hangs_is_ended_and_replaced(pool: Pool) -> None:
    pid = (await pool.ask({"do": "echo"}))[0]["pid"]
    with pytest.raises(WorkerDied, match="in time"):
        await pool.ask({"do": "hang"}, seconds=0.05)
    assert (await pool.ask({"do": "echo"}))[0]["pid"] != pid
    assert gone(pid)


async def test_one_that_was_killed_while_idle_is_not_noticed_by_the_next_caller(pool: Pool) -> None:
    pid = (await pool.ask({"do": "echo"}))[0]["pid"]
    os.kill(pid, signal.SIGKILL)
    answer, _ = await pool.ask({"do": "echo"}, again=True)
    assert answer["pid"] != pid


async def test_what_does_no_harm_twice_is_tried_again(pool: Pool, tmp_path: Path) -> None:
    answer, _ = await pool.ask({"do": "die once", "mark": str(tmp_path / "mark")}, again=True)
    assert answer["pid"] in pool.pids
    with pytest.raises(WorkerDied):
        await pool.ask({"do": "die"}, again=True)


async def test_a_slow_listener_does_not_hold_the_worker(pool: Pool) -> None:
    stream = pool.stream({"do": "many", "count": 20})
    assert (await anext(stream))[0] == {"n": 0}
    # Two megabytes would fill any pipe; the worker is free all the same.
    assert (await pool.ask({"do": "echo"}))[0]["served"] == 2
    assert [head["n"] async for head, _ in stream] == list(range(1, 20))


async def test_a_listener_who_leaves_loses_nothing_for_the_others(pool: Pool) -> None:
    stream = pool.stream({"do": "many", "count": 20})
    await anext(stream)
    await stream.aclose()
    assert (await pool.ask({"do": "echo"}))[0]["served"] == 2


async def test_requests_wait_for_their_turn() -> None:
    pool = Pool(JOB, {}, size=2)
    answers = await asyncio.gather(*(pool.ask({"do": "echo"}, bytes([n])) for n in range(10)))
    assert [sound for _, sound in answers] == [bytes([n]) for n in range(10)]
    assert len({head["pid"] for head, _ in answers}) == 2
    pids = pool.pids
    await pool.close()
    assert all(gone(pid) for pid in pids)


async def test_all_workers_are_told() -> None:
    pool = Pool(JOB, {}, size=2)
    with pytest.raises(SynthesizerError):
        await pool.ask_all({"do": "raise"})
    await pool.ask_all({"do": "nothing"})
    served = {(await pool.ask({"do": "echo"}))[0]["served"] for _ in range(2)}
    assert served == {3}
    await pool.close()


async def test_a_job_that_cannot_start_says_why_and_is_not_tried_for_ever() -> None:
    pool = Pool(JOB, {"missing": True}, size=1)
    with pytest.raises(EngineMissing, match="voices pull xx"):
        await pool.start()
    for _ in range(workers.STARTS_IN_A_ROW - 1):
        with pytest.raises(EngineMissing):
            await pool.ask({"do": "echo"})
    with pytest.raises(WorkerDied, match="does not start: no such model"):
        await pool.ask({"do": "echo"})
    assert pool.pids == ()
    await pool.close()


async def test_a_process_that_ends_at_once_is_reported() -> None:
    pool = Pool(JOB, {"dies": True}, size=1)
    with pytest.raises(WorkerDied, match="did not start"):
        await pool.start()
    await pool.close()


async def test_closing_ends_what_is_under_way() -> None:
    pool = Pool(JOB, {}, size=1)
    await pool.start()
    pids = pool.pids
    hanging = asyncio.create_task(pool.ask({"do": "hang"}))
    waiting = asyncio.create_task(pool.ask({"do": "echo"}))
    await asyncio.sleep(0)
    await pool.close()
    for task in (hanging, waiting):
        with pytest.raises(WorkerDied):
            await task
    assert all(gone(pid) for pid in pids)
    with pytest.raises(WorkerDied, match="closed"):
        await pool.ask({"do": "echo"})


PARENT = """
import asyncio, sys
from receptionist.speech.workers import Pool
async def main():
    pool = Pool("tests.speech.fakes", {}, size=1)
    await pool.start()
    await anext(pool.stream({"do": "hang"}))
    print(*pool.pids, flush=True)
    await asyncio.sleep(600)
asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_a_busy_worker_does_not_outlive_a_server_that_was_killed() -> None:
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, env=env, text=True) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        parent.kill()
    for _ in range(200_000):
        if gone(worker) or Path(f"/proc/{worker}/stat").read_text().split()[2] == "Z":
            return
    pytest.fail("the worker lives on")


@pytest.mark.parametrize("steps", [0, 1, 2, 3, 5, 8, 20])
async def test_a_start_that_is_given_up_leaves_no_process_behind(monkeypatch: pytest.MonkeyPatch, steps: int) -> None:
    """However far it has come: a server that is stopped while it warms up."""
    started: list[asyncio.Task[asyncio.subprocess.Process]] = []
    create = asyncio.create_subprocess_exec

    async def noted(*words: str, **more: object) -> asyncio.subprocess.Process:
        task = asyncio.ensure_future(create(*words, **more))  # type: ignore[arg-type]  # handed through
        started.append(task)
        return await asyncio.shield(task)

    monkeypatch.setattr(asyncio, "create_subprocess_exec", noted)
    pool = Pool(JOB, {}, size=2)
    starting = asyncio.create_task(pool.start())
    for _ in range(steps):
        await asyncio.sleep(0)
    starting.cancel()
    await asyncio.wait([starting])
    await pool.close()
    processes = await asyncio.gather(*started)
    left = [process for process in processes if process.returncode is None]
    for process in left:
        process.kill()
        await process.wait()
    assert not left
