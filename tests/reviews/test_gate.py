"""The publication gate: what forbids publishing, and that nothing overrides it."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document as new_word

from goldenthread.core.access import Refused
from goldenthread.core.files import Received, receive
from goldenthread.reviews import services
from goldenthread.reviews.models import Publication, PublishedFile, Review
from goldenthread.reviews.services import checks, gate
from tests.partnership import factories as people
from tests.partnership.factories import AT, DAY
from tests.reviews import factories
from tests.reviews.test_views import sign_in
from tests.subjects import factories as cases


def waiting(review, at=AT):
    return [one.code for one in services.gate_of(review, at=at).open]


@pytest.fixture
def ready(circle):
    return factories.ready_to_publish(factories.review(circle))


def amend(publication, **values):
    publication.refresh_from_db()
    values = {"kind": publication.kind, **values}
    return services.amend_publication(
        publication,
        by=people.loader(publication.review.partnership),
        at=AT,
        values=values,
        read_version=publication.version,
    )


def test_a_new_review_has_every_line_open_that_asks_something(circle):
    assert waiting(factories.review(circle)) == [
        "STEPS",
        "FACTS",
        "PARTNERS",
        "FAMILY",
        "TEXT",
        "IMPROVEMENTS",
        "SECOND_PERSON",
        "SENT_BEFORE",
    ]


def test_a_review_with_everything_settled_is_published_and_its_files_kept(ready, unit):
    assert waiting(ready) == []
    factories.step(ready, "publish_review", by=unit)
    published = Publication.objects.get()
    assert (published.state, published.published_on) == ("PUBLISHED", DAY)
    kept = {one.form: bytes(one.content)[:4] for one in PublishedFile.objects.all()}
    assert kept == {"html": b"<!DO", "pdf": b"%PDF", "docx": b"PK\x03\x04"}


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda r: factories.proceeding(r, holds_publication=True), "PROCEEDINGS"),
        (lambda r: factories.stepped(r, "return_draft"), "PARTNERS"),
    ],
    ids=["proceedings", "draft back"],
)
def test_one_open_line_refuses_publishing(circle, unit, change, line):
    review = factories.review(circle)
    if line == "PARTNERS":
        factories.stepped(review, *factories.TO_SENT[:-1])
        factories.partner_approval(review)
        change(review)
        assert gate.approvals_that_hold(review) == set()
        assert "FACTS" in waiting(review)
        return
    factories.ready_to_publish(review)
    change(review)
    assert waiting(review) == [line]
    with pytest.raises(Refused, match="Publication waits"):
        factories.step(review, "publish_review", by=unit)
    assert Review.objects.get().state == "SENT_BEFORE"


def test_no_day_of_publication_is_typed_in_while_the_review_goes_on(ready):
    with pytest.raises(Exception, match="published through its steps"):
        amend(Publication.objects.get(), published_on=DAY)


def test_seven_working_days_before_are_counted_by_the_rule_in_force(circle):
    """Published on Friday 10 April 2026: the copy goes by Monday 30 March (Easter)."""
    factories.ready_to_publish(factories.review(circle))
    at = datetime(2026, 4, 10, 9, 0, tzinfo=UTC)
    assert gate.latest_sending(at) == date(2026, 3, 30)


def test_words_are_changed_in_draft_only_and_then_need_a_second_person_again(ready):
    publication = Publication.objects.get()
    with pytest.raises(Refused, match="Return it to draft"):
        amend(publication, text="Other words")
    back = services.return_publication(
        publication, reason="A slip", by=people.loader(ready.partnership), at=AT
    )
    amend(back, text="Other words")
    assert waiting(ready) == ["SECOND_PERSON"]


def test_whoever_wrote_the_words_cannot_approve_them(circle):
    written = factories.report(factories.review(circle))
    by = people.loader(circle.partnership)
    checked = services.check_publication(written, by=by, at=AT)
    with pytest.raises(Refused, match="Somebody else must approve"):
        services.approve_publication(checked, by=by, at=AT)


def test_improvements_alone_go_out_with_the_reason_and_the_panel_told(circle, unit):
    review = factories.ready_to_publish(factories.review(circle))
    factories.report(
        review,
        kind="IMPROVEMENTS",
        withheld_reason="It would name the child",
        title="Improvements",
    )
    newest = gate.publication_of(review)
    assert "WITHHELD" in waiting(review)
    amend(newest, withheld_reason="It would name the child", panel_told_on=DAY)
    newest.refresh_from_db()
    factories.approved(newest)
    with pytest.raises(Refused, match="publish those"):
        factories.step(review, "publish_review", by=unit)
    factories.step(review, "publish_improvements", by=unit)
    assert Review.objects.get().state == "IMPROVEMENTS_ONLY"


def test_a_joint_review_names_its_other_part_with_its_owner(circle):
    review = factories.review(circle, "JOINT_SAR")
    assert "JOINT_PART" in waiting(review)
    factories.proceeding(review, kind="SAR", is_part=True, owner="Adults Board")
    assert "JOINT_PART" not in waiting(review)


# --- What the words may not hold -----------------------------------------------------


def kinds_found(publication):
    return sorted({one.kind for one in checks.problems(publication, at=AT)})


def test_names_pseudonyms_of_others_and_details_are_found_in_the_words(circle, home):
    hidden = cases.subject(circle, alias="Child Marigold")
    cases.identity(hidden, NAME="Zebedee Canary")
    cases.subject(cases.circle(home), alias="Child Lighthouse")
    review = factories.review(circle)
    for text, found in (
        ("Zebedee Canary was seen.", ["NAME"]),
        ("Zebedee Cannary was seen.", ["NAME"]),
        ("Child Lighthouse was seen.", ["OTHER_CASE"]),
        ("Child Marigold was seen.", ["OTHER_CASE"]),
        ("A nine-year-old was seen.", ["AGE"]),
        ("A child aged 9 was seen.", ["AGE"]),
        ("It was on 3 March.", ["DATE"]),
        ("It was on 3/3/2024.", ["DATE"]),
        ("She went to Specimen Primary.", ["SETTING"]),
        ("They lived in Sample Street.", ["PLACE"]),
        ("They lived near SY1 2AB.", ["PLACE"]),
        ("Agencies met in the spring.", []),
    ):
        publication = factories.report(review, text=text)
        assert kinds_found(publication) == found, text


def test_a_pseudonym_of_the_review_itself_may_be_published_where_marked(circle):
    here = cases.subject(circle, alias="Child Marigold")
    review = factories.review(circle)
    factories.place(review, here, shown_publicly=True)
    assert kinds_found(factories.report(review, text="Child Marigold was seen.")) == []


def test_what_was_found_never_repeats_a_name(circle):
    hidden = cases.subject(circle)
    cases.identity(hidden, NAME="Zebedee Canary")
    publication = factories.report(factories.review(circle), text="Zebedee Canary")
    (found,) = checks.problems(publication, at=AT)
    assert (found.shown, "Zebedee" in repr(found)) == ("", False)


def test_a_decision_on_a_detail_holds_for_those_words_only(circle):
    publication = factories.report(factories.review(circle), text="A 9 year old.")
    factories.detail_decision(publication)
    assert kinds_found(publication) == []
    assert kinds_found(amend(publication, text="The 9 year old.")) == ["AGE"]


def attached(text, by, author=""):
    word = new_word()
    word.add_paragraph("Nothing in the first line")
    word.add_table(rows=1, cols=1).rows[0].cells[0].text = text
    about = word.core_properties
    about.author, about.comments = author, ""
    stream = BytesIO()
    word.save(stream)
    stream.seek(0)
    found = receive(by=by, at=AT, name="report.docx", stream=stream)
    assert isinstance(found, Received)
    return found


def test_the_words_of_an_attached_file_are_checked_and_its_author_found(circle, unit):
    hidden = cases.subject(circle)
    cases.identity(hidden, NAME="Zebedee Canary")
    review = factories.review(circle)
    bad = factories.report(review, file=attached("Zebedee Canary", unit, "An officer"))
    assert kinds_found(bad) == ["NAME"]
    assert {"NAMES", "FILE"} <= set(waiting(review))
    clean = factories.report(review, file=attached("Agencies met", unit))
    assert kinds_found(clean) == []
    assert not {"NAMES", "FILE"} & set(waiting(review))


# --- The pages ---------------------------------------------------------------------


def test_the_gate_page_tells_each_line_and_leads_to_what_settles_it(
    client, circle, unit, time_machine
):
    time_machine.move_to(AT, tick=False)
    review = factories.review(circle)
    sign_in(client, unit)
    answer = client.get(reverse("view_publication_gate", args=[review.key]))
    rows = answer.context["rows"]
    assert len(rows) == 9
    assert sum(row[1].tag.text == "Open" for row in rows) == 8
    family = reverse("add_family_notice", args=[review.key])
    assert family in {row[2].url for row in rows}


def test_a_detail_is_decided_on_its_page(client, circle, unit, time_machine):
    time_machine.move_to(AT, tick=False)
    publication = factories.report(factories.review(circle), text="A 9 year old.")
    (found,) = services.details_to_decide(publication)
    sign_in(client, unit)
    address = reverse("decide_detail", args=[publication.key, found.code])
    assert b"9 year old" in client.get(address).content
    answer = client.post(address, {"why": "Many are of that age"})
    assert answer.status_code == 302
    assert services.details_to_decide(publication) == []
    assert client.get(address).status_code == 404
