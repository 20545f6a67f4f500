"""Polish words around the name of a service or a person: what they tell about it, and what is not part of it."""

from receptionist.language.listing import Listing
from receptionist.language.words import word_set

LISTING = Listing(
    titles=word_set(
        "pan pana panu panem panie pani pania doktor doktora doktorowi doktorem doktorze doktorka dr lekarz lekarza "
        "lekarzem mgr mistrz mistrza"
    ),
    small=word_set("i oraz z ze na do u w we dla lub albo po od za moja moje mojej prosze"),
    generic=word_set(
        "wizyta wizyte wizyty wizycie zabieg zabiegi zabiegu usluga usluge uslugi sesja sesje termin terminu"
    ),
    before_person=word_set("u do z ze od dla przez i lub albo nie tylko pan pani pana pania panem na oraz niech przy"),
    negations=(
        "a nie",
        "nie",
        "zamiast",
        "oprócz",
        "bez",
        "poza",
        "byle nie",
        "tylko nie",
        "ale nie",
        "i nie",
        "nigdy",
        "nie chcę",
        "nie chciałbym",
        "nie chciałabym",
    ),
    corrections=(
        "nie",
        "przepraszam",
        "znaczy",
        "to znaczy",
        "jednak",
        "raczej",
        "albo raczej",
        "pomyłka",
        "wróć",
        "chwila",
        "sorry",
    ),
    swaps=(("z", "na"), ("ze", "na"), ("od", "do")),
    introductions=(
        "nazywam się",
        "jestem",
        "mam na imię",
        "moje nazwisko",
        "na nazwisko",
        "mówi",
        "tu mówi",
        "z tej strony",
        "moje imię",
        "moje imię to",
        "nazwisko",
    ),
    doubtful=word_set("maja maju maje mila mili roza roze luty lata ole ida ela jana") - {"jana", "ela", "ole"},
    anyone="""ktokolwiek, kogokolwiek, komukolwiek, kimkolwiek, obojętnie, obojętnie kto, obojętnie u kogo,
        obojętnie do kogo, obojętne, obojętne kto, obojętne mi, wszystko jedno, wszystko jedno kto, bez znaczenia,
        bez różnicy, nie ma znaczenia, nie ma to znaczenia, nie robi mi różnicy, nie ma różnicy, jest mi to obojętne,
        każdy, każda, do kogokolwiek, u kogokolwiek, kto wolny, kto jest wolny, kto będzie wolny, kto ma wolne,
        dowolny, dowolna, dowolna osoba, dowolnej osoby, ktoś wolny, nie mam preferencji, bez preferencji, pierwszy
        wolny,
        pierwsza wolna, pierwsza wolna osoba, do kogoś, u kogoś, ktoś, kto bądź, byle kto, którykolwiek, którakolwiek,
        jak wygodniej, jak pan woli, jak pani woli, proszę wybrać""",
    not_anyone="""nie obojętnie, nie każdy, nie jest mi obojętne, ktoś inny, kogoś innego, czy jest tam ktoś,
        czy ktoś tam jest, porozmawiać z kimś, każdy dzień, każda godzina, obojętnie kiedy, obojętnie o której,
        ktoś zadzwoni, ktoś oddzwoni, żeby ktoś, ktoś mi, każdy termin, dowolny termin, dowolny dzień,
        pierwszy wolny termin, pierwsza wolna godzina, obojętnie jaki dzień, obojętnie jaka godzina""",
)
