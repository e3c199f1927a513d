"""Claims and the pages that they cite to verdicts: passages are found, statements judged, judgements weighed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from refcheck.citations import cited
from refcheck.errors import JudgeError, UsageError
from refcheck.judges import TOP_K
from refcheck.judging import JUDGES, Judge, judge_statement, quick, together
from refcheck.language.lexicon import Lexicon, lexicon
from refcheck.language.terms import Analysis, analyse
from refcheck.model import (
    Candidate,
    Claim,
    Document,
    Judgement,
    PartResult,
    Policy,
    Result,
    SourceKind,
    Unavailable,
    Verdict,
)
from refcheck.retrieval import Index, index
from refcheck.surroundings import in_context

_SHORT = 900
"""The most characters of a short text."""


def named_judge(judge: str | Judge, words: Lexicon) -> Judge:
    """The judge of that name, or of that `package.module:Factory`, made with these words; a callable is returned."""
    if not isinstance(judge, str):
        return judge
    if ":" in judge:
        from refcheck.judging.imported import imported_judge  # noqa: PLC0415

        return imported_judge(judge, words)
    if judge not in JUDGES:
        raise UsageError(f"no judge is called “{judge}”; there are: {', '.join(sorted(JUDGES))}")
    return JUDGES[judge](words)


class Desk:
    """Judges statements on documents that were read, each indexed once; `judge` and `top_k` as in `check`."""

    def __init__(
        self, judge: str | Judge = "model", top_k: int = TOP_K, aliases: Iterable[tuple[str, ...]] = ()
    ) -> None:
        self.words = lexicon().with_aliases(aliases)
        self.judge = named_judge(judge, self.words)
        self.top_k = top_k
        self._indexes: dict[int, Index] = {}

    def candidates(self, statement: str, documents: Sequence[Document]) -> tuple[Candidate, ...]:
        """The passages of the documents that matter to the statement, document by document, best first.

        Of a short text of which none shares anything with it the first ones are taken: it may say so in quite other
        words.
        """
        wanted = analyse(statement, self.words)
        found = ((d, self._index(d).rank(wanted, self.top_k)) for d in documents)
        return tuple(c for document, ranked in found for c in ranked or self._first(document, wanted))

    def _first(self, document: Document, wanted: Analysis) -> Iterator[Candidate]:
        if wanted.terms and len(document.text) <= _SHORT and any(map(str.isalpha, document.text)):
            yield from (Candidate(document, passage, 0.0) for passage in document.passages[: max(self.top_k, 0)])

    def _index(self, document: Document) -> Index:
        found = self._indexes.get(id(document))
        if found is None:
            found = self._indexes[id(document)] = index(document, self.words)
        return found

    def forget(self, document: Document) -> None:
        """Drops the index of a document that no further claim will ask for."""
        self._indexes.pop(id(document), None)

    def judge_claim(self, claim: Claim, documents: Mapping[str, Document]) -> tuple[Judgement, tuple[PartResult, ...]]:
        """The judgement of a claim on the documents by source id, with those of its parts."""
        own = [documents[s] for s in claim.sources if s in documents]
        whole, found = judge_statement(
            claim.statement,
            own,
            lambda statement: self.candidates(statement, own),
            quick(self.judge) if claim.parts else self.judge,
            self.words,
            check=claim.check,
            policy=claim.policy,
        )
        if not claim.parts:
            return whole, found
        parts = tuple(
            PartResult(
                part.statement,
                self.judge_claim(
                    replace(
                        claim,
                        statement=part.statement,
                        sources=part.sources or claim.sources,
                        check=part.check,
                        parts=(),
                    ),
                    documents,
                )[0],
            )
            for part in claim.parts
        )
        if gap := self._uncovered(claim):
            reason = f"the parts say nothing of: {', '.join(gap)}"
            return (whole if whole.verdict is not Verdict.NOT_ENOUGH else replace(whole, reason=reason)), parts
        return together(whole, parts), parts

    def result(self, claim: Claim, read: Mapping[str, Document | Unavailable]) -> Result:
        """The result of one claim: its judgement on the pages it cites, by source id, or why it was not checked."""
        ids = cited(claim)
        documents = {s: d for s in ids if isinstance(d := read[s], Document)}
        unavailable = tuple(u for s in ids if isinstance(u := read[s], Unavailable))
        later = {s for s, d in documents.items() if _later(d, claim.as_of)}
        now = {s: d for s, d in documents.items() if s not in later}
        try:
            judgement, parts = self.judge_claim(claim, now)
            since = self.judge_claim(claim, documents)[0] if later else None
        except JudgeError as error:
            return Result(claim, None, None, unavailable, reason=f"could not be checked: {error}")
        if since is not None and since.verdict is judgement.verdict:
            since = None
        if unavailable and (judgement.verdict is Verdict.NOT_ENOUGH or _decisive(unavailable, claim.policy)):
            names = ", ".join(u.source.id for u in unavailable)
            judged, reason = None, f"could not be checked without {names}"
        else:
            judged, reason = in_context(judgement, documents), ""
        parts = tuple(replace(part, judgement=in_context(part.judgement, documents)) for part in parts)
        return Result(claim, judged, since and in_context(since, documents), unavailable, parts, reason)

    def _uncovered(self, claim: Claim) -> list[str]:
        """What the statement names and none of its parts does: parts that leave a detail out can not bear it out."""
        parts = [analyse(part.statement, self.words) for part in claim.parts]
        keys = frozenset(key for part in parts for key in part.keys)
        senses = frozenset(sense for part in parts for sense in part.senses)
        whole = analyse(claim.statement, self.words)
        missing = [
            t.text for t in whole.content if not t.light and not (t.keys <= keys or t.senses & senses) and t.keys
        ]
        facts = [t.text for t in whole.terms if (t.when or t.amount) and not any(t.text in p.text for p in parts)]
        denied = any(t.focus for t in whole.terms) and not any(t.focus for p in parts for t in p.terms)
        return missing + facts + (["its denial"] if denied else [])


def _decisive(unavailable: Sequence[Unavailable], policy: Policy) -> bool:
    """Whether the pages that could not be read might change any verdict: what all must say, or the primary ones."""
    primary = any(u.source.kind is SourceKind.PRIMARY for u in unavailable)
    return policy is Policy.ALL or (policy is Policy.PRIMARY and primary)


def _later(document: Document, as_of: date | None) -> bool:
    published = document.source.published or (document.published.value if document.published else None)
    return bool(as_of and published and published > as_of)
