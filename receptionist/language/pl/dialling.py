"""How Polish speakers say a phone number: "pięćset jeden, dwieście dwa, trzysta trzy", "dwójka", "dwa zera"."""

from __future__ import annotations

from receptionist.language.dialling import Dialling

_NOUNS = {
    "0": ("zero", "zera", "zerem", "zerko", "zerowka", "zerowke"),
    "1": ("jedynka", "jedynke", "jedynki"),
    "2": ("dwojka", "dwojke", "dwojki"),
    "3": ("trojka", "trojke", "trojki"),
    "4": ("czworka", "czworke", "czworki"),
    "5": ("piatka", "piatke", "piatki"),
    "6": ("szostka", "szostke", "szostki"),
    "7": ("siodemka", "siodemke", "siodemki"),
    "8": ("osemka", "osemke", "osemki"),
    "9": ("dziewiatka", "dziewiatke", "dziewiatki"),
}

_HOURS = (
    "pierwsz drug trzeci czwart piat szost siodm osm dziewiat dziesiat jedenast dwunast trzynast czternast pietnast "
    "szesnast siedemnast osiemnast dziewietnast dwudziest"
)
"""Stems of the hours: after "o dziesiątej" a number is minutes."""

POLISH = Dialling(
    digits={
        "jeden": "1",
        "jedna": "1",
        "jedno": "1",
        "dwa": "2",
        "dwie": "2",
        "trzy": "3",
        "cztery": "4",
        "piec": "5",
        "szesc": "6",
        "siedem": "7",
        "osiem": "8",
        "dziewiec": "9",
        **{form: digit for digit, forms in _NOUNS.items() for form in forms},
    },
    teens={
        "dziesiec": 10,
        "jedenascie": 11,
        "dwanascie": 12,
        "trzynascie": 13,
        "czternascie": 14,
        "pietnascie": 15,
        "szesnascie": 16,
        "siedemnascie": 17,
        "osiemnascie": 18,
        "dziewietnascie": 19,
    },
    tens={
        "dwadziescia": 20,
        "trzydziesci": 30,
        "czterdziesci": 40,
        "piecdziesiat": 50,
        "szescdziesiat": 60,
        "siedemdziesiat": 70,
        "osiemdziesiat": 80,
        "dziewiecdziesiat": 90,
    },
    hundreds={
        "sto": 100,
        "dwiescie": 200,
        "trzysta": 300,
        "czterysta": 400,
        "piecset": 500,
        "szescset": 600,
        "siedemset": 700,
        "osiemset": 800,
        "dziewiecset": 900,
    },
    hundred=frozenset(),
    thousand=frozenset({"tysiac", "tysiace", "tysiecy"}),
    repeats={"podwojne": 2, "podwojny": 2, "podwojna": 2, "potrojne": 3, "potrojny": 3, "potrojna": 3},
    plurals={
        form: digit
        for digit, forms in _NOUNS.items()
        for form in forms
        if form.endswith(("i", "a"))
        and form
        not in (
            "dwojka",
            "trojka",
            "jedynka",
            "czworka",
            "piatka",
            "szostka",
            "siodemka",
            "osemka",
            "dziewiatka",
            "zerowka",
        )
    },
    counts={"dwa": 2, "dwie": 2, "trzy": 3, "cztery": 4},
    times=frozenset({"razy"}),
    plus=frozenset({"plus"}),
    inside=frozenset({"i", "yyy", "eee", "yy", "hmm", "kreska", "myslnik", "potem", "dalej", "nastepnie"}),
    slips={"zeru": "0", "czy": "3", "pies": "5", "szes": "6", "oset": "8", "siedmiu": "7", "szejsc": "6"},
    before_time=frozenset(stem + end for stem in _HOURS.split(" ") for end in ("a", "ej"))
    | frozenset({"o", "po", "przed", "od", "do", "na", "okolo", "kolo", "godzina", "godzine", "godzinie"}),
    after_other=frozenset(
        {
            "zl",
            "zloty",
            "zlote",
            "zlotych",
            "osoby",
            "osob",
            "osobe",
            "minut",
            "minuty",
            "godzin",
            "godziny",
            "lat",
            "stycznia",
            "lutego",
            "marca",
            "kwietnia",
            "maja",
            "czerwca",
            "lipca",
            "sierpnia",
            "wrzesnia",
            "pazdziernika",
            "listopada",
            "grudnia",
        }
    ),
    merges=True,
)
