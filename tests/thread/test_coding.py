"""Blind coding: rows, what is hidden until the reveal, agreement, consolidation."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from goldenthread.core.access import Refused
from goldenthread.core.models import HistoryRow
from goldenthread.partnership.states import Role
from goldenthread.thread import presenters, queries, services
from goldenthread.thread.models import Coding, CodingRound, Finding
from goldenthread.thread.queries import Agreement
from tests.partnership import factories as people
from tests.thread import factories as make
from tests.thread.factories import AT


CIRCLE = "circleaaaaaa"


def theme(by, name):
    values = {"name": name, "starts_on": make.BEGAN}
    return services.add_theme(by=by, at=AT, values=values)


def domain(by, code, label, position=1):
    values = {
        "code": code,
        "label": label,
        "starts_on": make.BEGAN,
        "position": position,
    }
    return services.add_domain(by=by, at=AT, values=values)


@pytest.fixture
def words(world):
    world.delay = theme(world.unit, "Delay")
    world.neglect = theme(world.unit, "Neglect")
    world.practice = domain(world.unit, "PRACTICE", "Practice", 2)
    world.systems = domain(world.unit, "SYSTEMS", "Systems", 1)
    world.origin = make.make_origin(world.partnership)
    return world


def open_round(world, by=None, **values):
    given = {"title": "Second look"} | values
    return services.add_coding_round(by=by or world.unit, at=AT, values=given)


def shown(viewer, coding_round):
    return queries.coding_round_page(viewer).get(pk=coding_round.pk)


def code(coding_round, finding, by, themes=(), domains=()):
    values = {"themes": list(themes), "domains": list(domains)}
    return services.code_blind(coding_round, finding, by=by, at=AT, values=values)


def claim(coding_round, by):
    return services.claim_coding_round(coding_round, by=by, at=AT)


def reveal(coding_round, by):
    return services.reveal_coding_round(
        coding_round, by=by, at=AT, read_version=coding_round.version
    )


def test_finding_stands_in_several_domains_and_the_first_is_kept_for_older_code(words):
    finding = make.make_finding(words.origin, domains=[words.practice, words.systems])
    assert set(finding.domains.all()) == {words.practice, words.systems}
    assert finding.domain == words.systems


def test_a_single_domain_given_by_older_code_stands_among_the_several(words):
    finding = make.make_finding(words.origin, domain=words.practice)
    assert list(finding.domains.all()) == [words.practice]


def test_every_coding_of_a_finding_is_a_dated_row(words):
    finding = make.make_finding(words.origin, themes=[words.delay])
    services.amend_finding(
        finding,
        by=words.unit,
        at=AT,
        values={"title": "Another title"},
        read_version=finding.version,
    )
    finding.refresh_from_db()
    services.amend_finding(
        finding,
        by=words.unit,
        at=AT,
        values={"themes": [words.neglect], "domains": [words.practice]},
        read_version=finding.version,
    )
    rows = [
        (one.coder, one.coded_on, list(one.themes.all()), list(one.domains.all()))
        for one in Coding.objects.order_by("id")
    ]
    assert rows == [
        ("tests", make.TODAY, [words.delay], []),
        ("Lead, Business Unit", make.TODAY, [words.neglect], [words.practice]),
    ]


def test_round_takes_the_newest_of_the_choice_and_notes_what_they_were_coded_as(words):
    make.make_finding(words.origin, title="Old", found_on=date(2023, 1, 1))
    new = make.make_finding(words.origin, title="New", found_on=date(2025, 1, 1))
    other = make.make_origin(words.partnership)
    make.make_finding(other, found_on=date(2025, 3, 1))
    coding_round = open_round(words, origin=words.origin, most=1)
    assert list(coding_round.findings.all()) == [new]
    row = Coding.objects.get(finding=new)
    assert (row.kind, row.coder, row.account_key) == ("FIRST", "Not recorded", "")


def test_round_without_a_finding_is_refused(words):
    with pytest.raises(ValidationError) as wrong:
        open_round(words, origin=words.origin)
    assert wrong.value.messages == ["No finding is in that choice. Choose more widely."]
    assert not CodingRound.objects.exists()


def test_who_coded_first_gives_no_second_opinion(words):
    services.add_finding(
        by=words.unit,
        at=AT,
        values={
            "kind": "LEARNING",
            "title": "Late",
            "found_on": make.TODAY,
            "themes": [words.delay],
        },
        parent=words.origin,
    )
    coding_round = open_round(words)
    with pytest.raises(Refused) as refusal:
        claim(coding_round, words.unit)
    assert str(refusal.value) == (
        "You coded one of these findings first, so somebody else must code them."
    )
    claim(coding_round, words.other_unit)


@pytest.mark.parametrize("who", ["executive", "administrator"])
def test_roles_that_do_not_code_are_refused(words, who):
    make.make_finding(words.origin)
    with pytest.raises(Refused):
        claim(open_round(words), getattr(words, who))


def test_each_step_out_of_turn_is_refused(words):
    finding = make.make_finding(words.origin)
    outside = make.make_finding(make.make_origin(words.partnership))
    coding_round = open_round(words, origin=words.origin)
    refused = []

    def attempt(act, *given, **named):
        with pytest.raises(Refused) as refusal:
            act(*given, **named)
        refused.append(str(refusal.value))

    attempt(code, coding_round, finding, words.analyst)
    attempt(reveal, coding_round, words.unit)
    claim(coding_round, words.analyst)
    attempt(claim, coding_round, words.analyst)
    attempt(code, coding_round, outside, words.analyst)
    code(coding_round, finding, words.analyst, [words.delay])
    attempt(code, coding_round, finding, words.analyst)
    attempt(consolidate, coding_round, finding, words.unit)
    coding_round = reveal(coding_round, words.unit)
    attempt(reveal, coding_round, words.unit)
    attempt(claim, coding_round, words.scrutineer)
    revealed = "This round is revealed: nothing is coded blind any more."
    assert refused == [
        "Take this round on first.",
        "Nobody has coded a finding of this round yet.",
        "You have taken this round on already.",
        "This finding is not part of the round.",
        "You have coded this finding already; the coding stands.",
        "The round is not revealed yet.",
        revealed,
        revealed,
    ]


def consolidate(coding_round, finding, by, reason="Both meant it.", **values):
    given = {"themes": [], "domains": [], "reason": reason} | values
    return services.consolidate_coding(
        coding_round, finding, by=by, at=AT, values=given
    )


def test_coding_is_hidden_from_a_coder_until_the_reveal(words):
    finding = make.make_finding(words.origin, themes=[words.delay])
    coding_round = open_round(words)
    claim(coding_round, words.analyst)
    seen = queries.findings(words.analyst).get(pk=finding.pk)
    assert presenters.finding_row(seen)[3] == presenters.coding.HIDDEN
    assert not queries.findings(words.scrutineer).get(pk=finding.pk).blind
    code(coding_round, finding, words.analyst, [words.neglect])
    assert queries.findings(words.analyst).get(pk=finding.pk).blind
    # Nobody sees the second coding before either.
    assert [one.kind for one in queries.codings_of(words.unit, finding)] == ["FIRST"]
    reveal(coding_round, words.unit)
    assert not queries.findings(words.analyst).get(pk=finding.pk).blind
    kinds = [one.kind for one in queries.codings_of(words.unit, finding)]
    assert kinds == ["FIRST", "BLIND"]


def test_settled_coding_stands_on_the_finding_and_the_others_stay(words):
    finding = make.make_finding(words.origin, themes=[words.delay])
    coding_round = open_round(words)
    claim(coding_round, words.analyst)
    code(coding_round, finding, words.analyst, [words.neglect], [words.practice])
    reveal(coding_round, words.unit)
    coding_round.refresh_from_db()
    with pytest.raises(ValidationError) as wrong:
        consolidate(coding_round, finding, words.unit, reason=" ")
    assert wrong.value.message_dict == {"reason": ["Say why this coding holds."]}
    consolidate(
        coding_round,
        finding,
        words.unit,
        themes=[words.neglect],
        domains=[words.practice],
    )
    finding.refresh_from_db()
    assert (list(finding.themes.all()), finding.domain) == (
        [words.neglect],
        words.practice,
    )
    assert [
        (one.kind, list(one.themes.all()), one.reason)
        for one in queries.codings_of(words.unit, finding)
    ] == [
        ("FIRST", [words.delay], ""),
        ("BLIND", [words.neglect], ""),
        ("CONSOLIDATED", [words.neglect], "Both meant it."),
    ]


def agreed(world, coding_round):
    page = shown(world.unit, coding_round)
    return queries.agreement_of(page, queries.said_in(page))


def test_agreement_of_two_is_kappa_on_what_both_judged(words):
    # First coding: delay on 1 2 3 of 5; the analyst: on 1 2 4, and leaves 5 out.
    first = [[words.delay]] * 3 + [[], []]
    made = [
        make.make_finding(words.origin, title=str(at), themes=themes)
        for at, themes in enumerate(first)
    ]
    coding_round = open_round(words)
    claim(coding_round, words.analyst)
    for finding, themes in zip(
        made[:4], [[words.delay], [words.delay], [], [words.delay]], strict=True
    ):
        code(coding_round, finding, words.analyst, themes)
    assert agreed(words, coding_round) == []  # not before the reveal
    reveal(coding_round, words.unit)
    # By hand: agreed 2 of 4; chance (3*3 + 1*1) / 16: (8/16 - 10/16) / (6/16).
    assert agreed(words, coding_round) == [
        Agreement(words.delay, "Cohen’s kappa", Fraction(-1, 3), 4, 4)
    ]


def test_agreement_of_three_is_alpha_and_bears_with_gaps(words):
    made = [
        make.make_finding(words.origin, title=str(at), domains=domains)
        for at, domains in enumerate([[words.practice], [words.practice], []])
    ]
    coding_round = open_round(words)
    for coder, marks in ((words.analyst, (1, 0, 0)), (words.scrutineer, (1, 1))):
        claim(coding_round, coder)
        for finding, mark in zip(made, marks, strict=False):
            code(coding_round, finding, coder, domains=[words.practice] if mark else [])
    reveal(coding_round, words.unit)
    # By hand: 1 1 1 / 1 0 1 / 0 0 -: eight judgements, five of one kind.
    # Apart: 2 of 6 pairs over two in the second thing = 2; (8 - 1) * 2 / (64 - 34).
    assert agreed(words, coding_round) == [
        Agreement(words.practice, "Krippendorff’s alpha", 1 - Fraction(14, 30), 3, 2)
    ]


@pytest.mark.parametrize(
    "value, findings, expected",
    [
        (Fraction(9, 10), 9, "Too few to say: 9 findings, at least 10 are needed"),
        (Fraction(9, 10), 1, "Too few to say: 1 finding, at least 10 are needed"),
        (Fraction(9, 10), 10, "Almost complete"),
        (Fraction(41, 100), 10, "Moderate"),
        (Fraction(0), 10, "Slight"),
        (Fraction(-1, 100), 10, "Less than by chance"),
        (
            None,
            30,
            "Everybody said the same of every finding, so it cannot be measured",
        ),
        (None, 0, "No finding was judged by two people"),
    ],
)
def test_agreement_in_words_says_first_whether_it_is_enough(value, findings, expected):
    one = Agreement("Delay", "Cohen’s kappa", value, findings, 1)
    assert presenters.coding.agreement_words(one, date(2025, 3, 31)) == expected


def test_round_shows_and_counts_nobody_a_finding_of_a_closed_circle(words):
    hidden = make.make_origin(words.partnership, circle=CIRCLE)
    make.make_finding(hidden, title="Hidden", themes=[words.neglect])
    make.make_finding(words.origin, title="Open", themes=[words.delay])
    inside = replace(words.unit, circles=(CIRCLE,))
    coding_round = open_round(words, by=inside)
    assert len(shown(inside, coding_round).shown) == 2
    page = shown(words.unit, coding_round)
    assert [str(one) for one in page.shown] == ["Open"]
    only = open_round(words, by=inside, origin=hidden)
    assert not queries.coding_rounds(words.unit).filter(pk=only.pk).exists()
    claim(coding_round, words.analyst)
    secret = Finding.objects.get(title="Hidden")
    with pytest.raises(Refused):
        code(coding_round, secret, words.analyst)


# --- Pages ------------------------------------------------------------------------


@pytest.fixture
def enter(db):
    home = people.partnership()

    def sign_in(role):
        client = Client()
        client.force_login(people.account(home, role))
        return client

    return home, sign_in


def post(client, name, *keys, **data):
    return client.post(reverse(name, args=keys), data)


def test_a_round_from_opening_to_settling_by_its_pages(enter):
    home, sign_in = enter
    by = make.loader(home)
    delay, origin = theme(by, "Delay and drift"), make.make_origin(home)
    finding = make.make_finding(origin, title="It took a year", themes=[delay])
    unit, analyst = sign_in(Role.BUSINESS_UNIT), sign_in(Role.ANALYST)
    answer = unit.post(
        reverse("add_coding_round"), {"title": "Second look", "most": "30"}
    )
    coding_round = CodingRound.objects.get()
    address = reverse("view_coding_round", args=[coding_round.key])
    assert (answer.status_code, answer.url) == (302, address)
    post(analyst, "claim_coding_round", coding_round.key)
    start = analyst.get(reverse("code_findings", args=[coding_round.key]))
    page = analyst.get(start.url)
    assert b"It took a year" in page.content
    assert b"checked" not in page.content  # the first coding is not given away
    detail = analyst.get(reverse("view_finding", args=[finding.key]))
    assert b"Hidden from you while you code it" in detail.content
    assert b"Delay and drift" not in detail.content
    done = analyst.post(start.url, {"reason": ""})
    assert done.url == start.url.rsplit("/", 2)[0] + "/"
    assert analyst.get(done.url).url == address
    post(unit, "reveal_coding_round", coding_round.key)
    told = unit.get(address).content.decode()
    assert "Too few to say: 1 finding" in told
    assert "First coding: Delay and drift" in told
    settle = reverse("consolidate_coding", args=[coding_round.key, finding.key])
    assert settle in told
    unit.post(settle, {"themes": [delay.key], "reason": "It says so."})
    assert "It says so." in unit.get(address).content.decode()


def test_neither_history_nor_form_tells_a_blind_coder_how_it_was_coded(enter):
    home, sign_in = enter
    finding = make.make_finding(make.make_origin(home), title="Read me")
    coding_round = services.add_coding_round(
        by=make.unit(home), at=AT, values={"title": "Blind"}
    )
    unit = sign_in(Role.BUSINESS_UNIT)
    pages = [
        reverse(f"{one}", args=[finding.key])
        for one in ("finding_history", "amend_finding")
    ]
    assert [unit.get(one).status_code for one in pages] == [200, 200]
    post(unit, "claim_coding_round", coding_round.key)
    assert [unit.get(one).status_code for one in pages] == [404, 404]
    own = unit.get(reverse("view_finding", args=[finding.key])).content.decode()
    assert not any(one in own for one in pages)


def test_coding_a_restricted_finding_is_written_down(enter):
    home, sign_in = enter
    unit = sign_in(Role.BUSINESS_UNIT)
    hidden = make.make_finding(make.make_origin(home, circle=CIRCLE), title="Hidden")
    opener = replace(make.unit(home), circles=(CIRCLE,))
    coding_round = services.add_coding_round(
        by=opener, at=AT, values={"title": "Restricted"}
    )
    before = HistoryRow.objects.count()
    for name, keys in (
        ("view_coding_round", [coding_round.key]),
        ("code_blind", [coding_round.key, hidden.key]),
    ):
        assert unit.get(reverse(name, args=keys)).status_code == 404
    assert HistoryRow.objects.count() == before
