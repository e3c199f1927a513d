"""Which addresses may be connected to, checked at the connection itself: no redirect or DNS trick avoids it."""

from __future__ import annotations

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import SSLError
from urllib3.util.ssl_ import create_urllib3_context

from refcheck.model import Unread
from refcheck.web.fault import Fault

NO_SUCH_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
SocketOptions = Sequence[tuple[int, int, int | bytes]]
Resolve = Callable[[str, int], tuple[str, ...]]
MOST_ADDRESSES = 8
"""How many of a host's addresses are tried: each may take the whole time for a connection."""
GLOBAL_UNICAST = IPv6Network("2000::/3")
NAT64 = IPv6Network("64:ff9b::/96")
ISATAP = frozenset({0x00005EFE, 0x02005EFE})
# Special networks in the public ranges (RFC 6890 and after) that some versions of Python call global: protocol
# assignments with Teredo and ORCHID among them, 6to4 relays, documentation.
SPECIAL = tuple(map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "3fff::/20")))
# The ports of other services, which may take a request for commands of their own: those that browsers refuse
# (https://fetch.spec.whatwg.org/#port-blocking).
# fmt: off
OTHER_SERVICES = frozenset({
    1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110,
    111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532,
    540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061,
    6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
})
# fmt: on


def is_public(address: str) -> bool:
    """Whether an IP address, as text, is one that the public internet routes to a single host.

    An IPv6 address that carries an IPv4 address is as public as that one. Raises ValueError for what is no IP address.
    """
    ip: IPv4Address | IPv6Address = ip_address(address)
    if isinstance(ip, IPv6Address):
        if ip.scope_id is not None:  # it names an interface of this machine
            return False
        inner = _embedded(ip)
        if inner is None and (ip not in GLOBAL_UNICAST or int(ip) >> 32 & 0xFFFFFFFF in ISATAP):
            return False
        ip = inner or ip
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in SPECIAL)


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
        self.deadline = time.monotonic() + seconds
        self._twins: list[socket.socket] = []
        self._lock = threading.Lock()
        _ALARM.set(self)

    @property
    def remaining(self) -> float:
        """The seconds that are left, 0 when there are none."""
        return max(0.0, self.deadline - time.monotonic())

    def extend(self, seconds: float) -> None:
        """Puts the end off by so many seconds, in which nothing was asked for."""
        if seconds > 0 and not self.expired:
            self.deadline += seconds

    def watch(self, connection: socket.socket) -> None:
        """Takes `connection` into care; a duplicate is kept, for TLS takes the original's descriptor away."""
        with self._lock:
            self._twins.append(connection.dup())
            if self.expired:
                self._shut()

    def close(self) -> None:
        """Lets go of every connection."""
        _ALARM.drop(self)
        with self._lock:
            for twin in self._twins:
                twin.close()
            self._twins.clear()

    def expire(self) -> None:
        """Ends every connection, those of now and those to come."""
        with self._lock:
            self.expired = True
            self._shut()

    def _shut(self) -> None:
        for twin in self._twins:
            try:
                twin.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # the other side was faster


class _Alarm:
    """Tells watchdogs when their time is up: one thread for all of them, which ends when there are none."""

    def __init__(self) -> None:
        self._watchdogs: set[Watchdog] = set()
        self._changed = threading.Condition()
        self._runs = False
        self._wakes_at = 0.0

    def set(self, watchdog: Watchdog) -> None:
        with self._changed:
            self._watchdogs.add(watchdog)
            if not self._runs:
                threading.Thread(target=self._watch, daemon=True).start()
                self._runs = True
            elif watchdog.deadline < self._wakes_at:
                self._changed.notify()

    def drop(self, watchdog: Watchdog) -> None:
        with self._changed:
            self._watchdogs.discard(watchdog)
            if not self._watchdogs:
                self._changed.notify()

    def _watch(self) -> None:
        while due := self._due():
            for watchdog in due:
                watchdog.expire()

    def _due(self) -> list[Watchdog]:
        """Those whose time is up, as soon as there are any; none where there is nobody left to wait for."""
        with self._changed:
            while self._watchdogs:
                now = time.monotonic()
                if due := [watchdog for watchdog in self._watchdogs if watchdog.deadline <= now]:
                    self._watchdogs.difference_update(due)
                    return due
                self._wakes_at = min(watchdog.deadline for watchdog in self._watchdogs)
                self._changed.wait(self._wakes_at - now)
            self._runs = False
            return []


_ALARM = _Alarm()


class Gate:
    """Opens sockets to checked addresses only; a Fault says why one was not opened."""

    def __init__(self, resolve: Resolve, watchdog: Watchdog, *, allow_private: bool) -> None:
        self._resolve = resolve
        self._watchdog = watchdog
        self._allow_private = allow_private

    def open(self, host: str, port: int, timeout: float | None, options: SocketOptions = ()) -> socket.socket:
        """A socket connected to the first public address of `host` that answers: that address and no other lookup."""
        if port in OTHER_SERVICES:
            raise Fault(Unread.BLOCKED_ADDRESS, f"port {port} of {host} is another service's, not that of web pages")
        fault = Fault(Unread.DNS, f"{host} has no address")
        for address in self._allowed(host, port)[:MOST_ADDRESSES]:
            seconds = min(self._watchdog.remaining, timeout or self._watchdog.remaining)
            try:
                connection = create_connection((address, port), max(seconds, 0.001), options)
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

    def _allowed(self, host: str, port: int) -> tuple[str, ...]:
        addresses = self._resolved(host, port)
        try:
            public = tuple(address for address in addresses if is_public(address))
        except ValueError as error:
            raise Fault(Unread.DNS, f"the name {host} is not resolved to an address") from error
        if self._allow_private:
            return addresses
        if addresses and not public:
            detail = f"{host} is {addresses[0]}, which is no public address; --allow-private permits such addresses"
            raise Fault(Unread.BLOCKED_ADDRESS, detail)
        return public

    def _resolved(self, host: str, port: int) -> tuple[str, ...]:
        if self._resolve is system_addresses and _is_plain_ipv4(host):
            return (host,)
        try:
            return _within(self._watchdog.remaining, lambda: self._resolve(host, port))
        except socket.gaierror as error:
            again = error.errno == socket.EAI_AGAIN
            detail = f"the name {host} is not resolved: {error.strerror}"
            raise Fault(Unread.DNS, detail, transient=again, gone=error.errno in NO_SUCH_NAME) from error
        except TimeoutError as error:
            raise Fault(Unread.DNS, f"the name {host} is not resolved in time") from error
        except (OSError, UnicodeError, ValueError) as error:
            raise Fault(Unread.DNS, f"the name {host} is not resolved: {error}") from error


def create_connection(address: tuple[str, int], seconds: float, options: SocketOptions) -> socket.socket:
    """A socket connected to an IP address, which is looked up nowhere."""
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    connection = socket.socket(family, socket.SOCK_STREAM)
    try:
        for option in options:
            connection.setsockopt(*option)
        connection.settimeout(seconds)
        connection.connect(address)
    except BaseException:
        connection.close()
        raise
    return connection


def _is_plain_ipv4(host: str) -> bool:
    """Whether a host is an IPv4 address in its usual writing, which stands for itself: there is nothing to look up."""
    try:
        return str(IPv4Address(host)) == host
    except ValueError:
        return False


def _within(seconds: float, look_up: Callable[[], tuple[str, ...]]) -> tuple[str, ...]:
    """What `look_up` returns or raises, or TimeoutError: a resolver can take minutes and can not be called off."""
    done: queue.SimpleQueue[tuple[str, ...] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            done.put(look_up())
        except Exception as error:  # noqa: BLE001 - raised again by who asked
            done.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        found = done.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(found, Exception):
        raise found
    return found


class GuardedAdapter(HTTPAdapter):
    """requests' adapter with every connection opened by a gate; names in TLS and Host stay those of the address.

    `to_proxies` opens those to proxies.
    """

    def __init__(self, gate: Gate, to_proxies: Gate) -> None:
        self._gate = gate
        self._to_proxies = to_proxies
        super().__init__(pool_maxsize=1)  # one request after the other

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - handed on unseen
        """As in requests, with pools whose connections the gate opens."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _through(self._gate)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:  # noqa: ANN401 - as in requests
        """As in requests, with pools whose connections to the proxy a gate opens."""
        known = proxy in self.proxy_manager
        manager = super().proxy_manager_for(proxy, **kwargs)
        if not known:
            manager.pool_classes_by_scheme = _through(self._to_proxies)
        return manager


class _Plain(HTTPConnection):
    gate: Gate

    def _new_conn(self) -> socket.socket:
        return _open(self.gate, self)


class _Secure(HTTPSConnection):
    gate: Gate

    def _new_conn(self) -> socket.socket:
        return _open(self.gate, self)

    def connect(self) -> None:
        """As in urllib3, which would read the authorities' certificates anew: that takes ten times the greeting."""
        if self.ca_certs:
            self.ssl_context, self.ca_certs = _trusting(self.ca_certs), None
        super().connect()


def _through(gate: Gate) -> dict[str, Any]:
    """What makes pools whose connections this gate opens, by scheme."""

    def opened(kind: type[_Plain | _Secure], **given: Any) -> _Plain | _Secure:  # noqa: ANN401 - handed on unseen
        connection = kind(**given)
        connection.gate = gate
        return connection

    def pool(
        kind: type[HTTPConnectionPool],
        of: type[_Plain | _Secure],
        *args: Any,  # noqa: ANN401 - see above
        **given: Any,  # noqa: ANN401 - see above
    ) -> HTTPConnectionPool:
        made = kind(*args, **given)
        made.ConnectionCls = partial(opened, of)  # type: ignore[assignment]
        return made

    return {"http": partial(pool, HTTPConnectionPool, _Plain), "https": partial(pool, HTTPSConnectionPool, _Secure)}


def _trusting(ca_file: str) -> ssl.SSLContext:
    """A context that trusts the authorities in a file, made once for all connections as long as the file stays."""
    try:
        state = Path(ca_file).stat()
        return _context(ca_file, state.st_mtime_ns, state.st_size)
    except OSError as error:
        raise SSLError(error) from error


@lru_cache(maxsize=4)
def _context(ca_file: str, _changed: int, _size: int) -> ssl.SSLContext:
    context = create_urllib3_context(cert_reqs=ssl.CERT_REQUIRED)
    context.load_verify_locations(ca_file)
    return context


def _open(gate: Gate, connection: HTTPConnection) -> socket.socket:
    # urllib3 makes sockets in `_new_conn` alone; by then its timeout is a number or None.
    seconds = connection.timeout if isinstance(connection.timeout, int | float) else None
    return gate.open(connection.host.strip("[]"), connection.port or 0, seconds, connection.socket_options or ())
