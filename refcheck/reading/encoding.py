"""Bytes to text: byte order mark, then what decodes, with what the header and the page claim as hints only."""

from __future__ import annotations

import codecs
import re

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
DECLARED = re.compile(
    rb"""(?:<meta[^>]{0,200}?charset\s*=\s*|<\?xml[^>]{0,100}?encoding\s*=\s*)["']?\s*([\w.:-]{2,40})""", re.IGNORECASE
)
# What browsers take these names for: WHATWG, "Encoding", names and labels.
BROWSERS_READ = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "utf-16": "utf-16-le",
    "utf-7": "utf-8",
}
NAMES_UNKNOWN_TO_PYTHON = {"x-sjis": "cp932", "windows-31j": "cp932", "ks_c_5601-1987": "cp949", "x-gbk": "gb18030"}
NO_CHARSETS = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"})
SERVER_DEFAULTS = frozenset({"cp1252", "utf-8"})
CONTROLS = {0: 0xFFFD, 1: 0xFFFD}
SAMPLE = 8192
WESTERN = frozenset("éèàùâêîôûçëïüöäßñáíóúãõåæøÉÈÀÂÊÎÔÇÜÖÄÑÁÍÓÚÅÆØœŒ«»“”‘’„–—…•€£§°·©®™\xa0¡¿ºª")
MOST_MENDED = 0.01


def decode(body: bytes, header: str = "") -> str:
    """The body as text; never raises, what can't be decoded becomes U+FFFD. NUL becomes U+FFFD too, and U+0001."""
    return sound(_decode(body, header))


def sound(text: str) -> str:
    """The text without what no page has: NUL and U+0001, and halves of characters, which no file can hold."""
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode("utf-8")
    return text.translate(CONTROLS) if "\x00" in text or "\x01" in text else text


def _decode(body: bytes, header: str) -> str:
    for bom, name in BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace")
    head = body[:4096]
    declared = DECLARED.search(head)
    named = [known(header), known(declared[1].decode("ascii", "replace")) if declared else ""]
    given_away = _wide(head) or ("iso2022_jp" if "iso2022_jp" in named and b"\x1b$" in body else "")
    if given_away:
        return body.decode(given_away, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return _not_utf8(body, named)


def _not_utf8(body: bytes, named: list[str]) -> str:
    for name in _in_order(named):
        text = _strictly(body, name)
        if text is not None:
            return text
    mended = body.decode("utf-8", "replace")
    if mended.count("\ufffd") <= 2 + MOST_MENDED * len(mended) and ("utf-8" in named or _mostly_utf8(mended)):
        return mended
    claimed = next((name for name in named if name and name != "utf-8"), "")
    return body.decode(claimed or _detected(body), "replace")


def known(label: str) -> str:
    """The codec that browsers use for a charset label; empty where Python knows none."""
    label = label.strip().strip("\"'").lower()
    if not label:
        return ""
    try:
        name = codecs.lookup(NAMES_UNKNOWN_TO_PYTHON.get(label, label)).name
        b"a".decode(name)
    except (LookupError, ValueError, UnicodeError):
        return ""
    if name.replace("-", "_") in NO_CHARSETS:
        return ""
    return BROWSERS_READ.get(name, name)


def _wide(head: bytes) -> str:
    """UTF-16 without a byte order mark: every second byte of the markup is zero."""
    if len(head) < 4 or b"\x00" not in head:
        return ""
    if head[1:200:2].count(0) > 0.6 * len(head[1:200:2]):
        return "utf-16-le"
    if head[0:200:2].count(0) > 0.6 * len(head[0:200:2]):
        return "utf-16-be"
    return ""


def _in_order(named: list[str]) -> list[str]:
    """The header first, as HTML has it, unless it is a server's default and the page says otherwise."""
    header, declared = named
    order = [declared, header] if header in SERVER_DEFAULTS and declared else [header, declared]
    return [name for name in dict.fromkeys(order) if name and not name.startswith("utf-")]


def _strictly(body: bytes, name: str) -> str | None:
    try:
        text = body.decode(name)
    except (UnicodeDecodeError, ValueError):
        return None
    return None if _looks_torn(text) else text


def _looks_torn(text: str) -> bool:
    """Whether a decoding is wrong although it did not fail: C1 controls, which no page uses."""
    return len(re.findall("[\x80-\x84\x86-\x9f]", text[:100_000])) > 3


def _mostly_utf8(mended: str) -> bool:
    good = sum(1 for char in mended[:100_000] if char > "\x7f" and char != "\ufffd")
    return good > 4 * mended[:100_000].count("\ufffd")


def _western(body: bytes) -> bool:
    """Whether the bytes read as a Western European text: few letters beyond ASCII, and only common ones."""
    text = body[:200_000].decode("cp1252", "replace")
    beyond = [char for char in text if char > "\x7f"]
    letters = sum(char.isalpha() for char in text)
    return len(beyond) < 0.18 * letters and sum(char in WESTERN for char in beyond) >= 0.95 * len(beyond)


def _detected(body: bytes) -> str:
    if _western(body):
        return "cp1252"
    from charset_normalizer import from_bytes  # noqa: PLC0415 - slow to import and seldom needed

    first = next((i for i, byte in enumerate(body[:200_000]) if byte > 0x7F), 0)
    sample = re.sub(rb"<[^>]{0,500}>", b" ", body[max(0, first - 200) : first + SAMPLE])
    best = from_bytes(sample).best()
    return known(best.encoding) or "cp1252" if best is not None else "cp1252"
