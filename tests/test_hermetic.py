"""The suite reaches this machine and no further."""

import socket

import pytest
from pytest_socket import SocketConnectBlockedError


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_a_connection_beyond_the_loopback_is_refused():
    with pytest.raises(SocketConnectBlockedError), socket.socket() as outside:
        outside.connect(("192.0.2.1", 80))


def test_the_loopback_is_open(seeds):
    assert set(seeds) == {"marlowe-law", "summit-adjusters"}
