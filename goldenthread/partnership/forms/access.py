"""Forms of invitations, accounts and sign-in."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms

from goldenthread.core.forms import OneOfField, PlainForm, RecordChoice, WordsField
from goldenthread.partnership import queries, rules
from goldenthread.partnership.forms.records import EmptyMeans
from goldenthread.partnership.states import Role


ROLE_HINTS = {
    Role.BUSINESS_UNIT: "Keeps every record of the partnership",
    Role.AGENCY_LEAD: "Answers for one agency: its returns, actions and people",
    Role.EXECUTIVE: "Lead and delegated partners: decides and signs",
    Role.SCRUTINEER: "Reads everything that is not restricted, and comments",
    Role.ANALYST: "Reads and prepares data and figures",
    Role.TRAINER: "Delivers training from the pool",
    Role.ADMINISTRATOR: "Keeps structure and accounts, and sees no case content",
}


class InvitationForm(EmptyMeans, PlainForm):
    empty_means = {"person": "Somebody new"}

    person = RecordChoice(
        queries.people_to_invite,
        label="Person on record",
        required=False,
        help_text="Or give a new name below",
    )
    name = WordsField(label="Name of a new person", longest=120, required=False)
    email = forms.EmailField(
        label="Work e-mail address",
        help_text="Their own, never one that is shared",
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    post = RecordChoice(queries.posts_to_invite, label="Post")
    role = OneOfField(Role, label="Role", option_hints=ROLE_HINTS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        granted = rules.roles_to_grant(self.viewer) if self.viewer else ()
        self.fields["role"].choices = [
            choice for choice in self.fields["role"].choices if choice[0] in granted
        ]
        self.fields["role"].widget = forms.RadioSelect(
            choices=self.fields["role"].choices
        )

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if bool(values.get("person")) == bool(values.get("name")):
            self.add_error(
                "person" if values.get("name") else "name",
                "Choose somebody on record, or give a new name: one of the two",
            )
        return values


class WhyForm(PlainForm):
    """A reason, kept with the change in the history."""

    why = WordsField(label="Reason", longest=500, rows=3)


def password_field(label: str, **rest: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        **rest,
    )


class AcceptForm(PlainForm):
    password = password_field(
        "Choose a password",
        help_text="15 characters or more. Several words you can remember do well",
    )
    again = password_field("The same password again")

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        first, second = values.get("password"), values.get("again")
        if first and second and first != second:
            self.add_error("again", "The two passwords are not the same")
        return values


# The library's own forms, in our words

ANY_CODE = "The 6 numbers your app shows now, or one of your recovery codes"


class SignInForm(LoginForm):
    """The library's sign-in form; it adds its fields while it is made."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["login"].label = "E-mail address"
        self.fields["login"].error_messages["required"] = "Enter your e-mail address"
        self.fields["password"].label = "Password"
        self.fields["password"].help_text = ""
        self.fields["password"].error_messages["required"] = "Enter your password"


class AgainForm(ReauthenticateForm):
    """Proof that it is still the same person (rule U4)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["password"].label = "Your password"
        self.fields["password"].help_text = ""
        self.fields["password"].error_messages["required"] = "Enter your password"


class NewPasswordForm(ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        words = {
            "oldpassword": "Password you have now",
            "password1": "New password",
            "password2": "The new password again",
        }
        for name, label in words.items():
            self.fields[name].label = label
            self.fields[name].help_text = ""
            self.fields[name].error_messages["required"] = f"Enter {label.lower()}"
        self.fields[
            "password1"
        ].help_text = "15 characters or more. Several words you can remember do well"


class CodeForm(AuthenticateForm):
    """The second factor at sign-in: a code of the app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word_code(self, ANY_CODE)


class CodeAgainForm(ReauthenticateCodeForm):
    """The same as proof that it is still the same person; the library counts it so."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word_code(self, ANY_CODE)


class AppForm(ActivateTOTPForm):
    """The first code of a new app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word_code(self, "The 6 numbers your app shows now")


def word_code(form: forms.Form, hint: str) -> None:
    form.label_suffix = ""
    field = form.fields["code"]
    field.label, field.help_text = "Code", hint
    field.error_messages["required"] = "Enter the code"
    field.widget.attrs = {
        "autocomplete": "one-time-code",
        "class": "govuk-input--width-10",
        "spellcheck": "false",
    }


class PasskeyForm(AddWebAuthnForm):
    """A passkey's name, and whether it alone may sign in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word_name(self)
        if "passwordless" in self.fields:
            self.fields[
                "passwordless"
            ].label = "Sign in with it alone, without a password"
            self.fields["passwordless"].help_text = ""


class PasskeyNameForm(EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word_name(self)


def word_name(form: forms.Form) -> None:
    form.label_suffix = ""
    field = form.fields["name"]
    field.label, field.help_text = "Name", "For example, my telephone"
    field.widget.attrs = {}
