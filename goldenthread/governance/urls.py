from django.urls import path

from goldenthread.core.pages import register, urls_for
from goldenthread.governance.views import (
    contacts,
    events,
    meetings,
    money,
    national,
    plans,
    policies,
    risks,
    scrutiny,
)


# In the order in which the room offers them.
KINDS = (
    meetings.MEETING,
    meetings.DECISION,
    meetings.AGENDA_ITEM,
    meetings.ATTENDANCE,
    meetings.CONFLICT,
    money.BUDGET,
    money.CONTRIBUTION,
    money.SPENDING,
    plans.STRATEGIC_PLAN,
    plans.PRIORITY,
    plans.REFORM_TASK,
    policies.POLICY,
    events.EVENT,
    events.EVENT_STATEMENT,
    events.EVENT_IDEA,
    national.NATIONAL_REPORT,
    national.NATIONAL_RESPONSE,
    scrutiny.SCRUTINY_ACTIVITY,
    scrutiny.ASSURANCE_ITEM,
    scrutiny.COMMISSIONED_REVIEW,
    risks.RISK,
    contacts.PUBLIC_CONTACT,
)
urlpatterns = [
    *(route for kind in KINDS for route in urls_for(register(kind))),
    path(
        "meetings/<str:key>/register/",
        meetings.record_register,
        name="record_register",
    ),
    path(
        "meetings/<str:key>/minutes/",
        meetings.download_minutes,
        name="download_minutes",
    ),
]
