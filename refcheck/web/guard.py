"""Which addresses may be connected to, checked at the connection itself: no redirect or DNS trick avoids it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util.connection import create_connection

from refcheck.model import Unread
from refcheck.web.fault import Fault

NO_SUCH_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
SocketOptions = Sequence[tuple[int, int, int | bytes]]
# Networks that Python calls global although what stands behind them is local, or an IPv4 address in disguise.
NAT64 = IPv6Network("64:ff9b::/96")
NOT_PUBLIC = (IPv6Network("::/96"), IPv6Network("64:ff9b:1::/48"), IPv6Network("fec0::/10"))


def is_public(address: str) -> bool:
    """Whether an IP address, as text, is one that the public internet routes to a single host."""
    ip = ip_address(address)
    if isinstance(ip, IPv6Address):
        inner = _embedded(ip)
        if inner is not None:
            ip = inner
        elif any(ip in network for network in NOT_PUBLIC):
            return False
    return ip.is_global and not ip.is_multicast


def _embedded(ip: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv4-mapped, 6to4 or NAT64 address leads to."""
    if ip in NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour


def system_addresses(host: str, port: int) -> tuple[str, ...]:
    """The IP addresses of `host`, as the system resolves them, in its order."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


class Watchdog:
    """Ends every connection of one fetch when its time is up, however slowly the bytes drip."""

    def __init__(self, seconds: float) -> None:
        self.expired = False
        self._twins: list[socket.socket] = []
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True
        self._timer.start()

    def watch(self, connection: socket.socket) -> None:
        """Takes `connection` into care; a duplicate is kept, for TLS takes the original's descriptor away."""
        with self._lock:
            self._twins.append(connection.dup())
            if self.expired:
                self._shut()

    def close(self) -> None:
        """Lets go of every connection."""
        self._timer.cancel()
        with self._lock:
            for twin in self._twins:
                twin.close()
            self._twins.clear()

    def _expire(self) -> None:
        with self._lock:
            self.expired = True
            self._shut()

    def _shut(self) -> None:
        for twin in self._twins:
            try:
                twin.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # the other side was faster


class Gate:
    """Opens sockets to checked addresses only; a Fault says why one was not opened."""

    def __init__(
        self, resolve: Callable[[str, int], tuple[str, ...]], watchdog: Watchdog, *, allow_private: bool
    ) -> None:
        self._resolve = resolve
        self._watchdog = watchdog
        self._allow_private = allow_private

    def open(self, host: str, port: int, timeout: float | None, options: SocketOptions = ()) -> socket.socket:
        """A socket connected to the first public address of `host` that answers: that address and no other lookup."""
        fault = Fault(Unread.DNS, f"{host} has no address")
        for address in self._allowed(host, port):
            try:
                connection = create_connection((address, port), timeout, socket_options=list(options))
            except TimeoutError:
                fault = Fault(Unread.TIMEOUT, f"no connection to {host} port {port} in time", transient=True)
            except ConnectionRefusedError:
                fault = Fault(Unread.REFUSED, f"{host} refused the connection to port {port}", transient=True)
            except OSError as error:
                why = error.strerror or type(error).__name__
                fault = Fault(Unread.REFUSED, f"no connection to {host} port {port}: {why}", transient=True)
            else:
                self._watchdog.watch(connection)
                return connection
        raise fault

    def _allowed(self, host: str, port: int) -> Iterable[str]:
        try:
            addresses = self._resolve(host, port)
        except socket.gaierror as error:
            again = error.errno == socket.EAI_AGAIN
            detail = f"the name {host} is not resolved: {error.strerror}"
            raise Fault(Unread.DNS, detail, transient=again, gone=error.errno in NO_SUCH_NAME) from error
        except (OSError, UnicodeError, ValueError) as error:
            raise Fault(Unread.DNS, f"the name {host} is not resolved: {error}") from error
        if self._allow_private:
            return addresses
        public = [address for address in addresses if is_public(address)]
        if addresses and not public:
            detail = f"{host} is {addresses[0]}, which is no public address; --allow-private permits such addresses"
            raise Fault(Unread.BLOCKED_ADDRESS, detail)
        return public


class GuardedAdapter(HTTPAdapter):
    """requests' adapter with every connection opened by a gate; names in TLS and Host stay those of the address."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - handed on unseen
        """As in requests, with pools whose connections the gate opens."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _guarded_pools(self._gate)


def _guarded_pools(gate: Gate) -> dict[str, type[HTTPConnectionPool]]:
    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _open(gate, self)

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _open(gate, self)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


def _open(gate: Gate, connection: HTTPConnection) -> socket.socket:
    # urllib3 makes sockets in `_new_conn` alone; by then its timeout is a number or None.
    seconds = connection.timeout if isinstance(connection.timeout, int | float) else None
    return gate.open(connection.host.strip("[]"), connection.port or 0, seconds, connection.socket_options or ())
