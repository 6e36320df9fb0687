"""Evaluations and quotes."""

from __future__ import annotations

from collections.abc import Iterable

from goldenthread.core.pages import Cell, Detail, Section, Tag, fact
from goldenthread.training.models import Evaluation, Quote
from goldenthread.training.presenters import words
from goldenthread.training.states import Consent


EVALUATION_COLUMNS = ("Evaluation", "Date", "Answers", "What it can show")
QUOTE_COLUMNS = ("Words", "Course", "Consent to publish")
CONSENT_COLOURS: dict[str, str] = {
    Consent.NOT_ASKED: "orange",
    Consent.GIVEN: "green",
    Consent.REFUSED: "red",
    Consent.WITHDRAWN: "red",
}
STAYS_HERE = "Without consent these words stay here: no report or export takes them."


def evaluation_row(evaluation: Evaluation) -> tuple[Cell, ...]:
    return (
        words.marked(str(evaluation), evaluation),
        Cell(text=words.day(evaluation.evaluated_on)),
        _answers(evaluation),
        Cell(text=evaluation.get_level_display()),
    )


def _answers(evaluation: Evaluation) -> Cell:
    if evaluation.responses is None:
        return Cell(text=words.NOT_RECORDED, numeric=True)
    of = "" if evaluation.asked is None else f" of {evaluation.asked:,}"
    return Cell(text=f"{evaluation.responses:,}{of}", numeric=True)


def evaluation_detail(evaluation: Evaluation) -> Detail:
    return Detail(
        tags=words.tags(evaluation),
        notices=words.notices(evaluation),
        facts=(
            fact("Course", words.linked(evaluation.course)),
            fact("Session", words.linked(evaluation.session)),
            fact("When people were asked", evaluation.get_timing_display()),
            fact("Date", words.day(evaluation.evaluated_on)),
            fact("Answers", _answers(evaluation).text),
            fact("What it can show", evaluation.get_level_display()),
            fact("What it found", evaluation.finding),
            *words.note(evaluation),
        ),
    )


def evaluations_section(evaluations: Iterable[Evaluation]) -> Section:
    return Section(
        title="Evaluations",
        columns=("Asked", "Date", "Answers", "What it found"),
        rows=tuple(
            (
                words.row_of(one, one.get_timing_display()),
                Cell(text=words.day(one.evaluated_on)),
                _answers(one),
                Cell(text=one.finding),
            )
            for one in evaluations
        ),
        empty="No evaluation is recorded.",
    )


def quote_row(quote: Quote) -> tuple[Cell, ...]:
    return (
        words.marked(str(quote), quote),
        Cell(text=str(quote.course)),
        Cell(tag=consent_tag(quote)),
    )


def consent_tag(quote: Quote) -> Tag:
    return Tag(quote.get_consent_display(), CONSENT_COLOURS[quote.consent])


def quote_detail(quote: Quote) -> Detail:
    kept = () if quote.consent == Consent.GIVEN else (STAYS_HERE,)
    return Detail(
        tags=words.tags(quote, consent_tag(quote)),
        notices=words.notices(quote, *kept),
        facts=(
            fact("Words", f"“{quote.words}”"),
            fact("Kind", quote.get_kind_display()),
            fact("Course", words.linked(quote.course)),
            fact("Recorded on", words.day(quote.recorded_on)),
            fact("Date of the answer", words.day(quote.consent_on)),
            fact("How we know of the answer", quote.consent_basis),
            fact("Checked by", words.linked(quote.checked_by)),
            *words.note(quote),
        ),
    )
