"""Every error of the project, drawn as one tree.

Rooms raise their own; only the call session decides what the caller hears.

    ReceptionistError
    ├── SettingsError            the environment is wrong
    ├── TenantFileError          a firm's file is wrong (file, line, key, what is allowed)
    ├── GatewayError
    │   ├── CallGone             the other side of the leg has left
    │   └── ProtocolError        the gateway's peer sent what its protocol does not allow
    ├── SpeechError
    │   ├── RecognizerError      speech to text failed
    │   ├── SynthesizerError     text to speech failed
    │   ├── WorkerDied           the process of an engine ended or hung
    │   ├── EngineMissing        an engine or its model is not installed (says what to install)
    │   └── ModelError           a speech model can't be fetched, or what was fetched is not it
    ├── DialogueError
    │   ├── ProjectError         the Rasa project is wrong or unsupported (file, line)
    │   └── EngineDown           the dialogue engine does not answer
    ├── BookingError
    │   ├── SlotTaken            somebody else has the time
    │   ├── SlotRefused          the firm's rules forbid the time (reason)
    │   └── NoSuchBooking
    ├── DeskError
    ├── ScenarioError            a file of simulated callers is wrong (file, line, key)
    ├── StoreError               the database refused
    └── NotifyError
        ├── TryLater             sending failed for now
        └── Undeliverable        it will never be delivered
"""

from __future__ import annotations

from pathlib import Path


class ReceptionistError(Exception):
    """Anything of ours; `str()` is one clear line that a user may see."""


class SettingsError(ReceptionistError):
    """The environment is wrong."""


class TenantFileError(ReceptionistError):
    """One fault of a firm's file."""

    def __init__(self, file: Path | str, line: int, key: str, fault: str) -> None:
        super().__init__(f"{file}:{line}: {key}: {fault}" if key else f"{file}:{line}: {fault}")
        self.file, self.line, self.key, self.fault = file, line, key, fault


class GatewayError(ReceptionistError):
    """A gateway could not do its part."""


class CallGone(GatewayError):
    """The other side of the leg has left."""


class ProtocolError(GatewayError):
    """The peer sent what its protocol does not allow."""


class SpeechError(ReceptionistError):
    """Speech could not be made or understood."""


class RecognizerError(SpeechError):
    """Speech to text failed."""


class SynthesizerError(SpeechError):
    """Text to speech failed."""


class WorkerDied(SpeechError):
    """The process of an engine ended or hung."""


class EngineMissing(SpeechError):
    """An engine or its model is not installed; the text says what to install."""


class ModelError(SpeechError):
    """A speech model can't be fetched, or what was fetched is not what it should be."""


class DialogueError(ReceptionistError):
    """The dialogue could not answer."""


class ProjectError(DialogueError):
    """The Rasa project is wrong, or uses what the embedded engine does not support."""

    def __init__(self, file: Path | str, line: int, fault: str) -> None:
        super().__init__(f"{file}:{line}: {fault}")
        self.file, self.line, self.fault = file, line, fault


class EngineDown(DialogueError):
    """The dialogue engine does not answer."""


class BookingError(ReceptionistError):
    """A booking could not be made or changed."""


class SlotTaken(BookingError):
    """Somebody else has the time."""


class SlotRefused(BookingError):
    """The firm's rules forbid the time."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"that time is refused: {reason}")
        self.reason = reason


class NoSuchBooking(BookingError):
    """There is no such booking at this firm."""


class DeskError(ReceptionistError):
    """Routing to a person failed."""


class ScenarioError(ReceptionistError):
    """A file of simulated callers is wrong; a line for each fault."""


class StoreError(ReceptionistError):
    """The database refused."""


class NotifyError(ReceptionistError):
    """A message could not be sent."""


class TryLater(NotifyError):
    """Sending failed for now."""


class Undeliverable(NotifyError):
    """It will never be delivered."""
