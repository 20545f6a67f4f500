"""The recogniser's worker: makes a firm's models and decodes whole utterances with them.

PocketSphinx holds the GIL while it decodes, hence the process of its own. One decoder serves one firm: its dictionary
holds that firm's words only, and nothing is ever added to another's. Requests:
{"do": "make", "firm": raw vocabulary} → {"model": folder};
{"do": "load", "model": folder};
{"do": "decode", "model": folder, "expects": …, "hints": […]} + PCM of 8,000 Hz
→ {"text": …, "confidence": …, "alternatives": […]}.
"""

from __future__ import annotations

import math
import tempfile
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np

from receptionist.errors import RecognizerError
from receptionist.messages import FRAME_BYTES, SAMPLE_RATE
from receptionist.speech import pcm
from receptionist.speech.sphinx.models import Models, write_model
from receptionist.speech.sphinx.phrases import hint_phrases
from receptionist.speech.sphinx.wording import words
from receptionist.speech.vad.energy import EnergyDetector
from receptionist.speech.worker import Answer, Job

MODEL_RATE: Final = 16_000
"""Hz of the acoustic model. Its own 8,000 Hz setting recognises far worse."""
TELEPHONE: Final = Path(__file__).with_name("telephone.mllr")
"""Bends the wide-band model to the telephone's band; made by make_mllr.py."""
DECODERS_MAX: Final = 12
"""Firms kept ready in one worker (about 10 MB each)."""
SHORTEST_SECONDS: Final = 0.1
AUDIBLE: Final = -55.0
"""dBFS; below, nobody spoke."""
MARGIN_MS: Final = 150
"""Quiet that stays before and after the words (measured: 40 and 80 ms recognise worse, 300 and 600 worse still)."""
SPEECH_FRAMES: Final = 4
"""Of 20 ms; a "no" has about ten. With fewer …"""
DOUBTFUL: Final = 0.2
"""… this is the most confidence there can be."""
HINTED_SECONDS: Final = 5
NBEST, ALTERNATIVES = 20, 3
_HINTS: Final = "hints"
"""Name of the search for the phrases that are offered just now."""


def acoustic_model() -> tuple[Path, Path]:
    """Folder of the English acoustic model in the pocketsphinx wheel, and its dictionary."""
    from pocketsphinx import get_model_path

    root = Path(get_model_path()) / "en-us"
    return root / "en-us", root / "cmudict-en-us.dict"


def new_decoder(dictionary: Path, mllr: Path | None, **settings: Any) -> Any:
    """A PocketSphinx decoder without a language model."""
    from pocketsphinx import Config, Decoder

    if mllr is not None:
        settings["mllr"] = str(mllr)
    hmm, _ = acoustic_model()
    return Decoder(Config(hmm=str(hmm), dict=str(dictionary), lm=None, cmn="batch", loglevel="FATAL", **settings))


@dataclass(frozen=True, slots=True)
class Heard:
    """What one search made of an utterance."""

    text: str = ""
    log_score: float = -math.inf
    """Natural logarithm of the best path's score: sound and language model together."""
    confidence: float = 0.0
    alternatives: tuple[str, ...] = ()


class Firm:
    """One firm's decoder, with a search for each expectation that was asked for."""

    def __init__(self, model: Path, mllr: Path | None) -> None:
        if not (model / "words.dict").is_file():
            raise RecognizerError(f"there is no language model in {model}")
        self._model = model
        self._decoder = new_decoder(model / "words.dict", mllr)
        self._loaded: set[str] = set()
        self._hints: tuple[str, ...] = ()

    def load(self, expects: str) -> None:
        """Have the model of an expectation ready. Raises RecognizerError."""
        if expects not in self._loaded:
            file = self._model / f"{expects}.arpa"
            if not file.is_file():
                raise RecognizerError(f"no language model for {expects!r}")
            self._decoder.add_lm_file(expects, str(file))
            self._loaded.add(expects)

    def decode(self, expects: str, hints: Sequence[str], sound: bytes) -> Heard:
        """A whole utterance (16,000 Hz).

        With hints it is decoded a second time, with a model of just those phrases and the small words around them; the
        path with the better score wins. That is a mixture of both models, and speech that is no hint loses there.
        """
        self.load(expects)
        heard = self._search(expects, sound)
        # Whoever picks one of the choices is brief; the second search would only delay a longer answer.
        brief = len(sound) <= HINTED_SECONDS * MODEL_RATE * 2
        if brief and self._load_hints(tuple(hints)):
            hinted = self._search(_HINTS, sound)
            if hinted.text and hinted.log_score >= heard.log_score:
                others = (heard.text, *hinted.alternatives) if heard.text != hinted.text else hinted.alternatives
                heard = replace(hinted, alternatives=others[:ALTERNATIVES])
        return heard

    def _search(self, name: str, sound: bytes) -> Heard:
        self._decoder.activate_search(name)
        self._decoder.start_utt()
        self._decoder.process_raw(sound, no_search=False, full_utt=True)
        self._decoder.end_utt()
        best = self._decoder.hyp()
        if best is None or not best.hypstr:
            return Heard()
        log_score = math.log(max(best.score, 1e-300))
        sure = confidence(
            math.log(max(best.prob, 1e-30)), log_score, len(best.hypstr.split()), self._decoder.n_frames()
        )
        others = (h.hypstr for h in islice(self._decoder.nbest(), NBEST) if h is not None and h.hypstr)
        distinct = dict.fromkeys(t for t in others if t != best.hypstr)
        return Heard(best.hypstr, log_score, sure, tuple(distinct)[:ALTERNATIVES])

    def _load_hints(self, hints: tuple[str, ...]) -> bool:
        """Whether there are hints this decoder can hear: their words must be in the firm's dictionary."""
        said = tuple(h for h in map(words, hints) if h and all(self._decoder.lookup_word(w) for w in h.split()))
        if said and said != self._hints:
            if self._hints:
                self._decoder.remove_search(_HINTS)
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / "hints.arpa"
                write_model(file, [s for s in hint_phrases(said) if all(map(self._decoder.lookup_word, s.split()))])
                self._decoder.add_lm_file(_HINTS, str(file))
            self._hints = said
        return bool(said)


def confidence(log_posterior: float, log_score: float, spoken: int, frames: int) -> float:
    """0 to 1; from 0.5 on, the hypothesis may be taken for what was said.

    A logistic regression on two things. The posterior of the best path in its lattice falls with every word, about as
    the square root of their number. The path's score per frame tells how well the sounds fit the model at all.
    Fitted on 340 utterances of synthetic callers and real people over the telephone band, half of them outside what
    their model knows: at 0.5 it keeps 98.8 % (synthetic) and 96 % (real) of what was recognised right, and rejects
    100 % and 92 % of what was outside.
    """
    fit = 1.74 * log_posterior / math.sqrt(max(spoken, 1)) + 2_040 * log_score / max(frames, 1) + 12.2
    return round(1 / (1 + math.exp(-min(max(fit, -50.0), 50.0))), 3)


def trimmed(sound: bytes) -> bytes:
    """Without the quiet around the words; nothing when nobody spoke.

    Cepstral means are taken over the whole utterance: the pause that ended it, and what came before it, pull them off.
    """
    levels = np.array([pcm.level(frame) for frame in pcm.frames(sound)])
    if not len(levels) or levels.max() <= AUDIBLE:
        return b""
    # On a noisy line the pause is not much quieter than the words: never cut what is within 12 dB of the loudest.
    bound = max(levels.max() - 32, min(np.percentile(levels, 10) + 6, levels.max() - 12))
    words_ = np.flatnonzero(levels > bound)
    margin = MARGIN_MS * SAMPLE_RATE // 1000 * 2
    return sound[max(0, int(words_[0]) * FRAME_BYTES - margin) : (int(words_[-1]) + 1) * FRAME_BYTES + margin]


def speech_like(sound: bytes) -> bool:
    """Whether something in it changes as speech does. Hiss and keypad tones fit some word's model only too well."""
    ear = EnergyDetector()
    return sum(ear.judge(frame) >= 0.5 for frame in pcm.frames(sound)) >= SPEECH_FRAMES


def job(options: dict[str, Any]) -> Job:
    """What `worker.main` runs."""
    dictionary = acoustic_model()[1]
    training = options.get("training")
    models = Models(Path(options["cache"]), dictionary, Path(training) if training else None)
    firms: OrderedDict[str, Firm] = OrderedDict()

    def firm(model: str) -> Firm:
        if model not in firms:
            firms[model] = Firm(Path(model), TELEPHONE if TELEPHONE.is_file() else None)
            if len(firms) > DECODERS_MAX:
                firms.popitem(last=False)
        firms.move_to_end(model)
        return firms[model]

    def answer(request: dict[str, Any], sound: bytes) -> Iterator[Answer]:
        if request["do"] == "make":
            yield {"model": str(models.make(request["firm"]))}, b""
        elif request["do"] == "load":
            for expects in request["expects"]:
                firm(request["model"]).load(expects)
        elif request["do"] == "decode":
            heard = Heard()
            spoken = trimmed(sound)
            if pcm.seconds(spoken) >= SHORTEST_SECONDS:
                wide = pcm.resample(spoken, SAMPLE_RATE, MODEL_RATE)
                heard = firm(request["model"]).decode(request["expects"], request["hints"], wide)
                if not speech_like(sound):
                    heard = replace(heard, confidence=min(heard.confidence, DOUBTFUL))
            yield {"text": heard.text, "confidence": heard.confidence, "alternatives": heard.alternatives}, b""
        else:
            raise RecognizerError(f"unknown request {request['do']!r}")

    return answer
