"""What is only added to: the database itself refuses to change or remove it."""

from django.db import connection

from goldenthread.core import append_only
from goldenthread.thread.models.only_added import TABLES


def test_every_table_that_is_only_added_to_has_its_triggers(db):
    expected = {*append_only.HISTORY_TABLES, *TABLES}
    assert set(append_only.installed(connection)) == expected
