"""The risk register in words."""

from __future__ import annotations

from goldenthread.core.pages import Cell, Detail, Link, Section, Tag, fact
from goldenthread.governance.models import Risk
from goldenthread.governance.presenters import words
from goldenthread.governance.states import RiskState


COLUMNS = ("Risk", "Score", "State", "Owner", "Review due")
STATE_COLOURS = {
    RiskState.OPEN: "yellow",
    RiskState.ACCEPTED: "blue",
    RiskState.CLOSED: "grey",
}
# From likelihood times impact; the bands are a local choice.
BANDS = ((15, "Severe", "red"), (8, "Moderate", "orange"), (0, "Minor", "green"))


def score_tag(risk: Risk) -> Tag:
    """Words first, then the number: colour is never alone."""
    for least, word, colour in BANDS:
        if risk.score >= least:
            return Tag(f"{word}, {risk.score} of 25", colour)
    raise ValueError("A score is never below nought.")


def _state(risk: Risk) -> Tag:
    return Tag(risk.get_state_display(), STATE_COLOURS[risk.state])


def risk_row(risk: Risk) -> tuple[Cell, ...]:
    late = Tag("Overdue", "red") if risk.overdue else None
    return (
        words.marked(risk.title, risk),
        Cell(tag=score_tag(risk)),
        Cell(tag=_state(risk)),
        Cell(text=str(risk.owner_post)),
        Cell(text=words.day(risk.review_due_on), tag=late),
    )


def risk_detail(risk: Risk, buttons: tuple[Link, ...] = ()) -> Detail:
    late = [Tag("Review overdue", "red")] if risk.overdue else []
    return Detail(
        tags=words.tags(risk, score_tag(risk), _state(risk), *late),
        notices=words.notices(risk),
        facts=(
            fact("Likelihood", risk.get_likelihood_display()),
            fact("Impact", risk.get_impact_display()),
            fact("Owner", str(risk.owner_post)),
            fact("Raised", words.day(risk.raised_on)),
            fact("Review due", words.day(risk.review_due_on)),
            *words.note(risk),
        ),
        sections=(
            Section("What could cause it", text=risk.cause),
            Section("What would follow", text=risk.effect),
            Section("What is done about it", text=risk.mitigation),
        ),
        buttons=buttons,
    )
