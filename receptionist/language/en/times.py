"""English words of dates and times and the roles they play; read by `times.tokens`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from receptionist.language.times.tokens import Lexicon, phrases

_MONTHS = "january february march april may june july august september october november december"
_MONTHS_SHORT = "jan feb mar apr may jun jul aug sep oct nov dec"
_DAYS = "monday tuesday wednesday thursday friday saturday sunday"
_DAYS_SHORT = "mon,tue,wed,thu,fri,sat,sun"

_PARTS: Mapping[str, tuple[int, int]] = {
    "morning": (0, 12),
    "early_morning": (0, 9),
    "late_morning": (10, 12),
    "lunch": (12, 14),
    "after_lunch": (13, 17),
    "afternoon": (12, 19),
    "early_afternoon": (12, 15),
    "late_afternoon": (15, 19),
    "after_school": (15, 21),
    "after_work": (17, 21),
    "evening": (18, 24),
    "early_evening": (17, 20),
    "late_evening": (20, 24),
    "night": (18, 24),
    "late_night": (21, 24),
    "am": (0, 12),
    "pm": (12, 24),
}

_WORDS: Mapping[str, Mapping[str, Any]] = {
    "today": {"day": 0},
    "tomorrow,tomorrows,tomorow,tommorow,tommorrow": {"day": 1},
    "day after tomorrow,the day after tomorrow": {"day": 2},
    "yesterday": {"day": -1},
    "day before yesterday,the day before yesterday": {"day": -2},
    "late last night": {"day": -1, "part": "late_night"},
    "tonight,this night": {"day": 0, "part": "night"},
    "last night": {"day": -1, "part": "night"},
    "morning,mornings,in the am": {"part": "morning"},
    "afternoon,afternoons,afternoonish": {"part": "afternoon"},
    "evening,evenings": {"part": "evening"},
    "night,nights": {"part": "night"},
    "lunch,lunchtime,lunch time": {"part": "lunch"},
    "after lunch,after lunchtime": {"part": "after_lunch"},
    "before lunch,before lunchtime": {"part": "morning"},
    "after school": {"part": "after_school"},
    "after work": {"part": "after_work"},
    "early hours of the morning,early hours,early morning,early in the morning,early in the day": {
        "part": "early_morning"
    },
    "first thing,first thing in the morning": {"part": "early_morning"},
    "late morning,later in the morning,mid morning": {"part": "late_morning"},
    "early afternoon,early in the afternoon": {"part": "early_afternoon"},
    "late afternoon,late in the afternoon,later in the afternoon": {"part": "late_afternoon"},
    "early evening,early in the evening": {"part": "early_evening"},
    "late evening,late in the evening": {"part": "late_evening"},
    "late tonight,later tonight": {"part": "late_night", "day": 0},
    "late at night,late night": {"part": "late_night"},
    "am,a m,a.m,in the a m": {"half": "am"},
    "pm,p m,p.m,in the p m,in the pm": {"half": "pm"},
    "noon,noonish,midday,mid day,twelve noon,the noon": {"noon": True},
    "midnight": {"midnight": True},
    "o'clock,oclock,o clock,o’clock": {"oclock": True},
    "ish,sharp,exactly,on the dot,approximately,approx,roughly": {"approx": True},
    "oh,ou,o": {"oh": True},
    "half": {"halfword": True},
    "quarter,a quarter": {"quarter": True, "unit": "quarter"},
    "past": {"past": True, "which": -1},
    "of,o'": {"of": True},
    "to": {"to": True, "range_to": True},
    "till,til,until,untill": {"until": True, "to": True},
    "through,thru,up to,up until": {"until": True},
    "from,starting from,starting at,starting,beginning from,as of,as from,since,any time from,anytime from": {
        "from": True
    },
    "after,later than,past that": {"after": True, "past": True},
    "any time after,anytime after,some time after,sometime after,from after": {"after": True},
    "onwards,onward,or later,or after,and later,or afterwards": {"onwards": True},
    "or earlier,or before,and earlier,or sooner": {"upto": True},
    "before,earlier than,any time before,anytime before,sometime before,ahead of,prior to": {"before": True},
    "by,no later than,not later than,at the latest by": {"by": True},
    "no earlier than,not earlier than,not before,not until,not till": {"from": True},
    "not after,nothing after": {"until": True},
    "between,in between": {"between": True},
    "and,&": {"and": True},
    "or": {"or": True},
    "at": {"at": True},
    "around,about,round,round about,circa": {"at": True},
    "on": {"on": True},
    "in": {"in": True},
    "within": {"within": True, "in": True},
    "christmas eve": {"fixed": (12, 24)},
    "christmas,christmas day,xmas": {"fixed": (12, 25)},
    "boxing day": {"fixed": (12, 26)},
    "new year's eve,new years eve,new year’s eve": {"fixed": (12, 31)},
    "new year's day,new years day,new year’s day": {"fixed": (1, 1)},
    "during": {"in": True},
    "the": {"the": True},
    "for": {"for": True},
    "make it,how about,what about,say,let's say,lets say,do": {"at_soft": True},
    "this,this coming": {"which": 0},
    "current": {"which": 0},
    "next": {"which": 1},
    "following,coming,upcoming,the following": {"which": 1, "upcoming": True},
    "last,previous": {"which": -1},
    "nearest,closest": {"which": 0, "nearest": True},
    "after next": {"after_next": True},
    "week after next,the week after next": {"week2": True},
    "day,days": {"unit": "day"},
    "minute,minutes,min,mins": {"unit": "minute"},
    "hour,hours,hr,hrs,h": {"unit": "hour"},
    "second,seconds,sec,secs": {"unit": "second"},
    "week,weeks": {"unit": "week"},
    "month,months": {"unit": "month"},
    "quarters,qtr,qtrs": {"unit": "quarter"},
    "year,years": {"unit": "year"},
    "week commencing,week beginning,week starting": {"week_with": True},
    "move,moved,moving,change,changed,reschedule,rescheduled,switch,swap,shift,push,bring": {"move": True},
    "fortnight": {"fortnight": True},
    "weekend,week end,weekends": {"weekend": True},
    "weekday,weekdays,working day,working days,business days": {"workdays": True},
    "a,an": {"article": True},
    "couple of,a couple of,couple,a couple,pair of,a pair of": {"amount": 2},
    "few,a few,several": {"amount": 3},
    "half an hour,half hour,a half hour": {"span": ("minute", 30)},
    "a quarter of an hour,quarter of an hour": {"span": ("minute", 15)},
    "three quarters of an hour": {"span": ("minute", 45)},
    "an hour and a half,hour and a half,one and a half hours": {"span": ("minute", 90)},
    "and a half,and an half": {"and_half": True},
    "hence,from now,from today,from right now": {"hence": True},
    "later": {"hence_soft": True},
    "ago,back": {"ago": True},
    "at the moment": {"now": True, "idiom": True},
    "now,right now,just now,immediately,right away,straight away,straightaway": {"now": True},
    "as soon as possible,asap,soonest,the soonest,earliest possible,first available,the first available,"
    "earliest available,next available,the next available,soon as possible,as early as possible,soon as you can,"
    "as soon as you can,at the earliest,earliest,the earliest,whenever is soonest,first free,next free,first opening,"
    "next opening,first slot,quickest": {"asap": True},
    "end of,the end of,end": {"edge": "end"},
    "beginning of,the beginning of,start of,the start of,beginning,early": {"edge": "start"},
    "early in,earlier in": {"edge": "start"},
    "middle of,the middle of,mid": {"edge": "middle"},
    "late,late in,later in": {"edge": "end"},
    "not,never,anything but,any day but,any time but,anytime but,except,except for,apart from,other than,"
    "excluding,but not,just not,avoid,avoiding": {"not": True},
    "can't,cant,cannot,can not,couldn't,won't,don't,dont,not free,not available,unavailable,busy,working,away,"
    "rather not,not able to": {"unable": True},
    "doesn't work,does not work,"
    "don't work,do not work,dont work,won't work,is no good,is not good,isn't good,isn't possible,doesn't suit,"
    "not possible,is not possible,no good,is bad,doesnt work,isnt good,wont work": {"not_after": True},
    "no": {"instead": True, "none_of": True},
    "sorry,i mean,rather,actually,or rather,wait,i meant,no sorry,no wait,no actually,correction,"
    "no i mean,no make it,no make that,make that": {"instead": True},
    "some time,sometime,any time,anytime,some day,someday": {"vague": True},
    "all,rest of,the rest of,whole,the whole": {"whole": True},
    "eod,end of day,end of the day,close of business,cob": {"eod": True},
    "eom": {"edge_unit": ("end", "month")},
    "eoy": {"edge_unit": ("end", "year")},
    "bom": {"edge_unit": ("start", "month")},
}
_WEAK = frozenset({"may", "march", "april", "june", "august", "mar", "sat", "sun", "wed", "mon", "dec", "jan"})
"""Also ordinary words or names: only a date where the words around say so."""


@cache
def lexicon() -> Lexicon:
    """The table, made on first use."""
    entries: dict[str, Mapping[str, Any]] = dict(_WORDS)
    for table in (_MONTHS, _MONTHS_SHORT):
        for n, name in enumerate(table.split(), 1):
            entries[name] = {"month": n, **({"weak": True} if name in _WEAK else {})}
    entries["sept"] = {"month": 9}
    for n, name in enumerate(_DAYS.split()):
        entries[name] = {"weekday": n}
        entries[name + "s"] = {"weekday": n, "every": True}
    for n, name in enumerate(_DAYS_SHORT.split(",")):
        entries[name] = {"weekday": n, **({"weak": True} if name in _WEAK else {})}
    entries["tues,tuesdy"] = {"weekday": 1}
    entries["thurs,thur"] = {"weekday": 3}
    entries["weds,wensday"] = {"weekday": 2}
    links = frozenset({"at", "on", "in", "the", "of", "approx", "vague"})
    return Lexicon("en", phrases(entries), _PARTS, links)
