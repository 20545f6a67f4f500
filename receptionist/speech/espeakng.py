"""espeak-ng 1.52 by ctypes, from the library and data that the package espeakng-loader carries.

For worker processes only: the library keeps global state (one engine a process, no threads), and Piper brings a second
copy of it, so the two never share a process. Constants and signatures: espeak-ng's public header speak_lib.h.
"""

from __future__ import annotations

import ctypes as c
from collections.abc import Callable
from typing import Any, Final

from receptionist.errors import EngineMissing, SynthesizerError

_AUDIO_OUTPUT_SYNCHRONOUS: Final = 2
_INITIALIZE_DONT_EXIT: Final = 0x8000
_CHARS_UTF8: Final = 1
_ENDPAUSE: Final = 0x1000
_RATE, _VOLUME = 1, 2
_BUFFER_MS: Final = 60

_CALLBACK = c.CFUNCTYPE(c.c_int, c.POINTER(c.c_short), c.c_int, c.c_void_p)


class Espeak:
    """The engine of this process. Not thread-safe."""

    def __init__(self) -> None:
        try:
            import espeakng_loader

            self._lib: Any = c.CDLL(espeakng_loader.get_library_path())
            data = str(espeakng_loader.get_data_path()).encode()
        except (ImportError, OSError) as missing:
            raise EngineMissing(f"espeak-ng is not installed (pip install espeakng-loader): {missing}") from missing
        self._lib.espeak_Initialize.argtypes = [c.c_int, c.c_int, c.c_char_p, c.c_int]
        self._lib.espeak_Synth.argtypes = [
            c.c_char_p, c.c_size_t, c.c_uint, c.c_int, c.c_uint, c.c_uint, c.c_void_p, c.c_void_p,
        ]  # fmt: skip
        self._lib.espeak_TextToPhonemes.argtypes = [c.POINTER(c.c_void_p), c.c_int, c.c_int]
        self._lib.espeak_TextToPhonemes.restype = c.c_char_p
        self.rate: int = self._lib.espeak_Initialize(_AUDIO_OUTPUT_SYNCHRONOUS, _BUFFER_MS, data, _INITIALIZE_DONT_EXIT)
        """Hz of what it speaks."""
        if self.rate <= 0:
            raise EngineMissing("espeak-ng finds no voices")
        # Kept as a field: ctypes frees a callback that nothing refers to, and the library would call into the void.
        self._callback = _CALLBACK(self._hear)
        self._lib.espeak_SetSynthCallback(self._callback)
        self._sink: Callable[[bytes], None] = _nowhere

    def _hear(self, wave: Any, count: int, _events: Any) -> int:
        if wave and count > 0:
            self._sink(c.string_at(wave, 2 * count))
        return 0

    def voice(self, name: str) -> None:
        """Speak with this voice from now on. Raises SynthesizerError for one that does not exist."""
        if self._lib.espeak_SetVoiceByName(name.encode()) != 0:
            raise SynthesizerError(f"espeak-ng has no voice {name!r}")

    def speak(self, text: str, words_a_minute: int, sink: Callable[[bytes], None]) -> None:
        """Speak; `sink` gets PCM of `rate` Hz about every 60 ms of sound. Raises SynthesizerError."""
        self._sink = sink
        self._lib.espeak_SetParameter(_RATE, words_a_minute, 0)
        data = text.encode()
        status = self._lib.espeak_Synth(data, len(data) + 1, 0, 1, 0, _CHARS_UTF8 | _ENDPAUSE, None, None)
        self._lib.espeak_Synchronize()
        self._sink = _nowhere
        if status:
            raise SynthesizerError(f"espeak-ng refused (status {status})")

    def phonemes(self, text: str) -> str:
        """The text in espeak's own ASCII phoneme names, separated by underscores."""
        data = c.create_string_buffer(text.encode())
        at = c.c_void_p(c.addressof(data))
        # Bits 8-23 of the mode: the separator between phonemes.
        mode = ord("_") << 8
        found = []
        while at.value:
            part = self._lib.espeak_TextToPhonemes(c.byref(at), _CHARS_UTF8, mode)
            if part:
                found.append(part.decode())
        return "_".join(found)


def _nowhere(_: bytes) -> None:
    """Nobody listens."""
