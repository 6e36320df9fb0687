"""Every write of the dataset."""

from goldenthread.dataset.services.assurance import (
    answer_marker_line,
    draw_up_lists,
)
from goldenthread.dataset.services.cards import add_card, amend_card, make_forecast
from goldenthread.dataset.services.dashboards import (
    add_commentary,
    add_dashboard,
    amend_dashboard,
    raise_signal,
    rebase_indicator,
)
from goldenthread.dataset.services.journeys import (
    add_journey_bar,
    correct_link,
    declare_connection,
    lift_journey_bar,
    open_journey,
    open_journey_of,
    read_journey,
    seek_journey,
)
from goldenthread.dataset.services.keeping import remind, remove_files
from goldenthread.dataset.services.measures import (
    add_measure,
    add_point,
    amend_measure,
    amend_point,
)
from goldenthread.dataset.services.places import load_areas, load_boundaries
from goldenthread.dataset.services.releases import (
    ask_release,
    build_release,
    publish_release,
    roll_back_release,
    withdraw_release,
)
from goldenthread.dataset.services.samples import draw_sample, replace_case
from goldenthread.dataset.services.sharing import (
    add_agreement,
    add_supply,
    amend_agreement,
    amend_supply,
)
from goldenthread.dataset.services.submissions import (
    accept_submission,
    begin_submission,
    check_submission,
    put_all,
    put_piece,
    receive_submission,
    return_submission,
    sealed,
    withdraw_submission,
)
from goldenthread.dataset.services.together import (
    Given,
    accept_together,
    send_together,
)
from goldenthread.dataset.services.working import take_up, work_off


__all__ = [
    "Given",
    "accept_submission",
    "accept_together",
    "add_agreement",
    "add_card",
    "add_commentary",
    "add_dashboard",
    "add_journey_bar",
    "add_measure",
    "add_point",
    "add_supply",
    "amend_agreement",
    "amend_card",
    "amend_dashboard",
    "amend_measure",
    "amend_point",
    "amend_supply",
    "answer_marker_line",
    "ask_release",
    "begin_submission",
    "build_release",
    "check_submission",
    "correct_link",
    "declare_connection",
    "draw_sample",
    "draw_up_lists",
    "lift_journey_bar",
    "load_areas",
    "load_boundaries",
    "make_forecast",
    "open_journey",
    "open_journey_of",
    "publish_release",
    "put_all",
    "put_piece",
    "raise_signal",
    "read_journey",
    "rebase_indicator",
    "receive_submission",
    "remind",
    "remove_files",
    "replace_case",
    "return_submission",
    "roll_back_release",
    "sealed",
    "seek_journey",
    "send_together",
    "take_up",
    "withdraw_release",
    "withdraw_submission",
    "work_off",
]
