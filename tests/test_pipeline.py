"""Runs from end to end: a claims file, pages from a real server, recordings, verdicts."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import refcheck
from refcheck.dossier import load
from refcheck.errors import DossierError, UsageError
from refcheck.model import (
    Candidate,
    Evidence,
    Outcome,
    Provenance,
    RecordMode,
    Result,
    Run,
    Stance,
    Unread,
    Verdict,
)
from refcheck.pipeline import Checker, Progress, Settings

from .web.conftest import Reply, Site, _running_site

ROOT = Path(__file__).resolve().parents[1]
NOON = datetime(2025, 5, 1, 12, tzinfo=UTC)
SUPPORTED, REFUTED = Verdict.SUPPORTED, Verdict.REFUTED
CONFLICTING, NOT_ENOUGH = Verdict.CONFLICTING, Verdict.NOT_ENOUGH

FILLER = "<p>The lake lies between three hills, and its water is cold for most of the year.</p>" * 8
PAGES = {
    "act": "The Lake Act became law on 10 April 1979. It was signed by Governor Ann Lee in Halden.",
    "paper": "The Lake Act became law in 1979, after two years of debate.",
    "wrong": "The Lake Act became law on 2 May 1981.",
    "bridge": "The stone bridge over the lake has eleven arches. It was built in 1821.",
    "silent": "Trout and perch are caught here in summer.",
    "act2": "Carp are caught here in autumn.",
}


@pytest.fixture
def site() -> Iterator[Site]:
    with contextmanager(_running_site)(tls=False) as site:
        for name, words in PAGES.items():
            site.serve(f"/{name}", Reply(html(words)))
        yield site


def html(words: str, meta: str = "") -> bytes:
    head = f"<title>Lake notes</title>{meta}"
    body = f"<h1>Lake notes</h1><p>{words}</p>{FILLER}"
    return f'<!doctype html><html lang="en"><head>{head}</head><body><main>{body}</main></body></html>'.encode()


def claims(folder: Path, site: Site, *tables: str, more: str = "") -> Path:
    """A claims file with a source for each page, "gone" among them, and the claims given as the lines of each."""
    text = more
    for name in (*PAGES, "gone"):
        kind = "primary" if name.startswith("act") or name == "gone" else "secondary"
        text += f'[[source]]\nid = "{name}"\nurl = "{site.url("/" + name)}"\nkind = "{kind}"\n\n'
    for number, table in enumerate(tables):
        text += f'[[claim]]\nid = "claim-{number}"\n{table}\n\n'
    path = folder / "claims.toml"
    path.write_text(text, encoding="utf-8")
    return path


def claim(statement: str, *sources: str, more: str = "") -> str:
    return f'statement = "{statement}"\nsources = {list(sources)!r}\n{more}'.replace("'", '"')


LAW = "The Lake Act became law in 1979."


def run(path: Path, *, offline: bool = False, jobs: int = 2, **settings: object) -> Run:
    chosen = Settings(allow_private=not offline, offline=offline, jobs=jobs)
    return Checker(load(path), replace(chosen, **settings), clock=lambda: NOON).run()  # type: ignore[arg-type]


def only(path: Path, **settings: object) -> Result:
    (result,) = run(path, **settings).results  # type: ignore[arg-type]
    return result


def verdict(result: Result) -> Verdict:
    assert result.judgement is not None, result.reason
    return result.judgement.verdict


# ---------------------------------------------------------------- a run


def test_a_run_pulls_reads_judges_and_keeps_the_order_of_the_file(tmp_path: Path, site: Site) -> None:
    path = claims(
        tmp_path,
        site,
        claim("The stone bridge has eleven arches.", "bridge"),
        claim(LAW, "act", "silent"),
        claim("The Lake Act became law in 1978.", "act"),
        claim("The Lake Act was opposed by fishermen.", "act"),
    )
    done = run(path)
    assert [verdict(r) for r in done.results] == [SUPPORTED, SUPPORTED, REFUTED, NOT_ENOUGH]
    assert [r.claim.id for r in done.results] == [f"claim-{n}" for n in range(4)]
    assert [u.source.id for u in done.sources] == ["act", "bridge", "silent"]
    assert {u.provenance for u in done.sources} == {Provenance.LIVE}
    assert (done.started_at, done.complete) == (NOON, True)
    assert dict(done.versions)["judge"]


def test_each_page_is_pulled_once_however_many_claims_cite_it(tmp_path: Path, site: Site) -> None:
    path = claims(tmp_path, site, *[claim(LAW, "act")] * 3, claim("The bridge has nine arches.", "bridge", "act"))
    run(path)
    assert sorted(site.hits) == ["/act", "/bridge"]


def test_what_was_recorded_replays_without_the_server_and_alike(tmp_path: Path, site: Site) -> None:
    path = claims(tmp_path, site, claim(LAW, "act", "silent"), claim("The bridge has nine arches.", "bridge"))
    live = run(path)
    site.replies.clear()
    site.hits.clear()
    first, second = run(path, offline=True), run(path, offline=True)
    assert first == second
    assert site.hits == []
    assert first.results == live.results
    assert {u.provenance for u in first.sources} == {Provenance.RECORDED}
    assert [u.sha256 for u in first.sources] == [u.sha256 for u in live.sources]
    by_name = refcheck.run(path, offline=True)
    assert by_name.results == first.results


def test_any_number_of_jobs_gives_the_same_run(tmp_path: Path, site: Site) -> None:
    path = claims(tmp_path, site, *(claim(LAW, name) for name in PAGES), claim(LAW, *PAGES))
    run(path, jobs=16)
    assert run(path, offline=True, jobs=1) == run(path, offline=True, jobs=16)


def test_the_same_inputs_give_the_same_bytes_in_every_process(tmp_path: Path, site: Site) -> None:
    """Sets are ordered differently in each process: nothing of that may show."""
    path = claims(tmp_path, site, *(claim(LAW, name) for name in PAGES), claim("Ann Lee signed it in Zell.", *PAGES))
    run(path)
    script = f"import refcheck; print(repr(refcheck.run({str(path)!r}, offline=True).results))"
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(outputs) == 1


def test_progress_is_told_step_by_step(tmp_path: Path, site: Site) -> None:
    told: list[Progress] = []
    path = claims(tmp_path, site, claim(LAW, "act"), claim(LAW, "gone"))
    Checker(load(path), Settings(allow_private=True), on_progress=told.append).run()
    assert sorted(p.name for p in told if p.stage == "fetch") == ["act", "gone"]
    judged = [p for p in told if p.stage == "judge"]
    assert {p.name for p in judged} == {"claim-0", "claim-1"}
    assert [(p.done, p.total) for p in judged] == [(1, 2), (2, 2)]
    assert any("http status" in p.note for p in told if p.name == "gone")


def test_a_run_may_be_of_some_claims_or_sources_only(tmp_path: Path, site: Site) -> None:
    path = claims(tmp_path, site, claim(LAW, "act"), claim("The bridge has eleven arches.", "bridge"))
    checker = Checker(load(path), Settings(allow_private=True))
    by_claim, by_source = checker.run(claims=["claim-1"]), checker.run(sources=["act"])
    assert [r.claim.id for r in by_claim.results] == ["claim-1"]
    assert [r.claim.id for r in by_source.results] == ["claim-0"]
    assert not by_claim.complete
    assert [u.source.id for u in by_claim.sources] == ["bridge"]


# ---------------------------------------------------------------- outages


@pytest.mark.parametrize("expect", ["supported", "not enough evidence", "refuted", "conflicting evidence"])
def test_an_outage_is_never_a_pass(tmp_path: Path, site: Site, expect: str) -> None:
    result = only(claims(tmp_path, site, claim(LAW, "gone", "silent", more=f'expect = "{expect}"')))
    assert (result.judgement, result.outcome) == (None, Outcome.UNCHECKED)
    assert [u.reason for u in result.unavailable] == [Unread.HTTP_STATUS]
    assert "gone" in result.reason


def test_a_claim_that_another_page_bears_out_is_checked_in_spite_of_an_outage(tmp_path: Path, site: Site) -> None:
    result = only(claims(tmp_path, site, claim(LAW, "gone", "act")))
    assert verdict(result) is SUPPORTED
    assert [u.source.id for u in result.unavailable] == ["gone"]


@pytest.mark.parametrize(("policy", "there"), [("all", "paper"), ("primary", "paper")])
def test_where_every_page_or_the_primary_one_must_speak_an_outage_is_no_pass(
    tmp_path: Path, site: Site, policy: str, there: str
) -> None:
    result = only(claims(tmp_path, site, claim(LAW, "gone", there, more=f'policy = "{policy}"')))
    assert result.outcome is not Outcome.EXPECTED


def test_without_a_recording_nothing_is_checked_offline(tmp_path: Path, site: Site) -> None:
    result = only(claims(tmp_path, site, claim(LAW, "act")), offline=True)
    assert (result.judgement, [u.reason for u in result.unavailable]) == (None, [Unread.NOT_RECORDED])
    assert site.hits == []


def test_a_page_that_is_not_the_page_is_neither_evidence_nor_recorded(tmp_path: Path, site: Site) -> None:
    wall = b"<!doctype html><title>Just a moment...</title><h1>Checking your browser before accessing</h1>"
    site.serve("/act", Reply(wall, 503))
    result = only(claims(tmp_path, site, claim(LAW, "act")))
    assert result.outcome is Outcome.UNCHECKED
    assert not (tmp_path / "cassettes" / "act.yaml").exists()


def test_an_outage_does_not_lose_an_older_recording(tmp_path: Path, site: Site) -> None:
    path = claims(tmp_path, site, claim(LAW, "act"))
    run(path)
    recorded = (tmp_path / "cassettes" / "act.yaml").read_bytes()
    site.serve("/act", Reply(b"gone", 500))
    assert only(path, record_mode=RecordMode.ALL).outcome is Outcome.UNCHECKED
    assert (tmp_path / "cassettes" / "act.yaml").read_bytes() == recorded
    assert verdict(only(path, offline=True)) is SUPPORTED


# ---------------------------------------------------------------- policies


@pytest.mark.parametrize(
    ("policy", "sources", "expected"),
    [
        ("any", ("act", "silent"), SUPPORTED),
        ("any", ("act", "wrong"), CONFLICTING),
        ("any", ("wrong", "silent"), REFUTED),
        ("any", ("silent",), NOT_ENOUGH),
        ("all", ("act", "paper"), SUPPORTED),
        ("all", ("act", "silent"), NOT_ENOUGH),
        ("all", ("act", "wrong"), CONFLICTING),
        ("majority", ("act", "paper", "wrong"), SUPPORTED),
        ("majority", ("act", "wrong"), CONFLICTING),
        ("primary", ("act", "wrong"), SUPPORTED),
        ("primary", ("act2", "wrong", "paper"), CONFLICTING),
    ],
)
def test_policies(tmp_path: Path, site: Site, policy: str, sources: tuple[str, ...], expected: Verdict) -> None:
    path = claims(tmp_path, site, claim(LAW, *sources, more=f'policy = "{policy}"'))
    assert verdict(only(path)) is expected


def test_a_page_without_a_word_in_common_is_silent_too(tmp_path: Path, site: Site) -> None:
    zebras = "<p>Zebras graze in herds on dry plains and run from lions at dawn.</p>" * 8
    site.serve("/silent", Reply(f"<!doctype html><title>Zebras</title><h1>Zebras</h1>{zebras}".encode()))
    path = claims(tmp_path, site, claim(LAW, "act", "silent", more='policy = "all"'))
    assert verdict(only(path)) is NOT_ENOUGH


# ---------------------------------------------------------------- as_of and since


def published(day: str) -> str:
    return f'<meta property="article:published_time" content="{day}">'


def test_a_page_of_later_makes_since_and_not_the_verdict(tmp_path: Path, site: Site) -> None:
    site.serve("/act", Reply(html(PAGES["act"], published("2025-06-01"))))
    path = claims(tmp_path, site, claim(LAW, "act", "silent", more="as_of = 2025-05-01"))
    result = only(path)
    assert verdict(result) is NOT_ENOUGH
    assert result.since is not None
    assert result.since.verdict is SUPPORTED


@pytest.mark.parametrize("day", ["2025-05-01", "2025-04-30"])
def test_a_page_of_the_day_itself_or_before_counts(tmp_path: Path, site: Site, day: str) -> None:
    site.serve("/act", Reply(html(PAGES["act"], published(day))))
    result = only(claims(tmp_path, site, claim(LAW, "act", more="as_of = 2025-05-01")))
    assert (verdict(result), result.since) == (SUPPORTED, None)


def test_since_is_told_only_where_it_differs(tmp_path: Path, site: Site) -> None:
    site.serve("/paper", Reply(html(PAGES["paper"], published("2025-06-01"))))
    site.serve("/wrong", Reply(html(PAGES["wrong"], published("2025-06-01"))))
    same, differs = run(
        claims(
            tmp_path,
            site,
            claim(LAW, "act", "paper", more="as_of = 2025-05-01"),
            claim(LAW, "act", "wrong", more="as_of = 2025-05-01"),
        )
    ).results
    assert (verdict(same), same.since) == (SUPPORTED, None)
    assert verdict(differs) is SUPPORTED
    assert differs.since is not None
    assert differs.since.verdict is CONFLICTING


def test_the_articles_day_is_that_of_its_claims_and_a_sources_own_day_counts_before_the_pages(
    tmp_path: Path, site: Site
) -> None:
    (tmp_path / "article.txt").write_text("It became law in 1979, people say.")
    article = '[article]\npath = "article.txt"\npublished = 2025-05-01\n\n'
    path = claims(tmp_path, site, claim(LAW, "act", more='quote = "It became law in 1979"'), more=article)
    site.serve("/act", Reply(html(PAGES["act"], published("2025-06-01"))))
    assert verdict(only(path)) is NOT_ENOUGH
    dossier = load(path)
    sources = tuple(replace(s, published=date(2025, 4, 1)) for s in dossier.sources)
    (result,) = Checker(replace(dossier, sources=sources), Settings(offline=True)).run().results
    assert verdict(result) is SUPPORTED


# ---------------------------------------------------------------- parts


def parts(*each: str) -> str:
    return "parts = [\n" + "".join(f"  {{ {part} }},\n" for part in each) + "]"


BOTH = "The Lake Act became law in 1979 and the stone bridge has eleven arches."


def test_all_parts_must_hold_each_on_its_own_sources(tmp_path: Path, site: Site) -> None:
    both = parts(f'statement = "{LAW}"', 'statement = "The stone bridge has eleven arches.", sources = ["bridge"]')
    result = only(claims(tmp_path, site, claim(BOTH, "act", more=both)))
    assert verdict(result) is SUPPORTED
    assert [p.judgement.verdict for p in result.parts] == [SUPPORTED, SUPPORTED]


@pytest.mark.parametrize(
    ("second", "of_the_part", "of_the_whole"),
    [
        ("The stone bridge has twelve arches.", REFUTED, REFUTED),
        ("The stone bridge has four lamps.", NOT_ENOUGH, NOT_ENOUGH),
    ],
)
def test_the_worst_part_decides(
    tmp_path: Path, site: Site, second: str, of_the_part: Verdict, of_the_whole: Verdict
) -> None:
    both = parts(f'statement = "{LAW}"', f'statement = "{second}", sources = ["bridge"]')
    statement = f"{LAW[:-1]} and {second[0].lower()}{second[1:]}"
    result = only(claims(tmp_path, site, claim(statement, "act", more=both)))
    assert [p.judgement.verdict for p in result.parts] == [SUPPORTED, of_the_part]
    assert verdict(result) is of_the_whole
    assert result.judgement is not None
    assert second[:-1] in result.judgement.reason or of_the_whole is NOT_ENOUGH


@pytest.mark.parametrize(
    "statement",
    [
        BOTH,
        "The Lake Act, opposed by every fisherman, became law in 1979.",
        "The Lake Act became law in 1979 in Zell.",
        "The Lake Act did not become law in 1979.",
    ],
)
def test_parts_that_leave_something_out_do_not_bear_the_statement_out(
    tmp_path: Path, site: Site, statement: str
) -> None:
    result = only(claims(tmp_path, site, claim(statement, "act", more=parts(f'statement = "{LAW}"'))))
    assert [p.judgement.verdict for p in result.parts] == [SUPPORTED]
    assert verdict(result) is not SUPPORTED


def test_a_part_whose_page_is_out_is_no_pass(tmp_path: Path, site: Site) -> None:
    both = parts(f'statement = "{LAW}"', 'statement = "The stone bridge has eleven arches.", sources = ["gone"]')
    result = only(claims(tmp_path, site, claim(BOTH, "act", more=both)))
    assert result.outcome is Outcome.UNCHECKED


# ---------------------------------------------------------------- judges, checks, aliases, explanations


class Doubter:
    """A judge that refutes whatever it is shown."""

    name = "doubter"

    def __init__(self) -> None:
        self.shown = 0

    def __call__(self, _statement: str, candidates: Sequence[Candidate]) -> list[Evidence]:
        self.shown = max(self.shown, len(candidates))
        return [Evidence(c.document.source, c.passage, c.text, Stance.REFUTES, 0.9) for c in candidates]


def test_a_run_may_have_a_judge_of_its_own(tmp_path: Path, site: Site) -> None:
    judge = Doubter()
    done = run(claims(tmp_path, site, claim(LAW, "act")), judge=judge, top_k=1)
    assert [verdict(r) for r in done.results] == [REFUTED]
    assert judge.shown == 1
    assert dict(done.versions)["judge"] == "doubter"


def test_a_judge_that_nobody_knows_is_told_before_any_page_is_pulled(tmp_path: Path, site: Site) -> None:
    with pytest.raises(UsageError, match="oracle"):
        run(claims(tmp_path, site, claim(LAW, "act")), judge="oracle")
    assert site.hits == []


def test_a_check_is_asked_beside_the_words(tmp_path: Path, site: Site) -> None:
    listed = b"<h2>Member towns of the League</h2><ul><li>Aldern</li><li>Borkum</li><li>Cray</li><li>Dorn</li></ul>"
    site.serve("/act", Reply(html("Towns:").replace(b"<p>Towns:</p>", listed)))
    check = 'check = { kind = "membership", items = ["Zell"], among = "member towns of the League", present = false }'
    result = only(claims(tmp_path, site, claim("Zell does not belong to the League.", "act", more=check)))
    assert verdict(result) is SUPPORTED


@pytest.mark.parametrize(
    ("statement", "check"),
    [
        ("Borkum is a member of the League.", 'items = ["Borkum"], present = false'),
        ("Zell is not a member of the League.", 'items = ["Zell"], present = true'),
    ],
)
def test_a_check_that_contradicts_its_statement_is_not_enough_evidence(
    tmp_path: Path, site: Site, statement: str, check: str
) -> None:
    listed = b"<h2>Member towns of the League</h2><ul><li>Aldern</li><li>Borkum</li><li>Cray</li><li>Dorn</li></ul>"
    site.serve("/act", Reply(html("Towns:").replace(b"<p>Towns:</p>", listed)))
    more = f'check = {{ kind = "membership", among = "member towns of the League", {check} }}'
    assert verdict(only(claims(tmp_path, site, claim(statement, "act", more=more)))) is NOT_ENOUGH


def test_the_files_own_aliases_count(tmp_path: Path, site: Site) -> None:
    statement = "The Pond Law became law in 1979."
    without = only(claims(tmp_path, site, claim(statement, "act")))
    assert verdict(without) is NOT_ENOUGH
    path = claims(tmp_path, site, claim(statement, "act"), more='[aliases]\n"Lake Act" = ["Pond Law"]\n\n')
    assert verdict(only(path)) is SUPPORTED


def test_an_explanation_shows_every_candidate_and_what_was_made_of_it(tmp_path: Path, site: Site) -> None:
    path = claims(tmp_path, site, claim(LAW, "act", "silent"))
    explanation = Checker(load(path), Settings(allow_private=True)).explain("claim-0")
    assert verdict(explanation.result) is SUPPORTED
    assert any("10 April 1979" in c.candidate.text for c in explanation.candidates)
    assert all(c.evidence is not None for c in explanation.candidates)


def test_an_explanation_of_no_claim_is_a_usage_error(tmp_path: Path, site: Site) -> None:
    path = claims(tmp_path, site, claim(LAW, "act"))
    with pytest.raises(UsageError, match="claim-9"):
        Checker(load(path)).explain("claim-9")


def test_a_file_with_mistakes_ends_the_run_before_any_page_is_pulled(tmp_path: Path, site: Site) -> None:
    with pytest.raises(DossierError):
        refcheck.run(claims(tmp_path, site, claim(LAW, "nowhere")))
    assert site.hits == []


# ---------------------------------------------------------------- the claims that ship


@pytest.fixture(scope="module")
def shipped() -> dict[str, Result]:
    return {result.claim.id: result for result in refcheck.run(ROOT / "claims.toml", offline=True).results}


@pytest.mark.parametrize("claim_id", [c.id for c in load(ROOT / "claims.toml").claims])
def test_every_shipped_claim_comes_out_as_the_facts_call_for(shipped: dict[str, Result], claim_id: str) -> None:
    result = shipped[claim_id]
    assert result.outcome is Outcome.EXPECTED, result
    assert result.judgement is not None
    assert result.judgement.evidence[0].text or result.claim.expect is NOT_ENOUGH


def test_the_shipped_claims_do_not_depend_on_the_number_of_jobs() -> None:
    runs = [refcheck.run(ROOT / "claims.toml", offline=True, jobs=jobs) for jobs in (1, 16)]
    assert replace(runs[0], started_at=NOON) == replace(runs[1], started_at=NOON)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_by_other_processes_is_the_run_of_this_one_and_records_the_same(
    tmp_path: Path, site: Site, workers: int
) -> None:
    tables = [claim(LAW, *names) for names in (["act"], ["act", "paper"], ["wrong"], ["gone"], ["gone", "act"], [])]
    tables = [*tables[:-1], claim(LAW, "act", "silent"), claim("Nothing is said here.", "act2")]
    runs: list[Run] = []
    recorded = []
    engines: list[dict[str, object]] = [{"engine": "inline"}, {"engine": "processes", "workers": workers}]
    for number, chosen in enumerate(engines):
        folder = tmp_path / f"{number}"
        folder.mkdir()
        path = claims(folder, site, *tables)
        done = run(path, **chosen)  # type: ignore[arg-type]
        runs.append(replace(done, dossier=runs[0].dossier if runs else done.dossier))
        recorded.append(sorted(each.name for each in (folder / "cassettes").iterdir()))
        again = run(path, offline=True, **chosen)  # type: ignore[arg-type]
        assert [r.judgement for r in again.results] == [r.judgement for r in done.results]
    pinned = [[replace(use, fetched_at=NOON) for use in each.sources] for each in runs]
    assert pinned[0] == pinned[1]
    assert runs[0].results == runs[1].results
    assert recorded[0] == recorded[1] != []
