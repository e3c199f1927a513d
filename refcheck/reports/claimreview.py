"""ClaimReview, the JSON-LD of schema.org in which fact-checkers publish their findings.

It goes into the page on which the findings are published, in a `<script type="application/ld+json">`. What a reader of
it such as Google's Fact Check Explorer requires, a `url` on the publisher's own site, and recommends, an `author`,
comes from [review] in the claims file; without that table the reviews lack both, and are for further work only. Who
publishes them answers for them: read each one with the words that it rests on.

A claim has a review where it was checked, and only on the pages themselves: none rests on stand-ins. The rating is 3
for supported, 2 for conflicting evidence and 1 for refuted; not enough evidence is a word without a number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from urllib.parse import quote

from refcheck.model import Article, Evidence, Judgement, Provenance, Result, Review, Run, Verdict
from refcheck.reports.neutral import harmless_json, neutral
from refcheck.reports.view import PLAIN, Style, shortened, shown_evidence, web_address

RATINGS = {Verdict.SUPPORTED: 3, Verdict.CONFLICTING: 2, Verdict.REFUTED: 1}
SCALE = "3 is supported, 2 conflicting evidence, 1 refuted; not enough evidence has no number."
NOT_CHECKED, ON_STAND_INS = "could not be checked", "rest on stand-ins and not on the pages themselves"


def render(run: Run, style: Style = PLAIN, /) -> str:  # noqa: ARG001  # all renderers have one signature
    """A review for each claim that has a verdict, in the order of the claims, and a comment on those that have none."""
    nodes: list[dict[str, object]] = []
    left_out: Counter[str] = Counter()
    for result in run.results:
        if why := _why_not(result, run):
            left_out[why] += 1
        elif result.judgement:
            nodes.append(_review(result, result.judgement, run))
    if left_out:
        reasons = ", ".join(f"{number} {why}" for why, number in sorted(left_out.items()))
        nodes.append({"@type": "Comment", "text": f"Claims without a review: {reasons}."})
    return harmless_json({"@context": "https://schema.org", "@graph": nodes})


def _why_not(result: Result, run: Run) -> str:
    if result.judgement is None:
        return NOT_CHECKED
    cited = {*result.claim.sources, *(source for part in result.claim.parts for source in part.sources)}
    stands_in = any(use.provenance is Provenance.STAND_IN and use.source.id in cited for use in run.sources)
    return ON_STAND_INS if stands_in else ""


def _review(result: Result, judgement: Judgement, run: Run) -> dict[str, object]:
    article, review = run.dossier.article, run.dossier.review
    return {
        "@type": "ClaimReview",
        **(_published(review, result.claim.id) if review else {}),
        "datePublished": run.started_at.date().isoformat(),
        "claimReviewed": neutral(result.claim.statement),
        "itemReviewed": _claim(result, article),
        "reviewRating": _rating(judgement),
        **({"reviewBody": neutral(judgement.reason)} if judgement.reason else {}),
        "citation": list(_citations(judgement, run)),
    }


def _published(review: Review, claim: str) -> dict[str, object]:
    page, anchor = web_address(review.url).partition("#")[0], quote(claim, errors="replace")
    author = {"@type": "Organization", "name": neutral(review.publisher)}
    return {"author": author, **({"url": f"{page}#{anchor}"} if page else {})}


def _rating(judgement: Judgement) -> dict[str, object]:
    rated = RATINGS.get(judgement.verdict)
    number = {"ratingValue": rated} if rated else {}
    scale = {"worstRating": min(RATINGS.values()), "bestRating": max(RATINGS.values()), "ratingExplanation": SCALE}
    return {"@type": "Rating", **number, **scale, "alternateName": judgement.verdict.value}


def _claim(result: Result, article: Article | None) -> dict[str, object]:
    claim: dict[str, object] = {"@type": "Claim"}
    if article and article.author:
        claim["author"] = {"@type": "Person", "name": neutral(article.author)}
    if article and article.published:
        claim["datePublished"] = article.published.isoformat()
    url = web_address(article.url) if article else ""
    if article and (url or article.title):
        title = {"headline": neutral(article.title)} if article.title else {}
        claim["appearance"] = {"@type": "Article", **title, **({"url": url} if url else {})}
    if result.claim.quote:
        claim["text"] = neutral(result.claim.quote)
    return claim


def _citations(judgement: Judgement, run: Run) -> Iterator[dict[str, object]]:
    titles = {use.source.id: use.title or use.source.title for use in run.sources}
    for evidence in shown_evidence(judgement):
        if url := web_address(evidence.link):
            yield _citation(evidence, titles.get(evidence.source.id, ""), url)


def _citation(evidence: Evidence, title: str, url: str) -> dict[str, object]:
    name = {"name": neutral(title)} if title else {}
    return {"@type": "WebPage", **name, "url": url, "text": shortened(neutral(evidence.text))}
