"""Structured logs: JSON or console, the call id on every line, nothing personal.

No full phone number and no e-mail address leaves in any field, text or traceback; what a caller
said is dropped from INFO on. The libraries' own logging goes the same way.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping
from typing import Any, Literal, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

SAID = frozenset({"text", "said", "transcript", "alternatives", "partial", "reply", "body"})
"""Fields that hold what somebody said."""
NEVER_MASKED = frozenset({"call", "call_id", "timestamp", "level", "logger"})
"""Ids may hold long runs of digits; they are no numbers of anybody (messages.Call.id)."""

# A number with its country code may be written in groups; one without must be long or grouped by
# blanks, else every date and time would be a phone number.
_PHONE = re.compile(
    r"(?:\+|%2B|\b00)\d(?:[ ().\-/]{0,2}\d){6,}"
    r"|(?<![A-Za-z0-9.])\d{7,}(?![A-Za-z0-9])"
    r"|(?<![\w.:-])\(?\d{2,4}\)?(?: \d{2,4}){2,}(?![\w:-])",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")


def masked(text: str) -> str:
    """Phone numbers (7 digits or more) as …42 and e-mail addresses as …@example.com."""
    without = _EMAIL.sub(r"…@\1", text)
    return _PHONE.sub(lambda found: "…" + re.sub(r"\D", "", found[0])[-2:], without)


def set_up(
    form: Literal["json", "console"] = "console",
    level: Literal["debug", "info", "warning", "error"] = "info",
    stream: TextIO | None = None,
) -> None:
    """Set up structlog and the standard library's logging, once, at the start of a process."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        drop_said,
        mask,
    ]
    out = stream or sys.stderr
    last: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=out.isatty())
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())
    # The access log holds peers' addresses and query strings, a line a request: the journal knows better.
    # The twilio client logs whole requests with numbers and texts.
    for name, quiet in (("aiohttp.access", "CRITICAL"), ("twilio", "WARNING"), ("asyncio", "WARNING")):
        logging.getLogger(name).setLevel(quiet)
    logging.captureWarnings(True)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,  # a second set_up (tests, workers) must reach loggers made before
    )


def bind_call(call: str, tenant: str) -> None:
    """Put the call's id and its firm on every line of this task and its children."""
    structlog.contextvars.bind_contextvars(call=call, tenant=tenant)


def drop_said(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """At INFO and above nothing that a caller said is logged, only how long it was."""
    if str(event.get("level", "info")) == "debug":
        return event
    return {k: f"({len(str(v))} characters)" if k in SAID else v for k, v in event.items()}


def mask(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """No phone number and no e-mail address, however deep."""
    return {k: v if k in NEVER_MASKED or k.startswith("_") else _masked(v) for k, v in event.items()}


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, bool | int | float | None):
        return value
    if isinstance(value, Mapping):
        return {masked(str(k)): _masked(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_masked(each) for each in value]
    return masked(str(value))
