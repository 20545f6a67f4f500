"""How Polish says numbers, dates, times, money and lists, in the case and gender that each place asks for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

from receptionist.language.words import listed

_UNITS = listed(
    "zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć dziesięć jedenaście dwanaście trzynaście czternaście "
    "piętnaście szesnaście siedemnaście osiemnaście dziewiętnaście"
)
_TENS = listed(
    "dwadzieścia trzydzieści czterdzieści pięćdziesiąt sześćdziesiąt siedemdziesiąt osiemdziesiąt dziewięćdziesiąt"
)
_HUNDREDS = listed("sto dwieście trzysta czterysta pięćset sześćset siedemset osiemset dziewięćset")
_SCALES = (
    (10**12, ("bilion", "biliony", "bilionów")),
    (10**9, ("miliard", "miliardy", "miliardów")),
    (10**6, ("milion", "miliony", "milionów")),
    (10**3, ("tysiąc", "tysiące", "tysięcy")),
)
_ORDINAL_STEMS = listed(
    "zerow pierwsz drug trzec czwart piąt szóst siódm ósm dziewiąt dziesiąt jedenast dwunast trzynast czternast "
    "piętnast szesnast siedemnast osiemnast dziewiętnast"
)
_ORDINAL_TENS = listed(
    "dwudziest trzydziest czterdziest pięćdziesiąt sześćdziesiąt siedemdziesiąt osiemdziesiąt dziewięćdziesiąt"
)
ON_WEEKDAYS = (
    "w poniedziałek",
    "we wtorek",
    "w środę",
    "w czwartek",
    "w piątek",
    "w sobotę",
    "w niedzielę",
)
WEEKDAYS = listed("poniedziałek wtorek środa czwartek piątek sobota niedziela")
_FROM_WEEKDAYS = listed("poniedziałku wtorku środy czwartku piątku soboty niedzieli")
MONTHS_OF = listed("stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia")
DIGITS = tuple(_UNITS[:10])
_MASCULINE, _FEMININE = "masculine", "feminine"
MONEY = {
    "PLN": (("złoty", "złote", "złotych"), _MASCULINE, ("grosz", "grosze", "groszy"), _MASCULINE),
    "GBP": (("funt", "funty", "funtów"), _MASCULINE, ("pens", "pensy", "pensów"), _MASCULINE),
    "EUR": (("euro", "euro", "euro"), "neuter", ("cent", "centy", "centów"), _MASCULINE),
    "USD": (("dolar", "dolary", "dolarów"), _MASCULINE, ("cent", "centy", "centów"), _MASCULINE),
    "CHF": (("frank", "franki", "franków"), _MASCULINE, ("rapen", "rapeny", "rapenów"), _MASCULINE),
    "CZK": (("korona", "korony", "koron"), _FEMININE, ("halerz", "halerze", "halerzy"), _MASCULINE),
}
"""ISO 4217 → major unit (1, 2–4, 5 and more) and its gender, minor unit and its gender."""


def number(n: int, gender: str = _MASCULINE) -> str:
    """In words, in the nominative; gender matters for 1 alone and for every 2: "dwadzieścia dwie"."""
    if n < 0:
        return f"minus {number(-n, gender)}"
    for scale, names in _SCALES:
        if n >= scale:
            count, rest = divmod(n, scale)
            head = names[0] if count == 1 else f"{number(count)} {counted(count, names)}"
            return f"{head} {number(rest, gender)}" if rest else head
    words: list[str] = []
    if n >= 100:
        words.append(_HUNDREDS[n // 100 - 1])
    rest = n % 100
    if rest >= 20:
        words.append(_TENS[rest // 10 - 2])
        rest %= 10
    if rest == 2 and gender == _FEMININE:
        words.append("dwie")
    elif rest == 1 and n == 1 and gender != _MASCULINE:
        words.append("jedna" if gender == _FEMININE else "jedno")
    elif rest or not words:
        words.append(_UNITS[rest])
    return " ".join(words)


def counted(n: int, forms: tuple[str, str, str]) -> str:
    """The form of the thing counted: 1 złoty, 2 złote, 5 złotych, 12 złotych, 22 złote."""
    if n == 1:
        return forms[0]
    return forms[1] if n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14) else forms[2]


def ordinal(n: int, ending: str) -> str:
    """0 to 99 as an ordinal; ending: "y" (który?), "ego" (którego?), "a" (która?), "ej" (której?)."""
    if n < 20:
        return _inflect(_ORDINAL_STEMS[n], ending)
    tens = _inflect(_ORDINAL_TENS[n // 10 - 2], ending)
    return f"{tens} {_inflect(_ORDINAL_STEMS[n % 10], ending)}" if n % 10 else tens


def _inflect(stem: str, ending: str) -> str:
    if stem == "trzec":  # soft: trzeci, trzeciego, trzecia, trzeciej
        return "trzeci" if ending == "y" else f"trzeci{ending}"
    if stem == "drug":  # drugi, drugiego, druga, drugiej
        return {"y": "drugi", "ego": "drugiego", "a": "druga", "ej": "drugiej"}[ending]
    return stem + ending


def year(n: int) -> str:
    """In the genitive, as after a date: 2027 → "dwa tysiące dwudziestego siódmego roku"."""
    head, last = n - n % 100, n % 100
    if not last:
        return f"{number(n)} roku" if n != 2000 else "dwutysięcznego roku"
    return f"{number(head)} {ordinal(last, 'ego')} roku" if head else f"{ordinal(last, 'ego')} roku"


def day(day: date, on: bool, with_year: bool) -> str:
    """ "w czwartek, dwudziestego szóstego listopada"."""
    weekday = (ON_WEEKDAYS if on else WEEKDAYS)[day.weekday()]
    said = f"{weekday}, {ordinal(day.day, 'ego')} {MONTHS_OF[day.month - 1]}"
    return f"{said} {year(day.year)}" if with_year else said


def clock(t: time, case: str) -> str:
    """case "at": "o dziesiątej trzydzieści"; "bare": "dziesiąta trzydzieści"; "of": "dziesiątej trzydzieści"."""
    minute = "" if not t.minute else f" zero {_UNITS[t.minute]}" if t.minute < 10 else f" {number(t.minute, _FEMININE)}"
    if t.hour == 0:
        if not t.minute:
            return {"at": "o północy", "bare": "północ", "of": "północy"}[case]
        return f"{'zero' if case == 'bare' else 'o zero' if case == 'at' else 'zero'}{minute}"
    hour = ordinal(t.hour, "a" if case == "bare" else "ej")
    return f"{'o ' if case == 'at' else ''}{hour}{minute}"


def span(start: time, end: time) -> str:
    """ "od dziewiątej do osiemnastej"."""
    return f"od {clock(start, 'of')} do {clock(end, 'of')}"


def money(minor: int, currency: str, exponent: int) -> str:
    """12050 PLN → "sto dwadzieścia złotych pięćdziesiąt groszy"."""
    if minor == 0:
        return "bezpłatnie"
    if minor < 0:
        return f"minus {money(-minor, currency, exponent)}"
    major, rest = divmod(minor, 10**exponent)
    names = MONEY.get(currency)
    if names is None:
        point = f"przecinek {' '.join(_UNITS[int(c)] for c in f'{rest:0{exponent}d}')} " if rest else ""
        return f"{number(major)} {point}{' '.join(currency)}"
    majors, gender, minors, minor_gender = names
    said = [f"{number(major, gender)} {counted(major, majors)}"] if major else []
    if rest:
        said.append(f"{number(rest, minor_gender)} {counted(rest, minors)}")
    return " ".join(said)


def minutes(n: int) -> str:
    """As after "trwa" (accusative): "godzinę", "półtorej godziny", "dwie godziny i piętnaście minut"."""
    hours, left = divmod(n, 60)
    if n == 30:
        return "pół godziny"
    if n == 90:
        return "półtorej godziny"
    minute = "minutę" if left == 1 else f"{number(left, _FEMININE)} {counted(left, ('minutę', 'minuty', 'minut'))}"
    if not hours:
        return minute
    hour = "godzinę" if hours == 1 else f"{number(hours, _FEMININE)} {counted(hours, ('godzinę', 'godziny', 'godzin'))}"
    if left == 30:
        # "dwie i pół godziny"
        return f"{number(hours, _FEMININE)} i pół godziny"
    return f"{hour} i {minute}" if left else hour


def joined(items: Sequence[str], joiner: str) -> str:
    """ "a, b i c"; "a, b lub c"."""
    word = "lub" if joiner == "or" else "i"
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


def weekdays(days: Sequence[int]) -> str:
    """Days of the week (0 is Monday, in order): "od poniedziałku do piątku", "we wtorek i w czwartek"."""
    if len(days) == 7:
        return "codziennie"
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"od {_FROM_WEEKDAYS[days[0]]} do {_FROM_WEEKDAYS[days[-1]]}"
    return joined([ON_WEEKDAYS[d] for d in days], "and")


def week(opened: Sequence[tuple[Sequence[int], str]], closed: Sequence[int]) -> str:
    """(days, hours said) groups and the closed days: "od poniedziałku do piątku od …, w niedzielę zamknięte"."""
    if not opened:
        return "codziennie zamknięte"
    parts = [f"{weekdays(days)} {hours}" for days, hours in opened]
    if closed:
        parts.append(f"{weekdays(closed)} zamknięte")
    return ", ".join(parts)
