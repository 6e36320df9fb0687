"""Every figure of the room, computed from the example's records, as a whole answer."""

from datetime import date
from decimal import Decimal

import pytest

from goldenthread.core.figures import Answers, Scope, State
from goldenthread.reviews.figures import FIGURES
from goldenthread.reviews.models import Review
from tests.reviews import factories
from tests.subjects import factories as cases


NOT_RECORDED = (
    *(
        f"reviews.clock.{name}{of}"
        for name in ("notified", "rapid_sent", "published")
        for of in ("", "_dated", "_in_time", "_in_time_share")
    ),
    *(
        f"reviews.returns.{name}"
        for name in ("asked", "returned", "in_time", "in_time_share", "days")
    ),
)
YEAR = (date(2024, 4, 1), date(2025, 3, 31))
EXPECTED = {
    "reviews.rapid.referrals": 5,
    "reviews.rapid.children": 15,
    "reviews.rapid.children_split_known": 2,
    "reviews.rapid.to_lcspr": 5,
    "reviews.rapid.to_lcspr_share": Decimal(100),
    "reviews.rapid.children_per_referral": Decimal(3),
    "reviews.practice.single": 3,
    "reviews.practice.joint": 2,
    "reviews.practice.thematic": 2,
    "reviews.practice.all": 7,
    "reviews.practice.ongoing": 7,
    "reviews.practice.published": 1,
    "reviews.thematic.cross_border.subjects": 3,
    "reviews.thematic.neglect.subjects": 3,
    "reviews.subjects.listed": 11,
    "reviews.subjects.distinct": 10,
    "reviews.subjects.moved": 6,
    "reviews.subjects.in_two": 1,
    # The source prints eight and names six: the records hold six.
    "reviews.plan.individual": 6,
    "reviews.plan.themed_commissioned": 2,
    "reviews.plan.by_partners": 1,
    "reviews.plan.themed_all": 3,
    "reviews.plan.themes_listed": 2,
    "reviews.panel.reversals": 1,
    "reviews.referral.family_a": date(2022, 12, 1),
    "reviews.referral.family_b": date(2023, 5, 1),
    "reviews.referral.child_u": date(2022, 8, 1),
    "reviews.referral.jasmine": date(2022, 3, 1),
    "reviews.referral.family_2": date(2024, 6, 1),
    "reviews.oldest_open_days": Decimal((date(2025, 3, 31) - date(2022, 3, 1)).days),
    "reviews.over_six_months": 4,
    "reviews.briefing.parts": 8,
    "reviews.briefing.learning_points": 7,
    "reviews.age.under_six_months": 0,
    "reviews.age.six_to_twelve_months": 1,
    "reviews.age.one_to_two_years": 1,
    "reviews.age.over_two_years": 2,
    # The source gives no day of a notification, a sending or a return.
    **dict.fromkeys(NOT_RECORDED),
}


def answers(partnership) -> Answers:
    start, end = YEAR
    return Answers(FIGURES, Scope(partnership.pk, "2024-25", start, end, end))


def test_the_examples_figures(loaded):
    """Values, and that each figure’s rows are as many as it counts."""
    found = answers(loaded["partnership.shropshire"])
    assert {one.key: found[one.key].value for one in FIGURES} == EXPECTED
    counted = {
        key: found[key].rows.count()
        for key, value in EXPECTED.items()
        if isinstance(value, int) and found[key].rows is not None
    }
    totals = {"reviews.rapid.children": 5}
    whole = {key: EXPECTED[key] for key in counted}
    assert counted == whole | totals


def test_what_the_figures_warn_of(loaded):
    found = answers(loaded["partnership.shropshire"])
    month = "The source gives the month only; the first day of it is recorded."
    undated = "3 reviews have no date in the source and cannot be counted here."
    assert found["reviews.referral.family_a"].caveats == (month,)
    assert found["reviews.referral.jasmine"].caveats == (
        month,
        "The source says “the end of the financial year 2022”: March 2022 and March "
        "2023 both fit. The earlier is taken.",
    )
    assert found["reviews.oldest_open_days"].caveats == (month, undated)
    assert found["reviews.over_six_months"].caveats == (undated,)


# --- Small worlds, with an obvious answer ------------------------------------------


def test_a_family_in_two_reviews_counts_once(home, circle):
    family = cases.subject(circle, kind="FAMILY", alias="Family Q")
    child = cases.subject(circle, family=family)
    own = factories.review(circle)
    theme = factories.review(circle, "THEMATIC")
    factories.place(own, child)
    factories.place(theme, family)
    found = answers(home)
    values = [
        found[f"reviews.subjects.{name}"].value
        for name in ("listed", "distinct", "in_two", "moved")
    ]
    assert values == [2, 1, 1, 0]


def test_another_partnerships_rows_do_not_count(home):
    factories.place(
        factories.review(circle := cases.circle(home)), cases.subject(circle)
    )
    from tests.partnership import factories as people

    assert answers(people.partnership())["reviews.practice.all"].value == 0
    assert answers(home)["reviews.practice.all"].value == 1


def test_two_referrals_of_one_incident_count_its_children_once(home, circle):
    incident = factories.incident(circle, children=3)
    for _ in range(2):
        referral = factories.referral(incident, referred_on=date(2024, 4, 20))
        factories.rapid_review(referral)
    found = answers(home)
    assert found["reviews.rapid.referrals"].value == 2
    assert found["reviews.rapid.children"].value == 3


def test_a_partners_change_without_the_panel_is_no_reversal(home, circle):
    incident = factories.incident(circle)
    factories.decision(incident, "LEARNING_CAPTURED")
    factories.decision(incident, "LCSPR")
    assert answers(home)["reviews.panel.reversals"].value == 0
    reply = {"stage": "PANEL_REPLY", "decider": "PANEL"}
    factories.decision(incident, "PANEL_AGREES", **reply)
    factories.decision(incident, "LCSPR")
    assert answers(home)["reviews.panel.reversals"].value == 0
    factories.decision(incident, "OTHER_LEARNING")
    assert answers(home)["reviews.panel.reversals"].value == 0
    factories.decision(incident, "PANEL_QUESTIONS", **reply)
    factories.decision(incident, "LCSPR")
    assert answers(home)["reviews.panel.reversals"].value == 1


def test_a_review_over_before_the_year_is_off_the_books(home, circle):
    """Published in the year: on the books, no longer going; before it: neither."""
    for state in ("DECIDED", "PUBLISHED"):
        review = factories.review(circle, state=state)
        factories.place(review, cases.subject(circle))
    in_year = factories.review(circle)
    factories.place(in_year, cases.subject(circle))
    factories.ready_to_publish(in_year)
    publisher = cases.let_in(circle, cases.viewer(home))
    factories.step(in_year, "publish_review", by=publisher)
    assert Review.objects.get(pk=in_year.pk).state == "PUBLISHED"
    found = answers(home)
    values = [found[f"reviews.practice.{name}"].value for name in ("all", "ongoing")]
    assert values == [2, 1]


@pytest.mark.parametrize(
    "key", ["reviews.referral.jasmine", "reviews.oldest_open_days"]
)
def test_a_day_that_no_record_holds_is_missing(home, key):
    result = answers(home)[key]
    assert (result.value, result.state) == (None, State.MISSING)


def test_a_share_of_nothing_does_not_apply(home):
    result = answers(home)["reviews.rapid.to_lcspr_share"]
    assert result.state == State.NOT_APPLICABLE
