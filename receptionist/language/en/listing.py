"""English words around the name of a service or a person: what they tell about it, and what is not part of it."""

from receptionist.language.listing import Listing
from receptionist.language.words import word_set

LISTING = Listing(
    titles=word_set("dr doctor mr mrs miss ms mister nurse sir madam"),
    small=word_set("a an the and with for of my your our or to in on at by please some"),
    generic=word_set("appointment appointments visit session treatment service services booking slot time"),
    before_person=word_set("with see for by to from and or not no said mean of than"),
    negations=(
        "not",
        "instead of",
        "rather than",
        "except",
        "anyone but",
        "anybody but",
        "without",
        "but not",
        "other than",
        "not with",
        "never",
        "dont want",
        "do not want",
        "not want",
        "anything but",
        "no more",
    ),
    corrections=(
        "no",
        "sorry",
        "actually",
        "i mean",
        "i meant",
        "make it",
        "make that",
        "change it to",
        "rather",
        "wait",
        "correction",
    ),
    swaps=(("from", "to"),),
    introductions=("my name is", "my names", "name is", "i am", "im", "this is", "its me", "my surname is", "speaking"),
    doubtful=word_set(
        "will may mark bill art rose grace april june august sue pat rob nick dean frank joy hope faith dawn ray drew "
        "chase grant miles hunter rich iris penny robin jack bob wade norm gene sky summer autumn earl victor"
    ),
    anyone="""anyone, anybody, whoever, any of them, any of you, either of them, either, any one, any person, any
    stylist,
        any hairdresser, any dentist, any doctor, any barber, anyone available, whoever is free, whoevers free,
        whoever is available, dont mind who, do not mind who, dont care who, doesnt matter who, no preference,
        i have no preference, not bothered who, not fussed, not fussy, doesnt matter, does not matter, dont mind,
        do not mind, dont care, not important, no matter who, all the same to me, its all the same, makes no difference,
        first available, whoever you have, somebody, someone, any member of staff, any will do, anyone will do,
        no one in particular, nobody in particular, up to you, you choose, you pick, your choice, surprise me""",
    not_anyone="""not anyone, not just anyone, anyone else, anybody else, anyone but, anybody but, is anyone there,
        is anybody there, speak to someone, talk to someone, speak to somebody, talk to somebody, speak to anyone,
        someone to call, somebody to call, someone else, somebody else, dont mind waiting, either way""",
)
