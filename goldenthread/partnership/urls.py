from django.urls import include, path

from goldenthread.core import record_views
from goldenthread.core.pages import urls_for
from goldenthread.partnership import rules, services
from goldenthread.partnership.forms import WhyForm
from goldenthread.partnership.views import accounts, kinds, sign_in, structure


MOVES = (
    *record_views.move_urls(
        kinds.ACCOUNT,
        record_views.MovePage(
            name="deactivate_account",
            title="Close this account",
            button="Close it",
            may=rules.may_keep_accounts,
            call=services.deactivate_account,
            form=WhyForm,
            text="The person is signed out at once and cannot sign in again.",
            danger=True,
        ),
        record_views.MovePage(
            name="reactivate_account",
            title="Open this account again",
            button="Open it",
            may=rules.may_keep_accounts,
            call=services.reactivate_account,
            form=WhyForm,
            text="The person can sign in again with the password they had.",
        ),
    ),
    *record_views.move_urls(
        kinds.INVITATION,
        record_views.MovePage(
            name="withdraw_invitation",
            title="Withdraw this invitation",
            button="Withdraw it",
            may=rules.may_keep_accounts,
            call=services.withdraw_invitation,
            text="The link stops working at once.",
            danger=True,
        ),
    ),
)

PAGES = [
    path("structure/", structure.view_structure, name="view_structure"),
    path("business-unit/", structure.view_business_unit, name="view_business_unit"),
    path(
        "groups/<str:key>/members/",
        structure.view_group_members,
        name="view_group_members",
    ),
    path("invitations/invite/", accounts.invite_person, name="invite_person"),
    path(
        "invitations/<str:key>/link/",
        accounts.view_invitation_link,
        name="view_invitation_link",
    ),
    *MOVES,
    *(route for kind in kinds.KINDS for route in urls_for(kind)),
]

urlpatterns = [
    path("partnership/", include(PAGES)),
    path("join/", accounts.accept_invitation, name="accept_invitation"),
    path("join/<str:token>/", accounts.open_invitation, name="open_invitation"),
    path("sign-in/no-password/", sign_in.set_password, name="account_set_password"),
    path("example/sign-in/", sign_in.sign_in_example, name="sign_in_example"),
]
