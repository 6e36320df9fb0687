import socket

import pytest
from django.core.management.base import CommandError

from goldenthread.config.management.commands import serve


def test_taken_port_is_said_plainly():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError) as refused:
            serve.refuse_taken("127.0.0.1", port)
    assert str(refused.value) == (
        f"Cannot listen on 127.0.0.1 port {port}: Address already in use. "
        "Stop what uses it, or give another with --port."
    )


def test_free_port_passes():
    assert serve.refuse_taken("127.0.0.1", 0) is None


def test_server_has_no_control_socket_and_the_asked_size():
    words = serve.gunicorn(host="::1", port=8080, workers=4, threads=2)
    assert {"--no-control-socket", "--bind=[::1]:8080", "--workers=4"} <= set(words)


def test_a_process_takes_no_more_than_it_can_soon_answer():
    words = serve.gunicorn(host="::1", port=8080, workers=4, threads=2)
    assert {"--worker-connections=4", "--keep-alive=0"} <= set(words)
