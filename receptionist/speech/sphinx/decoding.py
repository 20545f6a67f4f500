"""The recogniser's worker: makes a firm's models and decodes whole utterances with them.

PocketSphinx holds the GIL while it decodes, hence the process of its own. One decoder serves one firm: its dictionary
holds that firm's words only, and nothing is ever added to another's. Requests:
{"do": "make", "firm": raw vocabulary} → {"model": folder};
{"do": "load", "model": folder};
{"do": "decode", "model": folder, "expects": …, "hints": […]} + PCM of 8,000 Hz → {"text", "confidence", "alternatives"}.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from receptionist.errors import RecognizerError
from receptionist.messages import SAMPLE_RATE
from receptionist.speech import pcm
from receptionist.speech.sphinx.models import Models
from receptionist.speech.worker import Answer, Job

MODEL_RATE: Final = 16_000
"""Hz of the acoustic model. Its own 8,000 Hz setting recognises far worse."""
TELEPHONE: Final = Path(__file__).with_name("telephone.mllr")
"""Bends the wide-band model to the telephone's band; made by make_mllr.py."""
DECODERS_MAX: Final = 12
"""Firms kept ready in one worker (about 10 MB each)."""
SHORTEST_SECONDS: Final = 0.1


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


class Firm:
    """One firm's decoder, with a search for each expectation that was asked for."""

    def __init__(self, model: Path, mllr: Path | None) -> None:
        if not (model / "words.dict").is_file():
            raise RecognizerError(f"there is no language model in {model}")
        self._model = model
        self._decoder = new_decoder(model / "words.dict", mllr)
        self._loaded: set[str] = set()

    def load(self, expects: str) -> None:
        if expects not in self._loaded:
            file = self._model / f"{expects}.arpa"
            if not file.is_file():
                raise RecognizerError(f"no language model for {expects!r}")
            self._decoder.add_lm_file(expects, str(file))
            self._loaded.add(expects)

    def decode(self, expects: str, sound: bytes) -> dict[str, Any]:
        """Words, confidence and other hypotheses of a whole utterance (16,000 Hz)."""
        self.load(expects)
        self._decoder.activate_search(expects)
        self._decoder.start_utt()
        self._decoder.process_raw(sound, no_search=False, full_utt=True)
        self._decoder.end_utt()
        best = self._decoder.hyp()
        if best is None or not best.hypstr:
            return {"text": "", "confidence": 0.0, "alternatives": []}
        return {
            "text": best.hypstr,
            "confidence": 1.0,
            "alternatives": [],
            "prob": best.prob,
            "score": best.score,
            "gp": self._decoder.get_prob(),
            "frames": self._decoder.n_frames(),
        }


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
            if pcm.seconds(sound) < SHORTEST_SECONDS:
                yield {"text": "", "confidence": 0.0, "alternatives": []}, b""
            else:
                wide = pcm.resample(sound, SAMPLE_RATE, MODEL_RATE)
                yield firm(request["model"]).decode(request["expects"], wide), b""
        else:
            raise RecognizerError(f"unknown request {request['do']!r}")

    return answer
