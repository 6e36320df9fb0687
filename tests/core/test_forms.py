from datetime import date, time
from decimal import Decimal

import pytest
from django import forms as django_forms
from django.contrib.contenttypes.models import ContentType

from goldenthread.core import components, forms
from goldenthread.core.models import BankHoliday
from goldenthread.core.viewer import Viewer


def cleaned(field, **typed):
    """The clean value of one field, or its only error as text."""
    form = type("One", (forms.PlainForm,), {"it": field})(typed or {"other": "1"})
    return form.cleaned_data["it"] if form.is_valid() else form.errors["it"][0]


def typed_date(day="", month="", year=""):
    return {"it_day": day, "it_month": month, "it_year": year}


def held_on(**rest):
    return forms.PlainDateField(label="Date it was held", **rest)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (("14", "5", "2024"), date(2024, 5, 14)),
        (("1", "March", "2025"), date(2025, 3, 1)),
        ((" 29", "feb ", "2024"), date(2024, 2, 29)),
        (("", "", ""), "Enter the date it was held"),
        (("14", "", "2024"), "Date it was held must include a month"),
        (("", "", "2024"), "Date it was held must include a day and a month"),
        (
            ("14", "5", "24"),
            "Date it was held must have a year of 4 numbers, like 2025",
        ),
        (("32", "5", "2024"), "Date it was held must have a day from 1 to 31"),
        (("1", "13", "2024"), "Date it was held must have a month from 1 to 12"),
        (("1", "ju", "2024"), "Date it was held must have a month from 1 to 12"),
        (("31", "6", "2024"), "Date it was held must be a real date"),
        (("1", "6", "0202"), "Date it was held must be 1 January 1900 or later"),
        (("1", "6", "2204"), "Date it was held must be 31 December 2100 or earlier"),
        (("١", "6", "2024"), "Date it was held must have a day from 1 to 31"),
    ],
)
def test_date_reads_three_boxes_and_names_the_wrong_one(typed, expected):
    assert cleaned(held_on(), **typed_date(*typed)) == expected


def test_date_says_its_own_words_when_nothing_is_entered():
    field = held_on(missing="Enter the date the meeting was held")
    assert cleaned(field) == "Enter the date the meeting was held"


def test_date_not_required_is_none():
    assert cleaned(held_on(required=False)) is None


def test_date_keeps_within_its_limits():
    field = held_on(earliest=date(2024, 4, 1), latest=date(2025, 3, 31))
    assert cleaned(field, **typed_date("1", "4", "2024")) == date(2024, 4, 1)
    assert (
        cleaned(field, **typed_date("31", "3", "2024"))
        == "Date it was held must be 1 April 2024 or later"
    )
    assert (
        cleaned(field, **typed_date("1", "4", "2025"))
        == "Date it was held must be 31 March 2025 or earlier"
    )


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("14:30", time(14, 30)),
        ("2.30pm", time(14, 30)),
        ("2 pm", time(14)),
        ("12am", time(0)),
        ("25:00", "Start must be a time of day, like 14:30 or 2:30pm"),
        ("14", "Start must be a time of day, like 14:30 or 2:30pm"),
        ("", "Enter the start"),
    ],
)
def test_time_reads_what_people_write(typed, expected):
    assert cleaned(forms.PlainTimeField(label="Start"), it=typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("66,120", Decimal("66120.00")),
        ("£1,250.50", Decimal("1250.50")),
        ("0", Decimal("0.00")),
        ("-1", "Contribution must be £0 or more"),
        ("lots", "Contribution must be an amount of money, like 1,250 or 1,250.50"),
        ("1.234", "Contribution must be an amount of money, like 1,250 or 1,250.50"),
        ("", "Enter the contribution"),
    ],
)
def test_money_is_pounds_and_pence(typed, expected):
    assert cleaned(forms.MoneyField(label="Contribution"), it=typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1,204", 1204),
        ("0", 0),
        ("-3", "People present must be 0 or more"),
        ("2.5", "People present must be a whole number, like 12"),
        ("", "Enter the people present"),
    ],
)
def test_whole_number_is_nought_or_more(typed, expected):
    assert cleaned(forms.WholeNumberField(label="People present"), it=typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("0.6", Decimal("0.6")),
        ("12%", Decimal("12")),
        ("0.625", "Share must have at most 2 decimal places"),
        ("1e5", "Share must be a number, like 2.5"),
        ("101", "Share must be 100 or less"),
    ],
)
def test_number_has_limits_and_places(typed, expected):
    field = forms.NumberField(label="Share", largest=Decimal(100))
    assert cleaned(field, it=typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (("1", "2", "M"), "P2M"),
        (("2", "1", "W"), "2/P1W"),
        (("", "6", "M"), "P6M"),
        (("", "", "M"), "Enter the rhythm"),
        (
            ("x", "2", "M"),
            "Rhythm must be whole numbers: how many times in how long",
        ),
    ],
)
def test_interval_is_stored_as_an_interval(typed, expected):
    times, length, unit = typed
    answer = cleaned(
        forms.IntervalField(label="Rhythm"),
        it_times=times,
        it_length=length,
        it_unit=unit,
    )
    assert answer == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("yes", True), ("no", False), ("", None), ("x", "Choose one of yes or no")],
)
def test_yes_no_keeps_not_recorded_apart_from_no(typed, expected):
    field = forms.YesNoField(label="Quorate", required=False)
    assert cleaned(field, it=typed) == expected


def test_one_of_few_is_radio_buttons_and_of_many_a_list():
    few = forms.OneOfField([("A", "a"), ("B", "b")])
    many = forms.OneOfField([(str(n), str(n)) for n in range(7)])
    assert isinstance(few.widget, django_forms.RadioSelect)
    assert isinstance(many.widget, django_forms.Select)
    assert many.choices[0] == ("", "Choose one")


@pytest.mark.parametrize(
    ("field", "label", "expected"),
    [
        (forms.WordsField(), "Title", "Enter the title"),
        (forms.WordsField(), "LCSPR lead", "Enter the LCSPR lead"),
        (forms.WordsField(), "Your name", "Enter your name"),
        (
            forms.YesNoField(),
            "Was it quorate?",
            "Answer the question “Was it quorate?”",
        ),
        (forms.YesNoField(), "Quorate", "Choose yes or no: quorate"),
        (forms.OneOfField([]), "Kind", "Choose the kind"),
        (forms.SomeOfField([]), "Agencies", "Choose one or more: agencies"),
        (django_forms.FileField(), "The agenda", "Choose a file for the agenda"),
        (django_forms.BooleanField(), "Agreed by all", "Tick the box: agreed by all"),
    ],
)
def test_required_words_say_what_to_do(field, label, expected):
    assert forms.required_words(field, label) == expected


@pytest.mark.parametrize(
    ("field", "typed", "expected"),
    [
        (
            forms.WordsField(label="Title", longest=3),
            "four",
            "Title must be 3 characters or fewer",
        ),
        (
            forms.WordsField(label="100% of it", longest=3),
            "four",
            "100% of it must be 3 characters or fewer",
        ),
        (
            django_forms.EmailField(label="Mail"),
            "x",
            "Enter an email address like name@example.org",
        ),
        (
            django_forms.URLField(label="Page", assume_scheme="https"),
            "x y",
            "Enter a full web address like https://www.example.org",
        ),
        (
            django_forms.EmailField(label="Mail", error_messages={"invalid": "Ours"}),
            "x",
            "Ours",
        ),
    ],
)
def test_errors_of_the_framework_are_put_in_our_words(field, typed, expected):
    assert cleaned(field, it=typed) == expected


def test_a_form_that_offers_records_needs_a_viewer():
    form = type(
        "F", (forms.PlainForm,), {"it": forms.RecordChoice(lambda viewer: None)}
    )
    with pytest.raises(ValueError, match="needs a viewer"):
        form()


VIEWER = Viewer(account_key="a", name="Robin Example", role="UNIT")


@pytest.fixture
def holidays(db):
    """Three holidays, of which the query below offers the first two."""
    return [
        BankHoliday.objects.create(
            date=date(2025, 12, 24 + at), title=f"Day {at}", source="a test"
        )
        for at in range(3)
    ]


def offered(viewer):
    return BankHoliday.objects.exclude(title="Day 2").order_by("date")


def named(record):
    return record.title


class Choosing(forms.PlainForm):
    one = forms.RecordChoice(offered, words=named, label="Holiday", required=False)
    some = forms.RecordsChoice(offered, words=named, label="Holidays", required=False)


def test_records_are_offered_by_key_within_what_the_viewer_may_see(holidays):
    first, second, hidden = holidays
    form = Choosing(viewer=VIEWER, initial={"one": second, "some": [first]})
    html = components.fields(form)
    assert f'<option value="{second.key}" selected>Day 1</option>' in html
    assert '<option value="">Not recorded</option>' in html
    assert html.count("Day 0") == 2
    assert hidden.key not in html
    assert "Day 2" not in html


def test_records_chosen_come_back_as_records(holidays):
    first, second, _ = holidays
    typed = {"one": first.key, "some": [first.key, second.key]}
    form = Choosing(typed, viewer=VIEWER)
    assert form.is_valid()
    assert form.cleaned_data["one"] == first
    assert list(form.cleaned_data["some"]) == [first, second]


def test_a_record_out_of_sight_cannot_be_chosen(holidays):
    hidden = holidays[2]
    form = Choosing({"one": hidden.key, "some": [hidden.key]}, viewer=VIEWER)
    assert form.errors == {
        "one": ["Choose one of the options listed"],
        "some": ["Choose from the options listed"],
    }


def test_records_on_offer_cost_one_query_a_field(holidays, django_assert_num_queries):
    form = Choosing(viewer=VIEWER)
    with django_assert_num_queries(2):
        components.fields(form)


def test_rows_without_a_key_are_offered_by_number(db):
    form = type(
        "F",
        (forms.PlainForm,),
        {"it": forms.RecordChoice(lambda viewer: ContentType.objects.all())},
    )(viewer=VIEWER)
    assert form.fields["it"].to_field_name is None


class Kept(forms.PlainForm):
    held_on = held_on(required=False)
    start = forms.PlainTimeField(required=False)
    share = forms.NumberField(required=False)
    rhythm = forms.IntervalField(required=False)


def test_values_that_stand_are_shown_as_people_write_them():
    form = Kept(
        initial={
            "held_on": "2024-05-14",
            "start": time(14, 30),
            "share": Decimal("0.60"),
            "rhythm": "bi-monthly",
        }
    )
    html = form.as_govuk
    for part in ('value="14"', 'value="2024"', 'value="14:30"', 'value="0.6"'):
        assert part in html
    assert "bi-monthly" not in html


def test_nothing_entered_where_nothing_is_required_is_nothing():
    form = Kept({"other": "1"})
    assert form.is_valid()
    assert form.cleaned_data == {
        "held_on": None,
        "start": None,
        "share": None,
        "rhythm": "",
    }
    assert form.error_summary == ""


@pytest.mark.parametrize(
    ("before", "typed", "changed"),
    [
        (date(2024, 5, 14), ["14", "5", "2024"], False),
        (date(2024, 5, 14), ["15", "5", "2024"], True),
        (None, None, False),
        ("no day", ["", "", ""], False),
    ],
)
def test_date_knows_whether_it_changed(before, typed, changed):
    assert held_on().has_changed(before, typed) is changed


def test_date_given_as_a_date_is_kept():
    assert held_on().clean(date(2024, 5, 14)) == date(2024, 5, 14)


def test_a_line_of_words_stays_one_line_and_a_box_keeps_its_lines():
    assert (
        forms.WordsField().clean("Child\r\nQuartz  and Child Y ")
        == "Child Quartz and Child Y"
    )
    assert forms.WordsField(rows=3).clean("one\ntwo") == "one\ntwo"
