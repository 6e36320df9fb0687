"""Each shared template with sample contexts: the markup people and programs rely on."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django import forms as django_forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from goldenthread.core import charts, components, context, errors, forms
from goldenthread.core.models import HistoryRow
from goldenthread.core.pages import (
    Cell,
    Detail,
    Filter,
    Kind,
    Link,
    Section,
    Tag,
    fact,
    number,
)
from goldenthread.core.viewer import Viewer


VIEWER = Viewer(account_key="a", name="Robin Example", role="UNIT", post="Manager")
KIND = Kind(
    name="meeting",
    label="meeting",
    label_plural="meetings",
    room="governance",
    model=HistoryRow,
    visible=lambda viewer: HistoryRow.objects.none(),
    columns=("Meeting", "Held", "Decisions", "State"),
    row=lambda record: (),
    title=str,
    detail=lambda record, viewer: Detail(()),
    may_read=lambda viewer: True,
    intro="Every meeting of every group.",
    search=("title",),
    filters=(Filter("state", "State", (("OPEN", "Open"), ("DONE", "Done")), "state"),),
)


def shown(template, address="/meetings/", **given):
    """The page's text with runs of blanks made one."""
    request = RequestFactory().get(address)
    frame = {"request": request, "viewer": VIEWER, "example": False, "nav": []}
    return " ".join(render_to_string(template, {**frame, **given}).split())


def row(number_of):
    return (
        Cell(text=f"Meeting {number_of}", url=f"/m/{number_of}/", hint="Joint"),
        Cell(text="14 May 2024"),
        number(1200 + number_of),
        Cell(tag=Tag("Agreed", "green")),
    )


def a_list(rows, total=None, at=1, **given):
    page = Paginator(range(total if total is not None else len(rows)), 25).get_page(at)
    given = {"words": "", "links": [], "add_url": "", **given}
    chosen = given.pop("chosen", "")
    return shown(
        "core/list.html",
        kind=KIND,
        title="Meetings",
        rows=rows,
        page=page,
        filters=[(one, chosen) for one in KIND.filters],
        **given,
    )


# --- The frame ------------------------------------------------------------------


def test_frame_has_a_way_past_the_menu_and_one_main_part():
    html = shown("core/page.html", title="Privacy", text="One.\n\n- a\n- b")
    assert '<html lang="en-GB"' in html
    assert "<title>Privacy – goldenthread</title>" in html
    assert 'href="#main" class="govuk-skip-link"' in html
    assert html.count('<main class="govuk-main-wrapper" id="main">') == 1
    assert '<p class="govuk-body">One.</p>' in html
    assert "<li>a</li><li>b</li>" in html


def test_frame_has_no_inline_script_or_style():
    html = shown("core/page.html", title="Privacy")
    assert " style=" not in html
    assert "<style" not in html
    assert html.count("<script") == html.count("<script src=") + html.count(
        '<script type="module" src='
    )


def test_example_partnership_says_so_on_every_page():
    words = "Example partnership: children, families, practitioners and events"
    assert words not in shown("core/page.html", title="One")
    assert words in shown("core/page.html", title="One", example=True)


def test_frame_names_the_person_and_their_post():
    html = shown("core/page.html", title="One")
    assert "<strong>Robin Example</strong><span>Manager</span>" in html
    assert "Robin" not in shown("core/page.html", title="One", viewer=None)


def test_menu_marks_where_the_reader_is():
    html = shown(
        "core/page.html", title="One", nav=[("Home", "/", False), ("A", "/a/", 1)]
    )
    assert '<a class="govuk-service-navigation__link" href="/">Home</a>' in html
    assert 'href="/a/" aria-current="true"' in html


def test_frame_context_reads_the_setting(settings):
    settings.EXAMPLE = True
    request = RequestFactory().get("/")
    assert context.frame(request) == {"viewer": None, "example": True}


@pytest.mark.parametrize(
    ("level", "title"), [("success", "Done"), ("info", "Note"), ("error", "Not done")]
)
def test_messages_are_banners(level, title):
    class Message:
        level_tag = level

        def __str__(self):
            return "Saved <b>."

    html = shown("core/page.html", title="One", messages=[Message()])
    assert f'id="message-1">{title}</h2>' in html
    assert "Saved &lt;b&gt;." in html


# --- Lists ------------------------------------------------------------------------


@pytest.mark.parametrize("many", [1, 3])
def test_list_shows_each_row_once_with_a_linked_heading(many):
    html = a_list([row(at) for at in range(many)])
    assert html.count('<th scope="row"') == many
    assert html.count('href="/m/0/"') == 1
    assert (
        html.count('<strong class="govuk-tag govuk-tag--green">Agreed</strong>') == many
    )
    assert 'govuk-table__cell--numeric" data-label="Decisions">1,200</td>' in html
    assert 'govuk-table__header--numeric">Decisions</th>' in html
    assert ("Showing the only one" if many == 1 else "Showing all 3") in html


def test_list_keeps_the_rest_of_the_address_in_its_page_links():
    html = a_list([row(1)], total=61, at=2, address="/meetings/?q=a&page=2")
    assert "Showing 26 to 50 of 61" in html
    assert 'href="?q=a&amp;page=1"' in html
    assert 'href="?q=a&amp;page=3"' in html
    assert 'aria-label="Page 2" aria-current="page"' in html


def test_list_of_one_page_has_no_page_links():
    assert "govuk-pagination" not in a_list([row(1)])


def test_list_shows_gaps_between_far_pages():
    html = a_list([row(1)], total=1000, at=20)
    assert html.count("govuk-pagination__item--ellipsis") == 2


def test_empty_list_says_what_to_do():
    html = a_list([], add_url="/meetings/add/")
    assert "There are no meetings yet." in html
    assert 'href="/meetings/add/">Add the first meeting</a>' in html


def test_narrowed_empty_list_leads_back_to_all():
    html = a_list([], words="<x>", chosen="DONE")
    assert "No meetings match what you asked for." in html
    assert 'value="&lt;x&gt;"' in html
    assert '<option value="DONE" selected>Done</option>' in html
    assert '<option value="OPEN">Open</option>' in html


def test_list_offers_adding_only_where_it_is_allowed():
    assert "Add a meeting" not in a_list([row(1)])
    assert 'href="/add/" class="govuk-button"' in a_list([row(1)], add_url="/add/")


# --- Records ----------------------------------------------------------------------


def a_record(detail, **given):
    given = {"amend_url": "", "history_url": "/h/", "thread_url": "", **given}
    return shown(
        "core/detail.html",
        kind=KIND,
        title="Partners, 14 May 2024",
        detail=detail,
        list_url="/meetings/",
        **given,
    )


def test_record_shows_facts_and_says_what_is_absent():
    html = a_record(Detail((fact("Held on", "14 May 2024"), fact("Place", None))))
    assert (
        '<dt class="govuk-summary-list__key">Place</dt>'
        '<dd class="govuk-summary-list__value">Not recorded</dd>'
    ) in html
    assert 'href="/meetings/">Meetings</a>' in html


def test_record_shows_only_the_buttons_that_lead_somewhere():
    plain = a_record(Detail(()))
    assert [word in plain for word in (">Amend<", ">Thread<", ">History<")] == [
        False,
        False,
        True,
    ]
    full = a_record(
        Detail((), buttons=(Link("Record a decision", "/d/"),)),
        amend_url="/a/",
        thread_url="/t/",
    )
    assert ">Record a decision<" in full
    assert 'href="/a/"' in full
    assert 'href="/t/"' in full


def test_record_sections_hold_prose_tables_charts_links_or_say_nothing_yet():
    sections = (
        Section("Words", text="One.\nTwo."),
        Section(
            "Rows",
            columns=("A", "B"),
            rows=((Cell("x"), number(3)),),
            total=(Cell("All"), number(3)),
        ),
        Section("Drawing", chart=charts.bar_chart("Drawing", [charts.Bar("x", 1)])),
        Section("Empty", links=(Link("Record one", "/r/"),)),
    )
    html = a_record(Detail((), sections=sections))
    assert '<p class="govuk-body">One.<br>Two.</p>' in html
    assert '<tfoot class="gt-table__total"' in html
    assert html.count("<svg xmlns") == 1
    assert "Nothing recorded yet." in html
    assert 'href="/r/">Record one</a>' in html
    assert '<a class="govuk-link" href="#rows">Rows</a>' in html


def test_record_lines_and_hints_are_escaped():
    cell = Cell(lines=("<a>", "b"), hint="<c>")
    html = a_record(Detail((fact("Agencies", cell),)))
    assert "<li>&lt;a&gt;</li><li>b</li>" in html
    assert '<span class="gt-hint">&lt;c&gt;</span>' in html


# --- History ------------------------------------------------------------------------


def test_history_tells_what_changed_in_words():
    rows = [
        {
            "at": datetime(2024, 6, 3, 14, 5, tzinfo=UTC),
            "who": "Manager, Council",
            "action": "amend meeting",
            "purpose": "Wrong day",
            "sequence": 12,
            "changes": [
                {"label": "Held on", "before": "2024-05-15", "after": "2024-05-14"},
                {"label": "Quorate", "before": None, "after": True},
            ],
        }
    ]
    page = Paginator(rows, 25).get_page(1)
    html = shown(
        "core/history.html", title="History", rows=rows, page=page, back_url="/m/"
    )
    assert "Manager, Council" in html
    assert ">3 June 2024 at 3:05pm</time>" in html
    assert 'data-label="Before">15 May 2024</td>' in html
    assert 'data-label="After">14 May 2024</td>' in html
    assert '<span class="gt-absent">Nothing</span>' in html
    assert 'data-label="After">Yes</td>' in html
    assert "Reason: Wrong day" in html


def test_history_of_nothing_says_so():
    page = Paginator([], 25).get_page(1)
    html = shown("core/history.html", title="History", rows=[], page=page)
    assert "Nothing has happened to this record yet." in html


# --- Forms ----------------------------------------------------------------------------


class MeetingForm(forms.PlainForm):
    title = forms.WordsField(help_text="As it stands in the list", longest=200)
    held_on = forms.PlainDateField(label="Date it was held")
    amount = forms.MoneyField(label="Contribution", required=False)
    present = forms.WholeNumberField(label="People present", suffix="people")
    rhythm = forms.IntervalField(label="Rhythm")
    mode = forms.OneOfField([("A", "In person"), ("B", "Online")], label="Mode")
    kind = forms.OneOfField([(str(at), f"Kind {at}") for at in range(8)])
    agencies = forms.SomeOfField(
        [("1", "Police"), ("2", "Council")],
        label="Agencies",
        option_hints={"1": "West Mercia"},
    )
    quorate = forms.YesNoField(label="Was it quorate?")
    private = django_forms.BooleanField(label="Restricted", required=False)
    notes = forms.WordsField(rows=4, required=False, label="Minutes")
    paper = django_forms.FileField(label="Agenda", required=False)
    email = django_forms.EmailField(label="Mail", required=False)
    secret = django_forms.CharField(
        label="Password", widget=django_forms.PasswordInput, required=False
    )
    grouped = django_forms.ChoiceField(
        label="Grouped", choices=[("G", [("a", "A")])], required=False
    )
    token = django_forms.CharField(widget=django_forms.HiddenInput, required=False)
    headings = {"notes": "What was said"}


def field(form, name):
    return " ".join(components.field(form[name]).split())


def test_words_have_a_bold_label_a_hint_and_their_value():
    html = field(MeetingForm(initial={"title": "A <b>"}), "title")
    assert (
        '<label class="govuk-label govuk-label--s" for="id_title"> Title </label>'
        in html
    )
    assert 'id="id_title-hint"' in html
    assert 'aria-describedby="id_title-hint"' in html
    assert 'value="A &lt;b&gt;"' in html
    assert 'maxlength="200"' in html


def test_what_need_not_be_answered_says_optional():
    assert "Contribution (optional)" in field(MeetingForm(), "amount")
    assert "(optional)" not in field(MeetingForm(), "title")


def test_date_has_three_boxes_with_its_parts():
    html = field(MeetingForm(initial={"held_on": date(2024, 5, 14)}), "held_on")
    for part, value in (("day", 14), ("month", 5), ("year", 2024)):
        assert f'id="id_held_on-{part}" name="held_on_{part}"' in html
        assert f'value="{value}"' in html
    assert '<fieldset class="govuk-fieldset" role="group">' in html


def test_date_with_an_error_marks_only_the_wrong_box():
    typed = {"held_on_day": "31", "held_on_month": "", "held_on_year": "2024"}
    form = MeetingForm(typed)
    html = field(form, "held_on")
    assert html.count("govuk-input--error") == 1
    assert "Date it was held must include a month" in html
    assert 'href="#id_held_on-month"' in components.errors(form)


def test_money_stands_behind_its_sign():
    html = field(MeetingForm(initial={"amount": Decimal("66120.50")}), "amount")
    assert '<div class="govuk-input__prefix" aria-hidden="true">£</div>' in html
    assert 'value="66,120.50"' in html


def test_number_has_its_unit_behind_it():
    html = field(MeetingForm(initial={"present": 12}), "present")
    assert 'inputmode="numeric"' in html
    assert '<div class="govuk-input__suffix" aria-hidden="true">people</div>' in html


def test_interval_is_three_labelled_controls():
    html = field(MeetingForm(initial={"rhythm": "2/P1W"}), "rhythm")
    assert 'name="rhythm_times" value="2"' in html
    assert 'name="rhythm_length" value="1"' in html
    assert '<option value="W" selected>weeks</option>' in html
    assert html.count("<label") == 3


def test_few_choices_are_radio_buttons_and_many_a_list():
    radios = field(MeetingForm(initial={"mode": "B"}), "mode")
    assert radios.count('type="radio"') == 2
    assert 'value="B" checked' in radios
    listed = field(MeetingForm(initial={"kind": "3"}), "kind")
    assert '<option value="3" selected>Kind 3</option>' in listed


def test_some_of_a_list_are_checkboxes_and_not_radio_buttons():
    html = field(MeetingForm(initial={"agencies": ["2"]}), "agencies")
    assert html.count('type="checkbox"') == 2
    assert 'value="2" checked' in html
    assert "West Mercia" in html
    assert "radio" not in html


def test_a_group_without_options_says_so():
    form = type("F", (forms.PlainForm,), {"them": forms.SomeOfField([])})()
    html = field(form, "them")
    assert "There is nothing to choose from yet." in html
    assert "data-module" not in html


def test_yes_no_shows_what_stands():
    html = field(MeetingForm(initial={"quorate": False}), "quorate")
    assert 'value="no" checked' in html


def test_one_box_to_tick_keeps_its_tick():
    assert " checked" in field(MeetingForm(initial={"private": True}), "private")
    assert " checked" not in field(MeetingForm(), "private")


def test_many_lines_are_kept_as_typed():
    html = components.field(MeetingForm(initial={"notes": "a\n  b <c>"})["notes"])
    assert ">a\n  b &lt;c&gt;</textarea>" in html
    assert 'rows="4"' in html


def test_file_mail_password_group_and_hidden_fields_have_their_own_markup():
    form = MeetingForm(initial={"secret": "x", "token": "t"})
    assert 'class="govuk-file-upload" id="id_paper" name="paper" type="file"' in field(
        form, "paper"
    )
    assert 'type="email"' in field(form, "email")
    assert 'type="password"' in field(form, "secret")
    assert 'value="x"' not in field(form, "secret")
    assert '<optgroup label="G">' in field(form, "grouped")
    assert field(form, "token").startswith(
        '<input type="hidden" name="token" value="t"'
    )


def test_controls_without_a_component_still_have_hints_and_errors():
    form = type(
        "F",
        (forms.PlainForm,),
        {
            "kind": django_forms.ChoiceField(
                choices=[("G", [("a", "A")])], help_text="From a group"
            ),
            "rhythm": forms.IntervalField(),
            "agreed": django_forms.BooleanField(help_text="By all three"),
        },
    )({"other": "1"})
    html = field(form, "kind")
    assert 'aria-describedby="id_kind-hint id_kind-error"' in html
    assert "From a group" in html
    assert "Choose the kind" in html
    assert "Enter the rhythm" in field(form, "rhythm")
    assert 'href="#id_rhythm_0"' in components.errors(form)
    assert "By all three" in field(form, "agreed")


def test_hidden_fields_are_drawn_bare():
    form = MeetingForm(initial={"token": "t"})
    assert components.fields(form).startswith('<input type="hidden" name="token"')


def test_form_page_carries_its_keys_and_leads_from_errors_to_fields():
    form = MeetingForm({"title": "Kept <b>"})
    form.add_error(None, "The group was closed before this date.")
    html = shown(
        "core/form.html",
        title="Add a meeting",
        form=form,
        once="o1",
        version=3,
        conflict=None,
        back_url="/m/",
        under="Case review group",
    )
    assert "<title>Error: Add a meeting – goldenthread</title>" in html
    assert '<a href="#id_quorate">Answer the question “Was it quorate?”</a>' in html
    assert "<li> The group was closed before this date. </li>" in html
    assert 'name="once" value="o1"' in html
    assert 'name="version" value="3"' in html
    assert 'enctype="multipart/form-data"' in html
    assert 'value="Kept &lt;b&gt;"' in html
    assert "What was said</h2>" in html
    ids = [part.split('"')[0] for part in html.split(' id="')[1:]]
    assert len(ids) == len(set(ids))


def test_conflict_shows_both_versions_and_keeps_what_was_typed():
    rows = [{"label": "Title", "theirs": "Theirs", "yours": ["Mine", "Too"]}]
    html = shown(
        "core/form.html",
        title="Amend",
        form=MeetingForm(initial={"title": "Mine"}),
        once="o",
        version=4,
        conflict={"rows": rows, "version": 4},
        back_url="/m/",
    )
    assert "Saved by someone else" in html
    assert 'data-label="Saved by someone else">Theirs</td>' in html
    assert "<li>Mine</li><li>Too</li>" in html
    assert 'value="Mine"' in html


def test_confirm_page_asks_for_its_reason():
    form = type("Why", (forms.PlainForm,), {"why": forms.WordsField(rows=3)})()
    html = shown(
        "core/confirm.html",
        title="Close this action",
        text="It leaves the list.",
        form=form,
        once="o",
        back_url="/a/",
        button="Close the action",
        warning="The owner is told.",
    )
    assert "Close the action </button>" in html or "Close the action</button>" in html
    assert 'name="once" value="o"' in html
    assert "The owner is told." in html


# --- Errors and words ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "status", "title"),
    [
        (lambda r: errors.bad_request(r, None), 400, "The request could not be read"),
        (lambda r: errors.stale_form(r), 403, "This page was open too long"),
        (lambda r: errors.not_found(r, None), 404, "Page not found"),
        (lambda r: errors.forbidden(r, None), 404, "Page not found"),
        (
            lambda r: errors.conflict(r, "Already agreed."),
            409,
            "This has already changed",
        ),
        (lambda r: errors.too_many(r), 429, "Too many attempts"),
        (lambda r: errors.broken(r), 500, "Something went wrong"),
    ],
)
def test_error_pages_are_written_for_people(answer, status, title):
    request = RequestFactory().get("/secret-address/")
    response = answer(request)
    assert response.status_code == status
    assert f'<h1 class="govuk-heading-l">{title}</h1>' in response.content.decode()
    assert "secret-address" not in response.content.decode()


@pytest.mark.parametrize(
    ("template", "value", "expected"),
    [
        ("{{ v|day }}", date(2025, 3, 1), "1 March 2025"),
        ("{{ v|day }}", None, ""),
        (
            "{{ v|moment }}",
            datetime(2025, 1, 1, 0, 5, tzinfo=UTC),
            "1 January 2025 at 12:05am",
        ),
        ("{{ v|moment }}", None, ""),
        ("{{ v|told }}", "2024-99-99", "2024-99-99"),
        ("{{ v|told }}", "2024-05-14T09:30:00+01:00", "14 May 2024 at 9:30am"),
        ("{{ v|told }}", "<b>", "&lt;b&gt;"),
        ("{{ v|told }}", "a\nb", '<p class="govuk-body">a<br>b</p>'),
        ("{{ v|told }}", False, "No"),
        ("{{ v|prose }}", "<b>", '<p class="govuk-body">&lt;b&gt;</p>'),
        ("{{ v|first_upper }}", "section 11", "Section 11"),
        ("{% address 'nothing_such' as a %}[{{ a }}]", None, "[]"),
    ],
)
def test_words_for_people(template, value, expected):
    engine = Template("{% load look %}" + template)
    assert engine.render(Context({"v": value})) == expected
