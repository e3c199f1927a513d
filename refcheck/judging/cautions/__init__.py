"""What turns the sense of the words around it, so that words that are alike do not say the same.

A reason or an order of events that the page does not give, a denial with bounds ("not until noon"), a deed that is only
meant or reported, a sum for a share: each is an obstacle to one side or to both. A module for each kind.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from refcheck.judging.alignment import Context, Match
from refcheck.judging.cautions import (
    ahead,
    carried,
    conditions,
    converses,
    counts,
    crosswise,
    dates,
    deeds,
    denials,
    elsewhere,
    exceptions,
    frequency,
    meant,
    measures,
    opposites,
    order,
    others,
    partial,
    posts,
    promised,
    reasons,
    small,
    ways,
)
from refcheck.judging.wishes import no_wish, not_asked, only_wished
from refcheck.language.clauses import clauses
from refcheck.language.terms import Analysis


@dataclass(frozen=True, slots=True)
class _Compared:
    """A statement beside a sentence: which words match, those of the statement's verbs among them, and what agrees."""

    statement: Analysis
    sentence: Analysis
    context: Context
    matches: Sequence[Match]
    verbs: Sequence[Match]
    alike: bool
    agreeing: Collection[str]
    dated: bool


def cautions(
    statement: Analysis,
    sentence: Analysis,
    context: Context,
    matches: Sequence[Match],
    *,
    supports: bool,
    alike: bool,
    agreeing: Collection[str] = (),
    dated: bool = False,
) -> dict[str, str]:
    """Each kind of what keeps alike words from deciding, with its reason.

    `alike` where the clauses of both are alike, too; `agreeing` are the sentence's dates and numbers that agree, and
    `dated` tells whether it gives another date.
    """
    verbs = _verbs(statement, matches)
    it = _Compared(statement, sentence, context, matches, verbs, alike, agreeing, dated)
    found = _either_way(it, supports=supports) | (_against_support(it) if supports else _against_refutation(it))
    return {kind: reason for kind, reason in found.items() if reason}


def _either_way(it: _Compared, *, supports: bool) -> dict[str, str]:
    statement, sentence, matches = it.statement, it.sentence, it.matches
    found = {
        "but not": denials.but_not(statement, sentence, matches) if supports or statement.negated else "",
        "bounded": denials.bounded(statement, sentence, matches) or denials.not_but(statement, sentence, matches),
        "unlike": exceptions.unlike(statement, sentence, matches) or exceptions.left_out(statement, sentence, matches),
        "often": frequency.as_often(statement, sentence) if supports else "",
        "rather": meant.preferred(statement, sentence),
        "hearsay": meant.hearsay(statement, sentence, matches, it.verbs),
        "among": deeds.of_one_among_them(statement, sentence, matches, it.verbs),
        "together": measures.together(statement, sentence),
        "non": denials.non(statement, sentence, matches),
        "compared": measures.compared_with(statement, sentence),
    }
    if not it.alike:
        found["comparison"] = measures.the_other_way_round(statement, sentence, matches, dated=it.dated)
        found["intent"] = meant.only_meant(statement, sentence, it.verbs)
        found["turned"] = "" if supports else denials.denied_otherwise(statement, sentence, matches)
    return found


def _against_support(it: _Compared) -> dict[str, str]:
    statement, sentence, matches = it.statement, it.sentence, it.matches
    found = {
        "wish": no_wish(statement, sentence) or only_wished(statement, sentence, matches),
        "reason": reasons.no_reason(statement, sentence, it.verbs),
        "order": order.no_order(statement, sentence, it.context, matches),
        "both": opposites.both_ways(sentence, matches),
        "part": deeds.another_kind(statement, sentence, it.context, matches),
        "condition": conditions.unless(statement, sentence),
        "doer": deeds.doer_untold(statement, sentence, matches, it.verbs),
        "still": dates.not_still(statement, sentence),
        "degree": deeds.less(statement, sentence),
        "way": ways.back(statement, sentence),
        "refused": exceptions.refused(statement, sentence, matches),
        "succeeded": posts.succeeded(statement, sentence, matches, it.verbs),
        "brackets": posts.in_brackets(sentence, matches),
        "date": dates.of_another_deed(sentence, it.verbs, it.agreeing),
        "against": denials.not_against(statement, sentence),
        "ahead": dates.not_ahead(statement, sentence),
        "disowned": meant.disowned(statement, sentence),
        "rank": measures.ranked(statement, sentence, matches),
        "called": elsewhere.not_called(statement, matches, sentence),
        "crosswise": crosswise.paired_otherwise(statement, matches)
        or crosswise.ahead_of(statement, sentence)
        or crosswise.got_nothing(statement, sentence, matches),
        "count": counts.of_as_many(statement, sentence, matches) or counts.as_many_times(statement, sentence),
        "possible": reasons.only_possible(statement, sentence)
        or reasons.not_allowed(statement, sentence)
        or conditions.aside_if(statement, sentence, matches),
        "opposite": opposites.not_the_opposite(statement, sentence, matches, it.verbs),
        "earlier": order.not_before(statement, sentence),
        "small": small.not_here(statement, sentence, it.context) or small.not_compared(statement, sentence),
        "promised": promised.not_sure(statement, sentence, it.verbs) or promised.bounded(statement, sentence),
        "if": conditions.only_if(statement, sentence, matches),
        "carried": carried.untold(statement, sentence, it.context, matches, alike=it.alike),
    }
    if not it.alike:
        found["elsewhere"] = elsewhere.not_here(statement, sentence, it.context, matches)
        subject = next((m for m in matches if not m.term.empty), None)
        found["main"] = deeds.verb_missing(sentence, it.context, it.verbs, subject)
    return found


def _against_refutation(it: _Compared) -> dict[str, str]:
    statement, sentence, matches = it.statement, it.sentence, it.matches
    in_order = order.in_order(statement, sentence, matches)
    nearer_its_like = "" if it.alike else opposites.nearer_its_like(sentence, matches, it.agreeing)
    found = {
        "wish": not_asked(statement, sentence),
        "reason": reasons.no_reason(statement, sentence, it.verbs),
        "order": "the page has the two in that order" if in_order else "",
        "share": opposites.of_shares(statement, matches) or opposites.of_both(sentence, matches),
        "irreal": denials.would_have(sentence, matches),
        "told of both": "" if it.dated else opposites.told_of_both(statement, sentence, matches),
        "kin": opposites.kin_of_another(statement, matches),
        "then": denials.denied_now(statement, sentence, matches) or denials.at_another_time(matches),
        "sum": measures.may_be_worked_out(statement, sentence),
        "loser": opposites.opposite_of_another(statement, sentence, matches),
        "there": denials.there_is(statement, sentence),
        "both": opposites.answered(sentence, matches) or nearer_its_like,
    }
    found |= _of_a_part(it)
    found["again"] = dates.of_another_edition(statement, sentence)
    if it.dated:
        found["ago"] = dates.told_by_another(statement, sentence, it.verbs)
        found["ahead"] = dates.not_ahead(statement, sentence) or dates.of_another_year(statement, sentence)
    if not it.alike and not any(m.factor for m in it.verbs[:1]):
        found["main"] = denials.light_verb_missing(it.verbs) or denials.without_its_verb(statement, it.verbs)
    return found


def _of_a_part(it: _Compared) -> dict[str, str]:
    """What speaks against a part of the statement, or of others, or of another time."""
    statement, sentence, matches = it.statement, it.sentence, it.matches
    return {
        "denied part": partial.partly_denied(statement, matches) or partial.left_unsaid(statement, sentence),
        "most": partial.of_most(statement, sentence),
        "twice": partial.denied_twice(statement, sentence) or partial.denies_itself(statement, sentence),
        "than": partial.of_the_compared(statement, matches),
        "only": partial.only_then(statement, sentence),
        "setting": partial.set_otherwise(statement, sentence, matches),
        "other deed": partial.of_the_other_deed(statement, matches),
        "others": others.of_others(statement, sentence),
        "too": others.them_too(statement, sentence, matches),
        "kind": others.another_kind(statement, matches),
        "two sides": converses.two_sides(sentence, matches) or converses.until_then(statement, sentence, matches),
        "order of one": converses.order_of_one(matches),
        "two times": converses.dated_comparison(statement, sentence),
        "said": converses.as_somebody_says(statement, sentence),
        "to come": ahead.still_to_come(statement, sentence) or ahead.not_yet(statement, sentence),
        "was to": ahead.was_to_be(statement, sentence),
    }


def _verbs(statement: Analysis, matches: Sequence[Match]) -> list[Match]:
    """The verbs of the statement's clauses, "be" and "have" left out, with what stands for them."""
    ends = [c.at[1] for c in clauses(statement) if not c.inserted]
    return [m for m in matches if not m.term.empty and any(m.term.start < end <= m.term.end for end in ends)]
