"""The proxy that the environment names, where a user asks for it, and what is not asked of it."""

from __future__ import annotations

import re
import socket
from ipaddress import ip_address
from urllib.parse import urlsplit

from requests.utils import get_environ_proxies, select_proxy

from refcheck.model import Unread
from refcheck.web.fault import Fault
from refcheck.web.guard import OTHER_SERVICES, Gate, SocketOptions, is_public
from refcheck.web.politeness import host_of

TUNNEL_REFUSED = re.compile(r"Tunnel connection failed: (\d{3})")  # the words of http.client
USUAL_PORT = 80


def proxy_for(url: str) -> str:
    """The proxy that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name for an address, as they write it; "" where none.

    Raises a Fault for one that is no http:// address, which never says what is written there: it may be a password.
    """
    named = select_proxy(url, get_environ_proxies(url))
    if not named:
        return ""
    proxy = named if "://" in named else f"http://{named}"
    try:
        parts = urlsplit(proxy)
        whole = parts.hostname and parts.port != 0 and parts.path in ("", "/") and not parts.query + parts.fragment
        usable = parts.scheme.lower() == "http" and whole  # with more to it, what looks like a host may be a password
    except ValueError:
        usable = False
    if not usable:
        detail = "the environment's proxy for it is not of the form http://host:port; correct HTTP_PROXY or HTTPS_PROXY"
        raise Fault(Unread.BAD_ADDRESS, detail)
    return proxy


def name_of(proxy: str) -> str:
    """The host and port of a proxy, without its credentials."""
    parts = urlsplit(proxy)
    return f"{parts.hostname}:{parts.port or USUAL_PORT}"


def check_target(url: str, *, allow_private: bool) -> None:
    """Raises a Fault where an address is not to be asked of a proxy: this machine's, a private one, another service's.

    Addresses are told from their writing alone. What a name leads to is the proxy's to find out.
    """
    host, port = host_of(url), urlsplit(url).port
    if port in OTHER_SERVICES:
        raise Fault(Unread.BLOCKED_ADDRESS, f"port {port} of {host} is another service's, not that of web pages")
    if allow_private:
        return
    address = _address(host)
    if host == "localhost" or host.endswith(".localhost") or (address and not is_public(address)):
        detail = f"{host} is no public address; --allow-private permits such addresses"
        raise Fault(Unread.BLOCKED_ADDRESS, detail)
    if not address and "%" in host:  # a proxy may decode it
        raise Fault(Unread.BAD_ADDRESS, f"{host} is no host's name; correct the source's url")


def _address(host: str) -> str:
    """The IP address that a host is written as, also in the old ways (127.1, 0x7f000001, 2130706433); "" for names."""
    try:
        return str(ip_address(host))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return ""


def refused_tunnel(error: BaseException) -> str:
    """The status with which a proxy refused a way to a host, if that is what the exception says; else ""."""
    found = TUNNEL_REFUSED.search(str(error))
    return found[1] if found else ""


class ProxyGate(Gate):
    """Opens sockets to proxies, whose addresses may be private; a Fault says that it was the proxy's."""

    def open(self, host: str, port: int, timeout: float | None, options: SocketOptions = ()) -> socket.socket:
        """As any gate does; a proxy that is not there says nothing of the page, which is never gone for that."""
        try:
            return super().open(host, port, timeout, options)
        except Fault as fault:
            detail = f"the proxy {host}:{port} that the environment names can not be reached: {fault}"
            raise Fault(fault.reason, detail, transient=fault.transient) from fault
