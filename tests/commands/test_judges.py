"""`--judge` from end to end: a language model on loopback, a module of one's own, and what must never be kept."""

from __future__ import annotations

from pathlib import Path

from tests.judging.chat import Reply, chatting, completion, refusal

from .site import ACT, Site, page, refcheck, write_claims

KEY = "sk-a-key-that-nobody-may-see"
STATEMENT = "The bridge was closed to lorries in 2021."
BANNED = "In 2021 the council banned heavy goods vehicles from the bridge."
ANSWER = {"stance": "supports", "quote": BANNED}


def claims_about_the_bridge(folder: Path, site: Site) -> None:
    site.pages["/bridge"] = page(BANNED)
    write_claims(folder, site, ("act", ACT, "/act"), ("bridge", STATEMENT, "/bridge"))


def with_model(url: str) -> dict[str, str]:
    return {"REFCHECK_LLM_URL": url, "REFCHECK_LLM_MODEL": "small", "REFCHECK_LLM_KEY": KEY}


def test_a_language_model_reads_what_the_rules_leave_open_and_its_key_is_kept_nowhere(
    tmp_path: Path, site: Site
) -> None:
    claims_about_the_bridge(tmp_path, site)
    with chatting(lambda _: completion(f"{KEY} {ANSWER!r}".replace("'", '"'))) as chat:
        rules = refcheck(tmp_path, "run", "--allow-private", "--judge", "rules")
        asked = refcheck(tmp_path, "run", "--judge", "llm", "--verbose", "--format", "json", **with_model(chat.url))
        text = refcheck(tmp_path, "run", "--judge", "llm", "--verbose", **with_model(chat.url))
        explained = refcheck(tmp_path, "explain", "bridge", "--judge", "llm", **with_model(chat.url))

    assert (rules.returncode, asked.returncode) == (1, 0), asked.stderr
    assert '"judge": "rules and language model small"' in asked.stdout
    assert "by the language model small" in text.stdout
    assert "by the language model small" in explained.stdout
    assert all(head["Authorization"] == f"Bearer {KEY}" for head in chat.heads)
    said = "".join(done.stdout + done.stderr for done in (asked, text, explained))
    kept = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert KEY not in said
    assert KEY.encode() not in kept


def test_an_outage_of_the_language_model_is_3_and_not_a_pass(tmp_path: Path, site: Site) -> None:
    site.pages["/bridge"] = page(BANNED)
    write_claims(tmp_path, site, ("bridge", STATEMENT, "/bridge"), bridge="not enough evidence")
    with chatting(lambda _: Reply(b"", 500)) as chat:
        done = refcheck(tmp_path, "run", "--allow-private", "--judge", "llm", **with_model(chat.url))
        explained = refcheck(tmp_path, "explain", "bridge", "--judge", "llm", **with_model(chat.url))

    assert (done.returncode, explained.returncode) == (3, 0)
    assert "\n! bridge " in done.stdout
    for shown in (done.stdout, explained.stdout):
        assert "could not be checked: the language model at http://127.0.0.1" in " ".join(shown.split())
    assert "not judged" in explained.stdout


def test_a_key_that_is_refused_is_2_and_not_shown(tmp_path: Path, site: Site) -> None:
    claims_about_the_bridge(tmp_path, site)
    with chatting(lambda _: refusal(401, f"Incorrect API key provided: {KEY}")) as chat:
        done = refcheck(tmp_path, "run", "--allow-private", "--judge", "llm", **with_model(chat.url))

    assert done.returncode == 2
    assert "it does not accept the key; set REFCHECK_LLM_KEY" in done.stderr
    assert KEY not in done.stderr


def test_offline_leaves_a_language_model_on_this_machine_alone(tmp_path: Path, site: Site) -> None:
    claims_about_the_bridge(tmp_path, site)
    refcheck(tmp_path, "run", "--allow-private", "--judge", "rules")
    with chatting(lambda _: completion(ANSWER)) as chat:
        here = refcheck(tmp_path, "run", "--offline", "--judge", "llm", **with_model(chat.url))
    elsewhere = refcheck(tmp_path, "run", "--offline", "--judge", "llm", **with_model("https://llm.example/v1"))

    assert here.returncode == 0
    assert elsewhere.returncode == 2
    assert "--offline leaves no network for --judge llm" in elsewhere.stderr


def test_without_an_endpoint_nothing_is_pulled(tmp_path: Path, site: Site) -> None:
    claims_about_the_bridge(tmp_path, site)

    done = refcheck(tmp_path, "run", "--allow-private", "--judge", "llm")

    assert (done.returncode, done.stdout, site.hits) == (2, "", [])
    assert "set REFCHECK_LLM_URL and REFCHECK_LLM_MODEL, such as" in done.stderr


def test_a_judge_of_ones_own_is_taken_from_the_working_folder(tmp_path: Path, site: Site) -> None:
    claims_about_the_bridge(tmp_path, site)
    (tmp_path / "strict.py").write_text(
        "from refcheck.judging.rules import Rules\n\n\nclass Strict(Rules):\n    name = 'strict'\n"
    )

    done = refcheck(tmp_path, "run", "--allow-private", "--judge", "strict:Strict", "--format", "json")
    unknown = refcheck(tmp_path, "run", "--judge", "strict.Strict")

    assert '"judge": "strict"' in done.stdout
    assert unknown.returncode == 2
    assert "--judge strict.Strict: there are model, rules, llm; one of your own is named as package" in unknown.stderr


def test_a_claims_file_names_no_judge(tmp_path: Path, site: Site) -> None:
    claims_about_the_bridge(tmp_path, site)
    claims = tmp_path / "claims.toml"
    (tmp_path / "strict.py").write_text("raise SystemExit('imported')\n")
    claims.write_text(f'judge = "strict:Strict"\n{claims.read_text()}')

    done = refcheck(tmp_path, "run", "--allow-private")

    assert done.returncode == 2
    assert "imported" not in done.stderr
