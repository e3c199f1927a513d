"""Addresses and bodies without the secrets that they may carry: what a recording, a report or a message may hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from urllib.parse import quote, unquote

FILTERED = "FILTERED"
"""Stands in a recording for a secret. It is text that an address can have as it is."""
NESTED = 3
LONG_ENOUGH = 8
SURE = frozenset(
    {
        "apikey", "authorization", "bearer", "credential", "credentials", "csrf", "hmac", "jsessionid",
        "jwt", "oauth", "otp", "passphrase", "passwd", "password", "phpsessid", "pwd", "samlresponse",
        "secret", "sessid", "sessionid", "sig", "signature", "token", "tokens", "xsrf"
    }
)  # fmt: skip
# Names that pages are also asked for by, as in ?session=2025: a short value is then no secret.
LIKELY = frozenset({"key", "keys", "session", "sid", "auth", "ticket", "pass"})
ENDINGS = ("token", "secret", "password", "passwd", "signature", "apikey", "accesskey", "accesskeyid", "sessionid")
SIGNED = ("xamz", "xgoog")
_Replace = Callable[[str, str], str]
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_USER = re.compile(r"((?:[a-zA-Z][\w+.-]*:)?//)[^/?#]*@")
_USER_WITHIN = re.compile(r"([a-zA-Z][\w+.-]*:/{1,2})[^/?#@]*@")
_MATRIX = re.compile(r";([^=/;?#]+)=([^/;?#]*)")
_SEPARATORS = re.compile(r"([&;])")


@lru_cache(maxsize=256)
def without_secrets(address: str, depth: int = NESTED) -> str:
    """The address with its credentials dropped and every secret value of its query replaced by `FILTERED`.

    A secret is told by its name, such as token, sig or X-Amz-Signature, and for names such as key or session by having
    eight characters or more. Addresses within the address, escaped or not, are treated alike. What comes out goes
    through unchanged when it is given again.
    """
    return _rewritten(address, lambda _name, _value: FILTERED, depth)


def secrets_in(address: str) -> tuple[tuple[str, str], ...]:
    """(name, value) of every secret that `without_secrets` would replace, as they are written."""
    found: list[tuple[str, str]] = []

    def note(name: str, value: str) -> str:
        found.append((name, value))
        return FILTERED

    _rewritten(address, note, NESTED)
    return tuple(pair for pair in found if pair[1] != FILTERED)


def scrubbed(body: bytes, addresses: frozenset[str]) -> bytes:
    """A text body without the secrets of the addresses that it was asked for by: pages print their own address.

    `name=value` is replaced wherever it stands, a value alone only where it looks made by a machine (twelve characters
    or more, with digits and letters), so that no word of the page is lost. A PDF or other binary body stays as it is.
    """
    if b"\x00" in body or body.startswith(b"%PDF"):
        return body
    for name, value in {pair for address in addresses for pair in secrets_in(address)}:
        once = quote(unquote(value), safe="")
        for spelt in dict.fromkeys((value, unquote(value), once, quote(once, safe=""))):
            if not spelt:
                continue
            body = body.replace(f"{name}={spelt}".encode(), f"{name}={FILTERED}".encode())
            if len(spelt) >= 12 and re.search(r"\d", spelt) and re.search(r"[^\W\d]", spelt):
                body = body.replace(spelt.encode(), FILTERED.encode())
    return body


def _rewritten(address: str, replaced: _Replace, depth: int) -> str:
    head, mark, query = address.partition("?")
    head = _USER_WITHIN.sub(r"\1", _USER.sub(r"\1", head, count=1))
    head = _MATRIX.sub(lambda m: f";{m[1]}={_value(m[1], m[2], replaced, 0)}", head)
    query, hash_, fragment = query.partition("#")
    return head + mark + "".join(_pieces(query, replaced, depth)) + hash_ + fragment


def _pieces(query: str, replaced: _Replace, depth: int) -> Iterator[str]:
    for piece in _SEPARATORS.split(query):
        name, sign, value = piece.partition("=")
        yield f"{name}={_value(name, value, replaced, depth)}" if sign else piece


def _value(name: str, value: str, replaced: _Replace, depth: int) -> str:
    if value and _is_secret(unquote(name), unquote(value)):
        return replaced(name, value)
    plain = unquote(value)
    if depth == 0 or not ("=" in plain or "@" in plain):
        return value
    if "?" in plain or "://" in plain:
        clean = _rewritten(plain, replaced, depth - 1)
    else:
        clean = "".join(_pieces(plain, replaced, depth - 1))
    if clean == plain:
        return value
    return quote(clean, safe="/:?=;") if plain == value else quote(clean, safe="")


def _is_secret(name: str, value: str) -> bool:
    words = {word.lower() for word in _WORDS.findall(name)}
    joined = re.sub(r"[^a-z]", "", name.lower())
    if words & SURE or joined in SURE or joined.endswith(ENDINGS) or joined.startswith(SIGNED):
        return True
    return len(value) >= LONG_ENOUGH and bool(words & LIKELY or joined in LIKELY)
