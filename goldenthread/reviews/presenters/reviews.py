"""Practice reviews, places in them, their steps, delays and proceedings."""

from __future__ import annotations

from datetime import date
from typing import Any

from goldenthread.core.pages import Cell, Detail, Fact, Tag, fact, number
from goldenthread.reviews.models import (
    Delay,
    Proceeding,
    Review,
    ReviewStep,
    ReviewSubject,
)
from goldenthread.reviews.presenters.words import day, joined, when_cell
from goldenthread.reviews.services.keeping import edition_name
from goldenthread.reviews.states import FINISHED, ReviewState
from goldenthread.subjects.presenters import alias_today


def standing(review: Review) -> list[ReviewSubject]:
    """Who stands in it now; of one that is over and empty, who stood in it."""
    places = list(review.places.all())
    return [one for one in places if one.left_on is None] or places


def review_names(review: Review) -> str:
    return joined([alias_today(one.subject) for one in standing(review)])


def review_title(review: Review) -> str:
    """Kind with its theme, or with whom it is about, under today's pseudonyms."""
    about = review.theme or review_names(review) or review.key
    return f"{review.get_kind_display()}: {about}"


def review_tokens(review: Review) -> tuple[str, ...]:
    subjects = {one.subject.key for one in review.places.all()}
    return (review.circle.key, *sorted(subjects))


def under_review_tokens(record: Any) -> tuple[str, ...]:
    return review_tokens(record.review)


STATE_COLOURS: dict[str, str] = {
    ReviewState.PUBLISHED: "green",
    ReviewState.IMPROVEMENTS_ONLY: "green",
    ReviewState.ASSURED: "green",
    ReviewState.CLOSED: "grey",
    ReviewState.MERGED: "grey",
}


def state_tag(review: Review) -> Tag:
    return Tag(review.get_state_display(), STATE_COLOURS.get(review.state, "blue"))


def decided_cell(review: Review) -> Cell:
    return when_cell(review.decided_on, review.precision, review.basis)


def review_row(review: Review) -> tuple[Any, ...]:
    return (
        review_title(review),
        review_names(review),
        Cell(tag=state_tag(review)),
        decided_cell(review),
    )


def review_tags(review: Review, waits: bool) -> tuple[Tag, ...]:
    return (state_tag(review), *((Tag("Waiting", "yellow"),) if waits else ()))


def review_notices(review: Review) -> tuple[str, ...]:
    """Subjects that stand in another review too are said, for they count once."""
    twice = [
        alias_today(one.subject)
        for one in standing(review)
        if one.came_from_id and one.came_from.left_on is None
    ]
    if not twice:
        return ()
    verb = "stands" if len(twice) == 1 else "stand"
    return (f"{joined(twice)} {verb} in another review too, and is counted once.",)


def review_facts(review: Review) -> tuple[Fact, ...]:
    theme = (fact("Theme", review.theme),) if review.theme else ()
    return (
        fact("Kind of review", review.get_kind_display()),
        *theme,
        fact("Decision to review", decided_cell(review)),
        fact("Carried out by", review.get_carried_out_by_display()),
        fact("Edition of the guidance", edition_name(review.guidance_edition)),
        fact("Where this comes from", review.source_note),
    )


# --- The review log ----------------------------------------------------------------


def log_row(review: Any, on: date, due: Cell) -> tuple[Any, ...]:
    """A line of the front sheet: how old, how far, what waits, what came of it."""
    return (
        Cell(text=review_title(review)),
        Cell(tag=state_tag(review)),
        age_cell(review, on),
        due,
        number(review.open_delays),
        number(review.findings),
        number(review.open_actions),
    )


def age_cell(review: Any, on: date) -> Cell:
    """Days since the decision, or since the referral where no decision is dated."""
    if review.state in FINISHED:
        return Cell(text="Over")
    since, words = review.decided_on, "since the decision"
    if since is None:
        since, words = review.first_referred_on, "since the first referral"
    if since is None:
        return Cell(text="No day recorded")
    return Cell(text=f"{(on - since).days:,} days", hint=words)


# --- Places ------------------------------------------------------------------------


def place_title(place: ReviewSubject) -> str:
    about = review_title(place.review)
    return f"{alias_today(place.subject)} in {about[:1].lower()}{about[1:]}"


def place_tokens(place: ReviewSubject) -> tuple[str, ...]:
    return (place.review.circle.key, place.subject.circle.key, place.subject.key)


def place_tag(place: ReviewSubject) -> Tag:
    if place.left_on:
        return Tag("Ended", "grey")
    return Tag("Moved here", "turquoise") if place.came_from_id else Tag("Here", "blue")


def place_row(place: ReviewSubject) -> tuple[Any, ...]:
    return (
        alias_today(place.subject),
        place.incident.line if place.incident else "No incident recorded",
        Cell(tag=place_tag(place)),
        day(place.joined_on),
        day(place.left_on),
    )


def place_facts(place: ReviewSubject, subject_url: str) -> tuple[Fact, ...]:
    came = review_title(place.came_from.review) if place.came_from else ""
    return (
        fact("Subject", Cell(text=alias_today(place.subject), url=subject_url)),
        fact("Review", review_title(place.review)),
        fact("Incident", place.incident.line if place.incident else ""),
        fact("From", day(place.joined_on)),
        fact("Until", day(place.left_on)),
        fact("Moved here from", came),
        fact("Why", place.reason),
        fact("May be published", "Yes" if place.shown_publicly else "No"),
    )


# --- Steps, delays, proceedings ------------------------------------------------------


def step_words(move: str) -> str:
    return move.replace("_", " ").capitalize()


def step_title(step: ReviewStep) -> str:
    return f"{step_words(step.move)}: {review_title(step.review)}"


def step_row(step: ReviewStep) -> tuple[Any, ...]:
    return (
        step_title(step),
        step.get_target_display(),
        when_cell(step.happened_on, step.precision),
        step.signed_by,
    )


def step_detail(step: ReviewStep, viewer: Any) -> Detail:
    return Detail(
        facts=(
            fact("From", step.get_source_display()),
            fact("To", step.get_target_display()),
            fact("Day", when_cell(step.happened_on, step.precision)),
            fact("Signed by", step.signed_by),
            fact("Reason", step.reason),
        )
    )


def delay_title(delay: Delay) -> str:
    return f"{delay.get_cause_display()}: {review_title(delay.review)}"


def delay_row(delay: Delay) -> tuple[Any, ...]:
    return (
        delay_title(delay),
        day(delay.starts_on),
        day(delay.look_again_on),
        day(delay.ends_on) or Cell(tag=Tag("Still waiting", "yellow")),
    )


def delay_detail(delay: Delay, viewer: Any) -> Detail:
    return Detail(
        lead="A delay stops no clock.",
        facts=(
            fact("Cause", delay.get_cause_display()),
            fact("What is waited for", delay.text),
            fact("Who agreed to the wait", delay.authority),
            fact("From", day(delay.starts_on)),
            fact("To be looked at again", day(delay.look_again_on)),
            fact("Until", day(delay.ends_on)),
            fact("Panel and Secretary of State told", day(delay.panel_told_on)),
        ),
        tags=() if delay.ends_on else (Tag("Still waiting", "yellow"),),
    )


def proceeding_title(proceeding: Proceeding) -> str:
    return f"{proceeding.get_kind_display()}: {review_title(proceeding.review)}"


def holds_tag(proceeding: Proceeding) -> Tag:
    if proceeding.ended_on:
        return Tag("Ended", "grey")
    if proceeding.holds_publication:
        return Tag("Holds publication back", "red")
    if proceeding.is_part:
        return Tag("Part of this joint review", "turquoise")
    return Tag("Runs beside it", "blue")


def proceeding_row(proceeding: Proceeding) -> tuple[Any, ...]:
    return (
        proceeding_title(proceeding),
        proceeding.owner or "Not recorded",
        Cell(tag=holds_tag(proceeding)),
    )


def proceeding_detail(proceeding: Proceeding, viewer: Any) -> Detail:
    return Detail(
        lead="Its own law, owner and clock apply.",
        facts=(
            fact("What it is", proceeding.get_kind_display()),
            fact("Who leads it", proceeding.owner),
            fact("Under which law", proceeding.statute),
            fact("Reference", proceeding.reference),
            fact("From", day(proceeding.starts_on)),
            fact("To be asked after", day(proceeding.look_again_on)),
            fact("Ended", day(proceeding.ended_on)),
        ),
        tags=(holds_tag(proceeding),),
    )
