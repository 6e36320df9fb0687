"""Which passwords hold (rule U3)."""

import hashlib

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from goldenthread.partnership.passwords import (
    EasyPasswordValidator,
    LeakedPasswordValidator,
)
from tests.partnership import factories


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword",
        "Password123456789",
        "P@ssw0rdP@ssw0rd",
        "goldenthread2024!",
        "safeguarding12345",
        "SafeguardingPartnership",
        "qwertyuiopasdfghjkl",
        "aaaaaaaaaaaaaaaaaaaa",
        "111111111111111111",
        "liverpoolmanchester",
        "iloveyou1234567890",
        "Example-Hospital-1",
    ],
)
def test_easy_passwords_do_not_hold(password, home):
    factories.agency(home, name="Example Hospital Trust")

    with pytest.raises(ValidationError, match="too easy to guess"):
        EasyPasswordValidator().validate(password)


@pytest.mark.parametrize(
    "password",
    [
        "violet otter lantern gravel",
        "correct horse battery staple",
        "xkq7-mbvt-2wzp-hd9r",
        "Zebrafinken im Nebelwald",
        "tïefe Wasser sind still ✓",
        "x" + "7f3k9q2m8z" * 6,
    ],
)
def test_passwords_that_hold(password, home):
    validate_password(password)


def test_fourteen_signs_are_too_few_and_no_composition_is_asked(home):
    with pytest.raises(ValidationError, match="15"):
        validate_password("ottergravelvio")
    validate_password("ottergravelviol")


def test_the_own_name_and_address_do_not_count(home):
    account = factories.account(home, email="theodora.quillfeather@example.invalid")
    password = "TheodoraQuillfeather1"

    EasyPasswordValidator().validate(password)
    with pytest.raises(ValidationError, match="too easy"):
        EasyPasswordValidator().validate(password, account)


def test_leaked_passwords_are_found_by_halves(tmp_path, settings):
    leaked = [f"leaked number {number}" for number in range(200)]
    digests = sorted(
        hashlib.sha1(one.encode()).hexdigest().upper() + ":7" for one in leaked
    )
    path = tmp_path / "leaked.txt"
    path.write_text("\n".join(digests) + "\n")
    settings.LEAKED_PASSWORDS = str(path)
    validator = LeakedPasswordValidator()

    for one in leaked:
        with pytest.raises(ValidationError, match="has been leaked"):
            validator.validate(one)
    for number in range(200):
        validator.validate(f"never leaked {number}")


def test_without_a_list_nothing_is_leaked(settings):
    settings.LEAKED_PASSWORDS = ""
    LeakedPasswordValidator().validate("password")
    LeakedPasswordValidator("/nowhere").validate("password")
    assert LeakedPasswordValidator().get_help_text()
    assert EasyPasswordValidator().get_help_text()
