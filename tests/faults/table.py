"""The faults: what a server does, and what becomes of the source. docs/faults.md has the same table."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from refcheck.model import Unread
from tests.faults.servers import Call, Talk, answer, page

HERE = Path(__file__).parent
TRUSTED = HERE.parent / "web" / "reference.test.pem"
BOTH = ("http", "https")
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
MOST_BYTES = 1_000_000
BOMB = bytes(300_000_000)
LONG = b"x" * 65536


@dataclass(frozen=True)
class Row:
    """One fault: its name, what the server does, what the source is called then (None: it is read), and `talk`.

    `schemes` are those that it is served over; `certificate` is the server's. `host` takes the place of the server's
    name. `guarded` rows are fetched with 127.0.0.1 alone taken for public. `closed` rows have no server, `raw_tls`
    ones a server that does not speak the TLS that is asked for; `tries` is how often the address is asked for.
    `robots` is what the server does when it is asked for its robots.txt, which the other rows leave out.
    """

    name: str
    does: str
    reason: Unread | None
    talk: Talk
    schemes: tuple[str, ...] = BOTH
    certificate: Path = TRUSTED
    trusted: Path = TRUSTED
    host: str = "reference.test"
    guarded: bool = False
    closed: bool = False
    raw_tls: bool = False
    tries: int = 1
    robots: Talk | None = None


def says(data: bytes) -> Talk:
    return lambda call: call.say(data)


def then(data: bytes, more: Callable[[Call], None]) -> Talk:
    def talk(call: Call) -> None:
        call.say(data)
        more(call)

    return talk


def redirects(location: str, status: str = "302 Found") -> Talk:
    return says(answer(status, f"Location: {location}", body=b""))


def first_fails(data: bytes) -> Talk:
    """Says this once for each address, then gives another page than the one it began with."""
    return lambda call: call.say(data if call.number == 1 else answer())


def cut_then_other(call: Call) -> None:
    older = answer(body=page("The Lake Act became law in 1812."))
    call.say(older[: len(older) // 2] if call.number == 1 else answer())


def new_address(call: Call) -> None:
    call.say(answer("302 Found", f"Location: {call.path}x", body=b""))


def to_itself(call: Call) -> None:
    call.say(answer("301 Moved Permanently", f"Location: {call.path}", body=b""))


def ping_pong(call: Call) -> None:
    other = call.path.removesuffix("/2") if call.path.endswith("/2") else f"{call.path}/2"
    call.say(answer("307 Temporary Redirect", f"Location: {other}", body=b""))


def to_the_port(host: str) -> Talk:
    return lambda call: call.say(answer("302 Found", f"Location: http://{host}:{call.port}/", body=b""))


def silence(call: Call) -> None:
    call.over.wait()


def reset_at_once(call: Call) -> None:
    call.reset()


def reset_midway(call: Call) -> None:
    call.say(answer()[:400])
    call.reset()


def packed(body: bytes, encoding: str) -> bytes:
    return answer("200 OK", f"Content-Encoding: {encoding}", body=body)


CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
TEAPOT = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
R = Unread
ROWS = (
    # -- connections
    Row("refused", "nobody listens on the port", R.REFUSED, silence, closed=True),
    Row("hung up", "closes the connection without a word", R.RESET, says(b"")),
    Row("reset", "resets the connection after the request", R.RESET, reset_at_once),
    Row("reset mid-body", "resets the connection in the middle of the page", R.RESET, reset_midway),
    Row("no such host", "the name has no address", R.DNS, silence, host="nowhere.test"),
    # -- time
    Row("silent", "takes the request and says nothing", R.TIMEOUT, silence),
    Row("dripping status", "sends a byte of its first line at a time, forever", R.TIMEOUT,
        then(b"HTTP/1.1 200 ", Call.drip)),
    Row("dripping headers", "sends a byte of a header at a time, forever", R.TIMEOUT, then(HEAD + b"X: ", Call.drip)),
    Row("dripping body", "sends a byte of the page at a time, forever", R.TIMEOUT, then(HEAD + b"\r\n", Call.drip)),
    Row("dripping body of a length", "the same with a length that it never reaches", R.TIMEOUT,
        then(HEAD + b"Content-Length: 999999\r\n\r\n", Call.drip)),
    Row("dripping chunks", "sends chunks of one byte, forever", R.TIMEOUT,
        then(CHUNKED, lambda call: call.drip(b"1\r\n.\r\n"))),
    Row("continue, continue", "says “100 Continue”, forever", R.TIMEOUT,
        lambda call: call.drip(b"HTTP/1.1 100 Continue\r\n\r\n")),
    # -- size
    Row("endless body", "sends a page without an end", R.TOO_LARGE, then(HEAD + b"\r\n", lambda call: call.pour(LONG))),
    Row("endless chunks", "sends chunks without an end", R.TOO_LARGE,
        then(CHUNKED, lambda call: call.pour(b"10000\r\n" + LONG + b"\r\n"))),
    Row("over the cap", "sends a page of one byte more than is read", R.TOO_LARGE,
        says(answer(body=b" " * (MOST_BYTES + 1)))),
    Row("gzip bomb", "sends 0.3 MB that unpack to 300 MB", R.TOO_LARGE, says(packed(gzip.compress(BOMB, 9), "gzip"))),
    Row("deflate bomb", "the same in deflate", R.TOO_LARGE, says(packed(zlib.compress(BOMB, 9), "deflate"))),
    Row("bomb in a bomb", "sends what was packed twice", R.BAD_RESPONSE,
        says(packed(gzip.compress(gzip.compress(BOMB, 9)), "gzip, gzip"))),
    Row("endless headers", "sends headers without an end", R.BAD_RESPONSE,
        then(HEAD, lambda call: call.pour(b"X-More: of the same\r\n"))),
    Row("huge header", "sends a header of 70,000 characters", R.BAD_RESPONSE,
        says(HEAD + b"X: " + b"a" * 70_000 + b"\r\n\r\n")),
    Row("huge status", "sends a first line of 70,000 characters", R.BAD_RESPONSE,
        says(b"HTTP/1.1 200 " + b"a" * 70_000 + b"\r\n\r\n")),
    # -- form
    Row("length too large", "announces more than it sends", R.RESET,
        says(HEAD + b"Content-Length: 5000\r\n\r\n" + page()[:800])),
    Row("two lengths", "gives two different lengths", R.BAD_RESPONSE,
        says(HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab")),
    Row("negative length", "gives a length below nothing", R.BAD_RESPONSE,
        says(HEAD + b"Content-Length: -5\r\n\r\n" + page())),
    Row("length in words", "gives a length that is no number", R.BAD_RESPONSE,
        says(HEAD + b"Content-Length: some\r\n\r\n" + page())),
    Row("broken chunk", "gives a chunk's size that is no number", R.BAD_RESPONSE, says(CHUNKED + b"zz\r\nhello\r\n")),
    Row("negative chunk", "gives a chunk's size below nothing", R.RESET, says(CHUNKED + b"-5\r\nhello\r\n")),
    Row("chunk cut short", "ends within a chunk", R.RESET, says(CHUNKED + b"fff\r\nhello")),
    Row("no last chunk", "ends after a chunk that is not the last", R.RESET, says(CHUNKED + b"5\r\nhello\r\n")),
    Row("odd transfer coding", "sends the page in a transfer coding not asked for", R.BAD_RESPONSE,
        says(HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n")),
    Row("not packed as said", "says gzip and sends none", R.BAD_RESPONSE, says(packed(page(), "gzip"))),
    Row("packing cut short", "sends half of a packed page, with its right length", R.BAD_RESPONSE,
        says(packed(gzip.compress(page())[:150], "gzip"))),
    Row("odd packing", "packs the page in a way not asked for", R.BAD_RESPONSE, says(packed(page(), "br"))),
    Row("not HTTP", "greets as another service", R.BAD_RESPONSE, says(b"SSH-2.0-OpenSSH_9.6\r\n")),
    Row("HTTP/0.9", "sends the page without any headers", R.BAD_RESPONSE, says(page())),
    Row("status in words", "gives a status that is no number", R.BAD_RESPONSE, says(b"HTTP/1.1 fine\r\n\r\n")),
    # -- redirects
    Row("redirect to itself", "redirects to the same address", R.REDIRECTS, to_itself),
    Row("redirect in a circle", "redirects to and fro", R.REDIRECTS, ping_pong),
    Row("redirect without end", "redirects to ever new addresses", R.REDIRECTS, new_address),
    Row("redirect to nowhere", "redirects without saying where", R.HTTP_STATUS, says(answer("302 Found", body=b""))),
    Row("redirect to a file", "redirects to file:///etc/passwd", R.BAD_ADDRESS, redirects("file:///etc/passwd")),
    Row("redirect to data", "redirects to a data: address", R.BAD_ADDRESS, redirects("data:text/html,<p>1979")),
    Row("redirect to nonsense", "redirects to http://[", R.BAD_ADDRESS, redirects("http://[")),
    Row("redirect to no host", "redirects to a name that has no address", R.DNS, redirects("http://nowhere.test/")),
    Row("redirect to another service", "redirects to the port of a mail server", R.BLOCKED_ADDRESS,
        redirects("http://reference.test:25/")),
    Row("redirect to a private name", "redirects to a name with a private address", R.BLOCKED_ADDRESS,
        to_the_port("inside.test"), guarded=True),
    Row("redirect to a private address", "redirects to 127.0.0.2", R.BLOCKED_ADDRESS, to_the_port("127.0.0.2"),
        guarded=True),
    Row("redirect to a decimal address", "redirects to the same, written 2130706434", R.BLOCKED_ADDRESS,
        to_the_port("2130706434"), guarded=True),
    Row("redirect to a hexadecimal address", "redirects to the same, written 0x7f000002", R.BLOCKED_ADDRESS,
        to_the_port("0x7f000002"), guarded=True),
    Row("redirect to a mapped address", "redirects to the same, written [::ffff:127.0.0.2]", R.BLOCKED_ADDRESS,
        to_the_port("[::ffff:127.0.0.2]"), guarded=True),
    Row("redirect to the machine's data", "redirects to 169.254.169.254, where clouds tell secrets",
        R.BLOCKED_ADDRESS, redirects("http://169.254.169.254/latest/meta-data/"), guarded=True),
    # -- statuses
    Row("not found", "answers 404", R.HTTP_STATUS, says(answer("404 Not Found"))),
    Row("forbidden", "answers 403", R.HTTP_STATUS, says(answer("403 Forbidden"))),
    Row("broken inside", "answers 500", R.HTTP_STATUS, says(answer("500 Internal Server Error"))),
    Row("too many requests", "answers 429", R.HTTP_STATUS, says(answer("429 Too Many Requests")), tries=3),
    Row("too many requests, in seconds", "answers 429, Retry-After: 5", R.HTTP_STATUS,
        says(answer("429 Too Many Requests", "Retry-After: 5")), tries=3),
    Row("unavailable, until a date", "answers 503, Retry-After: a date five seconds on", R.HTTP_STATUS,
        says(answer("503 Service Unavailable", "Retry-After: Thu, 01 May 2025 12:00:05 GMT")), tries=3),
    Row("absurd Retry-After", "answers 503, Retry-After: a year", R.HTTP_STATUS,
        says(answer("503 Service Unavailable", "Retry-After: 31536000"))),
    Row("nonsense for Retry-After", "answers 503, Retry-After: soon", R.HTTP_STATUS,
        says(answer("503 Service Unavailable", "Retry-After: soon")), tries=3),
    Row("part of the page", "answers 206 to a request for all of it", R.HTTP_STATUS,
        says(answer("206 Partial Content", body=page()[:900]))),
    Row("not modified", "answers 304 though nothing was said of an older page", R.HTTP_STATUS,
        says(b"HTTP/1.1 304 Not Modified\r\n\r\n")),
    Row("another protocol", "answers 101", R.HTTP_STATUS, says(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")),
    Row("status beyond all", "answers 999", R.HTTP_STATUS, says(answer("999 Request denied"))),
    Row("status that steers terminals", "answers 500 with control characters", R.HTTP_STATUS,
        says(answer("500 \x1b[2J\x07 ::error::"))),
    # -- robots.txt
    Row("forbidden by robots.txt", "forbids the page to all in its robots.txt", R.ROBOTS, says(answer()),
        robots=says(answer(body=b"User-agent: *\nDisallow: /\n"))),
    Row("forbidden to us", "forbids the page to refcheck alone", R.ROBOTS, says(answer()),
        robots=says(answer(body=b"User-agent: *\nAllow: /\n\nUser-agent: refcheck\nDisallow: /\n"))),
    Row("robots.txt fails", "answers 500 to the request for robots.txt", R.ROBOTS, says(answer()),
        robots=says(answer("500 Internal Server Error"))),
    Row("robots.txt hung up", "closes the connection when robots.txt is asked for", R.ROBOTS, says(answer()),
        robots=says(b"")),
    Row("robots.txt is no HTTP", "answers the request for robots.txt with noise", R.ROBOTS, says(answer()),
        robots=says(TEAPOT)),
    Row("dripping robots.txt", "sends a byte of robots.txt at a time, forever", R.ROBOTS, says(answer()),
        robots=then(HEAD + b"\r\n", Call.drip)),
    Row("silent robots.txt", "says nothing when robots.txt is asked for", R.ROBOTS, says(answer()), robots=silence),
    # -- TLS
    Row("no TLS", "speaks plain HTTP where TLS is asked for", R.TLS, says(answer()), ("https",), raw_tls=True),
    Row("broken TLS", "answers the greeting with noise", R.TLS, says(b"\x16\x03\x03" + bytes(range(200))), ("https",),
        raw_tls=True),
    Row("TLS hung up", "closes the connection after the greeting", R.TLS, says(b""), ("https",), raw_tls=True),
    Row("silent TLS", "never answers the greeting", R.TIMEOUT, silence, ("https",), raw_tls=True),
    Row("expired certificate", "shows a certificate whose time is up", R.TLS, says(answer()), ("https",),
        certificate=HERE / "expired.test.pem", trusted=HERE / "expired.test.pem"),
    Row("certificate of another", "shows a certificate for another name", R.TLS, says(answer()), ("https",),
        certificate=HERE / "elsewhere.test.pem", trusted=HERE / "elsewhere.test.pem"),
    Row("unknown certificate", "shows a certificate that nobody vouches for", R.TLS, says(answer()), ("https",),
        certificate=HERE / "elsewhere.test.pem"),
    # -- contents
    Row("a picture", "sends image/png", R.MEDIA_TYPE, says(answer("200 OK", "Content-Type: image/png", body=TEAPOT))),
    Row("a picture called a page", "sends a picture as text/html", R.UNREADABLE, says(answer(body=TEAPOT))),
    Row("a broken PDF", "sends the first bytes of a PDF and noise", R.UNREADABLE,
        says(answer("200 OK", "Content-Type: application/pdf", body=b"%PDF-1.7\n" + TEAPOT))),
    Row("nothing", "answers 200 with an empty body", R.EMPTY, says(answer(body=b""))),
    Row("no content", "answers 204", R.EMPTY, says(b"HTTP/1.1 204 No Content\r\n\r\n")),
    Row("white space", "sends white space", R.EMPTY, says(answer(body=b" \r\n" * 50))),
    Row("markup alone", "sends a page without a word", R.EMPTY,
        says(answer(body=b"<!doctype html><html><body><main><div></div></main></body></html>"))),
    Row("a log-in", "sends a form that asks for a password", R.WRONG_PAGE,
        says(answer(body=b"<!doctype html><html><title>Log in</title><body><form action=/login method=post><h1>Log in"
                         b"</h1><input name=user><input type=password name=password><button>Log in</button></form>"))),
    # -- what passes
    Row("robots.txt is a page", "sends a page for robots.txt", None, says(answer()), robots=says(answer())),
    Row("robots.txt is noise", "sends a picture for robots.txt", None, says(answer()),
        robots=says(answer(body=TEAPOT))),
    Row("robots.txt in a circle", "redirects robots.txt to itself", None, says(answer()), robots=to_itself),
    Row("endless robots.txt", "sends a robots.txt without an end, which forbids another page", None, says(answer()),
        robots=then(HEAD + b"\r\nUser-agent: *\nDisallow: /other\n", lambda call: call.pour(b"# and so on\n" * 5000))),
    Row("busy once", "answers 503, and the page when asked again", None,
        first_fails(answer("503 Service Unavailable")), tries=2),
    Row("broken off once", "breaks off, and gives the page when asked again", None, first_fails(b""), tries=2),
    Row("another page the second time", "breaks off in one page, and gives another when asked again", None,
        cut_then_other, tries=2),
)  # fmt: skip


def as_markdown() -> str:
    """The table of docs/faults.md."""
    lines = ["| fault | over | the server | outcome |", "| --- | --- | --- | --- |"]
    for row in ROWS:
        outcome = (
            str(row.reason) if row.reason else ("read: the page of the last try alone" if row.tries > 1 else "read")
        )
        tried = f", after {row.tries} tries" if row.tries > 1 and row.reason else ""
        lines.append(f"| {row.name} | {', '.join(row.schemes)} | {row.does} | {outcome}{tried} |")
    return "\n".join(lines) + "\n"
