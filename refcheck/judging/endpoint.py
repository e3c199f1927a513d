"""An OpenAI-compatible endpoint for chat: where it is, by the environment, and one question at a time.

The key goes into one header of the request and nowhere else: not into an error, and not out of one that echoes it.
"""

from __future__ import annotations

import json
import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from refcheck.errors import JudgeError, UsageError

if TYPE_CHECKING:
    import requests

URL, MODEL, KEY, TIMEOUT = "REFCHECK_LLM_URL", "REFCHECK_LLM_MODEL", "REFCHECK_LLM_KEY", "REFCHECK_LLM_TIMEOUT"
PATH = "/chat/completions"
SECONDS = 60.0
TRIES = 3
GIVES_UP = 3
"""After so many questions in a row without an answer no more are asked: an outage is not waited for claim by claim."""
FIRST_WAIT, LONGEST_WAIT = 0.5, 20.0
LARGEST = 1 << 20
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_MISTAKES = {
    401: f"it does not accept the key; set {KEY} to one that it does",
    403: f"it does not let this key in; set {KEY} to one that it does",
    404: f"it has no such path or model; correct {URL} or {MODEL}",
}


@dataclass(frozen=True, slots=True)
class Address:
    """Where an endpoint is and what is asked for there; `seconds` is the time that one answer may take."""

    url: str
    model: str
    key: str = field(default="", repr=False)
    seconds: float = SECONDS

    @property
    def host(self) -> str:
        """Scheme, host and port, without what else the address may hold."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"

    @property
    def is_here(self) -> bool:
        """Whether it is on this machine."""
        name = urlsplit(self.url).hostname or ""
        try:
            return ip_address(name).is_loopback
        except ValueError:
            return name == "localhost"


def from_environment(environment: Mapping[str, str]) -> Address:
    """The address that REFCHECK_LLM_URL, _MODEL, _KEY and _TIMEOUT give. Raises UsageError without their values."""
    missing = [name for name in (URL, MODEL) if not environment.get(name, "").strip()]
    if missing:
        raise UsageError(
            f"the judge “llm” asks a language model: set {' and '.join(missing)}, such as "
            f"{URL}=http://127.0.0.1:11434/v1 and {MODEL}=the name that it has there."
        )
    url = environment[URL].strip().rstrip("/")
    _check_address(url)
    key = environment.get(KEY, "").strip()
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise UsageError(f"{KEY} has characters that no key has; set it anew (its value is not shown).")
    if key and urlsplit(url).scheme == "http" and not _is_near(urlsplit(url).hostname or ""):
        raise UsageError(f"{URL} is http: anybody on the way could read the key. Write https, or take {KEY} away.")
    try:
        seconds = float(environment.get(TIMEOUT) or SECONDS)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 3600:
        raise UsageError(f"{TIMEOUT} is the number of seconds that one answer may take, from 1 to 3600.")
    return Address(url if url.endswith(PATH) else url + PATH, environment[MODEL].strip(), key, seconds)


def _check_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise UsageError(f"{URL} is no web address; write one such as http://127.0.0.1:11434/v1.")


def _is_near(host: str) -> bool:
    """Whether a host is of this machine or of the network around it, by its address or the form of its name."""
    try:
        return ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith((".local", ".lan", ".internal", ".home.arpa"))


class Endpoint:
    """Answers questions, each within bounds of time, tries and size.

    `ask` raises JudgeError where no answer is to be had and UsageError where the call itself is refused, as for a key.
    """

    def __init__(self, address: Address, sleep: Callable[[float], None] = time.sleep) -> None:
        self.address = address
        self._sleep = sleep
        self._unanswered = 0
        self._temperature = True

    def ask(self, messages: Sequence[Mapping[str, str]]) -> str:
        """The words of the answer to a chat."""
        if self._unanswered >= GIVES_UP:
            raise self._error(f"{GIVES_UP} questions in a row had no answer, and no more were asked")
        try:
            answer = self._ask(messages)
        except JudgeError:
            self._unanswered += 1
            raise
        self._unanswered = 0
        return answer

    def _ask(self, messages: Sequence[Mapping[str, str]]) -> str:
        for attempt in range(TRIES):
            try:
                return self._once(messages)
            except _NoAnswerError as error:
                if attempt + 1 == TRIES or error.wait > LONGEST_WAIT:
                    raise self._error(f"{error}, {attempt + 1} time{'s' if attempt else ''}") from None
                self._sleep(max(error.wait, FIRST_WAIT * 2**attempt))
        raise AssertionError  # the last attempt has returned or raised

    def _once(self, messages: Sequence[Mapping[str, str]]) -> str:
        payload: dict[str, Any] = {"model": self.address.model, "messages": list(messages), "stream": False}
        if self._temperature:
            payload["temperature"] = 0
        reply = self._in_time(payload)
        if reply.status == 200:
            return self._words(reply.body)
        said = self._said(reply.body)
        if reply.status == 400 and self._temperature and "temperature" in said:
            self._temperature = False  # some models take no temperature but their own
            return self._once(messages)
        if reply.status in _MISTAKES:
            raise UsageError(f"{self.address.host} answers {reply.status}{said}: {_MISTAKES[reply.status]}.")
        if 300 <= reply.status < 400:
            raise UsageError(f"{self.address.host} sends elsewhere ({reply.status}): set {URL} to where that is.")
        if reply.status in _AGAIN:
            raise _NoAnswerError(f"it answered {reply.status}{said}", reply.wait)
        raise self._error(f"it answered {reply.status}{said}")

    def _in_time(self, payload: Mapping[str, Any]) -> _Reply:
        """The reply, if it comes in time: a thread of its own asks, since no time-out of a socket bounds a whole reply.

        The thread is a daemon, so that nothing waits for a server that lets its answer drip.
        """
        done: queue.SimpleQueue[_Reply | BaseException] = queue.SimpleQueue()

        def work() -> None:
            try:
                done.put(_post(self.address, payload))
            except BaseException as error:  # noqa: BLE001 - handed over to whoever waits, whatever it is
                done.put(error)

        threading.Thread(target=work, daemon=True).start()
        try:
            reply = done.get(timeout=self.address.seconds)
        except queue.Empty:  # asked again, it would not be quicker
            raise self._error(f"it did not answer within {self.address.seconds:g} s; {TIMEOUT} allows more") from None
        if isinstance(reply, BaseException):
            raise reply
        return reply

    def _words(self, body: bytes) -> str:
        try:
            words = json.loads(body)["choices"][0]["message"]["content"]
        except (ValueError, LookupError, TypeError, RecursionError):
            words = None
        if not isinstance(words, str):
            raise self._error("its answer has not the form of a chat completion")
        return words

    def _said(self, body: bytes) -> str:
        """What the server says of its refusal, on a line, in brackets, with the key blotted out."""
        text = body[:10_000].decode("utf-8", "replace")
        try:
            error = json.loads(text)["error"]
            text = str(error["message"] if isinstance(error, dict) else error)
        except (ValueError, LookupError, TypeError, RecursionError):
            text = "" if text.lstrip().startswith("<") else text
        if self.address.key:
            text = text.replace(self.address.key, "…")
        words = " ".join(text.split())[:200]
        return f" (“{words}”)" if words else ""

    def _error(self, what: str) -> JudgeError:
        return JudgeError(f"the language model at {self.address.host} gave no answer: {what}")


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    body: bytes
    wait: float


class _NoAnswerError(Exception):
    """Why one try had no answer, and how many seconds the server wants to be left alone."""

    def __init__(self, what: str, wait: float = 0.0) -> None:
        self.wait = wait
        super().__init__(what)


def _post(address: Address, payload: Mapping[str, Any]) -> _Reply:
    """One request and its reply; neither proxies nor a .netrc of the machine have a say in it."""
    import requests  # noqa: PLC0415 - only a run that asks pays for it
    import urllib3.exceptions  # noqa: PLC0415

    headers = {"Authorization": f"Bearer {address.key}"} if address.key else {}
    try:
        with requests.Session() as session:
            session.trust_env = False
            with session.post(
                address.url,
                json=payload,
                headers=headers,
                timeout=address.seconds + 1,  # what waits for this thread is first
                allow_redirects=False,
                stream=True,
            ) as response:
                return _Reply(response.status_code, _body(response), _wait(response))
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
        raise _NoAnswerError(_broken(error)) from None


def _body(response: requests.Response) -> bytes:
    body = bytearray()
    for piece in response.raw.stream(1 << 14, decode_content=True):
        body += piece
        if len(body) > LARGEST:
            raise _NoAnswerError(f"its answer is larger than {LARGEST} bytes")
    return bytes(body)


def _wait(response: requests.Response) -> float:
    """The seconds of a Retry-After header (RFC 9110, 10.2.3); a date there is not read."""
    value = response.headers.get("Retry-After", "").strip()
    return float(value) if value.isdecimal() else 0.0


def _broken(error: Exception) -> str:
    """What went wrong on the way, in words of our own: those of libraries may hold headers and addresses."""
    import requests  # noqa: PLC0415

    if isinstance(error, requests.exceptions.SSLError):
        return "there is no safe connection to it"
    if isinstance(error, requests.exceptions.ConnectionError | ConnectionError):
        return "there is no connection to it"
    return f"the connection to it broke ({type(error).__name__})"
