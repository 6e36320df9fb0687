"""What people enter about circles, subjects and identities."""

from __future__ import annotations

from typing import Any

from goldenthread.core.forms import (
    OneOfField,
    PlainDateField,
    PlainForm,
    RecordChoice,
    WordsField,
    YesNoField,
)
from goldenthread.subjects import queries
from goldenthread.subjects.models import Bar, Circle, CircleMember, Proposal, Subject
from goldenthread.subjects.presenters import circle_title
from goldenthread.subjects.states import (
    OPENABLE,
    CircleRole,
    IdentityItem,
    Outcome,
    Purpose,
    SubjectKind,
)


REASON = "In a few words, without names"


class CircleForm(PlainForm):
    restricted = YesNoField(
        label="Is the circle restricted?",
        help_text="Then only its case chair lets people in. Lifting this again takes "
        "two people.",
    )
    own_role = OneOfField(
        [(CircleRole.UNIT, "Business unit"), (CircleRole.CASE_CHAIR, "Case chair")],
        label="Your part in the circle",
    )
    reason = WordsField(label="Why it is changed", help_text=REASON, longest=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Your own part is asked when a circle opens, the reason when it changes.
        del self.fields["own_role" if self.record else "reason"]


def circle_initial(circle: Circle) -> dict[str, Any]:
    return {"restricted": circle.restricted}


class CircleMemberForm(PlainForm):
    person = RecordChoice(
        queries.people_to_ask,
        label="Person",
        help_text="They see nothing of the case until they have declared that they "
        "have no conflict of interest. Tell them by telephone whom it is about.",
    )
    role = OneOfField(CircleRole, label="Part in the circle")
    ends_on = PlainDateField(label="Until", required=False)
    end_reason = WordsField(
        label="Why it ends", required=False, help_text=REASON, longest=300
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unused = ("person",) if self.record else ("ends_on", "end_reason")
        for name in unused:
            del self.fields[name]


def circle_member_initial(member: CircleMember) -> dict[str, Any]:
    return {
        "role": member.role,
        "ends_on": member.ends_on,
        "end_reason": member.end_reason,
    }


class BarForm(PlainForm):
    person = RecordChoice(queries.people_to_ask, label="Person")
    reason = WordsField(label="Reason", help_text=REASON, longest=300)
    end_reason = WordsField(
        label="Why the bar should be lifted",
        help_text="It holds until somebody else in the circle agrees.",
        longest=300,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("person", "reason") if self.record else ("end_reason",):
            del self.fields[name]


def bar_initial(bar: Bar) -> dict[str, Any]:
    return {}


class DeclarationForm(PlainForm):
    conflict = YesNoField(
        label="Do you know this child, adult, family or setting outside your work, or "
        "were you part of the work that will be looked at?",
        help_text="Ask the case chair whom it is about if you have not been told.",
    )
    reason = WordsField(
        label="If yes, what is the connection?",
        required=False,
        help_text=REASON,
        longest=300,
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("conflict") and not values.get("reason"):
            self.add_error("reason", "Say in a few words what the connection is")
        return values


class SubjectForm(PlainForm):
    kind = OneOfField(SubjectKind, label="Who or what it is")
    circle = RecordChoice(queries.circles, label="Circle", words=circle_title)
    alias = WordsField(
        label="Pseudonym",
        required=False,
        longest=80,
        help_text="Leave empty to draw one at random. Give one only where the "
        "partnership has published it already.",
    )
    family = RecordChoice(
        queries.families,
        label="Family",
        required=False,
        words=lambda family: family.alias_today,
        help_text="So that a family is counted once, wherever its members stand.",
    )
    source_note = WordsField(label="Where this comes from", required=False, longest=400)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.record:
            # A pseudonym changes by proposal; a subject keeps its circle.
            del self.fields["alias"], self.fields["circle"]


def subject_initial(subject: Subject) -> dict[str, Any]:
    return {
        "kind": subject.kind,
        "family": subject.family.key if subject.family else None,
        "source_note": subject.source_note,
    }


class ProposalForm(PlainForm):
    new_name = WordsField(
        label="New pseudonym",
        required=False,
        longest=80,
        help_text="Leave empty to draw one at random.",
    )
    reason = WordsField(
        label="Why it changes",
        longest=200,
        help_text="Without the present or the new pseudonym",
    )
    outcome = OneOfField(
        [(Outcome.CONFIRMED, "Confirm"), (Outcome.REFUSED, "Refuse")],
        label="Your decision",
    )
    decision_reason = WordsField(
        label="Reason for the decision", required=False, help_text=REASON, longest=300
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unused = (
            ("new_name", "reason") if self.record else ("outcome", "decision_reason")
        )
        for name in unused:
            del self.fields[name]


def proposal_initial(proposal: Proposal) -> dict[str, Any]:
    return {}


class OpenIdentityForm(PlainForm):
    item = OneOfField(OPENABLE, label="What do you need to see?")
    purpose = OneOfField(Purpose, label="What for?")
    words = WordsField(
        label="In a few words",
        longest=200,
        help_text="This is kept in the history. Do not write names here.",
    )


class IdentityForm(PlainForm):
    """Each item is written over when something is entered, and left alone when not."""

    NAME = WordsField(label="Name", required=False, longest=200)
    OTHER_NAMES = WordsField(
        label="Other names used", required=False, rows=3, help_text="One on each line"
    )
    DATE_OF_BIRTH = WordsField(
        label="Date of birth", required=False, longest=40, help_text="As recorded"
    )
    ADDRESS = WordsField(
        label="Address", required=False, rows=3, help_text="One on each line"
    )
    CONTACT = WordsField(label="Protected contact details", required=False, rows=3)

    def given(self) -> dict[str, str]:
        """The items something was entered for."""
        found = {item: self.cleaned_data.get(item, "") for item in IdentityItem.values}
        return {item: words for item, words in found.items() if words}
