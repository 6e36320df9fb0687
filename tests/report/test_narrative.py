"""Narrative: Markdown with live references becomes nodes, or says what is wrong."""

import pytest

from goldenthread.core.documents.nodes import (
    FigureRef,
    Heading,
    Link,
    ListNode,
    Paragraph,
    Text,
)
from goldenthread.report import narrative


def figure(key):
    return FigureRef(key, "12", "Twelve")


def block(name):
    return (Paragraph((Text(f"[{name}]"),)),)


def read(body):
    return narrative.nodes(body, figure=figure, block=block)


def test_nodes_of_every_kind_in_order():
    body = (
        "## What we did\n\nWe **met** {{figure:a.b}} times,\n_calmly_.\n\n"
        "- one {{figure:c}}\n- two\n\n1. first\n\n{{table:funding}}\n\n"
        "See [the law](https://example.org/law)."
    )
    assert read(body) == (
        Heading(2, "What we did"),
        Paragraph(
            (
                Text("We "),
                Text("met", strong=True),
                Text(" "),
                FigureRef("a.b", "12", "Twelve"),
                Text(" times,"),
                Text(" "),
                Text("calmly", emphasis=True),
                Text("."),
            )
        ),
        ListNode(((Text("one "), FigureRef("c", "12", "Twelve")), (Text("two"),))),
        ListNode(((Text("first"),),), numbered=True),
        Paragraph((Text("[table:funding]"),)),
        Paragraph(
            (
                Text("See "),
                Link("the law", "https://example.org/law"),
                Text("."),
            )
        ),
    )


def test_headings_never_rise_to_the_section_title():
    assert read("# Too high") == (Heading(2, "Too high"),)


def test_raw_html_stays_words():
    assert read("<script>x</script>") == (Paragraph((Text("<script>x</script>"),)),)


@pytest.mark.parametrize(
    "body, sentence",
    [
        ("{{figur:a.b}}", "{{figur:a.b}} is not a reference we know."),
        (
            "words {{table:funding}}",
            "{{table:funding}} must stand on a line of its own",
        ),
        ("words\n{{table:funding}}", "must stand on a line of its own"),
        ("- {{table:funding}}", "must stand on a line of its own"),
        (
            "## On {{figure:a.b}}",
            "The heading “On {{figure:a.b}}” may hold words only.",
        ),
        ("> said somebody", "Quotes are records"),
    ],
)
def test_what_a_section_may_not_hold_is_named(body, sentence):
    with pytest.raises(narrative.NarrativeError) as raised:
        read(body)
    assert sentence in str(raised.value)


def test_references_lists_each_once():
    body = "{{figure:a}} {{figure:a}} {{figure:b}}\n\n{{chart:c}}\n\n{{what}}"
    assert narrative.references(body) == narrative.References(
        ("a", "b"), ("chart:c",), ("{{what}}",)
    )
