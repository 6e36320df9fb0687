"""The life of an edition on the whole example: signed, frozen, restated, published."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from goldenthread.core.access import Refused
from goldenthread.core.documents import reading
from goldenthread.core.states import MoveRefused
from goldenthread.core.viewer import Viewer
from goldenthread.governance.models import Contribution, PublicContact
from goldenthread.partnership.models import Account
from goldenthread.partnership.queries import viewer_for
from goldenthread.partnership.states import Role
from goldenthread.report import assemble, checks, services, tracing
from goldenthread.report.exports import build, files
from goldenthread.report.models import Edition
from goldenthread.report.states import EditionState
from goldenthread.subjects.queries import circle_keys
from tests.house.conftest import client_of, viewer


DELEGATES = ("kim", "jan", "lee")
SIGNED = "What was signed"
LEADS = ("ray", "dee", "art")


def person(word: str) -> Viewer:
    """An invented person of the example as a viewer, by the first name."""
    today = timezone.localdate()
    account = Account.objects.get(email=f"{word}@example.invalid")
    found = viewer_for(account.pk, today)
    return replace(found, circles=circle_keys(found.person_id, today))


def edition() -> Edition:
    return Edition.objects.get(number=1)


def digest() -> str:
    return reading.digest(services.current(edition(), timezone.now()).document)


def sign(word: str, read: str | None = None):
    return services.sign_edition(
        edition(),
        by=person(word),
        at=timezone.now(),
        read_digest=read or digest(),
    )


def with_scrutineer() -> None:
    services.ask_scrutineer(edition(), by=person("alex"), at=timezone.now())


def agreed() -> None:
    with_scrutineer()
    for word in DELEGATES:
        sign(word)


def pay_more() -> None:
    """Put one contribution up by a pound, past every service, as a slip would."""
    paid = Contribution.objects.get(amount=Decimal("266680.00"))
    Contribution.objects.filter(pk=paid.pk).update(amount=paid.amount + 1)


def stops() -> list[str]:
    found = checks.build_problems(
        edition(), services.current(edition(), timezone.now())
    )
    return [f"{one.where}: {one.sentence}" for one in found if one.stops]


def test_the_third_delegate_agrees_the_edition_and_freezes_its_figures():
    with_scrutineer()
    sign("kim")
    sign("jan")
    assert edition().state == EditionState.SCRUTINEER_COMMENT
    assert not edition().frozen.exists()
    sign("lee")
    assert edition().state == EditionState.DELEGATES_AGREED
    kept = services.frozen_in_force(edition()).get(
        key_of_figure="governance.funding.total"
    )
    assert (kept.value, kept.shown, kept.rows) == ("432772.33", "£432,772.33", 6)
    assert edition().frozen.count() > 300


def test_nobody_signs_twice_or_without_a_seat():
    with_scrutineer()
    sign("kim")
    with pytest.raises(Refused, match="Your agency has already signed this version"):
        sign("kim")
    with pytest.raises(Refused, match="no seat among the executive group"):
        sign("ray")
    with pytest.raises(Refused, match="Only executives"):
        sign("chris")


def test_a_stale_sign_off_is_refused():
    with_scrutineer()
    read = digest()
    section = edition().sections.get(number=1)
    services.amend_section(
        section,
        by=person("alex"),
        at=timezone.now(),
        values={"body": section.body + "\n\nOne more line.\n"},
        read_version=section.version,
    )
    with pytest.raises(Refused, match="changed since you opened it"):
        sign("kim", read)
    assert not edition().sign_offs.exists()


def test_a_signature_under_other_words_does_not_count():
    with_scrutineer()
    sign("kim")
    sign("jan")
    section = edition().sections.get(number=1)
    services.amend_section(
        section,
        by=person("alex"),
        at=timezone.now(),
        values={"body": section.body + "\n\nOne more line.\n"},
        read_version=section.version,
    )
    sign("lee")
    assert edition().state == EditionState.SCRUTINEER_COMMENT


def test_a_changed_frozen_figure_stops_the_build_until_it_is_restated(tmp_path):
    agreed()
    assert stops() == []
    pay_more()
    told = [
        one for one in stops() if one.startswith("Figure governance.funding.total:")
    ]
    assert len(told) == 1
    assert "was agreed as £432,772.33" in told[0]
    assert "£432,773.33 now: restate it with a reason" in told[0]
    said = StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("report_build", "2024-25", out=tmp_path / "x", stderr=said)
    assert left.value.code == 1
    assert "governance.funding.total" in said.getvalue()
    assert not (tmp_path / "x").exists()
    for line in stops():
        services.restate_figure(
            edition(),
            key=line.removeprefix("Figure ").partition(":")[0],
            by=person("alex"),
            at=timezone.now(),
            why="The council paid one pound more.",
        )
    assert stops() == []
    ended = edition().frozen.filter(key_of_figure="governance.funding.total")
    assert sorted(ended.values_list("shown", flat=True)) == [
        "£432,772.33",
        "£432,773.33",
    ]


def test_restating_asks_for_a_reason_and_a_change():
    agreed()
    values = {"by": person("alex"), "at": timezone.now()}
    key = "governance.funding.total"
    with pytest.raises(Refused, match="Say why"):
        services.restate_figure(edition(), key=key, why=" ", **values)
    with pytest.raises(Refused, match="has not changed"):
        services.restate_figure(edition(), key=key, why="because", **values)
    with pytest.raises(Refused, match="not frozen"):
        services.restate_figure(edition(), key="no.such", why="because", **values)


def test_agreed_words_are_changed_only_after_reopening():
    agreed()
    section = edition().sections.get(number=1)
    values = {"by": person("alex"), "at": timezone.now()}
    with pytest.raises(Refused, match="reopen it before you change its words"):
        services.amend_section(
            section, values={"body": "Other"}, read_version=section.version, **values
        )
    with pytest.raises(Refused, match="Say why"):
        services.reopen_edition(edition(), why="", **values)
    services.reopen_edition(edition(), why="A name was wrong.", **values)
    assert edition().state == EditionState.DRAFTING


def test_publishing_takes_two_people_and_every_signature():
    alex, nic = person("alex"), person("nic")
    at = timezone.now()
    agreed()
    with pytest.raises(MoveRefused, match="Cannot publish edition while"):
        services.publish_edition(
            replace_proposer(edition(), "somebody"), by=alex, at=at
        )
    for word in LEADS:
        sign(word)
    assert edition().state == EditionState.LEADS_SIGNED_OFF
    with pytest.raises(Refused, match="Nobody has proposed publication yet"):
        services.publish_edition(edition(), by=nic, at=at)
    services.propose_publication(edition(), by=alex, at=at)
    with pytest.raises(Refused, match="Somebody other than the proposer"):
        services.publish_edition(edition(), by=alex, at=at)
    services.publish_edition(edition(), by=nic, at=at)
    services.send_edition(edition(), by=nic, at=at)
    assert edition().state == EditionState.SENT
    with pytest.raises(Refused, match="A published edition never changes"):
        services.restate_figure(
            edition(), key="governance.funding.total", by=alex, at=at, why="x"
        )
    corrected = services.correct_edition(
        edition(), by=alex, at=at, erratum="A name was wrong."
    )
    assert (corrected.number, corrected.supersedes, corrected.state) == (
        2,
        edition(),
        EditionState.COLLECTING,
    )
    assert corrected.sections.count() == edition().sections.count()


def test_a_table_that_changed_since_it_was_signed_is_told():
    agreed()
    PublicContact.objects.filter(name="Childline").update(number="0000")
    found = checks.build_problems(
        edition(), services.current(edition(), timezone.now())
    )
    assert [(one.where, one.stops) for one in found if one.where == SIGNED] == [
        (SIGNED, False)
    ]


def replace_proposer(found: Edition, key: str) -> Edition:
    found.proposed_by = key
    return found


def test_a_small_number_nobody_decided_on_stops_publication():
    edition().decisions.get(what="audits.pregnancy.women").delete()
    found = checks.publication_problems(
        edition(), services.current(edition(), timezone.now())
    )
    told = [one.sentence for one in found if "audits.pregnancy.women" in one.where]
    assert told == [
        "It counts people and lies between 1 and 5. Decide whether "
        "“audits.pregnancy.women” may be published."
    ]


def test_a_retired_pseudonym_in_the_text_stops_publication_unnamed():
    from goldenthread.subjects.models import Alias

    retired = Alias.objects.filter(ends_on__isnull=False).first().value
    section = edition().sections.get(number=1)
    with transaction.atomic():
        type(section).objects.filter(pk=section.pk).update(
            body=f"{section.body}\n\nOnce more {retired} was seen.\n"
        )
    found = checks.publication_problems(
        edition(), services.current(edition(), timezone.now())
    )
    told = [one for one in found if "may not be published" in one.sentence]
    assert [one.where for one in told] == ["Section 1, Foreword"]
    assert retired not in told[0].sentence


def test_a_retired_pseudonym_in_the_title_stops_publication():
    from goldenthread.subjects.models import Alias

    retired = Alias.objects.filter(ends_on__isnull=False).first().value
    found = edition()
    type(found).objects.filter(pk=found.pk).update(title=f"Report on {retired}")
    told = checks.publication_problems(
        edition(), services.current(edition(), timezone.now())
    )
    named = [one for one in told if "may not be published" in one.sentence]
    assert [one.where for one in named] == ["The cover"]
    assert retired not in named[0].sentence


def test_the_scrutineer_comments_and_decides_nothing():
    with_scrutineer()
    services.comment_edition(
        edition(),
        by=viewer(Role.SCRUTINEER),
        at=timezone.now(),
        comment="More on impact, please.",
        read_digest=digest(),
    )
    assert edition().state == EditionState.SCRUTINEER_COMMENT
    assert [one.comment for one in edition().sign_offs.all()] == [
        "More on impact, please."
    ]


def test_the_signing_page_signs_what_was_read():
    with_scrutineer()
    client = client_of(Role.EXECUTIVE)
    address = reverse("sign_edition", args=[edition().key])
    page = client.get(address)
    assert page.status_code == 200
    sent = {"read_digest": digest(), "comment": "", "once": "a" * 32}
    assert client.post(address, sent).status_code == 302
    assert client.post(address, sent).status_code == 302
    assert edition().sign_offs.count() == 1


def test_an_unknown_reference_is_refused_with_its_name():
    section = edition().sections.get(number=1)
    with pytest.raises(Refused, match=r"There is no figure called “no\.such\.figure”"):
        services.amend_section(
            section,
            by=person("alex"),
            at=timezone.now(),
            values={"body": "We met {{figure:no.such.figure}} times."},
            read_version=section.version,
        )


def test_what_was_published_is_kept_whatever_the_records_say_since(tmp_path):
    agreed()
    for word in LEADS:
        sign(word)
    at, alex, nic = timezone.now(), person("alex"), person("nic")
    services.propose_publication(edition(), by=alex, at=at)
    files.publish(edition(), by=nic, at=at)
    before = {form: files.make(edition(), form, by=alex, at=at) for form in files.FORMS}
    assert all(one.content for one in before.values())
    pay_more()
    for form, one in before.items():
        assert files.make(edition(), form, by=alex, at=at).content == one.content
    built = build.build(
        edition(), at=at, as_at=timezone.localdate(), folder=tmp_path / "out"
    )
    assert not built.problems
    assert {path.name for path in built.files} == {
        "site",
        "yearly-report-2024-25.docx",
        "yearly-report-2024-25.pdf",
    }
    assert (tmp_path / "out" / "site" / "index.html").exists()
    page = client_of(Role.BUSINESS_UNIT).get(
        reverse("read_edition", args=[edition().key])
    )
    assert "What the public received is kept as it was" in page.content.decode()


def test_a_figure_cited_in_a_drawn_table_is_frozen_and_leads_to_its_section():
    """As one cited in the text: it is counted in the document and traced to its section."""
    found = assemble.assemble(edition(), as_at=timezone.localdate())
    key = "thread.actions.opened"
    assert key in {one.key for one in found.document.figures}
    led_to = tracing.sections_citing(edition(), {key})
    assert [(one, section.number) for one, section in led_to] == [(key, 8)]
