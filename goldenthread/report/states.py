"""The states of an edition and the moves between them, with who signs each."""

from django.db import models

from goldenthread.core.states import Move, MoveTable


class EditionState(models.TextChoices):
    COLLECTING = "COLLECTING", "Collecting"
    DRAFTING = "DRAFTING", "Drafting"
    SCRUTINEER_COMMENT = "SCRUTINEER_COMMENT", "With the scrutineer"
    DELEGATES_AGREED = "DELEGATES_AGREED", "Agreed by delegated partners"
    LEADS_SIGNED_OFF = "LEADS_SIGNED_OFF", "Signed off by lead partners"
    PUBLISHED = "PUBLISHED", "Published"
    SENT = "SENT", "Sent"
    SUPERSEDED = "SUPERSEDED", "Superseded"


S = EditionState

# In these states the figures stand as they were agreed; a change stops the build.
FROZEN = frozenset({S.DELEGATES_AGREED, S.LEADS_SIGNED_OFF, S.PUBLISHED, S.SENT})
PUBLISHED = frozenset({S.PUBLISHED, S.SENT, S.SUPERSEDED})
# In these states the words may still be changed.
OPEN = frozenset({S.COLLECTING, S.DRAFTING, S.SCRUTINEER_COMMENT})

EDITION_MOVES = MoveTable(
    name="edition",
    first=S.COLLECTING,
    moves=(
        Move("start_drafting", S.COLLECTING, S.DRAFTING, "business unit"),
        Move("ask_scrutineer", S.DRAFTING, S.SCRUTINEER_COMMENT, "business unit"),
        Move(
            "agree_edition",
            S.SCRUTINEER_COMMENT,
            S.DELEGATES_AGREED,
            "all three delegated safeguarding partners",
        ),
        Move(
            "sign_off_edition",
            S.DELEGATES_AGREED,
            S.LEADS_SIGNED_OFF,
            "all three lead safeguarding partners",
        ),
        Move("reopen_edition", S.SCRUTINEER_COMMENT, S.DRAFTING, "business unit"),
        Move("reopen_edition", S.DELEGATES_AGREED, S.DRAFTING, "business unit"),
        Move("reopen_edition", S.LEADS_SIGNED_OFF, S.DRAFTING, "business unit"),
        Move("publish_edition", S.LEADS_SIGNED_OFF, S.PUBLISHED, "two people"),
        Move("send_edition", S.PUBLISHED, S.SENT, "business unit"),
        Move("supersede_edition", S.PUBLISHED, S.SUPERSEDED, "business unit"),
        Move("supersede_edition", S.SENT, S.SUPERSEDED, "business unit"),
    ),
    labels=dict(EditionState.choices),
)

TABLES = (EDITION_MOVES,)


class ClaimKind(models.TextChoices):
    """How a printed claim is to be read when it is compared with a figure."""

    NUMBER = "NUMBER", "Number"
    PERCENT = "PERCENT", "Percentage"
    MONEY = "MONEY", "Money"
    DATE = "DATE", "Date"
    FREQUENCY_WORD = "FREQUENCY_WORD", "How often, in a word"
    TREND_WORD = "TREND_WORD", "A trend, in a word"
    APPROX = "APPROX", "About"
    AT_LEAST = "AT_LEAST", "At least"
    AT_MOST = "AT_MOST", "At most"
    ALL_OF = "ALL_OF", "All of them"


class VerdictKind(models.TextChoices):
    MATCH = "MATCH", "Match"
    ROUNDING = "ROUNDING", "Rounding only"
    DIFFERS = "DIFFERS", "Differs"
    NOT_PRINTED = "NOT_PRINTED", "Not printed"


class Need(models.TextChoices):
    ACTIVITY = "ACTIVITY", "What was done"
    OUTCOME = "OUTCOME", "What changed for children or families"
