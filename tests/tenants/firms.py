"""Small firms' files to spoil."""

from __future__ import annotations

FIRM = """\
name = "Kwiaciarnia Mak"
spoken = { pl = "kwiaciarnia Mak" }
numbers = ["+48221112233"]
country = "PL"
time_zone = "Europe/Warsaw"
languages = ["pl"]
currency = "PLN"
address = { pl = "ulica Długa 1" }

[hours]
mon = ["9:00-12:00", "13:00-17:00"]
tue = ["9:00-17:00"]

[services.bouquet]
name = { pl = "bukiet" }
minutes = 30
staff = ["ola"]

[staff.ola]
name = { pl = "Ola" }

[desk]
fallback = "+48223334455"
[[desk.people]]
key = "ola"
name = "Ola"
phone = "+48601112233"
"""


def spoiled(old: str, new: str) -> str:
    """FIRM with one thing changed; the test is wrong when it was not there."""
    assert FIRM.count(old) == 1, old
    return FIRM.replace(old, new)


def other(key: str, number: str, desk: str = "+48605556677") -> str:
    """Another firm."""
    text = FIRM.replace("+48601112233", desk).replace("+48223334455", "+48229998877").replace("+48221112233", number, 1)
    return text.replace("Kwiaciarnia Mak", key)
