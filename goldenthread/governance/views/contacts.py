"""Published help lines."""

from goldenthread.core.pages import Detail, Kind
from goldenthread.core.viewer import Viewer
from goldenthread.governance import rules
from goldenthread.governance.forms import contacts as forms
from goldenthread.governance.models import PublicContact
from goldenthread.governance.presenters import contacts as presenters
from goldenthread.governance.queries import contacts as queries
from goldenthread.governance.services import contacts as services


def _contact_detail(record: PublicContact, viewer: Viewer) -> Detail:
    return presenters.contact_detail(record)


PUBLIC_CONTACT = Kind(
    name="public_contact",
    label="help line",
    label_plural="help lines",
    room="governance",
    model=PublicContact,
    visible=queries.public_contacts,
    columns=presenters.COLUMNS,
    row=presenters.contact_row,
    title=str,
    detail=_contact_detail,
    form=forms.PublicContactForm,
    add=services.add_public_contact,
    amend=services.amend_public_contact,
    may_read=rules.may_read_published,
    may_write=rules.may_keep_records,
    search=(
        "name",
        "use_when",
        "number",
    ),
    intro="Where anybody can turn with a concern, in the order they are published.",
    empty="No help line is recorded yet.",
)
