"""Polish words of dates and times and the roles they play; read by `times.tokens` (without diacritics)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from receptionist.language.times.tokens import Lexicon, phrases

_MONTHS: tuple[str, ...] = (
    "styczeń,stycznia,styczniu,styczniem,sty",
    "luty,lutego,lutym,lutemu,lut",
    "marzec,marca,marcu,marcem",
    "kwiecień,kwietnia,kwietniu,kwietniem,kwi,kwie",
    "maj,maja,maju,majem",
    "czerwiec,czerwca,czerwcu,czerwcem,cze,czer",
    "lipiec,lipca,lipcu,lipcem,lip",
    "sierpień,sierpnia,sierpniu,sierpniem,sier,sierp",
    "wrzesień,września,wrześniu,wrześniem,wrz,wrzes",
    "październik,października,październiku,październikiem,paź,pażdziernika,pazdz",
    "listopad,listopada,listopadzie,listopadem,lis",
    "grudzień,grudnia,grudniu,grudniem,gru,grud",
)
_WEAK_MONTHS = {"mar": 3, "sie": 8, "lis": 11, "sty": 1, "cze": 6, "lip": 7}
"""Abbreviations that are other words too ("się", "lis", "list"): only where nothing but a date is said."""

_DAYS: tuple[str, ...] = (
    "poniedziałek,poniedziałku,poniedziałkiem,poniedziałkowi,pon,poniedzialkowy",
    "wtorek,wtorku,wtorkiem,wtorkowi,wt,wtr",
    "środa,środę,środy,środzie,śr,śro",
    "czwartek,czwartku,czwartkiem,czwartkowi,czw,czwart",
    "piątek,piątku,piątkiem,piątkowi,pt,pia,piąt",
    "sobota,sobotę,soboty,sobocie,sob",
    "niedziela,niedzielę,niedzieli,niedz,nd,ndz",
)
_DAYS_MANY = (
    "poniedziałki,poniedziałków",
    "wtorki,wtorków",
    "śród,środami",
    "czwartki,czwartków",
    "piątki,piątków",
    "sobotami,sobót",
    "niedziele,niedzielami",
)
_DAY_ADJECTIVES = ("poniedziałkow", "wtorkow", "środow", "czwartkow", "piątkow", "sobotni", "niedzieln")
_HARD = ("y", "a", "e", "ego", "ej", "ym", "ych", "emu")
_SOFT = ("", "a", "e", "ego", "ej", "m", "ch", "emu")

_PARTS: Mapping[str, tuple[int, int]] = {
    "morning": (4, 12),
    "early_morning": (4, 9),
    "late_morning": (10, 12),
    "lunch": (12, 14),
    "after_lunch": (13, 17),
    "afternoon": (12, 19),
    "early_afternoon": (12, 15),
    "late_afternoon": (15, 19),
    "after_work": (17, 21),
    "after_school": (15, 21),
    "evening": (18, 24),
    "early_evening": (17, 20),
    "late_evening": (20, 24),
    "night": (18, 24),
    "am": (0, 12),
    "pm": (12, 24),
}

_WORDS: Mapping[str, Mapping[str, Any]] = {
    "dziś,dzisiaj,tego dnia,dnia dzisiejszego": {"day": 0},
    "jutro,jutra,dnia jutrzejszego": {"day": 1},
    "pojutrze,po jutrze,pojutrza": {"day": 2},
    "popojutrze": {"day": 3},
    "wczoraj": {"day": -1},
    "przedwczoraj": {"day": -2},
    "rano,rana,ranem,ranek,ranka,rankiem,ranki,poranek,poranka,poranku,porankiem,z rana,od rana,nad ranem,porankami": {
        "part": "morning"
    },
    "przed południem,przedpołudnie,przedpołudniem,przed obiadem": {"part": "morning"},
    "wcześnie rano,wczesnym rankiem,z samego rana,wczesny ranek,wcześnie z rana,bladym świtem": {
        "part": "early_morning"
    },
    "późnym rankiem,późnym przedpołudniem": {"part": "late_morning"},
    "popołudnie,popołudniu,popołudnia,popołudniem,po południu,po południe,popołudniami": {"part": "afternoon"},
    "wczesnym popołudniem,wczesne popołudnie,wcześnie po południu": {"part": "early_afternoon"},
    "późnym popołudniem,późne popołudnie,później po południu": {"part": "late_afternoon"},
    "wieczór,wieczorem,wieczora,wieczoru,wieczorami,wieczory,wieczorową porą,z wieczora": {"part": "evening"},
    "późnym wieczorem,późny wieczór,późno wieczorem": {"part": "late_evening"},
    "wczesnym wieczorem,wczesny wieczór": {"part": "early_evening"},
    "noc,nocą,nocy,w nocy": {"part": "night"},
    "w porze lunchu,w porze obiadowej,w porze obiadu,w czasie lunchu": {"part": "lunch"},
    "po lunchu,po obiedzie": {"part": "after_lunch"},
    "po pracy,po robocie": {"part": "after_work"},
    "po szkole,po lekcjach": {"part": "after_school"},
    "południe,południa,południem,samo południe": {"noon": True},
    "w południe,w samo południe": {"noon": True, "clock_part": "afternoon"},
    "północ,północy,północą": {"midnight": True},
    "około,koło,ok,o koło,o około,mniej więcej o,plus minus,gdzieś około,gdzieś koło": {"at": True},
    "gdzieś,jakoś,tak,mniej więcej,jakieś,jeszcze,gdzies tak,dokładnie,równo,punkt": {"approx": True},
    "o": {"at": True},
    "na": {"on": True},
    "w,we,w dniu,dnia,w dzień": {"in": True},
    "z,ze": {"of": True},
    "o godzinie,o godz,na godzinę,godzinie,na godz": {"oclock": True, "at": True},
    "wpół do,w pół do,pół do": {"half_to": True},
    "kwadrans,kwadransie,kwadransa": {"quarter": True},
    "po": {"past": True, "after": True},
    "do": {"to": True, "until": True},
    "aż do,dopóki": {"until": True},
    "za": {"za": True, "in_span": True},
    "od,począwszy od,zaczynając od": {"from": True},
    "przed,wcześniej niż": {"before": True},
    "później niż": {"after": True},
    "najpóźniej,nie później niż,najpóźniej do,najpóźniej o,najdalej do,nie później jak": {"by": True},
    "najwcześniej o,najwcześniej od,najwcześniej po,nie wcześniej niż,nie przed,nie wcześniej jak,dopiero od,"
    "dopiero po,dopiero o": {"from": True},
    "nie po": {"until": True},
    "albo później,lub później,i później,wzwyż,i dalej": {"onwards": True},
    "albo wcześniej,lub wcześniej,i wcześniej": {"upto": True},
    "między,pomiędzy": {"between": True},
    "a": {"and": True},
    "i,oraz": {"and": True, "or": True},
    "lub,albo,czy,ewentualnie,względnie": {"or": True},
    "w ciągu": {"within": True},
    "wigilia,wigilię,wigilii,wigilią": {"fixed": (12, 24)},
    "boże narodzenie,bożego narodzenia": {"fixed": (12, 25)},
    "drugi dzień świąt": {"fixed": (12, 26)},
    "sylwester,sylwestra,sylwestrem": {"fixed": (12, 31)},
    "nowy rok,nowym rokiem,nowego roku": {"fixed": (1, 1)},
    "trzech króli": {"fixed": (1, 6)},
    "w przeciągu,przez": {"in_span": True},
    "ten,ta,tą,tę,tego,tej,tym,te,to,tych": {"which": 0},
    "za tydzień": {"week_on": 1},
    "po następnym,po następnej": {"after_next": True},
    "dzień,dni,dnia,dniach,doba,dobę,doby": {"unit": "day"},
    "minuta,minutę,minuty,minut,min,minutach": {"unit": "minute"},
    "godzina,godzinę,godz,g": {"unit": "hour", "oclock": True},
    "godziny,godzin,h": {"unit": "hour"},
    "godzinach": {"unit": "hour", "locative": True},
    "w godzinach": {"in": True},
    "sekunda,sekundę,sekundy,sekund": {"unit": "second"},
    "tydzień,tygodnie,tygodni,tygodnia,tyg,tygodniach,tygodniem": {"unit": "week"},
    "tygodniu": {"unit": "week", "locative": True},
    "dniu": {"unit": "day", "locative": True},
    "miesiącu": {"unit": "month", "locative": True},
    "roku": {"unit": "year", "locative": True},
    "miesiąc,miesiąca,miesiące,miesięcy,miesiącem": {"unit": "month"},
    "rok,lat,lata,rokiem": {"unit": "year"},
    "kwartał,kwartału,kwartale,kwartały": {"unit": "quarter"},
    "weekend,weekendu,weekendzie,weekendem,weekendy,łikend": {"weekend": True},
    "dni robocze,dzień roboczy,dzień powszedni,dni powszednie": {"workdays": True},
    "kilka,parę,kilku,paru": {"amount": 3},
    "pół godziny,pół godzinki": {"span": ("minute", 30)},
    "półtorej godziny": {"span": ("minute", 90)},
    "trzy kwadranse": {"span": ("minute", 45)},
    "od dziś,od dzisiaj,od teraz": {"hence": True},
    "później,potem": {"hence_soft": True},
    "temu": {"ago": True},
    "w tym momencie,w tej chwili": {"now": True, "idiom": True},
    "teraz,natychmiast,od zaraz": {"now": True},
    "jak najszybciej,najszybciej,jak najwcześniej,najwcześniej,najwcześniejszy,najwcześniejszy termin,pierwszy wolny,"
    "pierwszy wolny termin,najbliższy wolny,najbliższy wolny termin,najbliższy termin,pierwszy termin,jak najprędzej,"
    "pierwszy możliwy,pierwszy możliwy termin,najbliższy możliwy,najbliższy możliwy termin,od ręki,najszybszy,"
    "najszybszy termin,najszybszy możliwy,najszybszy możliwy termin,możliwie szybko,możliwie najszybciej,"
    "jak się da najszybciej,w najbliższym czasie,w najbliższym terminie,w pierwszym wolnym terminie": {"asap": True},
    "koniec,pod koniec,na koniec,końcem,końcu,w końcu,na końcu": {"edge": "end"},
    "początek,na początku,początkiem,początku,z początkiem,na początek": {"edge": "start"},
    "środek,w środku,w połowie,połowa,połowie": {"edge": "middle"},
    "tylko,lecz": {"only": True},
    "przełożyć,przełóż,przełożenie,przenieść,przenieś,zmienić,zmień,zmiana,przesunąć,przesuń,przestawić": {
        "move": True
    },
    "byle nie,tylko nie,oprócz,prócz,poza,z wyjątkiem,za wyjątkiem,nie licząc,aby nie,żeby nie,ale nie,wszystko tylko "
    "nie,byleby nie,a nie,i nie,ani": {"not": True},
    "nie": {"no": True},
    "nie mogę,nie dam rady,nie chcę,nie da rady,nie możemy,nie chciałbym,nie chciałabym,nie pasuje mi,nie odpowiada mi,"
    "nie pasuje nam": {"unable": True, "not_after": True},
    "nie pasuje,nie odpowiada,odpada,nie wchodzi w grę,wykluczone,wykluczony,jestem zajęty,jestem zajęta,pracuję,"
    "mnie nie ma,nie ma mnie,nie bardzo": {"not_after": True},
    "znaczy,to znaczy,przepraszam,raczej,jednak,albo nie,nie jednak,pomyłka,sorry,zamiast tego,może jednak,"
    "nie przepraszam": {"instead": True},
    "kiedykolwiek,o dowolnej porze,obojętnie kiedy": {"vague": True},
    "cały,całe,cała,przez cały": {"whole": True},
    "roku,r": {"year_word": True},
}

_ADJECTIVES: Mapping[str, Mapping[str, Any]] = {
    "dzisiejsz": {"day": 0},
    "jutrzejsz": {"day": 1},
    "wczorajsz": {"day": -1},
    "następn": {"which": 1},
    "kolejn": {"which": 1},
    "przyszł": {"which": 1},
    "nadchodząc": {"which": 1, "upcoming": True},
    "najbliższ": {"which": 0, "nearest": True},
    "obecn": {"which": 0},
    "bieżąc": {"which": 0},
    "poprzedn": {"which": -1},
    "ostatn": {"which": -1},
    "zeszł": {"which": -1},
    "ubiegł": {"which": -1},
    "minion": {"which": -1},
    "porann": {"part": "morning"},
    "wieczorn": {"part": "evening"},
    "popołudniow": {"part": "afternoon"},
    "przedpołudniow": {"part": "morning"},
    "nocn": {"part": "night"},
}
_SOFT_STEMS = frozenset({"poprzedn", "ostatn"})


@cache
def lexicon() -> Lexicon:
    """The table, made on first use."""
    entries: dict[str, Mapping[str, Any]] = dict(_WORDS)
    for n, names in enumerate(_MONTHS, 1):
        for name in names.split(","):
            weak = {"weak": True} if name in _WEAK_MONTHS else {"weak": True, "name": True} if n == 5 else {}
            entries[name] = {"month": n, **weak}
    entries |= {name: {"month": n, "weak": True} for name, n in _WEAK_MONTHS.items()}
    for n, (names, many, stem) in enumerate(zip(_DAYS, _DAYS_MANY, _DAY_ADJECTIVES, strict=True)):
        entries[names] = {"weekday": n}
        entries[many] = {"weekday": n, "every": True}
        entries[",".join(stem + e for e in (_SOFT if stem == "sobotni" else _HARD))] = {"weekday": n}
    for stem, roles in _ADJECTIVES.items():
        endings: tuple[str, ...] = tuple("i" + e for e in _SOFT) if stem in _SOFT_STEMS else _HARD
        entries[",".join(stem + e for e in endings)] = roles
    return Lexicon("pl", phrases(entries), _PARTS, frozenset({"at", "on", "in", "of", "approx", "vague", "within"}))
