"""One clock in the words of every page."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

from goldenthread.core import clock_words, running
from goldenthread.core.pages import Tag
from goldenthread.core.reference.queries import read_clocks
from goldenthread.core.running import Extension, Running, Stop


NOW = datetime(2025, 4, 16, 9, 0, tzinfo=UTC)
CODE = "INCIDENT_NOTIFIED"


def row(clock_rules_read, began, done=None, **more):
    clock = Running(CODE, SimpleNamespace(key="k"), "Notify", began, done, **more)
    return clock_words.clock_row(running.stand(clock, clock_rules_read, NOW))


def test_a_running_clock_shows_its_working_its_edition_and_how_sure_it_is(clock_rules):
    """Aware on Friday 11 April 2025: Good Friday and Easter Monday are left out."""
    what, due, stands, working, rule = row(read_clocks(CODE), date(2025, 4, 11))
    assert [what.text, due.text] == ["Notify", "22 April 2025"]
    assert stands.tag == Tag("Due soon", "yellow")
    assert working.text == "5 working days from 11 April 2025, without 18 and 21 April"
    assert (rule.text, rule.tag, rule.hint) == (
        "Children Act 2004, section 16C",
        Tag("Read in the source", "green"),
        "The text was read in the source named.",
    )


def test_a_clock_that_was_met_late_says_by_how_much_and_why(clock_rules):
    began, done = date(2025, 4, 11), date(2025, 4, 24)
    cells = row(read_clocks(CODE), began, done, reason="The post was vacant.")
    assert cells[2].tag == Tag("Late", "orange")
    assert cells[2].lines == (
        "Done 2 working days late: it was due on 22 April 2025",
        "Reason: The post was vacant.",
    )


def test_an_extension_keeps_the_first_deadline_and_its_authority(clock_rules):
    later = Extension(date(2025, 4, 29), "the three partners, 15 April 2025")
    cells = row(read_clocks(CODE), date(2025, 4, 11), extensions=(later,))
    assert (cells[1].text, cells[1].hint) == (
        "29 April 2025",
        "First due 22 April 2025",
    )
    assert cells[3].text.endswith(
        "put off from 22 April 2025: the three partners, 15 April 2025"
    )


def test_a_wait_is_said_and_stops_nothing_and_every_stop_stays_told(clock_rules):
    cells = row(
        read_clocks(CODE),
        date(2025, 4, 1),
        waits="Waits since 2 April 2025: a trial.",
        stops=(Stop(date(2025, 4, 3), date(2025, 4, 7), "Withdrawn."),),
    )
    assert cells[2].tag == Tag("Overdue", "red")
    assert cells[2].lines == (
        "6 working days overdue: it was due on 8 April 2025",
        "Waits since 2 April 2025: a trial. This stops no clock.",
        "Stopped on 3 April 2025, runs again since 7 April 2025: Withdrawn.",
    )


def test_a_clock_without_its_day_has_not_started(clock_rules):
    cells = row(read_clocks(CODE), None)
    assert (cells[2].tag.text, cells[3].text) == (
        "Not started",
        "The day that starts it is not recorded.",
    )


def test_a_clock_without_a_rule_says_which(db):
    cells = row(read_clocks(), date(2025, 4, 11))
    assert cells[3].text == (
        "No clock rule “INCIDENT_NOTIFIED” is recorded for 11 April 2025."
    )


def test_a_day_that_people_set_needs_no_word_on_how_sure_the_rule_is(clock_rules):
    clock = row(read_clocks(CODE), date(2025, 4, 11), set_on=date(2025, 5, 1))
    rule = clock[-1]
    assert (rule.tag, rule.hint) == (None, "")
    assert rule.text
