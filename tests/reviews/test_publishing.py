"""Briefings drawn from findings, their way out, and what anybody may read."""

import hashlib
from datetime import date
from io import BytesIO

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document as open_word

from goldenthread.core.access import Refused
from goldenthread.reviews import services
from goldenthread.reviews.models import Publication, PublishedFile
from goldenthread.reviews.queries import conduct as queries
from goldenthread.thread.models import Finding, Origin
from goldenthread.thread.services import add_finding
from tests.partnership import factories as people
from tests.partnership.factories import AT, DAY
from tests.reviews import factories
from tests.reviews.test_views import sign_in
from tests.subjects import factories as cases


def finding(review, title="Nobody was told what came of it", **values):
    origin = Origin.objects.get(source_key=review.key)
    values = {
        "kind": "LEARNING",
        "title": title,
        "text": "People raised worries and heard nothing.",
        "found_on": DAY,
    } | values
    by = people.loader(review.partnership)
    return add_finding(by=by, at=AT, values=values, parent=origin)


@pytest.fixture
def review(circle):
    return factories.review(circle)


@pytest.fixture
def briefing(review):
    made = factories.publication(review, title="Telling people", number=7)
    factories.point(
        made, kind="WHAT_HAPPENED", title="What happened", text="A worry was raised."
    )
    return made


@pytest.fixture
def outsider(home):
    """One of the unit who stands in no circle, as somebody barred does."""
    return cases.viewer(home)


def release(publication):
    by = people.loader(publication.review.partnership)
    return services.release_briefing(publication, by=by, at=AT)


def drawn(briefing, *found):
    by = people.loader(briefing.review.partnership)
    return services.draw_from_findings(briefing, list(found), by=by, at=AT)


def test_points_are_drawn_from_findings_in_order_and_keep_their_source(
    review, briefing
):
    first, second = finding(review), finding(review, "Ask again")
    points = drawn(briefing, second, first)
    assert [(one.position, one.finding, one.title) for one in points] == [
        (2, second, "Ask again"),
        (3, first, "Nobody was told what came of it"),
    ]
    services.amend_learning_point(
        points[0],
        by=people.loader(review.partnership),
        at=AT,
        values={"text": "In other words"},
        read_version=1,
    )
    points[0].refresh_from_db()
    assert (points[0].text, points[0].finding) == ("In other words", second)
    services.move_point_up(points[1], by=people.loader(review.partnership), at=AT)
    titles = briefing.points.order_by("position").values_list("title", flat=True)
    assert list(titles) == [
        "What happened",
        "Nobody was told what came of it",
        "Ask again",
    ]


def test_a_finding_of_another_case_and_one_drawn_already_are_refused(
    home, review, briefing
):
    """Rule X4."""
    elsewhere = finding(factories.review(cases.circle(home)))
    with pytest.raises(Refused, match="another case"):
        drawn(briefing, elsewhere)
    mine = finding(review)
    drawn(briefing, mine)
    with pytest.raises(Refused, match="already"):
        drawn(briefing, mine)
    offered = queries.findings_for(briefing, Finding.objects.all())
    assert list(offered) == []


def test_a_briefing_says_what_happened_and_what_was_learned(review):
    bare = factories.publication(review)
    by = people.loader(review.partnership)
    with pytest.raises(Refused, match="what happened"):
        services.check_publication(bare, by=by, at=AT)


def test_a_briefing_with_a_name_is_not_checked(review, briefing, circle):
    cases.identity(cases.subject(circle), NAME="Zebedee Canary")
    factories.point(briefing, text="Zebedee Canary was heard.")
    by = people.loader(review.partnership)
    with pytest.raises(Refused, match="Learning points") as refused:
        services.check_publication(briefing, by=by, at=AT)
    assert "Zebedee" not in str(refused.value)
    briefing.refresh_from_db()
    assert briefing.state == "DRAFT"


def test_a_name_that_comes_into_the_vault_later_still_stops_it(briefing, circle):
    factories.point(briefing, text="Zebedee Canary was heard.")
    approved = factories.approved(briefing)
    cases.identity(cases.subject(circle), NAME="Zebedee Canary")
    with pytest.raises(Refused, match="must be settled"):
        release(approved)
    assert Publication.objects.get().state == "APPROVED"
    assert not PublishedFile.objects.exists()


def test_proceedings_hold_a_briefing_back_too(review, briefing):
    factories.point(briefing)
    approved = factories.approved(briefing)
    factories.proceeding(review, kind="CRIMINAL", holds_publication=True)
    with pytest.raises(Refused, match="criminal proceedings"):
        release(approved)


def test_a_report_does_not_leave_as_a_briefing(review):
    approved = factories.approved(factories.report(review))
    with pytest.raises(Refused, match="with its review"):
        release(approved)


def test_two_briefings_do_not_share_a_number(review, briefing):
    with pytest.raises(Exception, match="has this number"):
        factories.publication(review, number=7)


def test_a_published_briefing_is_one_tagged_page_without_author(briefing):
    for number in range(4):
        factories.point(briefing, title=f"Point {number}")
    factories.point(briefing, kind="WHAT_TO_DO", title="-", text="- Tell\n- Ask")
    release(factories.approved(briefing))
    kept = {one.form: bytes(one.content) for one in PublishedFile.objects.all()}
    with pikepdf.open(BytesIO(kept["pdf"])) as opened:
        assert len(opened.pages) == 1
        assert "/Author" not in opened.docinfo
        assert "/StructTreeRoot" in opened.Root
    opened = open_word(BytesIO(kept["docx"]))
    headings = [one.text for one in opened.paragraphs if one.style.name == "Heading 1"]
    assert headings == ["What happened", "Learning points", "What to do"]
    assert opened.core_properties.author == ""
    assert b"Learning briefing 7, 1 May 2024" in kept["html"]
    assert b"Draft" not in kept["html"]


def test_a_briefing_longer_than_a_page_is_refused(review, briefing):
    for number in range(40):
        factories.point(briefing, title=f"Point {number}")
    by = people.loader(review.partnership)
    with pytest.raises(Refused, match="shorten it to one"):
        services.check_publication(briefing, by=by, at=AT)


# --- What anybody may read -----------------------------------------------------------


def test_anybody_reads_what_is_published_and_nothing_else(client, review, briefing):
    factories.point(briefing)
    draft = factories.publication(review, title="Still being written")
    assert b"Telling people" not in client.get(reverse("published_learning")).content
    page = reverse("read_published", args=[briefing.key])
    assert client.get(page).status_code == 404
    release(factories.approved(briefing))
    listed = client.get(reverse("published_learning"))
    assert b"Telling people" in listed.content
    assert b"Still being written" not in listed.content
    assert client.get(page).status_code == 200
    hidden = reverse("read_published", args=[draft.key])
    assert client.get(hidden).status_code == 404


def test_drafts_of_what_is_published_stay_inside_the_case(
    client, circle, home, briefing, outsider
):
    """Its history and its form tell what the published words do not."""
    part = factories.point(briefing)
    release(factories.approved(briefing))
    pages = [
        reverse(f"{name}_history", args=[key])
        for name, key in (("publication", briefing.key), ("learning_point", part.key))
    ]
    pages += [
        reverse("amend_publication", args=[briefing.key]),
        reverse("amend_learning_point", args=[part.key]),
    ]
    sign_in(client, outsider)
    seen = client.get(reverse("view_publication", args=[briefing.key]))
    assert (seen.status_code, b"/history/" in seen.content) == (200, False)
    assert [client.get(one).status_code for one in pages] == [404] * 4
    sign_in(client, cases.let_in(circle, cases.viewer(home)))
    assert [client.get(one).status_code for one in pages] == [200] * 4


@pytest.mark.parametrize("inside", [True, False])
def test_why_no_report_appears_is_told_inside_the_case(
    client, home, circle, review, inside
):
    published = factories.publication(
        review,
        kind="IMPROVEMENTS",
        withheld_reason="It would point at somebody.",
        text="Ask both parents.",
    )
    Publication.objects.filter(pk=published.pk).update(published_on=DAY)
    viewer = cases.viewer(home)
    sign_in(client, cases.let_in(circle, viewer) if inside else viewer)
    page = client.get(reverse("view_publication", args=[published.key]))
    assert (b"It would point at somebody." in page.content) == inside


@pytest.mark.parametrize("page", ["/account/login/", "/no-such-page/"])
def test_every_page_leads_to_what_is_published_signed_in_or_not(client, page):
    link = f'href="{reverse("published_learning")}">What we have published</a>'
    assert link in client.get(page).content.decode()


def test_a_published_file_is_handed_out_byte_for_byte_and_may_be_kept(
    client, home, circle, briefing
):
    factories.point(briefing)
    release(factories.approved(briefing))
    kept = PublishedFile.objects.get(form="pdf")
    address = reverse("published_file", args=[briefing.key, "pdf"])
    answer = client.get(address)
    assert hashlib.sha256(answer.content).hexdigest() == kept.sha256
    assert answer["Cache-Control"] == "public, max-age=300"
    assert answer["Content-Disposition"] == (
        'attachment; filename="learning-briefing-7.pdf"'
    )
    again = client.get(address, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "sessionid" not in answer.cookies


def test_the_public_page_asks_as_often_for_many_as_for_one(client, circle):
    def publish_one(number):
        made = factories.publication(factories.review(circle), number=number)
        factories.point(made, kind="WHAT_HAPPENED", title="What happened")
        factories.point(made)
        release(factories.approved(made))

    def asked():
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("published_learning"))
        return len(captured)

    publish_one(1)
    with_one = asked()
    publish_one(2)
    publish_one(3)
    assert asked() == with_one == 2


def test_what_is_withdrawn_is_gone_at_once_and_kept(client, briefing):
    factories.point(briefing)
    done = release(factories.approved(briefing))
    by = people.loader(briefing.review.partnership)
    with pytest.raises(Refused, match="Say why"):
        services.withdraw_publication(done, reason=" ", by=by, at=AT)
    services.withdraw_publication(done, reason="It points at a child", by=by, at=AT)
    page = reverse("read_published", args=[briefing.key])
    assert client.get(page).status_code == 404
    assert PublishedFile.objects.count() == 3


def test_what_was_published_is_not_changed_any_more(briefing):
    factories.point(briefing)
    done = release(factories.approved(briefing))
    with pytest.raises(Refused):
        factories.point(done)
    with pytest.raises(Refused, match="not changed"):
        services.amend_publication(
            done,
            by=people.loader(done.review.partnership),
            at=AT,
            values={"kind": "BRIEFING", "title": "Other"},
            read_version=done.version,
        )


def test_a_briefing_goes_out_by_its_pages(
    client, review, briefing, unit, other_unit, time_machine
):
    time_machine.move_to(AT, tick=False)
    mine = finding(review)
    sign_in(client, unit)

    def press(name, **values):
        address = reverse(name, args=[briefing.key])
        assert client.get(address).status_code == 200, name
        answer = client.post(address, values)
        assert answer.status_code == 302, name

    press("draw_from_findings", findings=[mine.key])
    press("check_publication")
    sign_in(client, other_unit)
    press("approve_publication")
    press("release_briefing")
    briefing.refresh_from_db()
    assert (briefing.state, briefing.published_on) == ("PUBLISHED", date(2024, 5, 1))
    read = client.get(reverse("read_publication", args=[briefing.key]))
    assert b"Nobody was told what came of it" in read.content
    word = client.get(reverse("export_publication", args=[briefing.key, "docx"]))
    kept = PublishedFile.objects.get(form="docx")
    assert hashlib.sha256(word.content).hexdigest() == kept.sha256
