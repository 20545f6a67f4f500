"""English yes, no, and what only looks like them; emergencies; languages asked for; listening noises."""

from receptionist.language.words import word_set

YES_NO: dict[str, str] = {
    "yes": """yes, y, ye, yeah, yep, yup, yea, ya, yes indeed, aye, correct, exactly, absolutely, definitely,
        certainly,
        of course, thats right, that is right, quite right, youre right, thats correct, that is correct, thats it,
        thats the one, that works, that will work, thatll work, works for me, that will do, thatll do, that suits,
        suits me, sounds good, sounds great, sounds fine, sounds perfect, sounds lovely, looks good,
        that would be great, that would be good, that would be perfect, that would be fine, that would be lovely,
        that would be nice, that would be wonderful, thatd be great, thatd be good, thatd be lovely, thatd be perfect,
        thats fine, that is fine, thats good, thats great, thats perfect, thats okay, thats ok, thats lovely,
        thats alright, its fine, its correct, its right, its good, is fine, is good, is perfect, is correct, is right,
        is great, would be good, would be great, would be fine, would be perfect, would be lovely, no problem,
        no problems, no problem at all, no worries, not a problem, why not, i do, i would, i will, i am, it is,
        it does,
        please do, do it, do that, go ahead, go on then, go for it, book it, book that, book me in, lets do it,
        lets do that, lets go for it, lets go with that, i confirm, confirm, confirmed, affirmative, i think so,
        i guess so, i suppose so, i believe so, i hope so, fair enough, by all means, indeed, true, thats true,
        i agree, agreed, yes please, im happy with that, happy with that, you can, you may, i can, i dont mind,
        no objection, no objections, use it, use that, use that one, use this one, use this number, use that number,
        uh huh, mhm, mm hmm, mmhm, uhhuh, all correct, all good, nothing wrong""",
    "weak": """ok, okey dokey, okay dokay, okie dokie, okay, sure, right, alright, all right, fine, good, great,
        perfect, lovely, cool, brilliant,
    excellent,
        wonderful, super, fantastic, please, sure thing, very good, very well, o k, grand, splendid, amazing,
        gladly""",
    "no": """no, n, nope, nah, naw, no thanks, no thank you, no way, no chance, no good, no use, no go, not really,
        not at all, not now, not today, not yet, not quite, not exactly, not that one, not this one, not particularly,
        not necessarily, i dont think so, dont think so, i do not think so, id rather not, rather not, i would not,
        i wouldnt, i dont, i do not, i wont, i will not, its not, it isnt, it is not, thats not, that isnt,
        that is not,
        isnt right, isnt correct, is not right, is not correct, not right, not correct, not ok, not okay, not fine,
        not good, not true, not suitable, doesnt work, does not work, doesnt suit, wont work, that wont do, wont do,
        incorrect, wrong, thats wrong, is wrong, negative, never, absolutely not, definitely not, certainly not,
        of course not, dont, do not, please dont, dont do that, dont book it, do not book it, dont do it, no im not,
        im not, i am not, nothing, nothing else, no nothing, nothing more, thats all, that is all, thats everything,
        that will be all, thatll be all, nuh uh, uh uh, nay, i cant, i cannot, cant do that, neither, none of them,
        none of those, i disagree, no more""",
    "unsure": """not sure, im not sure, not certain, i dont know, dont know, do not know, no idea, i have no idea,
        havent a clue, no clue, maybe, perhaps, possibly, it depends, depends, not so sure, unsure, hard to say,
        im thinking, let me think, let me see, let me check, pardon, excuse me, sorry what, say again,
        come again, i didnt hear, i didnt catch that, yes and no, yes or no, i dont understand""",
    "pause": """one moment, hang on, hold on, wait, just a moment, just a second, one second, give me a second,
        give me a minute""",
    "but": "but, except, only, however, although, unless, if, as long as, instead",
    "question": """what, whats, when, whens, where, wheres, which, who, whos, how, hows, why, whose, do you, are you,
        is there, are there, have you, did you, does it, is it possible, what about, how about, can i, could i,
        can we,
        is that, is it, will it, would it, does that, are they, do i, should i""",
    "filler": """right now, right after, right before, right away, um, uh, er, erm, ah, oh, well, so, hmm, hm, mm,
        eh, thanks, thank you, thank you very much, thanks a
    lot,
        cheers, please, very much, then, now, it, that, thats, its, is, i, i mean, you know, like,
        just, really, actually, that one, this one, sir, madam, love, mate, dear, the, and, for me, with me, very,
        too,
        sorry, to me, all, hello, hi, hi there, if thats all right, if thats alright, if thats ok, if thats okay,
        if thats fine, if that is all right, if that is ok, if that is okay, if its all right, if its ok, if its okay,
        if thats possible, if its possible, if i may, if you dont mind, if you please, if you would,
        if its not too much trouble""",
}
"""Meaning → phrases; the longest at each place counts. "weak" is a yes only where nothing else is said."""

EMERGENCY = """chest pain, chest pains, pain in my chest, pain in his chest, pain in her chest, pains in my chest,
    pains in his chest, pains in her chest, my chest hurts, his chest hurts, her chest hurts, chest is hurting,
    pain in the chest, tight chest, heart attack, cardiac arrest, heart has stopped, cant breathe, cannot breathe,
    can not breathe, cant breath, cannot breath, couldnt breathe, struggling to breathe, trouble breathing,
    difficulty breathing, hardly breathe, barely breathe, not breathing, isnt breathing, stopped breathing,
    unable to breathe, unconscious, passed out, lost consciousness, collapsed, not responding to anything,
        unresponsive,
    wont wake up, not waking up, having a stroke, had a stroke, a stroke now, having a seizure, having a fit,
        a seizure,
    choking, overdose, overdosed, suicide, suicidal, kill myself, killing myself, end my life, hurt myself,
    kill himself, kill herself, want to die, going to die, is dying, im dying, i am dying, shes dying, hes dying,
    bleeding to death, bleeding heavily, bleeding badly, bleeding a lot, wont stop bleeding, cant stop bleeding,
    cant stop the bleeding, bleeding wont stop, lots of blood, blood everywhere, anaphylactic, anaphylaxis,
    throat is closing, throat is swelling, swallowed poison, poisoned, stabbed, been shot, being attacked,
        attacking me,
    drowning, electrocuted, gas leak, smell gas, smells of gas, theres a fire, there is a fire, a fire here,
    the house is on fire, on fire, house is burning, building is burning, fire in the, fire in my, fire in our,
    fire at the, fire at my, need an ambulance, call an ambulance, get an ambulance, send an ambulance, ambulance
    please,
    need ambulance, call the police, need the police, send the police, get the police, call the fire brigade,
    need the fire brigade, send the fire brigade, this is an emergency, its an emergency, we have an emergency,
    i have an emergency, its a medical emergency, medical emergency, life threatening, somebody help, someone help,
    help help, call nine nine nine, call 999, call one one two, call 112, call 911, call nine one one, breaking in,
    he has a gun, he has a knife"""
EMERGENCY_ALONE = "fire, fire fire, fire fire fire, help, ambulance, police, emergency, fire help, help fire"
"""Emergencies when nothing else is said."""
EMERGENCY_NOT = """last year, last month, last week, years ago, months ago, weeks ago, days ago, a year ago, a month
    ago,
    a while ago, nearly had, almost had, nearly gave, almost gave, gave me a, dental emergency, fire me,
        on fire today,
    fire drill, fire alarm test, fire safety, no chest pain, not an emergency, isnt an emergency, not chest pain,
    its not an emergency, emergency appointment, in an emergency, in case of an emergency, for emergencies,
    of an emergency, fire in the fireplace, fire brigade street,
    fire brigade road, fire station, fire street, dying to, die of embarrassment, first aid course, not urgent,
    for a heart attack course, after my stroke, since my stroke, after a stroke, after my heart attack,
    after a heart attack, since my heart attack"""
"""What is told, joked or asked about rather than happening."""

LANGUAGE_WANTED = {
    "pl": """in polish, speak polish, speaks polish, speaking polish, talk polish, polish please, to polish please,
        switch to polish, change to polish, polish language, polish version, po polsku, i am polish, im polish,
        dont speak english, do not speak english, dont understand english, cant speak english, no english,
        not english,
        my english is bad, my english is poor, my english is not good, my english isnt good""",
    "en": """in english, speak english, speaks english, speaking english, talk english, english please, switch to
    english,
        change to english, english language, english version, po angielsku, dont speak polish, do not speak polish,
        dont understand polish, cant speak polish, no polish, not polish, my polish is bad, my polish is poor,
        my polish is not good, my polish isnt good""",
}
LANGUAGE_ALONE = {"pl": "polish, polski, polska, polskim", "en": "english, angielski, inglisz"}
LANGUAGE_NOT = """nail polish, gel polish, shoe polish, and polish, scale and polish, english breakfast, a polish,
    english teacher, polish my, polish the, remove polish"""
BACKCHANNEL = """mhm, mm, mmm, mm hmm, mmhm, hm, hmm, uh huh, uhhuh, aha, ah, oh, yeah, yep, yup, ok, okay, right,
    i see, got it, sure, alright, all right, fine, cool, good, great, lovely, yes yes, oh okay, go on, of course"""
FUNCTION = word_set("""the is are was have has would could should please thank thanks you your my and with what when
    where how can
    like want need tomorrow today monday tuesday wednesday thursday friday saturday sunday hello appointment book yes
    this that there for of at in it i'd id i'm im it's its do does don't dont next week morning afternoon evening
    haircut speak english know she he they we not about good name oclock half past sorry cancel
    """)
"""Words that English callers use and Polish ones do not."""
