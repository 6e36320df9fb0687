"""Every write of the dataset."""

from goldenthread.dataset.services.keeping import remind, remove_files
from goldenthread.dataset.services.measures import (
    add_measure,
    add_point,
    amend_measure,
    amend_point,
)
from goldenthread.dataset.services.releases import (
    ask_release,
    build_release,
    publish_release,
    roll_back_release,
    withdraw_release,
)
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
from goldenthread.dataset.services.working import take_up, work_off


__all__ = [
    "accept_submission",
    "add_agreement",
    "add_measure",
    "add_point",
    "add_supply",
    "amend_agreement",
    "amend_measure",
    "amend_point",
    "amend_supply",
    "ask_release",
    "begin_submission",
    "build_release",
    "check_submission",
    "publish_release",
    "put_all",
    "put_piece",
    "receive_submission",
    "remind",
    "remove_files",
    "return_submission",
    "roll_back_release",
    "sealed",
    "take_up",
    "withdraw_release",
    "withdraw_submission",
    "work_off",
]
