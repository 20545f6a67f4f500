"""The only place where the parts meet: settings → parts → aiohttp application. `python app.py` serves."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import sqlite_utils
import structlog
from aiohttp import web

from receptionist import health
from receptionist.booking.booking import Booking, SlotRequest
from receptionist.booking.store_sqlite import Change, SqliteBookings
from receptionist.booking.store_sqlite import migrations as bookings_schema
from receptionist.calls.parts import Parts
from receptionist.calls.prompts import load_prompts
from receptionist.calls.session import Session
from receptionist.calls.texting import Texting, TextParts
from receptionist.database import Database
from receptionist.desk.routing import DutyDesk
from receptionist.dialogue.actions.runner import Actions
from receptionist.dialogue.by_firm import ByFirm
from receptionist.dialogue.dialogue import Dialogue
from receptionist.dialogue.embedded.engine import Embedded
from receptionist.dialogue.embedded.prepare import FOLDER as TRAINED
from receptionist.dialogue.engine import Engine
from receptionist.dialogue.prompts import fixed_prompts
from receptionist.dialogue.rasa import RasaServer, actions_handler
from receptionist.dialogue.talking import Talking
from receptionist.errors import ReceptionistError, SpeechError, StoreError
from receptionist.gateways.clock import Clock
from receptionist.gateways.gateway import CallLeg
from receptionist.gateways.twilio.gateway import TwilioGateway
from receptionist.gateways.twilio.rest import TwilioRest, TwilioSms
from receptionist.gateways.twilio.settings import TwilioSettings
from receptionist.gateways.twilio.webhooks import TakeVoicemail
from receptionist.listening import announce, listen
from receptionist.log import set_up
from receptionist.messages import Call, Event, Language
from receptionist.metrics import CONTENT_TYPE, Metrics
from receptionist.notify.email_smtp import MailServer, SmtpSender
from receptionist.notify.notify import Sender
from receptionist.notify.outbox import SqliteOutbox
from receptionist.notify.outbox import migrations as outbox_schema
from receptionist.notify.wording import notices
from receptionist.records import conversations, journal_sqlite, messages
from receptionist.records.conversations import SqliteConversations
from receptionist.records.journal_sqlite import SqliteJournal
from receptionist.records.messages import SqliteMessages
from receptionist.records.privacy import Privacy
from receptionist.records.recordings import FileRecordings
from receptionist.records.records import Message
from receptionist.settings import Settings, auth_token, read_settings, shipped
from receptionist.speech import by_firm
from receptionist.speech.engines import (
    Detectors,
    SpeechOptions,
    available,
    load_detectors,
    load_recognizer,
    load_synthesizer,
)
from receptionist.speech.speech import Recognizer, Synthesizer
from receptionist.tenant import Tenant
from receptionist.tenants import TenantBook

log = structlog.get_logger(__name__)

LANGUAGES: tuple[Language, ...] = ("en", "pl")
SCHEMAS = (
    journal_sqlite.migrations,
    conversations.migrations,
    messages.migrations,
    outbox_schema,
    bookings_schema,
)
Now = Callable[[], datetime]
WATCH_SECONDS = 1.0
COUNT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Rooms:
    """All rooms but the gateways and speech: what a command needs as much as the server."""

    settings: Settings
    tenants: TenantBook
    database: Database
    journal: SqliteJournal
    conversations: SqliteConversations
    recordings: FileRecordings
    messages: SqliteMessages
    outbox: SqliteOutbox
    bookings: SqliteBookings
    dialogue: Dialogue
    actions: Actions
    texting: Texting
    privacy: Privacy
    metrics: Metrics
    now: Now


@dataclass(frozen=True, slots=True)
class Speech:
    """The engines that hear and speak."""

    recognizer: Recognizer
    synthesizer: Synthesizer
    detectors: Detectors


@asynccontextmanager
async def open_house(
    settings: Settings,
    now: Now,
    *,
    dialogue: str | None = None,
    tenants: TenantBook | None = None,
    hears: Callable[[Language], bool] = lambda language: True,
) -> AsyncIterator[Rooms]:
    """The rooms, opened; closed when the block is left.

    `dialogue` names the engine, over the setting; `hears`: whether speech of a language is understood
    (text always is). Raises SettingsError, ProjectError, StoreError.
    """
    async with AsyncExitStack() as stack:
        tenants = tenants or TenantBook.load(settings.tenants, settings.shared_numbers)
        database = await Database.open(settings.home / "receptionist.db", SCHEMAS)
        stack.push_async_callback(database.close)
        outbox = SqliteOutbox(database)
        journal = SqliteJournal(database)
        kept = SqliteConversations(database)
        taken = SqliteMessages(database, outbox, notices, _message_journalled)
        bookings = SqliteBookings(database, on_change=_journalled, clock=now)
        actions = Actions(tenants.get, bookings, taken)
        metrics = Metrics()
        embedded, rasa = await _engines(settings, actions, stack)
        talking = ByFirm(
            {
                "embedded": Talking(embedded, hears=hears, knows=actions.knows),
                "rasa": Talking(
                    rasa, embedded, hears=hears, knows=actions.knows, on_fallback=lambda: metrics.failed("rasa")
                ),
            },
            dialogue or settings.dialogue,
            always=dialogue is not None,
        )
        yield Rooms(
            settings=settings,
            tenants=tenants,
            database=database,
            journal=journal,
            conversations=kept,
            recordings=FileRecordings(settings.home / "recordings"),
            messages=taken,
            outbox=outbox,
            bookings=bookings,
            dialogue=talking,
            actions=actions,
            texting=Texting(TextParts(talking, kept, taken, journal, now)),
            privacy=Privacy(database, settings.home / "recordings"),
            metrics=metrics,
            now=now,
        )


async def _engines(settings: Settings, actions: Actions, stack: AsyncExitStack) -> tuple[Engine, Engine]:
    """Both engines on the same project and the same actions: embedded, and the Rasa servers'."""
    projects: dict[Language, Path] = {language: shipped("nlu") / language for language in LANGUAGES}
    trained = (shipped("nlu") / TRAINED, settings.home / "cache" / "nlu")
    embedded = await asyncio.to_thread(Embedded, projects, actions, cache=trained)
    session = await stack.enter_async_context(aiohttp.ClientSession())
    urls: dict[Language, str] = {"en": settings.rasa_url_en, "pl": settings.rasa_url_pl}
    return embedded, RasaServer(urls, settings.rasa_token, settings.rasa_timeout_s, session)


def _journalled(db: sqlite_utils.Database, booking: Booking, change: Change, now: datetime) -> None:
    """A booking stands in its call's journal by the same transaction that makes it."""
    event = Event.CANCELLED if change == "cancelled" else Event.BOOKED
    detail = {"booking": booking.id, "change": change, "service": booking.service, "staff": booking.staff}
    journal_sqlite.add_event(db, booking.call, booking.tenant, event, now, {**detail, "start": booking.start})


def _message_journalled(db: sqlite_utils.Database, message: Message) -> None:
    """So does a message."""
    detail = {"message": message.id, "kind": message.kind}
    journal_sqlite.add_event(db, message.call, message.tenant, Event.MESSAGE_TAKEN, message.at, detail)


# ---------------------------------------------------------------- speech


def make_speech(settings: Settings, tenants: Iterable[Tenant]) -> Speech:
    """Every engine that a firm names, and the machine's own."""
    options = SpeechOptions(
        cache=settings.home / "cache",
        models=settings.models,
        nlu={language: shipped("nlu") / language for language in LANGUAGES},
        workers=settings.speech_workers,
    )
    firms = tuple(tenants)
    stt = _names(settings.stt, (n for n in by_firm.STT if n in available("stt")), (t.engines.stt for t in firms))
    tts = _names(settings.tts, (n for n in by_firm.TTS if n in available("tts")), (t.engines.tts for t in firms))
    return Speech(
        by_firm.Recognizers({name: load_recognizer(name, options) for name in stt}),
        by_firm.Synthesizers({name: load_synthesizer(name, options) for name in tts}),
        load_detectors("silero", options),
    )


def _names(first: str | None, then: Iterable[str], firms: Iterable[str | None]) -> tuple[str, ...]:
    """Engine names by preference, each once."""
    return tuple(dict.fromkeys(name for name in (first, *then, *firms) if name))


async def _warm_up(rooms: Rooms, speech: Speech) -> None:
    """What would cost the first caller time: a search a firm (the first reads the public holidays), the
    engines' processes, their models, the fixed prompts. Then what is loaded is left alone by the collector,
    which stalled calls for 45 ms and more when it walked it."""
    for tenant in rooms.tenants.all():
        for service in tenant.services[:1]:
            await rooms.bookings.free(tenant, SlotRequest(service.key, limit=1), rooms.now())
    try:
        await prepare_speech(speech, rooms.tenants.all())
    except SpeechError as fault:
        log.error("speech_not_prepared", fault=str(fault))
        rooms.metrics.failed("speech")
        raise
    gc.collect()
    gc.freeze()


async def _stop(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait([task])
    if not task.cancelled():
        task.exception()  # it was logged when it happened


async def prepare_speech(speech: Speech, tenants: Iterable[Tenant]) -> None:
    """Models built, engines warm, fixed prompts rendered. Raises SpeechError."""
    firms = tuple(tenants)
    prompts = [(t.key, language, text) for t in firms for language, text in fixed_prompts(t)]
    # gather, not a task group: a fault reaches the caller as itself, to be told in one line.
    await asyncio.gather(speech.synthesizer.prepare(firms, prompts), speech.recognizer.prepare(firms))


# ---------------------------------------------------------------- the server


@dataclass(frozen=True, slots=True)
class Server:
    """A server that listens, and what is needed to call it."""

    rooms: Rooms
    gateway: TwilioGateway
    url: str
    token: str


@asynccontextmanager
async def serving(
    settings: Settings, now: Now, *, public: bool = True, clock: Clock | None = None
) -> AsyncIterator[Server]:
    """A server that listens and takes calls; drained and closed when the block is left.

    public: write HOME/server.json, by which `receptionist call` finds it. clock: paces the sound; the
    tests let it run faster than real time.
    """
    async with AsyncExitStack() as stack:
        tenants = TenantBook.load(settings.tenants, settings.shared_numbers)
        speech = make_speech(settings, tenants.all())
        rooms = await stack.enter_async_context(
            open_house(settings, now, tenants=tenants, hears=speech.recognizer.understands)
        )
        await _recover(rooms)
        for part in (speech.recognizer, speech.synthesizer, speech.detectors):
            stack.push_async_callback(part.close)
        # Calls are answered meanwhile: what is not made yet is made when it is first needed.
        warming = asyncio.create_task(_warm_up(rooms, speech))
        stack.push_async_callback(_stop, warming)
        token = settings.twilio_auth_token or auth_token(settings.home, os.environ)
        sock, url = listen(settings.host, settings.port)
        twilio = TwilioSettings(
            auth_token=token,
            account_sid=settings.twilio_account_sid or "",
            public_url=settings.public_url or url,
            max_calls=settings.max_calls,
            shared_numbers=frozenset(settings.shared_numbers),
        )
        gateway = TwilioGateway(
            twilio,
            rooms.tenants,
            _answering(rooms, speech),
            _texting(rooms),
            rooms.journal,
            _voicemail(rooms),
            clock=clock,
            now=now,
        )
        application = make_app(rooms, gateway, speech, warming)
        runner = web.AppRunner(application, access_log=None, handler_cancellation=False)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        site = web.SockSite(runner, sock)
        await site.start()
        await stack.enter_async_context(_background(rooms, speech, twilio))
        if public:
            stack.callback(announce(settings.home, url))
        stack.push_async_callback(gateway.drain, settings.drain_s)
        yield Server(rooms, gateway, url, token)


def make_app(rooms: Rooms, gateway: TwilioGateway, speech: Speech, warming: asyncio.Task[None]) -> web.Application:
    """All routes."""
    settings = rooms.settings
    application = web.Application(client_max_size=256 * 1024)
    application.add_routes(gateway.routes())
    application.cleanup_ctx.append(gateway.lifespan)
    checks: dict[str, health.Check] = {
        "tenants": health.firms_loaded(rooms.tenants.all),
        "database": health.database_writable(rooms.database),
        "engines": health.warm(warming),
        "speech": health.voice_speaks(speech.synthesizer, rooms.tenants.all),
    }
    application.router.add_get("/healthz", health.healthz())
    application.router.add_get("/readyz", health.readyz(checks))
    application.router.add_get("/metrics", health.metrics(rooms.metrics.text, CONTENT_TYPE, settings.metrics_token))
    application.router.add_post(
        "/rasa/actions",
        actions_handler(rooms.actions, lambda request: health.may_enter(request, settings.actions_token)),
    )
    return application


def _answering(rooms: Rooms, speech: Speech) -> Callable[[CallLeg], Awaitable[None]]:
    parts = Parts(
        dialogue=rooms.dialogue,
        conversations=rooms.conversations,
        recognizer=speech.recognizer,
        synthesizer=speech.synthesizer,
        detector=speech.detectors.detector,
        prompts=load_prompts(shipped("voices") / "prompts", LANGUAGES),
        journal=rooms.journal,
        bookings=rooms.bookings,
        desk=DutyDesk(),
        messages=rooms.messages,
        recordings=rooms.recordings,
        observer=rooms.metrics,
        now=rooms.now,
    )

    async def answer(leg: CallLeg) -> None:
        session = Session(leg, parts)
        rooms.metrics.call_began(leg.tenant.key)
        try:
            await session.run()
        finally:
            rooms.metrics.call_ended(leg.tenant.key, session.why)

    return answer


def _texting(rooms: Rooms) -> Callable[[Call, str], Awaitable[str]]:
    async def text(call: Call, body: str) -> str:
        tenant = rooms.tenants.get(call.tenant)
        return (await rooms.texting.said(tenant, call, body)).text if tenant else ""

    return text


def _voicemail(rooms: Rooms) -> TakeVoicemail:
    async def take(tenant: Tenant, call: Call, url: str, seconds: float) -> None:
        await rooms.messages.take(
            tenant, "message", call.id, call.language, rooms.now(), phone=call.caller or "", recording=url
        )

    return take


# ---------------------------------------------------------------- beside the calls


async def _recover(rooms: Rooms) -> None:
    """A restart closes the calls and frees the times that were left open."""
    orphans = await rooms.journal.close_orphans(rooms.now())
    freed = await rooms.bookings.close_orphan_holds(orphans, rooms.now())
    if orphans:
        log.warning("orphans_closed", calls=len(orphans), holds=freed)


@asynccontextmanager
async def _background(rooms: Rooms, speech: Speech, twilio: TwilioSettings) -> AsyncIterator[None]:
    """What goes on beside the calls: the outbox, and firms' files that change."""
    async with AsyncExitStack() as stack:
        senders = _senders(rooms.settings, twilio, stack)
        tasks = [
            asyncio.create_task(rooms.outbox.run(senders)),
            asyncio.create_task(_watch(rooms, speech)),
            asyncio.create_task(_count(rooms)),
        ]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)


def _senders(settings: Settings, twilio: TwilioSettings, stack: AsyncExitStack) -> list[Sender]:
    """The ways out that are configured; without one, messages wait in the outbox."""
    senders: list[Sender] = []
    if settings.smtp_host and settings.smtp_from:
        server = MailServer(
            host=settings.smtp_host,
            port=settings.smtp_port,
            sender=settings.smtp_from,
            user=settings.smtp_user or "",
            password=settings.smtp_password or "",
            tls=settings.smtp_tls,
        )
        senders.append(SmtpSender(server))
    if twilio.account_sid:
        rest = TwilioRest(twilio)
        stack.callback(rest.close)
        senders.append(TwilioSms(rest))
    return senders


async def _watch(rooms: Rooms, speech: Speech) -> None:
    """A changed firm is served with its new words."""
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        try:
            if await rooms.tenants.refresh():
                await prepare_speech(speech, rooms.tenants.all())
        except (SpeechError, OSError) as error:
            log.error("firms_not_prepared", error=str(error))


async def _count(rooms: Rooms) -> None:
    """Figures that nobody tells by themselves."""
    while True:
        rooms.metrics.tenants(len(rooms.tenants.all()), len(rooms.tenants.faults))
        with contextlib.suppress(StoreError):
            rooms.metrics.outbox(await rooms.outbox.queued())
        await asyncio.sleep(COUNT_SECONDS)


async def serve(settings: Settings, on_ready: Callable[[Server], Awaitable[None]] | None = None) -> None:
    """Serve until SIGTERM or SIGINT; then new calls go to the fallback and live ones are drained."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sig in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sig, stop.set)
    async with serving(settings, lambda: datetime.now(UTC)) as server:
        log.info("serving", url=server.url, public_url=settings.public_url or server.url)
        ready = asyncio.ensure_future(on_ready(server)) if on_ready else None
        await stop.wait()
        log.info("stopping", live_calls=server.gateway.calls, patience_s=settings.drain_s)
        if ready is not None:
            ready.cancel()
            await asyncio.wait([ready])


def run(main: Coroutine[Any, Any, None]) -> None:
    """asyncio.run on uvloop where it is there."""
    try:
        import uvloop
    except ImportError:
        asyncio.run(main)
        return
    uvloop.run(main)


def main() -> int:
    """`python app.py`."""
    try:
        settings = read_settings(os.environ)
        set_up(settings.log_format, settings.log_level)
        run(serve(settings))
    except ReceptionistError as error:
        print(f"receptionist: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
