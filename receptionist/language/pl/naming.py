"""How Polish callers give and spell a name; given names with their vocative.

Vocatives by the declensions of the PWN grammar: Jan → Janie, Anna → Anno, and -u for soft stems and pet forms.
"""

from __future__ import annotations

from receptionist.language.naming import Naming
from receptionist.language.words import listed, word_set

MEN = dict(
    pair.split(":")
    for pair in listed("""
    Adam:Adamie Adrian:Adrianie Albert:Albercie Aleksander:Aleksandrze Aleks:Aleksie Alan:Alanie Alfred:Alfredzie
    Andrzej:Andrzeju Antoni:Antoni Arkadiusz:Arkadiuszu Artur:Arturze Bartłomiej:Bartłomieju Bartosz:Bartoszu
    Bartek:Bartku Błażej:Błażeju Bogdan:Bogdanie Bogusław:Bogusławie Bolesław:Bolesławie Bronisław:Bronisławie
    Cezary:Cezary Czesław:Czesławie Damian:Damianie Daniel:Danielu Dariusz:Dariuszu Darek:Darku Dawid:Dawidzie
    Dominik:Dominiku Edward:Edwardzie Emil:Emilu Eryk:Eryku Eugeniusz:Eugeniuszu Fabian:Fabianie Feliks:Feliksie
    Filip:Filipie Franciszek:Franciszku Gabriel:Gabrielu Grzegorz:Grzegorzu Gustaw:Gustawie Henryk:Henryku
    Hubert:Hubercie Ignacy:Ignacy Igor:Igorze Ireneusz:Ireneuszu Jacek:Jacku Jakub:Jakubie Jan:Janie Janusz:Januszu
    Jarosław:Jarosławie Jarek:Jarku Jerzy:Jerzy Józef:Józefie Julian:Julianie Juliusz:Juliuszu Kacper:Kacprze
    Kajetan:Kajetanie Kamil:Kamilu Karol:Karolu Kazimierz:Kazimierzu Klaudiusz:Klaudiuszu Konrad:Konradzie
    Konstanty:Konstanty Kornel:Kornelu Krystian:Krystianie Krzysztof:Krzysztofie Krzysiek:Krzyśku Ksawery:Ksawery
    Leon:Leonie Leszek:Leszku Lech:Lechu Lucjan:Lucjanie Ludwik:Ludwiku Łukasz:Łukaszu Maciej:Macieju Maciek:Maćku
    Maksymilian:Maksymilianie Marcel:Marcelu Marceli:Marceli Marcin:Marcinie Marek:Marku Marian:Marianie
    Mariusz:Mariuszu Mateusz:Mateuszu Michał:Michale Mieczysław:Mieczysławie Mikołaj:Mikołaju Miłosz:Miłoszu
    Miron:Mironie Mirosław:Mirosławie Mirek:Mirku Nikodem:Nikodemie Norbert:Norbercie Olaf:Olafie Olgierd:Olgierdzie
    Oliwier:Oliwierze Oskar:Oskarze Patryk:Patryku Paweł:Pawle Piotr:Piotrze Piotrek:Piotrku Przemysław:Przemysławie
    Radosław:Radosławie Radek:Radku Rafał:Rafale Remigiusz:Remigiuszu Robert:Robercie Roman:Romanie Romuald:Romualdzie
    Ryszard:Ryszardzie Sebastian:Sebastianie Seweryn:Sewerynie Sławomir:Sławomirze Stanisław:Stanisławie
    Stefan:Stefanie Sylwester:Sylwestrze Szczepan:Szczepanie Szymon:Szymonie Tadeusz:Tadeuszu Teodor:Teodorze
    Tomasz:Tomaszu Tomek:Tomku Tymon:Tymonie Tymoteusz:Tymoteuszu Wacław:Wacławie Waldemar:Waldemarze
    Wawrzyniec:Wawrzyńcu Wiesław:Wiesławie Wiktor:Wiktorze Wincenty:Wincenty Witold:Witoldzie Władysław:Władysławie
    Włodzimierz:Włodzimierzu Wojciech:Wojciechu Wojtek:Wojtku Zbigniew:Zbigniewie Zdzisław:Zdzisławie Zenon:Zenonie
    Zygmunt:Zygmuncie
    """)
)
WOMEN = dict(
    pair.split(":")
    for pair in listed("""
    Ada:Ado Adrianna:Adrianno Agata:Agato Agnieszka:Agnieszko Aldona:Aldono Aleksandra:Aleksandro Alicja:Alicjo
    Alina:Alino Amelia:Amelio Aneta:Aneto Angelika:Angeliko Anita:Anito Anna:Anno Ania:Aniu Antonina:Antonino
    Apolonia:Apolonio Asia:Asiu Barbara:Barbaro Basia:Basiu Beata:Beato Blanka:Blanko Bogumiła:Bogumiło Bożena:Bożeno
    Bronisława:Bronisławo Cecylia:Cecylio Celina:Celino Czesława:Czesławo Dagmara:Dagmaro Danuta:Danuto Daria:Dario
    Diana:Diano Dominika:Dominiko Dorota:Doroto Edyta:Edyto Eliza:Elizo Elżbieta:Elżbieto Emilia:Emilio Ewa:Ewo
    Ewelina:Ewelino Felicja:Felicjo Franciszka:Franciszko Gabriela:Gabrielo Genowefa:Genowefo Gosia:Gosiu
    Grażyna:Grażyno Halina:Halino Hanna:Hanno Hania:Haniu Helena:Heleno Henryka:Henryko Honorata:Honorato Ida:Ido
    Iga:Igo Ilona:Ilono Irena:Ireno Irmina:Irmino Iwona:Iwono Iza:Izo Izabela:Izabelo Jadwiga:Jadwigo Jagoda:Jagodo
    Janina:Janino Joanna:Joanno Jolanta:Jolanto Jola:Jolu Jowita:Jowito Józefa:Józefo Judyta:Judyto Julia:Julio
    Julita:Julito Justyna:Justyno Kamila:Kamilo Karina:Karino Karolina:Karolino Kasia:Kasiu Katarzyna:Katarzyno
    Kinga:Kingo Klara:Klaro Klaudia:Klaudio Kornelia:Kornelio Krystyna:Krystyno Laura:Lauro Lena:Leno Lidia:Lidio
    Liliana:Liliano Lucyna:Lucyno Ludwika:Ludwiko Łucja:Łucjo Magda:Magdo Magdalena:Magdaleno Maja:Maju
    Małgorzata:Małgorzato Marcelina:Marcelino Maria:Mario Marianna:Marianno Mariola:Mariolo Marlena:Marleno
    Marta:Marto Martyna:Martyno Maryla:Marylo Matylda:Matyldo Michalina:Michalino Milena:Mileno Mirosława:Mirosławo
    Monika:Moniko Nadia:Nadio Natalia:Natalio Nikola:Nikolo Nina:Nino Oktawia:Oktawio Ola:Olu Olga:Olgo Oliwia:Oliwio
    Patrycja:Patrycjo Paula:Paulo Paulina:Paulino Pola:Polu Regina:Regino Renata:Renato Roksana:Roksano Róża:Różo
    Sabina:Sabino Sandra:Sandro Sara:Saro Sonia:Soniu Stanisława:Stanisławo Stefania:Stefanio Stella:Stello
    Sylwia:Sylwio Tamara:Tamaro Teresa:Tereso Tola:Tolu Urszula:Urszulo Ula:Ulu Wanda:Wando Weronika:Weroniko
    Wiesława:Wiesławo Wiktoria:Wiktorio Wioletta:Wioletto Władysława:Władysławo Zdzisława:Zdzisławo Zofia:Zofio
    Zosia:Zosiu Zuzanna:Zuzanno Zuza:Zuzo Żaneta:Żaneto
    """)
)

_LETTERS = {
    "be": "b",
    "ce": "c",
    "cie": "ć",
    "de": "d",
    "ef": "f",
    "gie": "g",
    "ha": "h",
    "jot": "j",
    "ka": "k",
    "el": "l",
    "eł": "ł",
    "el z kreska": "ł",
    "em": "m",
    "en": "n",
    "eń": "ń",
    "pe": "p",
    "ku": "q",
    "er": "r",
    "es": "s",
    "eś": "ś",
    "te": "t",
    "fau": "v",
    "wu": "w",
    "iks": "x",
    "igrek": "y",
    "ipsylon": "y",
    "zet": "z",
    "ziet": "ź",
    "żet": "ż",
}
"""With diacritics: "el" is l and "eł" is ł."""

_ORDINALS = frozenset(
    stem + end
    for stem in listed(
        "pierwsz drug trzeci czwart piat szost siodm osm dziewiat dziesiat jedenast dwunast trzynast "
        "czternast pietnast szesnast siedemnast osiemnast dziewietnast dwudziest trzydziest czterdziest "
        "piecdziesiat kolejn nastepn ostatni poprzedni jutrzejsz dzisiejsz wczorajsz przyszl zeszl najblizsz "
        "poniedzialkow wtorkow srodow czwartkow piatkow sobotni niedzieln porann wieczorn popoludniow"
    )
    for end in ("", "y", "i", "a", "e", "ie", "ego", "iego", "ej", "iej", "emu", "ym", "im", "ych", "ich")
)
_TIME_WORDS = _ORDINALS | word_set(
    """pon wt wtr sr sro czw pt pia sob nd ndz niedz sty lut mar kwi maj cze lip sie sier sierp wrz paz lis gru
    czternascie
    pietnascie szesnascie siedemnascie osiemnascie dziewietnascie jedenascie szescdziesiat siedemdziesiat osiemdziesiat
    dziewiecdziesiat dwudziestka wigilia wigilie wigilii walentynki popielec boze bozego narodzenie narodzenia swiat
    wielkanoc wielkanocy majowka majowke wakacje wakacji ferie ferii lato latem zima zima zimie wiosna wiosne jesien
    jesienia poranek porankiem wieczory sekund sekunde sekundy minute pozniej wczesniej dziekczynienie dziekczynienia
    wniebowziecie zeslanie kobiet"""
)
"""Times and feasts: no name by themselves."""

NAMING = Naming(
    strong="""nazywam się, moje nazwisko to, moje nazwisko, nazwisko to, nazwisko, na nazwisko, pod nazwiskiem,
        imię i nazwisko to, imię i nazwisko, mam na imię, moje imię to, moje imię, na imię mi, imię to, imię, na imię,
        z tej strony, tu mówi, tutaj mówi, mówi, przy telefonie, godność, moja godność, nazywam sie, zapisany jako,
        zapisana jako""",
    family_only="""moje nazwisko to, moje nazwisko, nazwisko to, nazwisko, na nazwisko, pod nazwiskiem,
        godność, moja godność""",
    given_only="mam na imię, moje imię to, moje imię, na imię mi, imię to, imię, na imię",
    weak="tu, tutaj, jestem, to, to jest, dzwoni, kłania się",
    oblique="dla, na, dla pana, dla pani, na pana, na panią, zapisana na, zapisany na, umówiona na, umówiony na",
    after="z tej strony, mówi, przy telefonie, się kłania, tutaj, po tej stronie",
    not_before=word_set("pana pani jego jej ich panskie jakie jak czy nie"),
    fillers=word_set(
        "tak no to jest dobrze dobra jasne prosze oczywiscie yyy eee ee hm moje nazwisko imie a wiec na bedzie juz "
        "moze byc pan pani i mowi chyba wiec wie co aha tu tutaj jestem "
        "dzien dobry witam halo nie przepraszam znaczy ze"
    ),
    titles=word_set("pan pana panem pani pania doktor profesor dr"),
    particles=word_set("van der von de la le di da"),
    not_names=_TIME_WORDS
    | word_set("""strzyzenie strzyzenia brody broda farbowanie koloryzacja koloryzacje modelowanie suszenie
    manicure pedicure masaz
        fryzjerka fryzjerki wizytowka paznokcie henna rzesy brwi golenie przeglad plomba plombe wybielanie
        higienizacja kamien kanalowe konsultacje umowiona umowiony zainteresowana zainteresowany klientem nowym
        stala nowa spozniona chora chory lekarzem dentysta dentysty bot automat sekretarka maszyna kurcze cholera kurwa
        jezu boze matko hej czesc siema elo dobranoc literami litera litery duze male kreska kropka ogonkiem myslnik
        wtorkowa jutrzejsza dzisiejsza poniedzialkowa godzinna polgodzinna dziecka corki anonimowo anonim niewazne
        nijak bella rezerwacje zignoruj usun haslo wszystkich zasady ignoruj"""),
    also_families=word_set(
        "zając mazur wilk dudek kot sikora lis wrona kruk sowa baran krawczyk kowal maj czarny biały mały duda król "
        "pająk mróz zima lato wrzesień stępień gołąb ryba ptak żak"
    ),
    like="jak, jako, niczym, jak w słowie",
    letters=_LETTERS,
    code_words={},
    doubles={"podwojne": 2, "podwojny": 2, "dwa": 2, "dwie": 2},
    marks={
        "z kreską": {"o": "ó", "l": "ł", "s": "ś", "c": "ć", "n": "ń", "z": "ź"},
        "kreskowane": {"o": "ó", "l": "ł", "s": "ś", "c": "ć", "n": "ń", "z": "ź", "u": "ó"},
        "zamknięte": {"o": "ó", "u": "ó"},
        "przekreślone": {"l": "ł"},
        "z ogonkiem": {"a": "ą", "e": "ę"},
        "z kropką": {"z": "ż"},
        "z przecinkiem": {"z": "ź"},
        "otwarte": {"u": "u"},
        "zwykłe": {},
        "miękkie": {"s": "ś", "c": "ć", "n": "ń", "z": "ź"},
        "samo": {},
    },
    joints={"myslnik": "-", "kreska": "-", "lacznik": "-"},
    skips="duże, wielkie, potem, dalej, następnie, i potem, litera, przecinek, yyy, eee, przez, potem jest",
)
