"""What on a page is not its content: navigation, banners, related stories, sharing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from refcheck.reading.soup import Element

ALWAYS = frozenset(["nav", "button", "dialog", "menu", "optgroup", "option", "legend", "search"])
ROLES = frozenset(
    [
        "navigation",
        "search",
        "dialog",
        "alertdialog",
        "menu",
        "menubar",
        "toolbar",
        "banner",
        "contentinfo",
        "tablist",
        "status",
    ]
)
LARGEST_SHARE = 0.4
SMALL_SHARE = 0.25
FOOT = re.compile(r"(?:^|[\s_-])(?:footer|colophon)(?=$|[\s_-])", re.IGNORECASE)
SMALL_FORM = 400
NEVER = frozenset({"html", "body", "main", "h1"})
CONTENT = frozenset({"blockquote", "figure", "figcaption", "dl"})
CELLS = frozenset({"tr", "td", "th", "tbody", "thead"})
FRAME_IDS = frozenset({"footer", "header", "sidebar", "colophon", "masthead", "menu", "topbar"})
BY_PLACE = frozenset({"footer", "header", "form", "aside"})
_SURE = r"""
cookies? consent gdpr ccpa cmp onetrust newsletters? subscribe subscription sign-?up advert\w* ads? adslot sponsored
promo(?:tion|s)? share sharing social(?:-?(?:media|links|share|icons))? breadcrumbs? pagination pager navbar nav
navigation navbox\w* skip disqus popup modal overlay lightbox catlinks printfooter toc outbrain taboola tag-?list ambox
mw-jump comments?(?:-?(?:section|list|area|form))? read-?next up-?next site-?(?:header|footer|nav) page-?footer
global-?(?:header|footer|nav) language-?switcher back-?to-?top rss login toolbar print-?button mobile-?menu mega-?menu
hamburger load-?more show-?more wm-?ipp crumbs? paywall privacy(?:-?(?:notice|banner|prompt))?
(?:usa|gov|site|top)-?banner other-?news feedback hatnote refcheck-stand-in
"""
_LIKELY = r"""
related\w* recommend\w* recirc\w* read-?more more-?(?:from|stories|news|on) most-?(?:read|popular|viewed) trending
popular menu side-?bar rail widget tags topics footer banner masthead teaser also-?like editors-?picks latest(?:-?news)?
see-?also-?box bottom cta donate donation app-?banner notice
"""


def _named(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\s_-])(?:{'|'.join(words.split())})(?=$|[\s_-])", re.IGNORECASE)


def _phrases(*phrases: str, ending: str, flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str]:
    return re.compile(rf"^\W*(?:{'|'.join(phrases)}){ending}$", flags)


SURE = _named(_SURE)
LIKELY = _named(_LIKELY)
PAGER = _named("pagination pager load-?more show-?more")
KEPT = re.compile(
    r"infobox|fact-?box|wikitable|article-?(?:body|content)|entry-content|mw-parser-output|story-body", re.IGNORECASE
)
_KINDS = (
    r"(?:stories|articles|news|content|topics|links|posts|reading|coverage|reports?|videos?|items|pages|publications)"
)
RELATED_HEADING = _phrases(
    rf"(?:related|recommended|suggested|similar)(?: {_KINDS})?",
    r"(?:what to )?(?:read|see|watch) (?:more|next)",
    r"more (?:from|on|in|about|stories|news|like this)\b.*",
    r"(?:most|also) (?:read|popular|viewed|shared|discussed)",
    r"trending(?: now| stories| topics)?",
    r"latest (?:news|stories|headlines|articles|posts)",
    r"you (?:may|might) (?:also )?(?:like|be interested in)",
    r"up next|recent (?:posts|articles|news|stories)|editor'?s? picks?|our picks|top stories|in other news",
    r"also in (?:\w+ ?){1,3}|elsewhere(?: in .*)?|from (?:around )?the web|more (?:headlines|coverage)|don'?t miss",
    r"keep reading|next (?:story|article)|report (?:a|an) (?:typo|error|mistake)",
    r"popular(?: now| stories| articles| posts)?",
    r"share(?: this(?: (?:story|article|page|post))?)?|follow us(?: on .*)?|connect with us",
    r"sign up(?: for .*)?|subscribe(?: to .*)?|newsletters?|stay (?:informed|connected|up to date)",
    r"comments?(?: \(\d+\))?|leave a (?:comment|reply)|advertisement|sponsored(?: content)?",
    r"quick links|site (?:map|links|navigation)|about this site|in this section",
    r"mehr zum thema|das k[öo]nnte sie auch interessieren|meistgelesen|verwandte (?:artikel|themen)",
    r"weitere (?:artikel|meldungen|nachrichten)",
    r"[àa] lire aussi|sur le m[êe]me sujet|les plus lus|articles (?:li[ée]s|similaires)",
    r"noticias relacionadas|art[íi]culos relacionados|lo m[áa]s le[íi]do|te puede interesar",
    r"leia tamb[ée]m|leggi anche|lees ook|l[äa]s (?:ocks[åa]|mer)|czytaj (?:te[żz]|wi[ęe]cej)",
    r"читайте также|похожие новости|читайте також|関連記事|相关新闻|相关阅读|相關新聞|관련 ?기사",
    r"مواضيع ذات صلة|اقرأ أيضا|כתבות נוספות",
    ending=r"\s*[:»›]?\s*",
    flags=re.NOFLAG,
)
"""Headings in lower case, as `LINE`."""
LINE = _phrases(
    r"advertisement|ad|share(?: (?:this|on|via)\b.{0,30})?|print(?: this(?: page)?)?|e-?mail|tweet|facebook|twitter",
    r"whatsapp|linkedin|copy link|back to (?:the )?top|(?:jump|skip) to .{0,30}|follow us.{0,80}",
    r"sign (?:in|up)|log ?in",
    r"menu|search|read more|(?:see|view|show|load) (?:more|all)|loading|close|accept(?: all)?(?: cookies)?",
    r"reject(?: all)?|listen to this article|save(?: for later)?|next|previous|\d+ (?:comments?|shares?|likes?)",
    r"(?:read|see|related|more|also read|read also|watch|don'?t miss)(?: more)?:.{0,160}",
    r"(?:top|bottom) of page|prev(?:ious)?(?: page)?(?:\W+next)?|next page|view (?:source|history)",
    r"(?:is|was) this (?:page|article|answer) (?:useful|helpful).{0,40}",
    r"thanks for (?:submitting|subscribing|signing up)|an official website of the .{0,60}",
    r"support (?:us|\w+) (?:or|and) become our patron",
    r"(?:story|article) continues.{0,40}|all rights reserved\.?",
    r"(?:©|\(c\)|copyright(?= ©| \(c\)| \d{4})).{0,100}",
    r"anzeige|werbung|publicit[ée]|publicidad|реклама|広告|广告|إعلان",
    ending=r"\W*",
    flags=re.NOFLAG,
)
"""Lines in lower case: a pattern that minds the case is twice as fast, and every line of every page comes by here."""
SWITCHES = _phrases(r"[^|\]]{1,30}(?:\|[^|\]]{1,30}){2,12}\]", ending=r"\W*")
BANNER_HINTS = ("cookie", "クッキー", "newsletter", "mail", "channel", "free", "subscri", "privacy", "patron")
BANNER = re.compile(
    "|".join(
        (
            r"\b(?:we|this (?:web)?site|our (?:web)?site|our partners)\b.{0,60}\b(?:uses?|store)\b.{0,40}\bcookies\b",
            r"\b(?:accept|manage|reject) (?:all )?cookies\b|verwende[nt] (?:wir )?cookies|utilis(?:e|ons) des cookies",
            r"utiliza(?:mos)? cookies|использу\w+ (?:файлы )?cookie|クッキーを使用",
            r"\bsign up (?:for|to) our\b.{0,40}\bnewsletter|\bsubscribe to our\b.{0,40}\b(?:newsletter|channel)",
            r"\benter your e-?mail|\byour privacy matters\b|\bbecome (?:a|our) patron\b",
            r"\b(?:free|complimentary) (?:stories|articles) (?:left|remaining)\b",
            r"^subscribe (?:from|now|today|for only)\b",
        )
    ),
    re.IGNORECASE,
)


class Clutter:
    """Decides element by element; `total` counts the page's letters, `has_main` says that it marks its main part."""

    def __init__(self, total: int, has_main: bool) -> None:
        self.total = max(total, 1)
        self.has_main = has_main
        self._told: dict[str, tuple[bool, bool, bool]] = {}

    def drops(self, element: Element, in_main: bool, in_quote: bool) -> bool:
        """Whether the element is clutter as a whole."""
        name = element.name
        if element.cores or name in NEVER:
            return False
        if name in ALWAYS:
            return True
        if element.asks and element.size < SMALL_FORM:
            return True
        share = element.size / self.total
        dense = element.size == 0 or element.linked / element.size > 0.5
        if name in BY_PLACE:
            return self._by_place(name, element, share, dense, in_main, in_quote)
        if element.attrs and (
            self._by_attributes(name, element, share, dense) or self._is_foot(element, share, in_main)
        ):
            return True
        return self._outside(name, element, in_main, dense)

    def _by_place(self, name: str, element: Element, share: float, dense: bool, in_main: bool, in_quote: bool) -> bool:
        """Heads, feet, forms and asides: clutter by where they stand and what they hold."""
        if name == "footer":
            return not in_quote and (not in_main or dense)
        if name == "header" and not in_main:
            return dense or share < LARGEST_SHARE
        if name == "form":
            return share < LARGEST_SHARE and (element.size < SMALL_FORM or dense)
        if name == "aside" and dense and element.size:
            return True
        return bool(element.attrs) and self._by_attributes(name, element, share, dense)

    def _by_attributes(self, name: str, element: Element, share: float, dense: bool) -> bool:
        role = element.attrs.get("role")
        if role is not None and ((role in ROLES and share < LARGEST_SHARE) or (role == "complementary" and dense)):
            return True
        if name in CELLS or name in CONTENT:
            return False
        if element.attrs.get("id") in FRAME_IDS and share < LARGEST_SHARE:
            return True
        sure = likely = kept = False
        for name_of in ("class", "id"):
            if names := element.attrs.get(name_of):
                told = self._told.get(names)
                if told is None:
                    told = self._told[names] = _what_names_tell(names)
                sure, likely, kept = sure or told[0], likely or told[1], kept or told[2]
        return not kept and ((sure and share < LARGEST_SHARE) or (likely and dense))

    def _is_foot(self, element: Element, share: float, in_main: bool) -> bool:
        """A block that its name calls the foot of the page."""
        return not in_main and share < SMALL_SHARE and bool(FOOT.search(element.attribute("class")))

    def _outside(self, name: str, element: Element, in_main: bool, dense: bool) -> bool:
        """Lists of links outside of the part that the page itself calls main."""
        return (
            self.has_main and not in_main and name in ("ul", "ol", "div", "p", "section") and dense and element.size > 0
        )

    @staticmethod
    def is_pager(element: Element) -> bool:
        """Whether a dropped element is the switch to further pages of a list."""
        names = f"{element.attrs.get('class', '')} {element.attrs.get('id', '')}"
        return bool(PAGER.search(names))


def _what_names_tell(names: str) -> tuple[bool, bool, bool]:
    """Whether classes or an id are those of clutter for sure, of what is likely clutter, and of content."""
    return bool(SURE.search(names)), bool(LIKELY.search(names)), bool(KEPT.search(names))


def is_clutter_line(text: str) -> bool:
    """Whether a block of text by itself is a banner or a control, not content."""
    return len(text) <= 180 and bool(LINE.match(text.lower()) or ("|" in text and SWITCHES.match(text)))


def is_banner(text: str) -> bool:
    """Whether a block of text asks for consent or a subscription."""
    if len(text) > 600:
        return False
    lower = text.lower()
    for hint in BANNER_HINTS:  # no generator: every block comes by here
        if hint in lower:
            return bool(BANNER.search(text))
    return False
