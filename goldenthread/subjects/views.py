"""Pages about subjects, their circles, and the vault."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from goldenthread.core import access, record_views
from goldenthread.core.access import Refused
from goldenthread.core.pages import Detail, Filter, Kind, Link, Section, register
from goldenthread.core.paging import page_of
from goldenthread.core.viewer import Viewer
from goldenthread.subjects import forms, presenters, queries, rules, services
from goldenthread.subjects.models import Bar, Circle, CircleMember, Proposal, Subject
from goldenthread.subjects.states import Outcome, ProposalKind, SubjectKind


# --- Circles -------------------------------------------------------------------


def circle_detail(circle: Circle, viewer: Viewer) -> Detail:
    """A circle with who stands in it and, for the business unit, who is held out."""
    keeps = rules.may_keep_cases(viewer)
    inside = queries.members(viewer).filter(circle=circle)
    rows = [record_views.linked_row(CIRCLE_MEMBER, one) for one in inside]
    sections = [_subjects_of(circle, viewer), presenters.members_section(rows)]
    buttons = [Link("Ask a person in", CIRCLE_MEMBER.add_url(circle))] if keeps else []
    if rules.may_see_bars(viewer):
        sections.append(_bars_of(circle, viewer))
        buttons.append(Link("Hold a person out", BAR.add_url(circle)))
    return Detail(
        lead="Everything about these cases is shown to the people below only.",
        facts=presenters.circle_facts(circle),
        sections=tuple(sections),
        tags=(presenters.restricted_tag(circle),),
        buttons=tuple(buttons),
    )


def _subjects_of(circle: Circle, viewer: Viewer) -> Section:
    return subject_section(
        "Whom it is about", queries.subjects(viewer).filter(circle=circle)
    )


def subject_section(title: str, found: Any) -> Section:
    return Section(
        title=title,
        columns=SUBJECT.columns,
        rows=tuple(record_views.linked_row(SUBJECT, one) for one in found),
        empty="Nobody is recorded yet.",
    )


def _bars_of(circle: Circle, viewer: Viewer) -> Section:
    found = queries.bars(viewer).filter(circle=circle)
    return Section(
        title="Who is held out",
        columns=BAR.columns,
        rows=tuple(record_views.linked_row(BAR, one) for one in found),
        empty="Nobody is held out.",
    )


CIRCLE = register(
    Kind(
        name="circle",
        label="circle",
        label_plural="circles",
        room="subjects",
        model=Circle,
        visible=queries.circles,
        columns=("Circle", "Letting in", "Subjects"),
        row=presenters.circle_row,
        title=presenters.circle_title,
        detail=circle_detail,
        may_read=rules.may_read_cases,
        may_write=rules.may_keep_cases,
        form=forms.CircleForm,
        initial=forms.circle_initial,
        add=services.add_circle,
        amend=services.amend_circle,
        intro="The named people round each case. You see the circles you stand in.",
        empty="You stand in no circle.",
        subjects=presenters.circle_tokens,
        links=(("Circles you have been asked into", "list_own_places"),),
    )
)

CIRCLE_MEMBER = register(
    Kind(
        name="circle_member",
        label="place in a circle",
        label_plural="places in circles",
        room="subjects",
        model=CircleMember,
        visible=queries.members,
        columns=("Person", "Part", "Declared", "From", "Until"),
        row=presenters.member_row,
        title=presenters.member_title,
        detail=presenters.member_detail,
        may_read=rules.may_read_cases,
        may_write=rules.may_keep_cases,
        form=forms.CircleMemberForm,
        initial=forms.circle_member_initial,
        add=services.add_circle_member,
        amend=services.amend_circle_member,
        parent=CIRCLE,
        subjects=presenters.member_tokens,
    )
)

BAR = register(
    Kind(
        name="bar",
        label="bar",
        label_plural="people held out",
        room="subjects",
        model=Bar,
        visible=queries.bars,
        columns=("Person", "Circle", "Standing", "From"),
        row=presenters.bar_row,
        title=presenters.bar_title,
        detail=presenters.bar_detail,
        may_read=rules.may_see_bars,
        may_write=rules.may_see_bars,
        form=forms.BarForm,
        initial=forms.bar_initial,
        add=services.add_bar,
        amend=services.amend_bar,
        parent=CIRCLE,
        intro="A conflict of interest. It beats every other right.",
        subjects=presenters.member_tokens,
    )
)


# --- Being asked into a circle ----------------------------------------------------


@access.page(may=rules.may_read_cases)
def list_own_places(request: HttpRequest) -> HttpResponse:
    """Circles the viewer is asked into; nothing of a case shows before they declare."""
    rows = [
        presenters.own_place_row(one, reverse("declare_place", args=[one.key]))
        for one in queries.own_places(request.viewer)
    ]
    context = {
        "title": "Circles you have been asked into",
        "columns": ("Circle", "Part", "Asked on"),
        "rows": rows,
    }
    return render(request, "subjects/own_places.html", context)


@access.page(may=rules.may_read_cases, methods=("GET", "POST"))
def declare_place(request: HttpRequest, key: str) -> HttpResponse:
    """The person asked says whether there is a conflict of interest (rule A4)."""
    place = get_object_or_404(queries.own_places(request.viewer), key=key)
    form = forms.DeclarationForm(request.POST or None, viewer=request.viewer)
    who: dict[str, Any] = {"by": request.viewer, "at": timezone.now()}

    def save() -> Any:
        if form.cleaned_data["conflict"]:
            reason = form.cleaned_data["reason"]
            return services.declare_conflict(place, reason=reason, **who)
        return services.declare_no_conflict(place, **who)

    context = {
        "title": "Declare before you join",
        "back_url": reverse("list_own_places"),
        "button": "Declare",
    }
    return record_views.answer_form(
        request, form, save, lambda _: reverse("list_own_places"), context
    )


# --- Subjects ------------------------------------------------------------------


def subject_detail(subject: Subject, viewer: Viewer) -> Detail:
    sections = []
    if subject.kind == SubjectKind.FAMILY:
        found = queries.family_members(viewer, subject)
        sections.append(subject_section("Members of the family", found))
    if rules.may_see_bars(viewer):
        sections.append(_proposals_of(subject, viewer))
    return presenters.subject_detail(subject, sections, _buttons(subject, viewer))


def _proposals_of(subject: Subject, viewer: Viewer) -> Section:
    found = queries.proposals(viewer).filter(subject=subject)
    return Section(
        title="Changes of name that take two people",
        columns=PROPOSAL.columns,
        rows=tuple(record_views.linked_row(PROPOSAL, one) for one in found),
        empty="None has been proposed.",
    )


def _buttons(subject: Subject, viewer: Viewer) -> tuple[Link, ...]:
    found = []
    if rules.may_ask_who_looked(viewer):
        url = reverse("list_lookings", args=[subject.key])
        found.append(Link("Who has looked", url))
    if rules.may_open_vault(viewer):
        found.append(Link("Identity", reverse("open_identity", args=[subject.key])))
        found.append(Link("Propose a new pseudonym", PROPOSAL.add_url(subject)))
    return tuple(found)


SUBJECT = register(
    Kind(
        name="subject",
        label="subject",
        label_plural="subjects",
        room="subjects",
        model=Subject,
        visible=queries.subjects,
        one=queries.subject_page,
        columns=("Pseudonym", "Who or what", "Family", "Invented"),
        row=presenters.subject_row,
        title=presenters.alias_today,
        detail=subject_detail,
        may_read=rules.may_read_cases,
        may_write=rules.may_keep_cases,
        form=forms.SubjectForm,
        initial=forms.subject_initial,
        add=services.add_subject,
        amend=services.amend_subject,
        intro="Children, adults, families, settings and places, under the pseudonym of "
        "today. You see those of the circles you stand in.",
        empty="Nobody in your circles is recorded.",
        search=("alias_today",),
        filters=(Filter("kind", "Who or what", tuple(SubjectKind.choices), "kind"),),
        subjects=presenters.subject_tokens,
    )
)

PROPOSAL = register(
    Kind(
        name="proposal",
        label="change that takes two people",
        label_plural="changes that take two people",
        room="subjects",
        model=Proposal,
        visible=queries.proposals,
        columns=("Change", "Standing", "Proposed by", "On"),
        row=presenters.proposal_row,
        title=presenters.proposal_title,
        detail=presenters.proposal_detail,
        may_read=rules.may_see_bars,
        may_write=rules.may_see_bars,
        form=forms.ProposalForm,
        initial=forms.proposal_initial,
        add=services.add_proposal,
        amend=services.amend_proposal,
        parent=SUBJECT,
        intro="New pseudonyms, lifted bars and lifted restrictions: one person "
        "proposes, another decides.",
        filters=(
            Filter("kind", "Change", tuple(ProposalKind.choices), "kind"),
            Filter("outcome", "Standing", tuple(Outcome.choices), "outcome"),
        ),
        subjects=presenters.proposal_tokens,
    )
)


@access.page(may=rules.may_ask_who_looked)
def list_lookings(request: HttpRequest, key: str) -> HttpResponse:
    """Who has looked at this subject: pages, lists, searches, exports (rule L4)."""
    with transaction.atomic():
        subject = record_views.load(SUBJECT, request.viewer, key)
        record_views.log_one(
            SUBJECT, subject, by=request.viewer, action="list_lookings"
        )
        page = page_of(
            queries.lookings(subject),
            request.GET.get("page"),
            record_views.PAGE_LENGTH,
        )
        context = {
            "title": f"Who has looked at {presenters.alias_today(subject)}",
            "back_url": SUBJECT.url(subject),
            "page": page,
            "columns": ("When", "Who", "What", "Why"),
            "rows": presenters.looking_rows(page.object_list),
        }
        return render(request, "subjects/lookings.html", context)


# --- The vault -------------------------------------------------------------------


@never_cache
@access.page(may=rules.may_open_vault, methods=("GET", "POST"))
def open_identity(request: HttpRequest, key: str) -> HttpResponse:
    """What the vault holds of a subject; one item opens at a time, for a purpose."""
    with transaction.atomic():
        subject = record_views.load(SUBJECT, request.viewer, key)
        record_views.log_one(
            SUBJECT, subject, by=request.viewer, action="view_identity"
        )
    form = forms.OpenIdentityForm(request.POST or None, viewer=request.viewer)
    opened = _opened(request, subject, form) if form.is_valid() else None
    context = {
        "title": f"Identity behind {presenters.alias_today(subject)}",
        "back_url": SUBJECT.url(subject),
        "keep_url": reverse("keep_identity", args=[subject.key]),
        "held": presenters.held_rows(queries.identity_of(request.viewer, subject)),
        "form": form,
        "opened": opened,
    }
    status = 422 if form.errors else 200
    return render(request, "subjects/identity.html", context, status=status)


def _opened(request: HttpRequest, subject: Subject, form: Any) -> dict[str, str] | None:
    values = form.cleaned_data
    try:
        words = services.open_identity(
            subject, **values, by=request.viewer, at=timezone.now()
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    return {"label": dict(forms.OPENABLE)[values["item"]], "words": words}


@never_cache
@access.page(may=rules.may_open_vault, methods=("GET", "POST"))
def keep_identity(request: HttpRequest, key: str) -> HttpResponse:
    """Seal parts of an identity; what is there already is never shown here."""
    with transaction.atomic():
        subject = record_views.load(SUBJECT, request.viewer, key)
        record_views.log_one(
            SUBJECT, subject, by=request.viewer, action="open_keep_identity"
        )
    form = forms.IdentityForm(request.POST or None, viewer=request.viewer)

    def save() -> Any:
        return services.keep_identity(
            subject, form.given(), by=request.viewer, at=timezone.now()
        )

    context = {
        "title": f"Identity behind {presenters.alias_today(subject)}",
        "intro": "What you enter replaces what is held. What you leave empty stays.",
        "back_url": reverse("open_identity", args=[subject.key]),
        "button": "Seal",
    }
    return record_views.answer_form(
        request,
        form,
        save,
        lambda _: reverse("open_identity", args=[subject.key]),
        context,
    )
