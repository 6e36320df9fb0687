from goldenthread.core.pages import urls_for
from goldenthread.governance.views import meetings, money


KINDS = (
    money.BUDGET,
    money.CONTRIBUTION,
    money.SPENDING,
    meetings.MEETING,
    meetings.DECISION,
    meetings.AGENDA_ITEM,
    meetings.ATTENDANCE,
    meetings.CONFLICT,
)
urlpatterns = [route for kind in KINDS for route in urls_for(kind)]
