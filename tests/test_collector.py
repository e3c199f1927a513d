"""The garbage collector is given back as it was, and what it leaves out changes nothing that can be seen."""

from __future__ import annotations

import gc
import subprocess
import sys

import pytest

from refcheck.collector import SELDOM, of_a_command, uncollected


def test_it_rests_while_a_claim_is_judged_and_is_given_back() -> None:
    assert gc.isenabled()
    with uncollected():
        assert not gc.isenabled()
        with uncollected():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_runs_seldom_during_a_command_and_as_before_after_one() -> None:
    usual = gc.get_threshold()
    with of_a_command():
        assert gc.isenabled()
        assert gc.get_threshold() == (SELDOM, *usual[1:])
    assert gc.get_threshold() == usual
    with pytest.raises(ValueError, match="no number"), of_a_command():
        int("no number")
    assert gc.get_threshold() == usual


def test_it_stays_so_where_the_process_ends_with_the_command() -> None:
    script = (
        "import gc\n"
        "from refcheck.collector import of_a_command\n"
        "seen = []\n"
        "gc.callbacks.append(lambda phase, info: seen.append(phase))\n"
        "with of_a_command(to_the_end=True):\n"
        "    kept = [[] for _ in range(100_000)]\n"
        "more = [[] for _ in range(1_000)]\n"
        "print(seen)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_process_still_writes_out_everything_when_it_ends() -> None:
    script = (
        "import atexit, sys\n"
        "from refcheck.collector import of_a_command\n"
        "atexit.register(print, 'at the very end')\n"
        "for _ in range(2):\n"
        "    with of_a_command():\n"
        "        sys.stdout.write('written ')\n"
        "sys.exit(3)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (3, "written written at the very end\n", "")
