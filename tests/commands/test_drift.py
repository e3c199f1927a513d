"""`refcheck drift`: pages that were recorded, then changed, moved, gone or out of reach, on a real server."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from .site import ACT, FILLER, Site, environment, in_this_process, page, write_claims

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "drift"
AROUND = "<p>The council made many rules for the lake.</p>", "<p>Its boats are painted blue and white.</p>"


def lake(*blocks: str) -> bytes:
    head = "<!doctype html><html lang='en'><title>Lake notes</title><body><main><h1>Lake notes</h1>"
    return f"{head}{''.join(blocks)}{FILLER}</main></body></html>".encode()


def act(words: str) -> bytes:
    return lake(AROUND[0], f"<p>{words}</p>", AROUND[1])


def recorded(folder: Path, site: Site, *claims: tuple[str, str, str]) -> None:
    """Writes claims and records their pages."""
    write_claims(folder, site, *claims)
    args = ("run", "--allow-private", "--no-store", "--quiet")
    done = in_this_process(folder, *args, SOURCE_DATE_EPOCH="1746100800")
    assert done.returncode in {0, 1}, done.stderr


def drift(folder: Path, *args: str, **more: str) -> subprocess.CompletedProcess[str]:
    return in_this_process(folder, "drift", "--allow-private", *args, **more)


def plain(text: str) -> str:
    """What is printed, without what differs from run to run: the port, and the day on which the pages were recorded."""
    text = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:PORT", text)
    text = re.sub(r"recorded on \d{4}-\d\d-\d\d", "recorded on DAY", text)
    return re.sub(r'"(recorded_at|started_at)": "[^"]+"', r'"\1": "TIME"', text)


@pytest.fixture
def folder(tmp_path: Path, site: Site) -> Path:
    site.pages["/act"] = act(ACT)
    recorded(tmp_path, site, ("act", ACT, "/act"))
    return tmp_path


def drifted(done: subprocess.CompletedProcess[str]) -> str:
    """What became of the only claim."""
    (claim,) = json.loads(done.stdout)["claims"]
    return str(claim["drift"])


def test_a_page_that_says_the_same_is_unchanged_whatever_is_around_it(folder: Path, site: Site) -> None:
    site.pages["/act"] = act(ACT).replace(b"<main>", b"<nav><a href='/'>Home</a></nav><!-- 17 --><main>")

    done = drift(folder, "--format", "json")

    assert (done.returncode, drifted(done)) == (0, "page unchanged")


def test_nothing_is_recorded_and_nothing_stored(folder: Path, site: Site) -> None:
    cassette = (folder / "cassettes" / "act-page.yaml").read_bytes()
    site.pages["/act"] = act("The Lake Act became law in 1981.")

    assert drift(folder).returncode == 1
    assert (folder / "cassettes" / "act-page.yaml").read_bytes() == cassette
    assert not (folder / ".refcheck").exists()


@pytest.mark.parametrize(
    ("now", "code", "drift_of_it"),
    [
        (lake(AROUND[0], "<p>Herons nest here.</p>", f"<p>{ACT}</p>", AROUND[1]), 0, "page changed, evidence intact"),
        (lake(*AROUND, "<h2>Law</h2>", f"<p>{ACT}</p>"), 0, "evidence moved"),
        (act("Lake Act became law in 1979."), 0, "evidence retouched"),
        (act("The Lake Act, as it is called, became law in 1979."), 1, "evidence reworded"),
        (act("The Lake Act became law in 1981."), 1, "verdict changed"),
        (act("Fishing is allowed at weekends."), 1, "verdict changed"),
    ],
    ids=["intact", "moved", "retouched", "reworded", "another year", "gone"],
)
def test_what_became_of_the_evidence(now: bytes, code: int, drift_of_it: str, folder: Path, site: Site) -> None:
    site.pages["/act"] = now

    done = drift(folder, "--format", "json")

    assert (drifted(done), done.returncode) == (drift_of_it, code), done.stdout


def test_evidence_may_be_gone_while_another_sentence_bears_the_claim_out(tmp_path: Path, site: Site) -> None:
    second = "<p>In 1979 the Lake Act became law, after long debates.</p>"
    site.pages["/act"] = lake(AROUND[0], f"<p>{ACT}</p>", AROUND[1], second)
    recorded(tmp_path, site, ("act", ACT, "/act"))
    site.pages["/act"] = lake(AROUND[0], AROUND[1], second)

    done = drift(tmp_path, "--format", "json")

    assert (drifted(done), done.returncode) == ("evidence gone", 1)


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_is_told_apart(status: int, folder: Path, site: Site) -> None:
    site.statuses["/act"] = status

    done = drift(folder, "--format", "json")

    assert (drifted(done), done.returncode) == ("page gone", 1)


@pytest.mark.parametrize("status", [403, 500])
def test_an_outage_is_neither_gone_nor_unchanged(status: int, folder: Path, site: Site) -> None:
    site.statuses["/act"] = status

    done = drift(folder)

    assert done.returncode == 3
    assert "! act: could not be compared, verdict supported" in done.stdout
    assert f"answered {status}" in done.stdout
    assert "gone" not in done.stdout


def test_an_outage_of_one_page_changes_no_verdict_that_rests_on_another(tmp_path: Path, site: Site) -> None:
    site.pages |= {"/act": act(ACT), "/not": act("The Lake Act became law in 1981.")}
    write_claims(tmp_path, site, ("act", ACT, "/act"), ("not", ACT, "/not"))
    claims = (tmp_path / "claims.toml").read_text().replace('["act-page"]', '["act-page", "not-page"]')
    (tmp_path / "claims.toml").write_text(claims)
    in_this_process(tmp_path, "run", "--allow-private", "--quiet")
    site.statuses["/not"] = 500

    done = drift(tmp_path, "--claim", "act", "--format", "json")

    (claim,) = json.loads(done.stdout)["claims"]
    assert claim["verdict"]["verdict"] == "conflicting evidence"
    assert (claim["verdict_now"], claim["drift"]) == (claim["verdict"], "could not be compared")
    assert done.returncode == 3


def test_a_page_that_moved_for_good_is_followed_and_its_new_address_told(folder: Path, site: Site) -> None:
    site.pages["/laws/lake"] = site.pages.pop("/act")
    site.moves["/act"] = "/laws/lake"

    done = drift(folder)

    assert done.returncode == 0
    assert "~ act: page moved, verdict supported" in done.stdout
    assert f"the address redirects for good to {site.url('/laws/lake')}: correct" in " ".join(done.stdout.split())


def test_a_redirect_that_was_recorded_is_no_move(tmp_path: Path, site: Site) -> None:
    site.pages["/laws/lake"] = act(ACT)
    del site.pages["/act"]
    site.moves["/act"] = "/laws/lake"
    recorded(tmp_path, site, ("act", ACT, "/act"))

    assert drifted(drift(tmp_path, "--format", "json")) == "page unchanged"


def test_what_is_not_recorded_can_not_have_drifted(folder: Path) -> None:
    (folder / "cassettes" / "act-page.yaml").unlink()

    done = drift(folder)

    assert done.returncode == 3
    assert "act-page: not recorded (not recorded: cassettes/act-page.yaml does not exist" in " ".join(
        done.stdout.split()
    )


def test_a_stand_in_is_no_earlier_state_of_the_page(folder: Path, site: Site) -> None:
    cassette = folder / "cassettes" / "act-page.yaml"
    header = '      X-Refcheck-Stand-In: ["a page of our own"]\n'
    cassette.write_text(cassette.read_text().replace("    headers:\n", f"    headers:\n{header}", 1))
    site.pages["/act"] = act("The Lake Act became law in 1981.")

    done = drift(folder)

    said = " ".join(done.stdout.split())
    assert done.returncode == 3
    assert "! act: recorded as a stand-in, verdict supported" in said
    assert "On the live pages, which are no later states of the stand-ins: refuted." in said
    assert "these recordings are no earlier states of the pages" in said
    assert drift(folder, "--fail-on", "verdict,gone").returncode == 0


@pytest.mark.parametrize(
    ("given", "code"),
    [("never", 0), ("gone,page-gone", 0), ("reworded", 1), ("changed", 1), ("unchecked", 0), ("verdict", 0)],
)
def test_what_it_fails_on_can_be_chosen(given: str, code: int, folder: Path, site: Site) -> None:
    site.pages["/act"] = act("The Lake Act, as it is called, became law in 1979.")

    assert drift(folder, "--fail-on", given).returncode == code


def test_a_wrong_condition_is_told_with_the_nearest(folder: Path) -> None:
    done = drift(folder, "--fail-on", "rewordet")

    assert done.returncode == 2
    assert "did you mean reworded?" in done.stderr


def test_progress_and_counts_go_to_stderr(folder: Path, site: Site) -> None:
    site.statuses["/act"] = 500

    done = drift(folder, "--format", "json")

    assert json.loads(done.stdout)
    assert "refcheck: source act-page: could not be pulled: http status: " in done.stderr
    assert done.stderr.endswith("refcheck: 1 claim: 1 could not be compared\n")
    assert drift(folder, "--quiet").stderr == ""


HOSTILE = "The <b>Lake</b> Act &#27;[31m ::error:: [-x-]{+y+} &lt;script&gt; | `z` &#8238; became law in 1981."


@pytest.fixture
def everything(tmp_path: Path, site: Site) -> Path:
    """A folder whose pages did all that pages do between the recording and now."""
    claims = {
        "intact": ("The Lake Act became law in 1979.", act(ACT + " Herons nest here.")),
        "moved": ("The Lake Act became law in 1979.", lake(*AROUND, "<h2>Law</h2>", f"<p>{ACT}</p>")),
        "retouched": ("The Lake Act became law in 1979.", act("The Lake Act became law, in 1979.")),
        "reworded": ("The Lake Act became law in 1979.", act("The Lake Act, as it is called, became law in 1979.")),
        "verdict": ("The Lake Act became law in 1979.", act("The Lake Act became law in 1981.")),
        "gone": ("The Lake Act became law in 1979.", act("Fishing is allowed at weekends.")),
        "hostile": ("The Lake Act became law in 1979.", act(HOSTILE)),
    }
    for name in claims:
        site.pages[f"/{name}"] = act(ACT)
    rest = [("page-gone", ACT, "/page-gone"), ("page-moved", ACT, "/page-moved"), ("outage", ACT, "/outage")]
    site.pages |= {path: act(ACT) for _, _, path in rest}
    recorded(tmp_path, site, *((name, said, f"/{name}") for name, (said, _) in claims.items()), *rest)
    site.pages |= {f"/{name}": now for name, (_, now) in claims.items()}
    site.statuses |= {"/page-gone": 404, "/outage": 500}
    site.moves["/page-moved"] = "/moved-to"
    site.pages["/moved-to"] = act(ACT)
    return tmp_path


@pytest.mark.parametrize("form", ["text", "md", "json"])
def test_the_whole_report(form: str, everything: Path) -> None:
    done = drift(everything, "--format", form)

    assert done.returncode == 1
    expected = GOLDEN / f"drift.{form}"
    if os.environ.get("REFRESH_EXPECTED"):
        expected.parent.mkdir(exist_ok=True)
        expected.write_text(plain(done.stdout), encoding="utf-8")
    assert plain(done.stdout) == expected.read_text(encoding="utf-8")


def test_what_a_page_says_steers_nothing(everything: Path) -> None:
    text = drift(everything, "--claim", "hostile", FORCE_COLOR="1", NO_COLOR="1").stdout
    markdown = drift(everything, "--claim", "hostile", "--format", "md").stdout
    data = drift(everything, "--claim", "hostile", "--format", "json").stdout

    assert not {"\x1b", "\u202e"} & set(text + markdown + data)
    assert "{+[31m ::error:: [ -x- ]{ +y+ }" in " ".join(text.split()) or "[ -x- ]" in " ".join(text.split())
    assert "<script>" not in markdown + data
    assert not any(line.startswith("::") for line in (text + markdown).splitlines())


def on_a_terminal(folder: Path, columns: int, **more: str) -> str:
    ours, theirs = pty.openpty()
    env = environment(COLUMNS=str(columns), **more)
    command = [sys.executable, "-m", "refcheck", "drift", "--allow-private"]
    with subprocess.Popen(command, cwd=folder, env=env, stdin=theirs, stdout=theirs, stderr=subprocess.DEVNULL):
        os.close(theirs)
        seen = b""
        try:
            while chunk := os.read(ours, 65536):
                seen += chunk
        except OSError:
            pass
        finally:
            os.close(ours)
    return seen.decode().replace("\r\n", "\n")


def test_a_terminal_gets_the_changes_in_colour_and_a_narrow_one_no_long_lines(everything: Path) -> None:
    wide, narrow = on_a_terminal(everything, 120), on_a_terminal(everything, 60, NO_COLOR="1")

    assert "\x1b[31m[-1979-]\x1b[0m" in wide
    assert "\x1b[32m{+1981+}\x1b[0m" in wide
    assert "\x1b" not in narrow
    assert all(len(line) <= 60 for line in narrow.splitlines() if "http" not in line)


def test_a_report_goes_to_a_file(folder: Path) -> None:
    done = drift(folder, "--format", "md", "--output", "drift.md")

    assert (done.returncode, done.stdout) == (0, "")
    assert (folder / "drift.md").read_text().startswith("## refcheck drift: claims.toml\n")


def test_the_claims_of_a_source_are_compared_alone(everything: Path, site: Site) -> None:
    site.hits.clear()

    done = drift(everything, "--source", "intact-page", "--format", "json")

    assert [claim["id"] for claim in json.loads(done.stdout)["claims"]] == ["intact"]
    assert site.hits == ["/intact"]


def test_pages_of_the_shared_site_are_read(site: Site, tmp_path: Path) -> None:
    site.pages["/act"] = page(ACT)
    recorded(tmp_path, site, ("act", ACT, "/act"))

    assert drift(tmp_path).returncode == 0
