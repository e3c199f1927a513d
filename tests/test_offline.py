"""The suite itself: it can not leave the machine."""

from __future__ import annotations

import socket

import pytest
import requests
from pytest_socket import SocketConnectBlockedError


def test_a_connection_beyond_loopback_is_blocked() -> None:
    outside = "192.0.2.1"  # reserved for documentation (RFC 5737)

    with pytest.warns(UserWarning, match=outside), pytest.raises(SocketConnectBlockedError):
        socket.create_connection((outside, 80), timeout=1)


def test_no_name_is_looked_up() -> None:
    with pytest.raises(socket.gaierror, match="not known"):
        socket.create_connection(("refcheck.example", 80), timeout=1)
    with pytest.raises(requests.ConnectionError):
        requests.get("https://refcheck.example/", timeout=1)
