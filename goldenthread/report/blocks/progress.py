"""How far learning has come: tables whose every number is a cited figure."""

from __future__ import annotations

from goldenthread.core.counting import number_of
from goldenthread.core.documents.nodes import Node
from goldenthread.report.blocks import Context, block
from goldenthread.report.blocks.kit import table, table_of_figures
from goldenthread.thread.models import Action, Finding, Theme
from goldenthread.thread.states import DONE


table_of_figures(
    "table:reviews_by_age",
    "Practice reviews still going on, by how long ago the first referral was",
    ("Going on for", "Reviews"),
    (
        ("Up to six months", ("reviews.age.under_six_months",)),
        ("Six to twelve months", ("reviews.age.six_to_twelve_months",)),
        ("One to two years", ("reviews.age.one_to_two_years",)),
        ("More than two years", ("reviews.age.over_two_years",)),
    ),
)
table_of_figures(
    "table:clocks_kept",
    "What the law gives a time for, and how often it was kept",
    ("What", "In the year", "First day known", "In time"),
    tuple(
        (
            words,
            (
                f"reviews.clock.{name}",
                f"reviews.clock.{name}_dated",
                f"reviews.clock.{name}_in_time",
            ),
        )
        for words, name in (
            ("Notifying the Panel: five working days", "notified"),
            ("Sending the rapid review: fifteen working days", "rapid_sent"),
            ("Publishing the practice review: six months", "published"),
        )
    ),
)
table_of_figures(
    "table:return_times",
    "What agencies returned to rapid reviews",
    ("What", "In the year"),
    (
        ("Returns asked for", ("reviews.returns.asked",)),
        ("Handed in", ("reviews.returns.returned",)),
        ("Handed in by the day agreed", ("reviews.returns.in_time",)),
        ("Days taken, in the middle", ("reviews.returns.days",)),
    ),
)
table_of_figures(
    "table:actions_on_the_books",
    "Actions on the books",
    ("What", "Actions"),
    (
        ("Open when the year began", ("thread.actions.open_at_start",)),
        ("Agreed in the year", ("thread.actions.opened",)),
        ("Closed in the year", ("thread.actions.closed",)),
        ("Of these, with evidence", ("thread.actions.closed_with_evidence",)),
        ("Open when the year ended", ("thread.actions.open_at_end",)),
        ("Of these, late", ("thread.actions.late_at_end",)),
        ("Of these, done and not yet assured", ("thread.actions.unassured_at_end",)),
    ),
)
table_of_figures(
    "table:actions_by_strength",
    "Actions on the books, by how strong they are",
    ("Strength", "Actions"),
    (
        ("Stronger", ("thread.actions.strength.stronger",)),
        ("Intermediate", ("thread.actions.strength.intermediate",)),
        ("Weaker", ("thread.actions.strength.weaker",)),
        ("Not graded", ("thread.actions.strength.not_graded",)),
    ),
)
table_of_figures(
    "table:did_it_work",
    "Whether actions worked, by tests fixed before results were seen",
    ("What the newest verdict says", "Actions"),
    (
        ("A test was fixed", ("thread.effect.tested",)),
        ("Improved", ("thread.effect.improved",)),
        ("No detectable change", ("thread.effect.no_change",)),
        ("Worse", ("thread.effect.worse",)),
        ("Too little data yet", ("thread.effect.too_little",)),
    ),
)


@block("table:recurring_themes", cites=("thread.recurring.themes",))
def recurring_themes(context: Context) -> tuple[Node, ...]:
    """Each theme that came back: sources, findings and actions up to the year's end."""
    found = context.answers["thread.recurring.themes"].rows
    until = {"found_on__lte": context.scope.end}
    carried = Finding.objects.filter(**until)
    acted = Action.objects.filter(finding__found_on__lte=context.scope.end)
    rows = found.annotate(
        findings=number_of(carried, "themes"),
        sources=number_of(carried, "themes", of="origin"),
        actions=number_of(acted, "finding__themes"),
        done=number_of(acted.filter(state__in=DONE), "finding__themes"),
    )
    return table(
        "Themes that came back",
        ("Theme", "Sources", "Findings", "Actions", "Of these, done"),
        [_line(one) for one in rows],
        numeric=(1, 2, 3, 4),
    )


def _line(theme: Theme) -> tuple[str, ...]:
    counts = (theme.sources, theme.findings, theme.actions, theme.done)
    return (theme.name, *(str(one) for one in counts))
