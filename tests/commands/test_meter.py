"""The line that says how far a run over many claims has come."""

from __future__ import annotations

import pytest

from refcheck.commands.meter import Meter, meter
from refcheck.mass.rows import Rows


def written(place: int, end: int) -> Rows:
    return Rows(place, b"", ("{}",), {}, end)


def shown(capsys: pytest.CaptureFixture[str], size: int, *steps: tuple[float, int]) -> str:
    """What stands on the line at last: after each step to a second, with so many bytes behind it."""
    seconds = 0.0
    line = Meter(size, lambda: seconds)
    for place, (at, end) in enumerate(steps):
        seconds = at
        line.show(written(place, end))
    return capsys.readouterr().err.rpartition("\r")[2]


def test_it_tells_the_pace_the_share_and_the_time_left(capsys: pytest.CaptureFixture[str]) -> None:
    steps = ((0.1, 100), (1.0, 600))
    assert shown(capsys, 10_100, *steps) == "2 claims, 2 a second, 5 %, 19 s left"
    assert shown(capsys, 1_000_100, *steps) == "2 claims, 2 a second, 0 %, 33 min left"
    assert shown(capsys, 10_000_100, *steps) == "2 claims, 2 a second, 0 %, 5 h 33 min left"


def test_of_a_stream_nobody_knows_how_much_is_left(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, 0, (1.0, 100)) == "1 claim, 1 a second"


def test_it_is_not_drawn_for_every_row(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, 100, (0.1, 10), (0.2, 20)) == ""


def test_where_no_terminal_is_nothing_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with meter(100, quiet=False) as line:
        line.show(written(0, 10))
        line.clear()
    assert capsys.readouterr().err == ""
