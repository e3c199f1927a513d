"""The structured checks of a claims file, each asked of one document."""

from __future__ import annotations

from refcheck.judging.membership import asked_membership, membership
from refcheck.judging.membership import misfit as misfit_of_membership
from refcheck.judging.quotation import misfit as misfit_of_quotation
from refcheck.judging.quotation import quotation
from refcheck.judging.value import misfit as misfit_of_value
from refcheck.judging.value import value
from refcheck.language.lexicon import Lexicon
from refcheck.model import Check, Document, Evidence, MembershipCheck, QuoteCheck, ValueCheck


def run_check(check: Check, statement: str, document: Document, lexicon: Lexicon) -> tuple[Evidence, ...]:
    """What a document says to a check, as evidence on the statement that the check belongs to."""
    match check:
        case MembershipCheck():
            return membership(check, statement, document, lexicon)
        case QuoteCheck():
            return quotation(check, statement, document, lexicon)
        case ValueCheck():
            return value(check, statement, document, lexicon)


def misfit(check: Check, statement: str, lexicon: Lexicon) -> str:
    """Why a check does not fit its statement, in words; empty where it does.

    A check that asks for the contrary, for somebody else or for another value can not bear the statement out, and
    that the claims file contradicts itself is worth saying.
    """
    match check:
        case MembershipCheck():
            return misfit_of_membership(check, statement, lexicon)
        case QuoteCheck():
            return misfit_of_quotation(check, statement)
        case ValueCheck():
            return misfit_of_value(check, statement, lexicon)


__all__ = ["asked_membership", "membership", "misfit", "run_check"]
