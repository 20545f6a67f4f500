"""What simulated callers say, by language: variations to pick from, without punctuation as recognisers write."""

from __future__ import annotations

from collections.abc import Mapping

from receptionist.messages import Language

Phrases = Mapping[str, tuple[str, ...]]

ENGLISH: Phrases = {
    "book_all": (
        "i'd like to book {service} {staff} {when}",
        "could i have {service} {staff} {when} please",
        "can i book {service} {staff} {when}",
    ),
    "book_service": ("i'd like to book {service} {staff}", "can i make an appointment for {service} {staff} please"),
    "book_terse": ("{service}", "i want to book {service}"),
    "staff": ("with {staff}",),
    "service_is": ("{service}", "{service} please"),
    "staff_is": ("{staff}", "with {staff}", "{staff} please"),
    "anyone": ("anyone", "i don't mind", "it doesn't matter"),
    "when_is": ("{when}", "{when} please"),
    "pick": ("the {nth} one", "{label}", "the {nth} one please"),
    "nth": ("first", "second", "third"),
    "none_fit": ("none of those", "something else please", "do you have any other times"),
    "name_is": ("my name is {name}", "it's {name}", "{name}"),
    "spelled": ("{letters}",),
    "phone_is": ("{phone}", "my number is {phone}", "it's {phone}"),
    "no_phone": ("i don't have a phone",),
    "yes": ("yes", "yes please", "that's right"),
    "no": ("no", "no thanks"),
    "other_number": ("no", "no another number"),
    "no_service": ("no {service}", "actually {service}"),
    "no_staff": ("no with {staff}", "i said {staff}"),
    "no_when": ("no {when}", "no make it {when}"),
    "no_name": ("no my name is {name}",),
    "bye": ("no that's all thanks", "no thank you goodbye", "that's all thank you bye"),
    "reschedule": ("i need to move my appointment", "can i change the time of my appointment"),
    "cancel": ("i need to cancel my appointment", "i'd like to cancel my booking please"),
    "message": ("can i leave a message", "i'd like to leave a message please"),
    "call_back": ("could somebody call me back", "please ask someone to call me back"),
    "human": ("can i speak to a person please", "i want to talk to a human"),
    "impatient": ("just put me through to somebody please",),
    "emergency": ("help she's not breathing", "my husband has collapsed and isn't breathing"),
    "hello": ("hello",),
    "hedge": ("um i think {said}", "uh maybe {said}", "{said} i think"),
    "chat_first": (
        "hi there um {said}",
        "oh hello love {said} if that's all right",
        "good morning hope you're well {said}",
    ),
    "chat": (
        "oh yes well {said} if that's all right",
        "well you know {said} thank you very much",
        "right so {said}",
        "um let's say {said} thanks",
    ),
    "unsure": ("i don't know", "um i'm not sure"),
}

POLISH: Phrases = {
    "book_all": (
        "chciałabym się umówić na {service} {staff} {when}",
        "poproszę {service} {staff} {when}",
        "chcę zarezerwować {service} {staff} {when}",
    ),
    "book_service": ("chciałbym się umówić na {service} {staff}", "dzień dobry chcę się zapisać na {service} {staff}"),
    "book_terse": ("{service}", "chcę umówić {service}"),
    "staff": ("{staff}",),
    "service_is": ("{service}", "{service} poproszę"),
    "staff_is": ("{staff}", "{staff} poproszę"),
    "anyone": ("obojętnie", "wszystko jedno", "ktokolwiek"),
    "when_is": ("{when}", "poproszę {when}"),
    "pick": ("ten {nth}", "{label}", "{nth} poproszę"),
    "nth": ("pierwszy", "drugi", "trzeci"),
    "none_fit": ("żaden mi nie pasuje", "a są jakieś inne terminy", "coś innego proszę"),
    "name_is": ("nazywam się {name}", "{name}", "moje nazwisko {name}"),
    "spelled": ("{letters}",),
    "phone_is": ("{phone}", "mój numer to {phone}"),
    "no_phone": ("nie mam telefonu",),
    "yes": ("tak", "tak proszę", "zgadza się"),
    "no": ("nie", "nie dziękuję"),
    "other_number": ("nie", "nie inny numer"),
    "no_service": ("nie {service}", "jednak {service}"),
    "no_staff": ("nie {staff}", "jednak {staff}"),
    "no_when": ("nie {when}", "nie niech będzie {when}"),
    "no_name": ("nie nazywam się {name}",),
    "bye": ("nie to wszystko dziękuję", "nie dziękuję do widzenia", "to wszystko do widzenia"),
    "reschedule": ("chcę przełożyć wizytę", "chciałabym zmienić termin wizyty"),
    "cancel": ("chcę odwołać wizytę", "chciałbym odwołać moją rezerwację"),
    "message": ("chcę zostawić wiadomość", "czy mogę zostawić wiadomość"),
    "call_back": ("proszę o oddzwonienie", "czy ktoś może do mnie oddzwonić"),
    "human": ("chcę rozmawiać z człowiekiem", "proszę połączyć z konsultantem"),
    "impatient": ("proszę mnie z kimś połączyć",),
    "emergency": ("ratunku mąż stracił przytomność", "pomocy ona nie oddycha"),
    "hello": ("dzień dobry",),
    "hedge": ("yyy chyba {said}", "no nie wiem może {said}", "{said} chyba"),
    "chat_first": (
        "dzień dobry pani {said}",
        "halo dzień dobry ja w takiej sprawie {said}",
        "dzień dobry {said} jeśli można",
    ),
    "chat": (
        "no więc {said} jeśli można",
        "wie pani co {said} bardzo proszę",
        "aha to {said}",
        "to może {said} dziękuję",
    ),
    "unsure": ("nie wiem", "yyy nie jestem pewna"),
}

PHRASES: Mapping[Language, Phrases] = {"en": ENGLISH, "pl": POLISH}

WEEKDAYS: Mapping[Language, tuple[str, ...]] = {
    "en": ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today", "tomorrow"),
    "pl": ("poniedział", "wtor", "środ", "czwart", "piąt", "sobot", "niedziel", "dzisiaj", "dziś", "jutro"),
}
"""By these a caller hears that a time is being told."""
