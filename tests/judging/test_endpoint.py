"""An endpoint on loopback: what is sent to it, how its failures are told, and that its key goes nowhere else."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from refcheck.errors import JudgeError, UsageError
from refcheck.judging.endpoint import GIVES_UP, TRIES, Address, Endpoint, from_environment

from .chat import Reply, chatting, completion, refusal

MESSAGES = [{"role": "user", "content": "What does the page say?"}]
KEY = "sk-a-key-that-nobody-may-see"


def endpoint(url: str, **more: Any) -> tuple[Endpoint, list[float]]:
    """An endpoint at the address, and the waits that it would have made."""
    waits: list[float] = []
    address = from_environment({"REFCHECK_LLM_URL": url, "REFCHECK_LLM_MODEL": "small", "REFCHECK_LLM_KEY": KEY})
    return Endpoint(replace(address, **more), waits.append), waits


def failure(answer: Callable[[dict[str, Any]], Reply], **more: Any) -> tuple[Exception, int, list[float]]:
    """What comes of asking: the error, how often the server was asked, and the waits in between."""
    with chatting(answer) as chat:
        asked, waits = endpoint(chat.url, **more)
        with pytest.raises((JudgeError, UsageError)) as caught:
            asked.ask(MESSAGES)
        assert KEY not in str(caught.value) + repr(caught.value) + repr(asked.address)
        return caught.value, len(chat.asked), waits


def test_a_question_is_put_to_the_model_with_the_key_and_the_words_of_the_answer_come_back() -> None:
    with chatting(lambda _: completion("The page says so.")) as chat:
        assert endpoint(chat.url)[0].ask(MESSAGES) == "The page says so."
        assert endpoint(f"{chat.url}/chat/completions/")[0].ask(MESSAGES) == "The page says so."

    assert {request["path"] for request in chat.asked} == {"/v1/chat/completions"}
    assert chat.asked[0]["messages"] == MESSAGES
    assert (chat.asked[0]["model"], chat.asked[0]["temperature"]) == ("small", 0)
    assert chat.heads[0]["Authorization"] == f"Bearer {KEY}"


def test_without_a_key_no_header_is_sent() -> None:
    with chatting(lambda _: completion("Yes.")) as chat:
        endpoint(chat.url, key="")[0].ask(MESSAGES)

    assert "Authorization" not in chat.heads[0]


def test_a_model_that_takes_no_temperature_is_asked_without_one() -> None:
    def answer(request: dict[str, Any]) -> Reply:
        return refusal(400, "Unsupported value: 'temperature'") if "temperature" in request else completion("Yes.")

    with chatting(answer) as chat:
        asked, _ = endpoint(chat.url)
        assert [asked.ask(MESSAGES), asked.ask(MESSAGES)] == ["Yes.", "Yes."]

    assert ["temperature" in request for request in chat.asked] == [True, False, False]


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (401, "answers 401 (“No such key: …”): it does not accept the key; set REFCHECK_LLM_KEY"),
        (403, "answers 403 (“No such key: …”): it does not let this key in"),
        (404, "answers 404 (“No such key: …”): it has no such path or model; correct REFCHECK_LLM_URL or"),
        (307, "sends elsewhere (307): set REFCHECK_LLM_URL"),
    ],
)
def test_a_call_that_is_refused_ends_the_run_at_once_with_what_to_correct(status: int, told: str) -> None:
    error, tries, waits = failure(lambda _: refusal(status, f"No such key: {KEY}", Location="http://127.0.0.1:1/"))

    assert isinstance(error, UsageError)
    assert told in str(error)
    assert (tries, waits) == (1, [])


def test_a_server_in_trouble_is_asked_again_and_then_told() -> None:
    error, tries, waits = failure(lambda _: refusal(503, "warming up"))

    assert isinstance(error, JudgeError)
    assert "gave no answer: it answered 503 (“warming up”), 3 times" in str(error)
    assert (tries, waits) == (TRIES, [0.5, 1.0])


def test_a_server_that_recovers_is_no_failure() -> None:
    replies = iter([refusal(429, "slow down", **{"Retry-After": "7"}), Reply(b"", 502), completion("Yes.")])
    with chatting(lambda _: next(replies)) as chat:
        asked, waits = endpoint(chat.url)

        assert asked.ask(MESSAGES) == "Yes."
    assert waits == [7.0, 1.0]


def test_a_server_that_wants_to_be_left_alone_for_long_is_not_waited_for() -> None:
    error, tries, waits = failure(lambda _: refusal(429, "quota", **{"Retry-After": "3600"}))

    assert "it answered 429 (“quota”), 1 time" in str(error)
    assert (tries, waits) == (1, [])


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (Reply(b"", 400), "it answered 400"),
        (Reply(b"<html>Bad gateway</html>", 418), "it answered 418"),
        (Reply(b"not JSON"), "its answer has not the form of a chat completion"),
        (Reply(b'{"choices": []}'), "its answer has not the form of a chat completion"),
        (Reply(b'{"choices": [{"message": {"content": null}}]}'), "its answer has not the form"),
        (Reply(b"[" * 100_000), "its answer has not the form"),
        (Reply(b" " * (1 << 20) + b"{}"), "its answer is larger than 1048576 bytes"),
    ],
)
def test_an_answer_of_another_kind_is_told(reply: Reply, told: str) -> None:
    error, _, _ = failure(lambda _: reply)

    assert isinstance(error, JudgeError)
    assert told in str(error)
    assert "<html>" not in str(error)


def test_an_answer_that_does_not_come_to_its_end_is_not_waited_for() -> None:
    half = replace(completion("Yes, and then"), stall=True)

    error, tries, _ = failure(lambda _: half, seconds=0.3)

    assert "it did not answer within 0.3 s; REFCHECK_LLM_TIMEOUT allows more" in str(error)
    assert tries == 1


def test_an_endpoint_that_is_not_there_is_told_without_what_its_address_holds() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    asked, _ = endpoint(f"http://user:{KEY}@127.0.0.1:{port}/v1?secret={KEY}")

    with pytest.raises(JudgeError) as caught:
        asked.ask(MESSAGES)

    told = f"the language model at http://127.0.0.1:{port} gave no answer: there is no connection to it, 3 times"
    assert str(caught.value) == told


def test_an_outage_is_not_waited_for_question_by_question() -> None:
    with chatting(lambda _: Reply(b"", 500)) as chat:
        asked, _ = endpoint(chat.url)
        for _ in range(GIVES_UP + 5):
            with pytest.raises(JudgeError):
                asked.ask(MESSAGES)

        assert len(chat.asked) == GIVES_UP * TRIES
        with pytest.raises(JudgeError, match="questions in a row had no answer, and no more were asked"):
            asked.ask(MESSAGES)


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({}, "set REFCHECK_LLM_URL and REFCHECK_LLM_MODEL, such as"),
        ({"REFCHECK_LLM_URL": "http://127.0.0.1/v1"}, "set REFCHECK_LLM_MODEL, such as"),
        ({"REFCHECK_LLM_URL": "127.0.0.1:8000", "REFCHECK_LLM_MODEL": "m"}, "REFCHECK_LLM_URL is no web address"),
        ({"REFCHECK_LLM_URL": "file:///etc/passwd", "REFCHECK_LLM_MODEL": "m"}, "REFCHECK_LLM_URL is no web address"),
        ({"REFCHECK_LLM_URL": "http://[::1/v1", "REFCHECK_LLM_MODEL": "m"}, "REFCHECK_LLM_URL is no web address"),
        (
            {"REFCHECK_LLM_URL": "http://h/v1", "REFCHECK_LLM_MODEL": "m", "REFCHECK_LLM_KEY": f"{KEY}\r\nX: y"},
            "REFCHECK_LLM_KEY has characters that no key has",
        ),
        (
            {"REFCHECK_LLM_URL": "http://llm.example/v1", "REFCHECK_LLM_MODEL": "m", "REFCHECK_LLM_KEY": KEY},
            "REFCHECK_LLM_URL is http: anybody on the way could read the key",
        ),
        (
            {"REFCHECK_LLM_URL": "http://8.8.8.8/v1", "REFCHECK_LLM_MODEL": "m", "REFCHECK_LLM_KEY": KEY},
            "REFCHECK_LLM_URL is http: anybody on the way could read the key",
        ),
        (
            {"REFCHECK_LLM_URL": "http://h/v1", "REFCHECK_LLM_MODEL": "m", "REFCHECK_LLM_TIMEOUT": "soon"},
            "REFCHECK_LLM_TIMEOUT is the number of seconds",
        ),
    ],
)
def test_what_the_environment_lacks_is_told(environment: dict[str, str], told: str) -> None:
    with pytest.raises(UsageError) as caught:
        from_environment(environment)

    assert told in str(caught.value)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("url", ["http://llm.example/v1", "https://llm.example/v1", "http://gpu-box:8000/v1"])
def test_a_key_goes_over_http_no_further_than_the_network_around(url: str) -> None:
    key = "" if url.startswith("http://llm") else KEY

    assert from_environment({"REFCHECK_LLM_URL": url, "REFCHECK_LLM_MODEL": "m", "REFCHECK_LLM_KEY": key}).key == key


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://localhost:11434/v1", True),
        ("http://127.0.0.1/v1", True),
        ("http://[::1]:8000/v1", True),
        ("http://192.168.0.7/v1", False),
        ("https://localhost.example/v1", False),
    ],
)
def test_an_endpoint_on_this_machine_is_told_from_one_elsewhere(url: str, here: bool) -> None:
    assert Address(url, "m").is_here is here
