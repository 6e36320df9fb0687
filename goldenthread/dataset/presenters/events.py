"""The engine's words for events, states and agencies, as people say them."""

from __future__ import annotations


KINDS = {
    "CARE": "Looked after",
    "CARE_LEAVER": "Care leaver",
    "CONFERENCE": "Initial child protection conference",
    "CONTACT": "Contact with children’s social care",
    "EARLY_HELP": "Targeted early help",
    "HUB_ATTENDANCE": "Attendance at a hub",
    "MISSING": "Missing episode",
    "NEED": "Child in need",
    "PLAN": "Child protection plan",
    "SECTION_47": "Section 47 enquiry",
    "ADULT_REFERRAL": "Referral by adult services",
    "REFERRAL": "Referral to children’s social care",
    "MARKER": "Marker on the record",
}
STATES = {
    "NONE": "Out of every state",
    "EARLY_HELP": "Early help",
    "NEED": "In need",
    "PLAN": "On a protection plan",
    "CARE": "Looked after",
}
MOVES = {
    "ENTRY": "First state",
    "RE_ENTRY": "In again",
    "UP": "Step up",
    "DOWN": "Step down",
    "EXIT": "Out",
}
WORDS = {
    "CSE": "child sexual exploitation (CSE)",
    "CSA": "child sexual abuse (CSA)",
    "CCE": "child criminal exploitation (CCE)",
    "NFA": "no further action",
    "NOT_KNOWN": "not known",
}


def kind_words(kind: str) -> str:
    return KINDS.get(kind) or plain(kind)[:1].upper() + plain(kind)[1:]


def state_words(state: str) -> str:
    return STATES.get(state) or kind_words(state)


def plain(word: str | None) -> str:
    """A code as words: what people say, or the code in small letters."""
    if not word:
        return ""
    return WORDS.get(word) or word.replace("_", " ").lower()
