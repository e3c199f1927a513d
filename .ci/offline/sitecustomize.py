"""Put on PYTHONPATH, it keeps every Python process on loopback: for machines where a network can't be taken away."""

import ipaddress
import socket

_connect, _connect_ex, _sendto = socket.socket.connect, socket.socket.connect_ex, socket.socket.sendto


def _hold(address: object) -> None:
    if isinstance(address, tuple):
        host = str(address[0]).split("%")[0]
        if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
            raise OSError(101, f"Network is unreachable (.ci/offline): {host}")


def _kept(method):  # noqa: ANN001, ANN202  # one of the three methods above
    def guarded(self, *args):  # noqa: ANN001, ANN002, ANN202
        _hold(args[-1])
        return method(self, *args)

    return guarded


socket.socket.connect = _kept(_connect)
socket.socket.connect_ex = _kept(_connect_ex)
socket.socket.sendto = _kept(_sendto)
