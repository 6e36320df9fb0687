"""Raw input to clean values; one file for the records, one for access."""

from goldenthread.partnership.forms.access import (
    AcceptForm,
    InvitationForm,
    WhyForm,
)
from goldenthread.partnership.forms.records import (
    AgencyForm,
    GroupForm,
    GroupPlaceForm,
    MembershipForm,
    PartnershipForm,
    PersonForm,
    PostForm,
    PostHoldingForm,
)


__all__ = [
    "AcceptForm",
    "AgencyForm",
    "GroupForm",
    "GroupPlaceForm",
    "InvitationForm",
    "MembershipForm",
    "PartnershipForm",
    "PersonForm",
    "PostForm",
    "PostHoldingForm",
    "WhyForm",
]
