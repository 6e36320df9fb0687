from datetime import UTC, datetime

import pytest

from goldenthread.partnership import example as people_example
from goldenthread.partnership.models import Agency
from goldenthread.partnership.states import Role
from goldenthread.reviews import example
from goldenthread.reviews.models import RapidReview
from goldenthread.subjects import example as subjects_example
from goldenthread.thread import example as thread_example
from tests.partnership import factories as people
from tests.reviews import factories
from tests.subjects import factories as cases


NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def home(db):
    return people.partnership()


@pytest.fixture
def circle(home):
    return cases.circle(home)


@pytest.fixture
def subject(circle):
    return cases.subject(circle, alias="Child Lantern")


@pytest.fixture
def unit(home, circle):
    return cases.let_in(circle, cases.viewer(home))


@pytest.fixture
def other_unit(home, circle):
    return cases.let_in(circle, cases.viewer(home))


@pytest.fixture
def outsider(home):
    return cases.viewer(home)


@pytest.fixture
def one_of_each_role(home, circle):
    return {role: cases.let_in(circle, cases.viewer(home, role)) for role in Role}


@pytest.fixture
def whole_case(circle, subject, one_of_each_role):
    """One record of every kind about one case, nothing of it published."""
    incident = factories.incident(circle, subject)
    lead = one_of_each_role[Role.AGENCY_LEAD]
    own = Agency.objects.get(pk=lead.agency_id)
    referral = factories.referral(incident, agency=own)
    notification = factories.notification(incident)
    review = factories.review(circle, "MULTI_AREA")
    publication = factories.publication(review)
    point = factories.point(publication, text="A 9 year old was seen")
    factories.stepped(review, *factories.TO_SENT[:3])
    return {
        "incident": incident,
        "referral": referral,
        "notification": notification,
        "rapid_review": RapidReview.objects.get(referral=referral),
        "agency_return": factories.agency_return(incident, own),
        "case_decision": factories.decision(incident),
        "review": review,
        "review_subject": factories.place(review, subject, incident=incident),
        "review_step": review.steps.first(),
        "delay": factories.delay(review),
        "proceeding": factories.proceeding(review),
        "publication": publication,
        "learning_point": point,
        "terms_of_reference": factories.terms(review),
        "reviewer": factories.reviewer(review),
        "review_contribution": factories.contribution(review),
        "review_checkpoint": factories.checkpoint(review),
        "quality_check": factories.quality_check(review),
        "review_guest": factories.guest(review, factories.person_elsewhere()),
        "partner_approval": factories.partner_approval(review),
        "family_notice": factories.family_notice(review),
        "detail_decision": factories.detail_decision(publication),
    }


@pytest.fixture
def loaded(db, settings):
    """The example as far as reviews lean on it."""
    settings.EXAMPLE = True
    world = people_example.load(by=people.loader(), at=NOW)
    by = people.loader(world["partnership.shropshire"])
    for load in (subjects_example.load, thread_example.load, example.load):
        load(by=by, at=NOW, world=world)
    return world
