"""What can be had by key, for callers whose language nothing here understands. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from receptionist.dialogue.actions.wording import words
from receptionist.language import saying
from receptionist.messages import Choice, Language


def menu_choices(language: Language) -> tuple[Choice, ...]:
    """1 a booking, 2 hours and address, 3 a message; 0, a person, is understood everywhere."""
    labels = (("book", "1"), ("info", "2"), ("message", "3"))
    return tuple(Choice(key, words(language).part(f"menu_{name}"), f"menu:{name}") for name, key in labels)


def press(choices: Sequence[Choice], language: Language) -> str:
    """Everything offered by key, in words."""
    say = words(language)
    return " ".join(
        say("press", 0, label=choice.label, key=saying.say_number(int(choice.key), language)) for choice in choices
    )


def menu_text(choices: Sequence[Choice], language: Language) -> str:
    """The main menu."""
    return f"{press(choices, language)} {words(language)('press_human')}"
