"""How English callers give and spell a name. The spelling alphabet: ITU Radio Regulations, Appendix 14 (NATO)."""

from __future__ import annotations

from receptionist.language.naming import Naming
from receptionist.language.words import word_set

GIVEN = word_set("""
    aaron abby abdul abigail adam adrian agnes ahmed aidan aisha alan albert alex alexander alexandra alexis alfie
    alfred ali alice
    alicia alison allan allison amanda amber amelia amir amy ana andrea andrew andy angela angus anita ann anna annabel
    anne annie anthony antonia archie arthur ashley audrey austin ava barbara barry beatrice becky ben benjamin bernard
    beth bethany betty bill billy bob bobby bonnie bradley brandon brenda brian bridget bruce bryan caitlin callum
    calvin cameron carl carla carlos carol caroline carolyn catherine cathy cecilia charles charlie charlotte chelsea
    cheryl chloe chris christian christina christine christopher claire clara clare claudia clive colin connor
    craig cynthia daisy dale damian dan daniel danielle danny daphne darren dave david dawn dean deborah debbie declan
    denise dennis derek diana diane dominic donald donna doris dorothy douglas duncan dylan eddie edgar edith edward
    edwin eileen elaine eleanor elena eli elijah elizabeth ella ellen ellie elliot elsie emily emma eric erica erin
    ernest esther ethan eva evan eve evelyn faith fatima felicity felix fiona florence frances francesca francis frank
    fred freddie frederick freya gabriel gareth gary gavin gemma geoff geoffrey george georgia georgina gerald gerard
    gillian gina glen glenn gloria gordon grace graham greg gregory gwen hannah harold harriet harrison harry harvey
    hassan
    hazel heather heidi helen henry holly howard hugh hugo ian ibrahim imogen irene iris isaac isabel isabella isla
    ivan ivy jack jackie jackson jacob jacqueline jake james jamie jan jane janet janice jasmine jason jay jayden jean
    jeff jeffrey jenna jennifer jenny jeremy jerry jess jesse jessica jill jim jimmy joan joanna joanne joe joel john
    johnny jon jonathan jordan joseph josephine josh joshua joyce juan jude judith judy julia julian julie june justin
    karen kate katherine kathleen kathryn kathy katie kayla keith kelly ken kenneth kerry kevin kieran kim kirsty kyle
    lara larry laura lauren laurence lawrence leah lee leo leon leonard leslie lewis liam lillian lily linda lindsay
    lisa logan lorraine louis louise lucas lucy luke lydia lynn mabel madeleine madison maggie malcolm marcus margaret
    maria marian marie marilyn marina marion mark marlene martha martin martyn marvin mary mason mathew matilda matt
    matthew maureen maurice max maxine megan melanie melissa mia michael michelle miguel mike mildred miles millie
    miriam mohamed mohammed molly monica morgan muhammad nadia nancy naomi natalie natasha nathan nathaniel neil niamh
    nicholas nick nicky nicola nicole nigel nina noah noel nora norma norman oliver olivia omar oscar owen pamela
    patricia patrick paul paula pauline penelope penny percy peter phil philip phillip phoebe phyllis polly poppy priya
    rachael rachel rajesh ralph raymond rebecca reece reuben rhys ricardo richard rick ricky rita rob robbie robert
    roberta
    robin robyn rodney roger roland ron ronald ronnie rory rosa rosalind rosemary rosie ross roy ruby rupert russell
    ruth ryan sabrina sally sam samantha samuel sandra sara sarah sasha scott sean sebastian shane shannon sharon shaun
    sheila shirley sian sidney silvia simon sofia sonia sophia sophie stacey stan stanley stella stephanie stephen
    steve steven stuart susan susanna susie suzanne sybil sylvia tamara tanya tara ted teresa terence terry tessa theo
    theresa thomas tim timothy tina toby todd tom tommy toni tony tracey tracy trevor tyler valerie vanessa vera
    veronica vicky victor victoria vincent violet virginia vivian vivienne walter wanda warren wayne wendy wesley will
    wilfred william winifred winston xavier yasmin yusuf yvonne zachary zara zoe
    """)
"""Common given names in Britain and around, folded: what tells a name from other words."""

_NATO = {
    "alpha": "a",
    "alfa": "a",
    "bravo": "b",
    "charlie": "c",
    "delta": "d",
    "echo": "e",
    "foxtrot": "f",
    "golf": "g",
    "hotel": "h",
    "india": "i",
    "juliet": "j",
    "juliett": "j",
    "kilo": "k",
    "lima": "l",
    "mike": "m",
    "november": "n",
    "oscar": "o",
    "papa": "p",
    "quebec": "q",
    "romeo": "r",
    "sierra": "s",
    "tango": "t",
    "uniform": "u",
    "victor": "v",
    "whiskey": "w",
    "whisky": "w",
    "xray": "x",
    "yankee": "y",
    "zulu": "z",
}

_TIME_WORDS = word_set(
    """fourth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth
    eighteenth nineteenth twentieth thirtieth twentyfirst mon tue tues wed weds thu thur thurs fri sat sun jan
    feb mar apr
    jun jul aug sep sept oct nov dec tomorrows todays tonights upcoming beginning previous prior season seasons quarter
    qtr decade century halloween xmas easter thanksgiving ramadan eid passover diwali hanukkah valentines valentine
    boxing halfterm mornings noonish fortnights weekly daily monthly saint prophets"""
) - {"jan", "sun"}
"""Times and feasts: no name by themselves."""

NAMING = Naming(
    strong="""my name is, my names, my name, name is, the name is, the names, names, my full name is, full name is,
        i am called, im called, call me, under the name of, under the name, in the name of, the name of, by the name of,
        booked under, its under, under, first name is, first name, given name is, given name, forename, surname is,
        surname, last name is, last name, family name is, family name, my surname is, my last name is,
        my first name is, the surname is, the last name is, its in the name of, it should be under""",
    family_only="""surname is, surname, last name is, last name, family name is, family name, my surname is,
        my last name is, the surname is, the last name is""",
    given_only="first name is, first name, given name is, given name, forename, my first name is, call me",
    weak="its, it is, this is, im, i am, here is, thats, that is, you are speaking to, youre speaking to, for",
    oblique="",
    after="speaking, here, is my name, is the name, calling",
    not_before=word_set("your his her their whats what firms companys company not"),
    fillers=word_set(
        "said yes yeah yep sure okay ok right um uh er erm ah oh well so hi hello of course certainly please "
        "it its is this "
        "that thats im i am just the my name just be would will under for no actually sorry its good morning afternoon "
        "evening it'll itll put me down as maybe think guess"
    ),
    titles=word_set("mr mrs miss ms mister dr doctor sir lady professor prof"),
    particles=word_set("van der den de von la le di da del della dos al el bin ibn st ter ten mac mc o"),
    not_names=_TIME_WORDS
    | word_set("""haircut haircuts trim trims beard colouring coloring colour color dye highlights blow dry
    blowout shave perm wax waxing
        whitening hygiene hygienist checkup cleaning massage manicure pedicure facial crown implant implants root canal
        extraction braces voicemail nurse barber stylist hairdresser hairdressers salon dentist clinic toothache
        oclock weekdays fortnight tuesdays unavailable available fully vegan parked outside waiting quarter
        hallo cheers ta bonjour ola chest fever robot computer machine bot alexa siri google jeez jesus christ damn shit
        fuck fucking hell bugger bollocks crap whoa wow huh yo nah nope yup yea aye uhm umm mhm spelled spelt letters
        letter capital
        double triple dash hyphen apostrophe surname forename names repeat again spelling nothing noone anonymous
        rather confirm confirming cancelling rescheduling wondering ringing enquiring inquiring ignore instructions
        rules
        system prompt bookings delete drop table password admin select"""),
    also_families=word_set("""white green black brown grey gray young king long short small park day may price cross
    wood woods hill rice cook
        baker bell bird bishop bond brook brooks butler carter church cole cooper day dean field fields fox french
        gold good hall hand hart head hope house hunt hunter knight lake lamb lane law little lord love marsh mason may
        miller moon moore new noble page parker parks penny piper pool pope potter power pratt rich ring rose sharp
        short silver small smith snow stone street strong summer summers sweet swift taylor turner wall ward waters
        way webb wells west wild wise wolf wright banks best bloom booth bush case chase cross english fisher flowers
        ford frost gardener glass grant hardy hayes holiday huff irons james jordan joy kind friend friday march bright
        winter winters day goodman waterman works major newman care power person price sugar cash cope drew read reed
        self speaker wren boxer"""),
    like="as in, like in, like, for, as in the word, is for, of",
    letters={
        "ay": "a",
        "bee": "b",
        "cee": "c",
        "see": "c",
        "sea": "c",
        "dee": "d",
        "ef": "f",
        "eff": "f",
        "gee": "g",
        "aitch": "h",
        "haitch": "h",
        "jay": "j",
        "kay": "k",
        "el": "l",
        "ell": "l",
        "em": "m",
        "en": "n",
        "oh": "o",
        "pee": "p",
        "pea": "p",
        "queue": "q",
        "cue": "q",
        "ar": "r",
        "are": "r",
        "ess": "s",
        "es": "s",
        "tee": "t",
        "tea": "t",
        "you": "u",
        "vee": "v",
        "ex": "x",
        "why": "y",
        "wye": "y",
        "zed": "z",
        "zee": "z",
    },
    code_words=_NATO,
    doubles={"double": 2, "triple": 3, "treble": 3},
    marks={},
    joints={"dash": "-", "hyphen": "-", "apostrophe": "'"},
    skips="capital, then, and then, and, um, uh, er, erm, the letter, letter, comma, thats, is",
)
