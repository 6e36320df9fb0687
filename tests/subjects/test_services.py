"""Circles, bars, pseudonyms and the vault: what is written and what is refused."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from goldenthread.core import history, records
from goldenthread.core.access import Refused
from goldenthread.core.models import HistoryDetail, HistoryRow
from goldenthread.subjects import presenters, queries, services
from goldenthread.subjects.models import Alias, Bar, Identity, Proposal, Subject
from goldenthread.subjects.models.vault import VaultFault, seal, unseal
from goldenthread.subjects.services import names
from tests.partnership import factories as people
from tests.subjects import factories
from tests.subjects.factories import AT, DAY


# --- Circles ------------------------------------------------------------------


def test_whoever_opens_a_circle_stands_in_it(home, outsider):
    circle = services.add_circle(
        by=outsider, at=AT, values={"restricted": False, "own_role": "CASE_CHAIR"}
    )
    (place,) = circle.members.all()
    assert (place.person_id, place.role, place.no_conflict_declared_on) == (
        outsider.person_id,
        "CASE_CHAIR",
        DAY,
    )
    assert list(queries.circles(outsider)) == [circle]


@pytest.mark.parametrize(
    "role", ["AGENCY_LEAD", "EXECUTIVE", "SCRUTINEER", "ADMINISTRATOR"]
)
def test_only_the_business_unit_opens_a_circle(home, role):
    viewer = factories.viewer(home, role)
    with pytest.raises(Refused):
        services.add_circle(by=viewer, at=AT, values={"restricted": False})


def test_nobody_outside_keeps_a_circle(home, circle, outsider):
    """First a person inside can, so that the refusal is the circle's."""
    who = {"person": factories.person_of(factories.viewer(home)), "role": "AGENCY"}
    with pytest.raises(Refused):
        services.add_circle_member(by=outsider, at=AT, values=who, parent=circle)
    factories.let_in(circle, outsider)
    assert services.add_circle_member(by=outsider, at=AT, values=who, parent=circle)


def test_a_barred_person_is_not_asked_in(home, circle):
    viewer = factories.viewer(home)
    factories.bar(circle, viewer)
    with pytest.raises(Refused):
        factories.ask_in(circle, viewer)


def test_a_person_barred_from_a_case_is_not_asked_into_its_theme(home, circle):
    viewer, theme = factories.viewer(home), factories.circle(home)
    services.take_in(theme, circle, by=people.loader(home), at=AT)
    factories.bar(circle, viewer)
    with pytest.raises(Refused):
        factories.ask_in(theme, viewer)


def test_a_person_has_one_place_and_one_bar(circle, unit):
    with pytest.raises(Refused):
        factories.ask_in(circle, unit)
    factories.bar(circle, unit)
    with pytest.raises(Refused):
        factories.bar(circle, unit)
    with pytest.raises(IntegrityError), transaction.atomic():
        Bar.objects.create(
            circle=circle, person_id=unit.person_id, reason="Twice", starts_on=DAY
        )


def test_nobody_bars_themselves(circle, unit):
    values = {"person": factories.person_of(unit), "reason": "Related"}
    with pytest.raises(Refused):
        services.add_bar(by=unit, at=AT, values=values, parent=circle)


def test_leaving_a_circle_needs_a_reason(circle, unit):
    (place,) = circle.members.filter(person_id=unit.person_id)
    values = {"role": "UNIT", "ends_on": DAY, "end_reason": ""}
    with pytest.raises(Refused):
        services.amend_circle_member(
            place, by=unit, at=AT, values=values, read_version=place.version
        )


def test_only_the_person_asked_declares(home, circle, unit):
    place = factories.ask_in(circle, factories.viewer(home))
    with pytest.raises(Refused):
        services.declare_no_conflict(place, by=unit, at=AT)


def test_a_declaration_is_made_once(home, circle):
    viewer = factories.viewer(home)
    place = factories.ask_in(circle, viewer)
    done = services.declare_no_conflict(place, by=viewer, at=AT)
    with pytest.raises(Refused):
        services.declare_conflict(done, reason="Late", by=viewer, at=AT)


def test_somebody_asked_from_outside_the_circle_bars_themselves_once(home, circle):
    viewer = factories.let_in(circle, factories.viewer(home))
    said = {"reason": "A relative", "by": viewer, "at": AT}
    bar = services.declare_conflict_with(circle, **said)
    assert (bar.person, bar.circle) == (factories.person_of(viewer), circle)
    assert services.declare_conflict_with(circle, **said) is None
    assert Bar.objects.count() == 1
    assert not queries.circles(factories.with_circles(viewer)).exists()


def test_a_restricted_circle_is_opened_by_its_chair_only(home, circle, unit):
    restrict = {"restricted": True, "reason": "Known in the town"}
    circle = services.amend_circle(
        circle, by=unit, at=AT, values=restrict, read_version=1
    )
    who = {"person": factories.person_of(factories.viewer(home)), "role": "AGENCY"}
    with pytest.raises(Refused):
        services.add_circle_member(by=unit, at=AT, values=who, parent=circle)
    chair = factories.let_in(circle, factories.viewer(home), "CASE_CHAIR")
    assert services.add_circle_member(by=chair, at=AT, values=who, parent=circle)


def test_lifting_a_restriction_takes_two_people(home, unit):
    """A10."""
    chair, circle = factories.viewer(home), factories.circle(home, restricted=True)
    factories.let_in(circle, chair, "CASE_CHAIR")
    factories.let_in(circle, unit)
    lift = {"restricted": False, "reason": "No longer needed"}
    circle = services.amend_circle(circle, by=chair, at=AT, values=lift, read_version=1)
    assert circle.restricted is True
    (proposal,) = queries.proposals(unit)
    with pytest.raises(Refused):
        _decide(proposal, chair)
    _decide(proposal, unit)
    circle.refresh_from_db()
    assert circle.restricted is False


def _decide(proposal, viewer, outcome="CONFIRMED"):
    return services.amend_proposal(
        proposal,
        by=viewer,
        at=AT,
        values={"outcome": outcome, "decision_reason": ""},
        read_version=1,
    )


# --- Pseudonyms ---------------------------------------------------------------


def test_a_rename_takes_two_people(subject, unit, other_unit):
    """A10: the proposer cannot confirm; somebody else can, once."""
    values = {"new_name": "Child Comet", "reason": "Too close"}
    proposal = services.add_proposal(by=unit, at=AT, values=values, parent=subject)
    with pytest.raises(Refused):
        _decide(proposal, unit)
    assert _today(subject) == "Child Lantern"
    decided = _decide(proposal, other_unit)
    assert (_today(subject), decided.new_name) == ("Child Comet", "")
    with pytest.raises(Refused):
        _decide(proposal, other_unit)


def _today(subject) -> str:
    return Subject.objects.with_alias().get(pk=subject.pk).alias_today


def test_the_database_refuses_one_person_deciding_alone(subject, unit):
    values = {"new_name": "Child Comet", "reason": "Too close"}
    proposal = services.add_proposal(by=unit, at=AT, values=values, parent=subject)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(
            outcome="CONFIRMED", decided_at=AT, decided_by=unit.account_key
        )


def test_a_refused_rename_changes_nothing(subject, unit, other_unit):
    values = {"new_name": "Child Comet", "reason": "Too close"}
    proposal = services.add_proposal(by=unit, at=AT, values=values, parent=subject)
    _decide(proposal, other_unit, "REFUSED")
    assert _today(subject) == "Child Lantern"
    assert Alias.objects.count() == 1


def test_the_same_change_is_not_proposed_twice(subject, unit, other_unit):
    values = {"new_name": "Child Comet", "reason": "Too close"}
    services.add_proposal(by=unit, at=AT, values=values, parent=subject)
    with pytest.raises(Refused):
        services.add_proposal(by=other_unit, at=AT, values=values, parent=subject)


@pytest.mark.parametrize("name", ["Child Lantern", "child-LANTERN", "Chíld  Lantern"])
def test_a_name_once_used_is_never_used_again(subject, unit, other_unit, name):
    """N3: in whatever spelling, by whichever subject, and in one sentence for all."""
    factories.renamed(subject, "Child Comet", by=unit, and_by=other_unit)
    with pytest.raises(Refused) as refusal:
        factories.subject(subject.circle, alias=name)
    assert str(refusal.value) == names.UNUSABLE


def test_a_name_of_signs_alone_is_refused(circle):
    with pytest.raises(Refused):
        factories.subject(circle, alias="--")


def test_the_database_refuses_a_name_twice(subject):
    other = factories.subject(subject.circle)
    with pytest.raises(IntegrityError), transaction.atomic():
        Alias.objects.create(
            subject=other,
            value="CHILD LANTERN",
            folded="childlantern",
            starts_on=DAY,
            ends_on=DAY,
            reason="By hand",
        )


def test_a_name_shared_with_the_vault_or_the_staff_is_refused(home, subject):
    people.person(home, name="Merrin Example")
    factories.identity(subject, NAME="Ottoline Canary", OTHER_NAMES="Otty Canary")
    for name in ("Merrin", "Child Ottoline", "Otty’s family"):
        with pytest.raises(Refused):
            factories.subject(subject.circle, alias=name)


def test_a_drawn_name_is_new_and_neutral(monkeypatch, home, circle):
    monkeypatch.setattr(names, "alias_words", lambda: ("Anvil", "Acorn", "Atlas"))
    people.person(home, name="Acorn Example")
    factories.subject(circle, alias="Child Atlas")
    assert names.draw_name("CHILD", home.pk) == "Child Anvil"
    assert factories.subject(circle, alias="").alias_today == "Child Anvil"
    with pytest.raises(Refused, match="used up"):
        names.draw_name("CHILD", home.pk)


def test_the_list_of_names_has_no_two_alike():
    words = names.alias_words()
    assert len({word.casefold() for word in words}) == len(words) > 100


def test_no_pseudonym_is_in_the_history(subject, unit, other_unit):
    """N3: the history of a rename tells that it happened, never which names."""
    factories.renamed(subject, "Child Comet", by=unit, and_by=other_unit)
    kept = [
        *HistoryDetail.objects.values_list("before", "after"),
        *HistoryRow.objects.values_list("purpose", "subjects", "action"),
    ]
    assert HistoryRow.objects.filter(action="decide_rename").count() == 1
    assert [one for one in kept if "omet" in str(one) or "antern" in str(one)] == []


def test_a_subject_is_amended_but_not_renamed_so(subject, unit):
    family = factories.subject(subject.circle, kind="FAMILY")
    values = {"kind": "CHILD", "family": family, "source_note": "", "alias": "X"}
    done = services.amend_subject(
        subject, by=unit, at=AT, values=values, read_version=1
    )
    assert (done.family, done.alias_today) == (family, "Child Lantern")


def test_a_stale_amendment_conflicts(subject, unit):
    values = {"kind": "ADULT", "family": None, "source_note": ""}
    services.amend_subject(subject, by=unit, at=AT, values=values, read_version=1)
    with pytest.raises(records.Conflict):
        services.amend_subject(
            subject, by=unit, at=AT, values=values | {"kind": "CHILD"}, read_version=1
        )


def test_a_family_is_another_subject_and_a_family(subject, unit):
    child = factories.subject(subject.circle)
    for wrong in (subject, child):
        values = {"kind": "FAMILY", "family": wrong, "source_note": ""}
        with pytest.raises(ValidationError):
            services.amend_subject(
                subject, by=unit, at=AT, values=values, read_version=1
            )


def test_a_lifted_bar_is_not_lifted_again(home, circle, unit, other_unit):
    bar = factories.bar(circle, factories.viewer(home))
    values = {"end_reason": "Moved away"}
    with pytest.raises(records.Conflict):
        services.amend_bar(bar, by=unit, at=AT, values=values, read_version=9)
    services.amend_bar(bar, by=unit, at=AT, values=values, read_version=1)
    (proposal,) = queries.proposals(other_unit)
    assert "Lifting a bar: " in presenters.proposal_title(proposal)
    with pytest.raises(records.Conflict):
        services.amend_proposal(
            proposal,
            by=other_unit,
            at=AT,
            values={"outcome": "CONFIRMED"},
            read_version=9,
        )
    _decide(proposal, other_unit)
    bar.refresh_from_db()
    with pytest.raises(Refused):
        services.amend_bar(bar, by=unit, at=AT, values=values, read_version=2)


# --- The vault ----------------------------------------------------------------


def _open(subject, viewer, item="NAME", words="Two records look alike"):
    return services.open_identity(
        subject, item, purpose="MATCH", words=words, by=viewer, at=AT
    )


def test_an_item_opens_for_a_purpose_and_is_recorded(subject, unit):
    factories.identity(subject, NAME="Canary Quill")
    assert _open(subject, unit) == "Canary Quill"
    row = HistoryRow.objects.order_by("-sequence").first()
    assert (row.action, row.actor, row.record_key, row.subjects, row.purpose) == (
        "open_identity_name",
        unit.account_key,
        subject.key,
        sorted([subject.key, subject.circle.key]),
        "To make sure two records are about the same person: Two records look alike",
    )


def test_a_refused_opening_reads_nothing(home, subject, outsider):
    factories.identity(subject)
    lead = factories.let_in(subject.circle, factories.viewer(home, "AGENCY_LEAD"))
    before = history.head()
    for viewer in (outsider, lead):
        with pytest.raises(Refused):
            _open(subject, viewer)
    assert history.head() == before


def test_an_opening_without_words_or_content_is_refused(subject, unit):
    factories.identity(subject)
    for item, words in (("NAME", "  "), ("ADDRESS", "x"), ("NONSENSE", "x")):
        with pytest.raises(Refused):
            _open(subject, unit, item, words)


def test_earlier_names_open_like_an_item_of_the_vault(subject, unit, other_unit):
    with pytest.raises(Refused):
        _open(subject, unit, "EARLIER_NAMES")
    factories.renamed(subject, "Child Comet", by=unit, and_by=other_unit)
    assert _open(subject, unit, "EARLIER_NAMES") == "Child Lantern"


def test_what_is_kept_stays_when_another_item_is_kept(subject, unit):
    factories.identity(subject, NAME="Canary Quill")
    services.keep_identity(subject, {"ADDRESS": "1 Nowhere"}, by=unit, at=AT)
    assert (_open(subject, unit), _open(subject, unit, "ADDRESS")) == (
        "Canary Quill",
        "1 Nowhere",
    )
    services.keep_identity(subject, {"NAME": ""}, by=unit, at=AT)
    assert Identity.objects.get().holds("NAME") is False


def test_no_row_of_the_database_holds_the_name(subject):
    """D3: every byte of every column of the vault's table, as the database gives it."""
    factories.identity(subject, NAME="Canary Quill", ADDRESS="1 Nowhere Lane")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM subjects_identity")
        (row,) = cursor.fetchall()
    kept = b"".join(
        bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
        for value in row
    )
    assert len(kept) > 100
    assert [word for word in (b"Canary", b"Quill", b"Nowhere") if word in kept] == []


def test_the_history_says_which_items_were_kept_only(subject):
    factories.identity(subject, NAME="Canary Quill")
    (detail,) = HistoryDetail.objects.filter(row__action="keep_identity")
    assert (detail.before, detail.after) == ({}, {"items": ["NAME"]})


def test_a_sealed_item_opens_in_its_place_only(subject, settings):
    sealed = seal("Canary", "one:NAME")
    assert unseal(sealed, "one:NAME") == "Canary"
    faults = [
        lambda: unseal(sealed, "two:NAME"),
        lambda: unseal(sealed[:-1] + b"x", "one:NAME"),
        lambda: unseal(b"\x02" + sealed[1:], "one:NAME"),
    ]
    for fault in faults:
        with pytest.raises(VaultFault):
            fault()
    settings.VAULT_KEY = "another key of the vault, sixty-four signs"
    with pytest.raises(VaultFault):
        unseal(sealed, "one:NAME")


def test_the_chain_holds_after_all_this(subject, unit, other_unit):
    factories.renamed(subject, "Child Comet", by=unit, and_by=other_unit)
    factories.identity(subject, NAME="Canary Quill")
    _open(subject, unit)
    assert history.verify() is None
