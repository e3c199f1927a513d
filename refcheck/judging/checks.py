"""The structured checks of a claims file, each asked of one document."""

from __future__ import annotations

from refcheck.judging.membership import asked_membership, membership
from refcheck.judging.quotation import quotation
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


__all__ = ["asked_membership", "membership", "run_check"]
