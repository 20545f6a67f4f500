"""Speak prompts.toml with espeak-ng into <language>/<name>.wav (μ-law, 8 kHz).

The sound is committed: no engine is needed to play it. Run again after a change of the texts:
`.venv/bin/python voices/prompts/make_prompts.py`.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from receptionist.messages import SAMPLE_RATE
from receptionist.speech import pcm
from receptionist.speech.espeakng import Espeak

HERE = Path(__file__).resolve().parent
VOICES = {"en": "en", "pl": "pl"}
WORDS_A_MINUTE = 160
LEVEL = -18.0
"""dBFS, as loud as the synthesiser's own speech."""


def main() -> None:
    engine = Espeak()
    for language, texts in tomllib.loads((HERE / "prompts.toml").read_text("utf-8")).items():
        engine.voice(VOICES[language])
        for name, text in texts.items():
            chunks: list[bytes] = []
            engine.speak(text, WORDS_A_MINUTE, chunks.append)
            sound = pcm.resample(b"".join(chunks), engine.rate, SAMPLE_RATE)
            gain = 10 ** ((LEVEL - pcm.level(sound)) / 20)
            sound = (pcm.samples(sound) * gain).clip(-32768, 32767).astype("<i2").tobytes()
            (HERE / language).mkdir(exist_ok=True)
            pcm.write_wav(HERE / language / f"{name}.wav", sound)
            print(f"{language}/{name}.wav: {pcm.seconds(sound):.1f} s, {pcm.level(sound):.1f} dBFS")


if __name__ == "__main__":
    main()
