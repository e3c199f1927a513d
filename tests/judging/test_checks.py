"""Whether a check fits the statement that it belongs to, of whatever kind it is."""

from __future__ import annotations

import pytest

from refcheck.judging.checks import misfit, run_check
from refcheck.language.lexicon import lexicon
from refcheck.model import Check, MembershipCheck, QuoteCheck, ValueCheck

from .pages import text

FITTING: list[tuple[str, Check]] = [
    ("Ukraine is not a member of NATO.", MembershipCheck("NATO members", ("Ukraine",), present=False)),
    ("Ukraine is not a member of NATO.", MembershipCheck("NATO members")),
    ("Poland and Latvia belong to NATO.", MembershipCheck("NATO members", ("Latvia", "Poland"))),
    ("Latvia belongs to NATO.", MembershipCheck("NATO members", ("Latvia", "Poland"))),
    ("The U.S. belongs to NATO.", MembershipCheck("NATO members", ("United States",))),
    ("Lee said “we will not surrender”.", QuoteCheck("We will not surrender", "Lee")),
    ("Lee said “we will not surrender”.", QuoteCheck("We will not surrender to anybody", "Lee")),
    ("Lee refused to surrender.", QuoteCheck("We will not surrender", "Lee")),
    ("The bridge is 212 metres long.", ValueCheck("bridge", "212 metres", "Length")),
    ("The dam cost $2.4 billion.", ValueCheck("dam", "$2,412 million")),
    ("The act became law in 1979.", ValueCheck("act", "10 April 1979")),
]
UNFIT: list[tuple[str, Check]] = [
    ("Ukraine is not a member of NATO.", MembershipCheck("NATO members", ("Ukraine",), present=True)),
    ("Ukraine is a member of NATO.", MembershipCheck("NATO members", ("Ukraine",), present=False)),
    ("Ukraine is a member of NATO.", MembershipCheck("NATO members", ("Poland",))),
    ("Lee said “we will surrender”.", QuoteCheck("We will not surrender", "Lee")),
    ("The bridge is 213 metres long.", ValueCheck("bridge", "212 metres")),
    ("The tunnel is 212 metres long.", ValueCheck("bridge", "212 metres")),
    ("The dam cost $2,412 million.", ValueCheck("dam", "$2.4 billion")),
    ("The act became law on 10 April 1979.", ValueCheck("act", "1979")),
]


@pytest.mark.parametrize(("statement", "check"), FITTING)
def test_a_check_fits_what_it_would_bear_out(statement: str, check: Check) -> None:
    assert misfit(check, statement, lexicon()) == ""


@pytest.mark.parametrize(("statement", "check"), UNFIT)
def test_a_check_that_does_not_fit_says_why_and_decides_nothing(statement: str, check: Check) -> None:
    reason = misfit(check, statement, lexicon())
    assert "the check" in reason
    (found,) = run_check(check, statement, text("Ukraine, NATO, the bridge: 212 metres."), lexicon())
    assert (found.stance, found.score, found.reason) == ("neutral", 0.0, reason)
