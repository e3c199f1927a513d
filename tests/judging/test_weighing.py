"""Weighing: within a page, over the pages by policy, and never by the order in which they come."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refcheck.judging.weighing import weigh
from refcheck.model import Evidence, Judgement, Passage, Policy, Source, SourceKind, Stance, Verdict

SUPPORTED, REFUTED = Verdict.SUPPORTED, Verdict.REFUTED
CONFLICTING, NOT_ENOUGH = Verdict.CONFLICTING, Verdict.NOT_ENOUGH


def says(source: str, stance: str = "neutral", score: float = 0.9, *, start: int = 0) -> Evidence:
    """Evidence of a source; one whose id begins with "law" is primary."""
    kind = SourceKind.PRIMARY if source.startswith("law") else SourceKind.SECONDARY
    found = Stance(stance)
    strength = {Stance.SUPPORTS: (score, 0.04), Stance.REFUTES: (0.04, score), Stance.NEUTRAL: (0.1, 0.1)}[found]
    return Evidence(
        Source(source, "https://example.org", kind=kind),
        Passage(start, start + 5),
        "words",
        found,
        score if found is not Stance.NEUTRAL else 0.1,
        reason=f"{source} {stance}",
        support=strength[0],
        refute=strength[1],
    )


def verdict(policy: str, *evidence: Evidence, asked: tuple[str, ...] = ()) -> Verdict:
    return weigh(evidence, Policy(policy), asked).verdict


@pytest.mark.parametrize("policy", list(Policy))
def test_nothing_is_not_enough(policy: Policy) -> None:
    assert weigh((), policy) == weigh((), policy, ("a",))
    judgement = weigh((), policy)
    assert (judgement.verdict, judgement.evidence) == (NOT_ENOUGH, ())
    assert judgement.reason == "no passage speaks of it"
    assert judgement.scores.not_enough > 0.9


@pytest.mark.parametrize("policy", list(Policy))
def test_one_page_decides_where_it_is_the_only_one(policy: Policy) -> None:
    assert weigh([says("a", "supports")], policy).verdict is SUPPORTED
    assert weigh([says("a", "refutes")], policy).verdict is REFUTED
    assert weigh([says("a")], policy).verdict is NOT_ENOUGH
    assert weigh([says("a", "supports", 0.49)], policy).verdict is NOT_ENOUGH


def test_within_a_page_the_clearly_stronger_side_wins() -> None:
    assert verdict("any", says("a", "supports", 0.95), says("a", "refutes", 0.6)) is SUPPORTED
    assert verdict("any", says("a", "supports", 0.6), says("a", "refutes", 0.95)) is REFUTED
    assert verdict("any", says("a", "supports", 0.9), says("a", "refutes", 0.85)) is CONFLICTING
    assert verdict("any", says("a", "supports", 0.9), says("a", "refutes", 0.9)) is CONFLICTING


@pytest.mark.parametrize(
    ("evidence", "any_", "all_", "majority", "primary"),
    [
        ("+a", SUPPORTED, SUPPORTED, SUPPORTED, SUPPORTED),
        ("+a +b", SUPPORTED, SUPPORTED, SUPPORTED, SUPPORTED),
        ("+a b", SUPPORTED, NOT_ENOUGH, SUPPORTED, SUPPORTED),
        ("-a b", REFUTED, REFUTED, REFUTED, REFUTED),
        ("+a -b", CONFLICTING, CONFLICTING, CONFLICTING, CONFLICTING),
        ("+a +b -c", CONFLICTING, CONFLICTING, SUPPORTED, CONFLICTING),
        ("+a -b -c", CONFLICTING, CONFLICTING, REFUTED, CONFLICTING),
        ("+a +b -c -d", CONFLICTING, CONFLICTING, CONFLICTING, CONFLICTING),
        ("+a +b +-c", CONFLICTING, CONFLICTING, SUPPORTED, CONFLICTING),
        ("+a b c d", SUPPORTED, NOT_ENOUGH, SUPPORTED, SUPPORTED),
        ("+law -a -b", CONFLICTING, CONFLICTING, REFUTED, SUPPORTED),
        ("-law +a +b", CONFLICTING, CONFLICTING, SUPPORTED, REFUTED),
        ("+law1 -law2 +a", CONFLICTING, CONFLICTING, SUPPORTED, CONFLICTING),
        ("law +a", SUPPORTED, NOT_ENOUGH, SUPPORTED, SUPPORTED),
        ("law a", NOT_ENOUGH, NOT_ENOUGH, NOT_ENOUGH, NOT_ENOUGH),
    ],
)
def test_policies(evidence: str, any_: Verdict, all_: Verdict, majority: Verdict, primary: Verdict) -> None:
    """`+a` supports, `-a` refutes, `+-a` does both, `a` is neutral."""
    found = [
        says(page.strip("+-"), stance)
        for page in evidence.split()
        for stance in [{"+": "supports", "-": "refutes"}[sign] for sign in page if sign in "+-"] or ["neutral"]
    ]
    got = [verdict(policy, *found) for policy in ("any", "all", "majority", "primary")]
    assert got == [any_, all_, majority, primary]


def test_a_page_without_any_evidence_is_silent_which_only_all_minds() -> None:
    for policy, expected in (("any", SUPPORTED), ("majority", SUPPORTED), ("primary", SUPPORTED), ("all", NOT_ENOUGH)):
        assert verdict(policy, says("a", "supports"), asked=("a", "b")) is expected
    assert verdict("all", says("a", "refutes"), asked=("a", "b")) is REFUTED


def test_the_reason_names_what_decides_and_where_two_disagree_both() -> None:
    assert weigh([says("b"), says("a", "supports")]).reason == "a supports"
    assert weigh([says("a", "supports"), says("b", "refutes")]).reason == (
        "a supports: a supports; b refutes: b refutes"
    )
    assert weigh([says("a")]).reason == "no passage decides it; the closest: a neutral"
    assert "not every page" in weigh([says("a", "supports"), says("b")], Policy.ALL).reason


def test_deciding_evidence_comes_first_then_what_speaks_against_it_then_the_rest() -> None:
    judgement = weigh([says("a"), says("a", "refutes", 0.6), says("a", "supports", 0.9), says("a", "supports", 0.95)])
    assert [e.stance for e in judgement.evidence] == ["supports", "supports", "refutes", "neutral"]
    assert [e.score for e in judgement.evidence] == [0.95, 0.9, 0.6, 0.1]


def test_a_judge_that_gives_only_a_stance_and_a_score_is_understood() -> None:
    bare = Evidence(Source("a", ""), Passage(0, 1), "x", Stance.SUPPORTS, 0.9)
    assert weigh([bare]).scores.supported > 0.8


# ---------------------------------------------------------------- whatever the evidence

EVIDENCE = st.builds(
    says,
    st.sampled_from(["a", "b", "c", "law", "law2"]),
    st.sampled_from(["supports", "refutes", "neutral"]),
    st.floats(0, 1),
    start=st.integers(0, 3),
)


def largest(judgement: Judgement) -> Verdict:
    scores = judgement.scores
    named = {SUPPORTED: scores.supported, REFUTED: scores.refuted, NOT_ENOUGH: scores.not_enough}
    return max(named, key=lambda v: named[v])


@given(st.lists(EVIDENCE, max_size=8), st.sampled_from(Policy), st.randoms())
def test_the_order_of_the_sources_never_matters(evidence: list[Evidence], policy: Policy, chance: Random) -> None:
    shuffled = list(evidence)
    chance.shuffle(shuffled)
    assert weigh(shuffled, policy) == weigh(evidence, policy)


@given(st.lists(EVIDENCE, max_size=8), st.sampled_from(Policy))
def test_scores_are_probabilities_and_the_greatest_is_the_verdicts(evidence: list[Evidence], policy: Policy) -> None:
    judgement = weigh(evidence, policy)
    scores = judgement.scores
    assert scores.supported + scores.refuted + scores.not_enough == pytest.approx(1, abs=1e-9)
    assert min(scores.supported, scores.refuted, scores.not_enough) > 0
    if judgement.verdict is not CONFLICTING:
        assert largest(judgement) is judgement.verdict


@given(st.lists(EVIDENCE, max_size=8), st.sampled_from(Policy))
def test_no_verdict_without_evidence_of_that_side_and_none_is_lost(evidence: list[Evidence], policy: Policy) -> None:
    judgement = weigh(evidence, policy)
    stances = {e.stance for e in evidence if e.score >= 0.5}
    if judgement.verdict in {SUPPORTED, CONFLICTING}:
        assert Stance.SUPPORTS in stances
    if judgement.verdict in {REFUTED, CONFLICTING}:
        assert Stance.REFUTES in stances
    assert sorted(map(repr, judgement.evidence)) == sorted(map(repr, evidence))
    assert judgement.reason


@given(st.lists(EVIDENCE, max_size=8))
def test_all_never_supports_where_any_does_not(evidence: list[Evidence]) -> None:
    if weigh(evidence, Policy.ALL).verdict is SUPPORTED:
        assert weigh(evidence, Policy.ANY).verdict is SUPPORTED
