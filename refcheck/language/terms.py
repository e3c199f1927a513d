"""A sentence as terms: dates, numbers, names and words, each with its senses and what negation or doubt does to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from refcheck.collector import forgotten_with_its_page
from refcheck.language import dates, numbers
from refcheck.language.lexicon import Alias, Lexicon, Phrase, Sense, fold_name, grammar, is_irregular, stem
from refcheck.language.tokens import Words

_TOKEN = Words(
    r"[^\W\d_]++(?=[\s,;)])"  # what most tokens are is tried first
    r"|(?:[^\W\d_]\.){2,}[^\W\d_]?"  # U.S.
    r"|(?=[^\W\d_]++['’]t\b)(?:[^\W\d_]+(?=n['’]t\b)|n['’]t\b)"  # does|n't
    r"|[^\W\d_]++-?\d[\w-]*"  # F-35A
    r"|\d+[A-Z][\w-]*"  # 19FortyFive
    r"|\d+(?:[.,:]\d+)*"
    r"|[^\W_]+(?:['’](?!s\b)[^\W_]+)?(?:['’]s?\b)?"
    r"|[^\w\s]"
)
_BREAKS = frozenset(";:()[]–—•|\t\n")
_QUOTES = frozenset('"”’»')
_CLAUSE_WORDS = frozenset(
    [
        "but",
        "which",
        "who",
        "whose",
        "while",
        "although",
        "though",
        "whereas",
        "because",
        "after",
        "before",
        "when",
        "where",
        "that",
        "until",
        "unless",
        "as",
        "including",
        "however",
    ]
)
_AT_A_PLACE = frozenset({"in", "at", "near", "from", "outside", "around"})
_NAME_JOINERS = frozenset(
    {"of", "de", "la", "le", "van", "von", "der", "den", "al", "bin", "ibn", "du", "da", "del", "di"}
)
_FUTURE = re.compile(r"\b(?:will|shall|is to|are to|(?:plan|intend|mean)s? to|(?:ready|willing|prepared|going) to)\b")
_FUTURE_WORDS = frozenset({"will", "shall"})
_FUTURE_BEFORE_TO = frozenset(
    ["is", "are", "plan", "plans", "intend", "intends", "mean", "means", "ready", "willing", "prepared", "going"]
)
_UNIVERSAL = frozenset({"nobody", "everybody", "everyone", "each", "every", "all", "none", "no"})
_EACH = frozenset({"every", "each", "all"})
_PARTICLES = frozenset({"down", "up", "off", "out", "back", "over"})
_TAKEN_IN = frozenset({"it", "them", "him", "her", "this", "that"})
"""What may stand within a verb of two words: "turned it down"."""
_FAR = frozenset({"whether", "pressing", "urging", "demanding", "asking", "calling", "seeking", "hoping", "wanting"})
_SIZES = frozenset({"high", "tall", "long", "wide", "deep", "old", "thick", "heavy", "away", "large", "big"})
_DEPARTMENTS = frozenset({"defense", "defence", "foreign"})
_WHOLE = frozenset({"planned", "scheduled", "proposed", "slated"})
_ANAPHORA = frozenset(
    [
        "it",
        "its",
        "he",
        "she",
        "his",
        "her",
        "him",
        "they",
        "them",
        "their",
        "this",
        "these",
        "that",
        "such",
        "one",
        "there",
    ]
)
_CONDITIONS = frozenset(
    {"if", "when", "until", "whenever", "once", "should", "would", "will", "can", "may", "might", "could"}
)
_PARTS = _BREAKS | {"but", "while", "although", "though", "whereas", "because", "which"}
"""What begins a clause wherever it stands; the rest of the clause words do so after a comma, as "and" does."""
_PARTS_AFTER_COMMA = _CLAUSE_WORDS | _QUOTES | {"and", "or", "then"}
_PAST_BE = frozenset({"was", "were"})
_PRESENT_BE = frozenset({"is", "are", "'s"})


@dataclass(slots=True, eq=False)
class Term:
    """One unit of meaning; not changed once its analysis is made.

    A frozen one, or one compared field by field, takes four times as long, and a page has thousands.

    `kind` is "date", "number", "name" or "word"; `keys` are what it is compared by (entities and folded words of a
    name, the stem of a word); `clause` counts the clauses of the text; `focus` marks what a negation is about.
    """

    kind: str
    start: int
    end: int
    text: str
    place: int
    clause: int
    keys: frozenset[str] = frozenset()
    senses: frozenset[Sense] = frozenset()
    when: dates.When | None = None
    amount: numbers.Amount | None = None
    empty: bool = False
    light: bool = False
    negated: bool = False
    focus: bool = False
    irreal: bool = False
    also: frozenset[str] = frozenset()
    seat: bool = False
    universal: bool = False

    @property
    def all_keys(self) -> frozenset[str]:
        """The keys, and what the name may stand for: "Kyiv" for Ukraine."""
        return self.keys | self.also


@dataclass(frozen=True, slots=True)
class Analysis:
    """A text as terms in order, and every key that occurs in it."""

    text: str
    terms: tuple[Term, ...]
    keys: frozenset[str]
    senses: frozenset[Sense]
    doubts: tuple[tuple[int, str], ...] = ()
    past: frozenset[int] = frozenset()
    present: frozenset[int] = frozenset()
    quantities: frozenset[tuple[str, int]] = frozenset()
    attributed: bool = False
    conditional: bool = False
    modality: str = ""
    anaphora: bool = False
    future: bool = False
    universal: bool = False
    commissive: int | None = None

    @property
    def negated(self) -> bool:
        """Whether the text denies something."""
        return any(term.focus for term in self.terms)

    @property
    def content(self) -> tuple[Term, ...]:
        """The terms that carry meaning of their own."""
        return tuple(term for term in self.terms if not term.empty)


@dataclass(slots=True, eq=False)
class _Form:
    """What is known of a token by its letters alone; `plain` where it can be nothing but a word; not changed."""

    low: str
    stem: str
    word: bool
    capital: bool
    keys: tuple[str, ...]
    own: frozenset[str]
    senses: frozenset[Sense]
    aliases: tuple[Alias, ...]
    phrases: tuple[Phrase, ...]
    empty: bool
    silent: bool
    light: bool
    cue: bool
    parts: bool
    parts_after_comma: bool
    plain: bool


_MOST_FORMS = 16_000


class _Forms(dict[str, _Form]):
    """The forms of tokens, worked out when they are first met."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def __missing__(self, raw: str) -> _Form:
        if len(self) >= _MOST_FORMS:
            self.clear()
        found = self[raw] = _form(raw, self._lexicon)
        return found


@lru_cache(maxsize=8)
def _forms(lexicon: Lexicon) -> _Forms:
    """The forms of the tokens that were met so far."""
    return _Forms(lexicon)


def _form(raw: str, lexicon: Lexicon) -> _Form:
    low = raw.lower().replace("’", "'")
    word = raw[0].isalnum() or low == "n't"
    if low.endswith("'s"):
        low = low[:-2]
    elif low.endswith("'") and len(low) > 1:
        low = low[:-1]
    root = stem(low) if word else low
    capital = raw[0].isupper()
    words = lexicon.words
    senses = frozenset(lexicon.senses.get(root, ()))
    empty = low in words["empty"]
    aliases = lexicon.aliases.get(fold_name(raw), ()) if capital else ()
    phrases = lexicon.phrases.get(root, ())
    cue = (
        low in words["negation"]
        or low in words["irrealis"]
        or low in words["doubt"]
        or root in words["doubt verbs"]
        or root in words["doubt speakers"]
    )
    return _Form(
        low,
        root,
        word,
        capital,
        tuple({low, root, fold_name(raw) if capital else low}) if word else (),
        frozenset({root}),
        senses,
        aliases,
        phrases,
        empty,
        empty and not any(_has_alternatives(name) for name, _ in senses),
        empty or root in words["light"],
        cue,
        raw in _PARTS or low in _PARTS,
        raw in _PARTS_AFTER_COMMA or low in _PARTS_AFTER_COMMA,
        word and not (capital or aliases or phrases or cue),
    )


class _Token:
    """A token at its place."""

    __slots__ = ("capital", "clause", "end", "form", "low", "start", "stem", "text", "word")

    def __init__(self, text: str, start: int, end: int, clause: int, form: _Form) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.clause = clause
        self.form = form
        self.low = form.low
        self.stem = form.stem
        self.word = form.word
        self.capital = form.capital


@dataclass(slots=True)
class _State:
    """What the scan has found so far."""

    terms: list[Term] = field(default_factory=list)
    negators: list[int] = field(default_factory=list)
    irreals: list[int] = field(default_factory=list)
    doubts: list[tuple[int, str]] = field(default_factory=list)


@lru_cache(maxsize=4_000)
def analyse(text: str, lexicon: Lexicon) -> Analysis:
    """The terms of a sentence or another short text."""
    found_dates = dates.find(text)
    amounts = numbers.find(text, tuple((d.start, d.end) for d in found_dates))
    tokens = _tokens(text, lexicon)
    state = _State()
    fixed: dict[int, tuple[str, int, object]] = {d.start: ("date", d.end, d) for d in found_dates}
    fixed |= {a.start: ("number", a.end, a) for a in amounts}
    i, last = 0, len(tokens)
    while i < last:
        token = tokens[i]
        form = token.form
        if form.plain and token.start not in fixed:
            if not form.silent:
                _add_word(tokens, i, state)
            i += 1
        else:
            i += _take(tokens, i, fixed, state, lexicon)
    terms = _scoped(tokens, state, lexicon)
    lows = {t.low for t in tokens}
    stems = {t.stem for t in tokens}
    words = lexicon.words
    return Analysis(
        text,
        terms,
        # Those of words are among their tokens' own.
        frozenset().union(*(t.form.keys for t in tokens), *(t.all_keys for t in terms if t.kind == "name")),
        frozenset().union(*(term.senses for term in terms)),
        tuple(state.doubts),
        _clauses_with(tokens, lows, _PAST_BE),
        _clauses_with(tokens, lows, _PRESENT_BE),
        _quantities(tokens, lows, lexicon),
        "according" in lows or not (stems - {"accord"}).isdisjoint(words["saying"]),
        not lows.isdisjoint(_CONDITIONS) or " to be " in text,
        _modality(text, lows, lexicon),
        any(t.low in _ANAPHORA for t in tokens[:8]),
        _may_be_future(lows) and _FUTURE.search(text.lower()) is not None,
        not lows.isdisjoint(_UNIVERSAL),
        None
        if stems.isdisjoint(words["commissive"])
        else next(i for i, t in enumerate(tokens) if t.stem in words["commissive"]),
    )


@lru_cache(maxsize=4_000)
def keys_of_words(text: str, lexicon: Lexicon) -> frozenset[str]:
    """The keys that the words of a text have one by one: all of its analysis but its entities ("@name")."""
    forms = _forms(lexicon)
    return frozenset[str]().union(*(forms[raw].keys for raw in set(_TOKEN.findall(text))))


@lru_cache(maxsize=4_000)
def may_mean(text: str, lexicon: Lexicon) -> frozenset[Sense]:
    """No less than the meanings that a text has: those of its words, and of phrases that two of them begin."""
    forms = _forms(lexicon)
    said = [forms[raw] for raw in set(_TOKEN.findall(text))]
    stems = {form.stem for form in said}
    if "n't" in stems:
        stems.add("not")
    begun = (p for form in said for p in form.phrases if len(p.stems) == 1 or p.stems[1] in stems)
    return frozenset[Sense]().union(*(form.senses for form in said), *(phrase.senses for phrase in begun))


forgotten_with_its_page(analyse.cache_clear)
forgotten_with_its_page(keys_of_words.cache_clear)
forgotten_with_its_page(may_mean.cache_clear)


def _clauses_with(tokens: list[_Token], lows: set[str], forms: frozenset[str]) -> frozenset[int]:
    return frozenset() if lows.isdisjoint(forms) else frozenset(t.clause for t in tokens if t.low in forms)


def _may_be_future(lows: set[str]) -> bool:
    return not lows.isdisjoint(_FUTURE_WORDS) or ("to" in lows and not lows.isdisjoint(_FUTURE_BEFORE_TO))


def _modality(text: str, lows: set[str], lexicon: Lexicon) -> str:
    """Whether the text says that something must, may or must not be; the longest form decides."""
    if lows.isdisjoint(lexicon.words["modal"]):
        return ""
    low = f" {text.lower()} "
    said = lexicon.words["modal"].intersection(low.split(" "))
    if not said:
        return ""
    by_first = _modal_forms(lexicon)
    forms = sorted(each for first in {word.rstrip(",") for word in said} for each in by_first[first])
    return next((kind for _, form, kind in forms if f"{form} " in low or f"{form}," in low), "")


@lru_cache(maxsize=8)
def _modal_forms(lexicon: Lexicon) -> Mapping[str, list[tuple[int, str, str]]]:
    """The forms of a modality by their first word, each with its place among all, how it is written and its kind."""
    found: dict[str, list[tuple[int, str, str]]] = {}
    for number, (form, kind) in enumerate(lexicon.modality):
        found.setdefault(form.split()[0], []).append((number, f" {form}", kind))
    return found


def _tokens(text: str, lexicon: Lexicon) -> list[_Token]:
    tokens: list[_Token] = []
    clause = 0
    comma = False
    forms = _forms(lexicon)
    end = 0
    for raw in _TOKEN.findall(text):
        form = forms[raw]
        if form.parts or (comma and form.parts_after_comma):
            clause += 1
        start = text.find(raw, end)  # between two tokens there is nothing that one could begin with
        end = start + len(raw)
        tokens.append(_Token(raw, start, end, clause, form))
        comma = raw == ","
    return tokens


def _take(
    tokens: list[_Token], i: int, fixed: dict[int, tuple[str, int, object]], state: _State, lexicon: Lexicon
) -> int:
    """Turn the tokens at `i` into a term or a cue; how many were used."""
    token = tokens[i]
    if token.start in fixed:
        if _version(tokens, i, state):
            return 1
        if token.text[0].isdigit() and token.text[-1].isalpha() and not token.text.isalpha():
            fixed.pop(token.start)
        elif not (fixed[token.start][0] == "number" and _labelled(tokens, i, lexicon)):
            kind, end, value = fixed[token.start]
            used = _until(tokens, i, end)
            when = value if isinstance(value, dates.When) else None
            amount = value if isinstance(value, numbers.Amount) else None
            text = _text(tokens, i, used)
            state.terms.append(Term(kind, token.start, end, text, i, token.clause, when=when, amount=amount))
            return used
    form = token.form
    if not form.word:
        return 1
    return (
        (_alias(tokens, i, state, lexicon) if form.aliases else 0)
        or (_phrase(tokens, i, state, lexicon) if form.phrases else 0)
        or (_name(tokens, i, state, lexicon) if form.capital else 0)
        or _word(tokens, i, state, lexicon)
    )


def _version(tokens: list[_Token], i: int, state: _State) -> bool:
    """Whether a decimal number belongs to the name before it, as in "Python 3.11"."""
    return (
        "." in tokens[i].text
        and bool(state.terms)
        and state.terms[-1].end == tokens[i].start - 1
        and tokens[i - 1].capital
    )


def _until(tokens: list[_Token], i: int, end: int) -> int:
    used = 1
    while i + used < len(tokens) and tokens[i + used].start < end:
        used += 1
    return used


def _text(tokens: list[_Token], i: int, used: int) -> str:
    return " ".join(t.text for t in tokens[i : i + used])


def _labelled(tokens: list[_Token], i: int, lexicon: Lexicon) -> bool:
    """Whether the number is part of a name, as in "Article 5"."""
    return i > 0 and tokens[i - 1].low in lexicon.words["labels"] and tokens[i].text.replace(".", "").isdigit()


def _alias(tokens: list[_Token], i: int, state: _State, lexicon: Lexicon) -> int:
    alias = _alias_at(tokens, i)
    if alias is None:
        return 0
    size = tokens.index(_without_stops(tokens, i, len(alias.words))[-1], i) - i + 1
    if alias.metonym:
        if i and tokens[i - 1].low in _AT_A_PLACE:
            return 0
        before = len(state.terms)
        used = _name(tokens, i, state, lexicon)
        if used and len(state.terms) > before:
            state.terms[-1].also = frozenset({alias.entity})
            state.terms[-1].seat = not alias.leader
        return used
    keys = {alias.entity}
    whole = lexicon.wholes.get(alias.entity)
    j = i + size
    while j < len(tokens) and tokens[j].start - tokens[j - 1].end <= 1 and (used := _goes_on(tokens, j, lexicon)):
        j += used
    if j > i + size:
        keys |= {fold_name(t.text) for t in tokens[i + size : j] if t.word and t.low not in _NAME_JOINERS}
        senses = frozenset[Sense]().union(*(t.form.senses for t in tokens[i + size : j]))
    else:
        senses = frozenset()
    last = tokens[j - 1]
    text = _text(tokens, i, j - i)
    also = frozenset({whole} if whole else ())
    place = tokens[i]
    state.terms.append(Term("name", place.start, last.end, text, i, place.clause, frozenset(keys), senses, also=also))
    return j - i


def _alias_at(tokens: list[_Token], i: int) -> Alias | None:
    for alias in tokens[i].form.aliases:
        span = _without_stops(tokens, i, len(alias.words))
        if len(span) < len(alias.words) or (alias.capitals and not all(_in_capitals(t) for t in span)):
            continue
        if all(fold_name(t.text) == word for t, word in zip(span, alias.words, strict=True)):
            return alias
    return None


def _without_stops(tokens: list[_Token], i: int, size: int) -> list[_Token]:
    """The next tokens, the full stops of abbreviations left out: "St. Paul"."""
    span = tokens[i : i + 1]
    j = i + 1
    while len(span) < size and j < len(tokens):
        if tokens[j].text != ".":
            span.append(tokens[j])
        elif len(span[-1].text) > 3:
            break
        j += 1
    return span


def _in_capitals(token: _Token) -> bool:
    return token.text.replace(".", "").replace("’s", "").replace("'s", "").isupper()


def _phrase(tokens: list[_Token], i: int, state: _State, lexicon: Lexicon) -> int:
    near = {t.stem for t in tokens[i + 1 : i + 4]}
    if "n't" in near:
        near.add("not")
    for phrase in tokens[i].form.phrases:
        if len(phrase.stems) > 1 and phrase.stems[1] not in near:
            continue  # most are told from each other by their second word
        used = _match_phrase(tokens, i, phrase)
        if not used:
            continue
        if phrase.cue == "negation":
            state.negators.append(i + used - 1)
            if not phrase.senses:
                return used
        if phrase.cue == "irrealis":
            state.irreals.append(i + used - 1)
            return used
        if phrase.cue == "doubt":
            state.doubts.append((i, _text(tokens, i, used)))
            return used
        token, last = tokens[i], tokens[i + used - 1]
        empty, negation = lexicon.words["empty"], lexicon.words["negation"]
        keys = frozenset(t.stem for t in tokens[i : i + used] if t.low not in empty or t.low in negation)
        state.terms.append(
            Term("word", token.start, last.end, _text(tokens, i, used), i, token.clause, keys, frozenset(phrase.senses))
        )
        return used
    return 0


def _match_phrase(tokens: list[_Token], i: int, phrase: Phrase) -> int:
    """How many tokens the phrase takes at `i`; hyphens may stand between its words, "it" before "down" or "up"."""
    j = i
    for n, wanted in enumerate(phrase.stems):
        if n and wanted in _PARTICLES and j + 1 < len(tokens) and tokens[j].low in _TAKEN_IN:
            j += 1
        if n and j < len(tokens) and tokens[j].text == "-":
            j += 1
        if j >= len(tokens) or (tokens[j].stem != wanted and not (wanted == "not" and tokens[j].low == "n't")):
            return 0
        j += 1
    return j - i


def _name(tokens: list[_Token], i: int, state: _State, lexicon: Lexicon) -> int:
    """A run of capitalised words that no entry knows: a name by its form."""
    if not _may_start_name(tokens, i, lexicon):
        return 0
    j = i + 1
    while j < len(tokens) and (used := _goes_on(tokens, j, lexicon)):
        j += used
    span = [t for t in tokens[i:j] if t.word and t.low not in _NAME_JOINERS]
    keys = frozenset(fold_name(t.text) if not t.text.isdigit() else t.text for t in span)
    senses = frozenset[Sense]().union(*(t.form.senses for t in span))
    also = frozenset(
        a.entity
        for t in span[1:]
        for a in lexicon.aliases.get(fold_name(t.text), ())
        if a.metonym and len(a.words) == 1
    )
    text = _text(tokens, i, j - i)
    state.terms.append(
        Term("name", tokens[i].start, tokens[j - 1].end, text, i, tokens[i].clause, keys, senses, also=also)
    )
    return j - i


def _may_start_name(tokens: list[_Token], i: int, lexicon: Lexicon) -> bool:
    token = tokens[i]
    if not token.capital or token.low in lexicon.words["empty"] or len(token.text) < 2:
        return False
    alone = i > 0 and tokens[i - 1].low in grammar()["preposition"]  # "written in Go"
    light = token.stem in lexicon.words["light"] and not alone
    known = token.stem in lexicon.senses or token.low in lexicon.words["negation"] or light
    next_capital = (
        i + 1 < len(tokens) and tokens[i + 1].word and (tokens[i + 1].capital or tokens[i + 1].text.isdigit())
    )
    if known:
        return next_capital and not _titles(tokens, i, lexicon)
    return i > 0 or next_capital or not (token.low.endswith(("s", "ing", "ly", "ed")) or is_irregular(token.low))


def _titles(tokens: list[_Token], i: int, lexicon: Lexicon) -> bool:
    """Whether the capitalised known word is a title or an ordinary word before a name rather than part of it."""
    return _is_title(tokens, i, lexicon) or i == 0


def _is_title(tokens: list[_Token], i: int, lexicon: Lexicon) -> bool:
    """Whether the word stands before a name without being part of it; "Defense" only in "Defense Secretary"."""
    titles = lexicon.words["titles"]
    if tokens[i].stem not in titles:
        return False
    return tokens[i].low not in _DEPARTMENTS or (i + 1 < len(tokens) and tokens[i + 1].stem in titles)


def _goes_on(tokens: list[_Token], j: int, lexicon: Lexicon) -> int:
    """How many tokens at `j` belong to the name before them."""
    token = tokens[j]
    if not token.word:
        return _goes_on_after_sign(tokens, j)
    number = token.text.isdigit()
    if not token.capital and not number and token.low not in _NAME_JOINERS:
        return 0
    alias = _alias_at(tokens, j)
    if _is_title(tokens, j, lexicon) or (alias and not alias.metonym):
        return 0
    if tokens[j - 1].low in lexicon.words["labels"] if number else token.capital:
        return 1
    joins = token.low in _NAME_JOINERS and token.low != "of"
    return 2 if joins and j + 1 < len(tokens) and tokens[j + 1].capital else 0


def _goes_on_after_sign(tokens: list[_Token], j: int) -> int:
    """As `_goes_on` for a quotation mark, as of a nickname, or the full stop of an initial."""
    token = tokens[j]
    closing = {"“": "”", '"': '"', "'": "'"}.get(token.text)
    if (
        closing
        and j + 3 < len(tokens)
        and tokens[j + 1].capital
        and tokens[j + 2].text == closing
        and tokens[j + 3].capital
    ):
        return 4
    initial = token.text == "." and len(tokens[j - 1].text) == 1
    return 2 if initial and j + 1 < len(tokens) and tokens[j + 1].capital else 0


def _word(tokens: list[_Token], i: int, state: _State, lexicon: Lexicon) -> int:
    token = tokens[i]
    form = token.form
    if form.cue:
        _note_cue(tokens, i, state, lexicon)
    _add_word(tokens, i, state)
    return 1


def _add_word(tokens: list[_Token], i: int, state: _State) -> None:
    token = tokens[i]
    form = token.form
    if form.silent:
        return
    sized = token.low in _SIZES and bool(state.terms) and state.terms[-1].amount is not None
    state.terms.append(
        Term(
            "word",
            token.start,
            token.end,
            token.text,
            i,
            token.clause,
            form.own,
            form.senses,
            empty=form.empty,
            light=form.light or sized,
            universal=i > 0 and tokens[i - 1].low in _EACH,
        )
    )


def _note_cue(tokens: list[_Token], i: int, state: _State, lexicon: Lexicon) -> None:
    """Note the negation, the condition or the doubt that a word stands for."""
    token = tokens[i]
    words = lexicon.words
    if token.low in words["negation"]:
        state.negators.append(i)
    if token.low in words["irrealis"] and not (token.low == "may" and token.capital and i > 0):
        state.irreals.append(i)
    if (
        token.stem in words["doubt verbs"]
        or token.low in words["doubt"]
        or (token.stem in words["doubt speakers"] and _says_nearby(tokens, i, lexicon))
    ):
        state.doubts.append((i, token.text))


_MARKERS = frozenset({"before_after", "more", "oblige"})


def _has_alternatives(sense: str) -> bool:
    return sense in _MARKERS


def _says_nearby(tokens: list[_Token], i: int, lexicon: Lexicon) -> bool:
    near = tokens[max(0, i - 4) : i + 6]
    return any(t.stem in lexicon.words["saying"] or t.stem in lexicon.words["doubt verbs"] for t in near)


def _scoped(tokens: list[_Token], state: _State, lexicon: Lexicon) -> tuple[Term, ...]:
    """The terms with negation, its focus and irrealis marked, each from its cue to the end of the cue's clause."""
    terms = state.terms
    for at in state.negators:
        inside = [n for n, term in enumerate(terms) if term.place > at and term.clause == tokens[at].clause]
        of_one_word = tokens[at].low == "non"  # a "non-profit station" is a station
        if of_one_word:
            inside = inside[:1]
        focus = _focus([terms[n] for n in inside], tokens, lexicon)
        if len(inside) <= 1 and not of_one_word and _points_back(tokens, at):
            inside = [n for n, term in enumerate(terms) if term.clause == tokens[at].clause]
            focus |= {terms[n].place for n in inside if terms[n].kind == "word" and not terms[n].light}
        for n in inside:
            terms[n].negated = not terms[n].negated
            terms[n].focus = terms[n].focus or terms[n].place in focus
    for at in state.irreals:
        if at and tokens[at].low in _WHOLE and tokens[at - 1].low in {"than", "as"}:
            continue  # "0.4 million more than planned": what was so, measured by a plan
        last = tokens[at].clause + (tokens[at].low in _FAR)
        first = -1 if tokens[at].low in _WHOLE else at
        for term in terms:
            if term.place > first and tokens[at].clause <= term.clause <= last:
                term.irreal = True
    return tuple(terms)


def _points_back(tokens: list[_Token], at: int) -> bool:
    """Whether what is denied was named before: "asked for a pledge, he declined to give one", "has not done so"."""
    return any(t.low in {"one", "so", "it", "any", "such"} for t in tokens[at + 1 : at + 4])


def _focus(inside: list[Term], tokens: list[_Token], lexicon: Lexicon) -> set[int]:
    """What a negation is about: the first content word after it, passing verbs of opinion and light words by."""
    words = [t for t in inside if t.kind == "word" and not t.empty]
    if words and words[0].keys & lexicon.words["attitude"]:
        named = [
            t.place for t in words[1:] if t.place and "as" in {tokens[t.place - 1].low, tokens[max(t.place - 2, 0)].low}
        ]
        rest = [t.place for t in words[1:] if not t.light]
        return set(named[:1] or rest[-1:] or [words[0].place])
    solid = [t for t in words if not t.light]
    first = solid or words or inside
    return {first[0].place} if first else set()


def _quantities(tokens: list[_Token], lows: set[str], lexicon: Lexicon) -> frozenset[tuple[str, int]]:
    if lows.isdisjoint(lexicon.words["quantities"]):
        return frozenset()
    kinds = _kinds_of_quantity(lexicon)
    return frozenset((kind, i) for i, token in enumerate(tokens) for kind in kinds.get(token.low, ()))


@lru_cache(maxsize=8)
def _kinds_of_quantity(lexicon: Lexicon) -> dict[str, tuple[str, ...]]:
    prefix = "quantity "
    lists = {kind.removeprefix(prefix): forms for kind, forms in lexicon.words.items() if kind.startswith(prefix)}
    every = frozenset[str]().union(*lists.values())
    return {form: tuple(kind for kind, forms in lists.items() if form in forms) for form in every}
