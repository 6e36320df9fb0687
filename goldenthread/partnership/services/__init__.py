"""Every write of the partnership room; one file for each noun."""

from goldenthread.partnership.services.accounts import (
    accept_invitation,
    add_account,
    deactivate_account,
    digest_of,
    invite,
    reactivate_account,
    withdraw_invitation,
)
from goldenthread.partnership.services.agencies import (
    add_agency,
    add_partnership,
    amend_agency,
    amend_partnership,
)
from goldenthread.partnership.services.beginnings import begin, begin_again
from goldenthread.partnership.services.groups import (
    add_group,
    add_group_place,
    add_membership,
    amend_group,
    amend_group_place,
    amend_membership,
)
from goldenthread.partnership.services.marks import mark_as_example
from goldenthread.partnership.services.posts import (
    add_person,
    add_post,
    add_post_holding,
    amend_person,
    amend_post,
    amend_post_holding,
)


__all__ = [
    "accept_invitation",
    "add_account",
    "add_agency",
    "add_group",
    "add_group_place",
    "add_membership",
    "add_partnership",
    "add_person",
    "add_post",
    "add_post_holding",
    "amend_agency",
    "amend_group",
    "amend_group_place",
    "amend_membership",
    "amend_partnership",
    "amend_person",
    "amend_post",
    "amend_post_holding",
    "begin",
    "begin_again",
    "deactivate_account",
    "digest_of",
    "invite",
    "mark_as_example",
    "reactivate_account",
    "withdraw_invitation",
]
