"""The example loads through the services and says what the published report says."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Sum

from goldenthread.core.access import Refused
from goldenthread.partnership import example, queries
from goldenthread.partnership.models import Account, Person, Post
from goldenthread.partnership.states import Role
from tests.partnership import factories


pytestmark = pytest.mark.django_db


def drawn(viewer, day):
    """{group: group above} of the published chart on a day."""
    nodes = queries.structure_on(viewer, day, published_only=True)
    return {node.label: node.parent_label for node in nodes}


def test_every_role_has_an_account(world):
    roles = Account.objects.values_list("role", flat=True)
    assert sorted(roles) == sorted(
        [Role.BUSINESS_UNIT, Role.AGENCY_LEAD] * 3
        + [Role.EXECUTIVE] * 6
        + [Role.SCRUTINEER, Role.ANALYST, Role.TRAINER, Role.ADMINISTRATOR]
    )
    leads = Account.objects.filter(role=Role.AGENCY_LEAD)
    assert leads.values("post__agency").distinct().count() == 3
    assert not Person.objects.filter(invented=False).exists()
    assert all(not account.has_usable_password() for account in Account.objects.all())


def test_business_unit_is_seven_posts_of_six_full_time(world):
    unit = Post.objects.filter(in_business_unit=True)
    assert unit.count() == 7
    assert unit.aggregate(total=Sum("fte"))["total"] == Decimal("6.00")
    assert unit.exclude(note="").count() == 4


def test_structure_on_the_first_of_may_and_of_september(world):
    viewer = queries.viewer_for(world["account.alex"].pk, factories.DAY)
    may = drawn(viewer, date(2024, 5, 1))
    september = drawn(viewer, date(2024, 9, 1))

    below = {
        "Safeguarding Adult Reviews and Domestic Homicide Reviews Case Review Group": (
            "Safeguarding Adults Board"
        ),
        "Drugs and Alcohol Misuse Group": "Community Safety Partnership",
        "Domestic Abuse Partnership Board": "Community Safety Partnership",
        "Hate Crime Group": "Community Safety Partnership",
        "Prevent Board": "Community Safety Partnership",
        "Anti-social Behaviour Group": "Community Safety Partnership",
    }
    top = {
        "Lead Safeguarding Partners Group": "",
        "Safeguarding Executive Group": "Lead Safeguarding Partners Group",
    }
    before, after = (
        "SSCP Strategic Governing Group",
        "Children's Safeguarding Partnership",
    )
    assert may == {
        **top,
        before: "Safeguarding Executive Group",
        "Safeguarding Adults Board": before,
        "Community Safety Partnership": before,
        "Early Help Partnership": before,
        "Children's Case Review Group": before,
        "Tackling Exploitation Group": before,
        **below,
    }
    assert september == {
        **top,
        after: "Safeguarding Executive Group",
        "Safeguarding Adults Board": "Safeguarding Executive Group",
        "Community Safety Partnership": "Safeguarding Executive Group",
        "Early Help Partnership": after,
        "Children's Case Review Group": after,
        "Tackling Exploitation Group": after,
        **below,
    }
    assert (len(may), len(september)) == (14, 14)


def test_example_refuses_a_database_with_real_people(home):
    factories.person(home, invented=False)

    with pytest.raises(Refused, match="cannot become the example"):
        example.load(by=factories.loader(), at=factories.AT)
