"""Pages that arrive with status 200 and are not the page: each kind is told by what gives it away.

Every rule but the last two looks only at pages with few words of content, so that a long article about captchas,
cookies or missing pages is read as what it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlsplit

FEW_WORDS = 300
LITTLE = 2 * FEW_WORDS
"""Only the last two rules look at pages with more words than this."""
STUB_WORDS = 220
BARE_WORDS = 40
SHOWN = 80
NO_MORE_THERE = ("soft 404", "parked domain", "the address now leads to the site's front page", "another article")
"""What the reason begins with where the page is no more at its address; all else may be in its way for a while."""


@dataclass(frozen=True, slots=True)
class Look:
    """What of a page decides whether it is the right one; `shown` is all of its text, clutter too."""

    asked_title: str
    asked_url: str
    final_url: str
    titles: tuple[str, ...]
    text: str
    words: int
    shown: str
    unseen: str
    inputs: tuple[dict[str, str], ...]
    frames: tuple[dict[str, str], ...]
    refresh: str
    free: bool | None
    language: str
    markers: str = ""


class Phrases:
    """Patterns of which any will do; compiled at their first use, since most pages never come to need them."""

    def __init__(self, *phrases: str) -> None:
        self._phrases = phrases

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile("|".join(self._phrases), re.IGNORECASE)

    def search(self, text: str) -> re.Match[str] | None:
        """The first phrase in the text."""
        return self._pattern.search(text)

    def match(self, text: str) -> re.Match[str] | None:
        """The phrase that the text begins with."""
        return self._pattern.match(text)

    def findall(self, text: str) -> list[str]:
        """Every phrase in the text."""
        return [match[0] for match in self._pattern.finditer(text)]


CHALLENGE = Phrases(
    r"^just a moment|attention required|checking (?:if the site|your browser)|ddos[- ]protection|ddos-guard",
    r"verify(?:ing)? (?:that )?you(?:'re| are) (?:a )?(?:not a (?:ro)?bot|human)",
    r"are you (?:a )?(?:robot|human)\b|not a robot",
    r"security (?:check|verification)|pardon our interruption|robot check|human verification|complete the captcha",
    r"enable javascript and cookies to continue|unusual traffic",
    r"please (?:solve|complete) th(?:e|is) (?:captcha|puzzle)",
    r"access (?:to this page )?(?:has been )?denied|you have been blocked|request (?:was )?blocked|bot verification",
    r"einen moment,? bitte|sicherheitsüberprüfung|un instant|verificaci[oó]n de seguridad|проверка браузера",
    r"я не робот",
    r"ロボットではありません|人机验证|安全验证|تحقق من أنك",
)
MISSING = Phrases(
    r"(?:error )?\b404\b|\b(?:page|article|file|document|content|story)\b.{0,20}\bnot (?:be )?found\b",
    r"^not found$",
    r"(?:page|article|content|document|story|link).{0,40}no longer (?:available|exists?)",
    r"(?:page|article|content|document|story|link).{0,40}has been (?:removed|deleted|moved)",
    r"(?:page|article|story).{0,30}(?:doesn['’]?t|does not) exist",
    r"(?:page|article|story).{0,30}(?:can['’]?t|cannot|could(?:n['’]?t| not)) be (?:found|displayed)",
    r"(?:couldn['’]?t|could not|can['’]?t|cannot|unable to) find (?:that|the|this|your|what)|oops",
    r"no such (?:page|article)",
    r"seite (?:wurde )?nicht gefunden|seite existiert nicht|page (?:introuvable|non trouv[ée]e)",
    r"p[áa]gina n[ãa]?o? ?encontrada",
    r"pagina non trovata|pagina niet gevonden|sidan (?:hittades|finns) inte|nie znaleziono strony",
    r"strona nie (?:istnieje|została)",
    r"страница не найдена|сторінк[уа] не знайдено|ページが見つかりません|お探しのページ|页面不存在",
    r"找不到(?:该|您|頁|页)|페이지를 찾을 수 없",
    r"الصفحة غير موجودة|לא נמצא|الصفحة المطلوبة",
)
CONSENT = Phrases(
    r"before you continue|we value your privacy|your privacy (?:choices|matters|options)",
    r"privacy (?:settings|preferences)",
    r"cookie (?:consent|settings|preferences)|consent required",
    r"we (?:and our (?:\d+ )?partners )?(?:use|store).{0,40}cookies",
    r"bevor sie (?:fortfahren|zu)|datenschutzeinstellungen|mit werbung weiterlesen|avant d['’]acc[ée]der",
    r"antes de continuar",
    r"le respect de votre vie priv[ée]e|su privacidad|prima di continuare",
)
CONSENT_WORDS = Phrases(
    r"\bcookies?\b|\bconsent\b|\bpartners\b|\bprivacy\b|\bpersonal data\b|\baccept\b|\breject\b",
    r"\badvertising\b|\bpreferences\b",
    r"\bDatenschutz\w*|\bEinwilligung\w*|\bzustimm\w*|\bWerbung\b|\bconsentement\b|\bpublicité\b|\baccepter\b",
    r"\bprivacidad\b",
)
PAYWALL = Phrases(
    r"subscribe (?:now )?to (?:continue|keep|read|unlock|access)|to (?:continue|keep) reading",
    r"already (?:a )?(?:subscriber|member)",
    r"(?:this|the) (?:article|story|content|page) is (?:only )?(?:available )?(?:for|to|reserved for) "
    r"(?:(?:paid|paying|our|registered) )?(?:subscribers|members)",
    r"(?:reached|used|read) (?:your|all (?:of )?your|the).{0,30}(?:free|complimentary).{0,20}(?:articles?|limit)",
    r"subscriber[- ](?:only|exclusive)|for subscribers only|unlock this (?:article|story)",
    r"start your (?:free )?trial|become a (?:subscriber|member) to",
    r"weiterlesen mit|jetzt abonnieren|nur für abonnenten|r[ée]serv[ée] (?:aux|à nos) abonn[ée]s",
    r"il vous reste \d+ ?% de cet article",
    r"para suscriptores|suscr[íi]bete para|per gli abbonati|только (?:для|по) подпис|есть подписка|会員限定",
    r"この記事は有料|仅限(?:订阅|会员)",
)
LOGIN = Phrases(
    r"^\W*(?:log|sign)[ -]?in\b|(?:log|sign) in (?:to|with|required)|please (?:log|sign) in",
    r"authentication required|single sign-on",
    r"^anmelde[nr]|einloggen|se connecter|connexion|iniciar sesi[oó]n|accedi|войти|авторизация|ログイン|登录",
    r"登入|تسجيل الدخول",
)
PARKED = Phrases(
    r"domain (?:name )?(?:is|may be|might be) (?:for sale|available)|buy this domain",
    r"this domain (?:has )?(?:expired|is parked|was recently)",
    r"parked (?:free|domain|page)|domain (?:parking|expired)|hugedomains|sedo domain|get this domain",
    r"make an offer.{0,40}domain",
    r"related searches.{0,60}sponsored|diese domain (?:steht|ist).{0,30}verkauf",
    r"ce (?:nom de )?domaine est (?:à vendre|en vente)",
    r"domain (?:owner|holder)\b.{0,60}\b(?:claim|renew)|webpage was generated by the domain owner",
)
ARCHIVE = Phrases(
    r"wayback machine (?:has not|doesn['’]?t have|has not archived)|hrm\.",
    r"page cannot be (?:crawled|displayed) due to robots",
    r"got an http \d{3} response at crawl time|loading\W{0,5}https?:.{0,200}\|? ?\d{2}:\d{2}:\d{2}",
    r"this url has been excluded from the wayback",
    r"no (?:captures|archived versions?) (?:of|for|found)|save page now|redirecting to\.\.\.",
    r"(?:webpage|snapshot) (?:archive|from).{0,60}no results|no results.{0,40}(?:archive|snapshot)",
)
BROKEN = Phrases(
    r"^(?:server )?error$|\b50[0-4]\b.{0,40}(?:error|gateway|unavailable)|internal server error",
    r"service (?:temporarily )?unavailable|bad gateway",
    r"gateway time-?out|something went wrong|error establishing a database|(?:under|scheduled) maintenance",
    r"an error (?:has )?occurred",
    r"default (?:web )?page|welcome to nginx|it works!|apache2? .{0,20}default page|index of /",
    r"unavailable (?:in your (?:region|country|location)|for legal reasons)",
    r"not available in your (?:region|country|location)",
)
NEEDS_SCRIPT = Phrases(
    r"(?:enable|turn on|requires?|needs?(?: to)?(?: enable)?|without) javascript",
    r"javascript (?:is )?(?:required|disabled)",
)
SEGMENTS = re.compile(r"\s+[|\u2013\u2014\u00b7:-]\s+|\s*\|\s*|[,!]\s+")
CHALLENGE_MARKERS = re.compile(
    r"cf-chl|challenge-platform|_incapsula_resource|px-captcha|captcha-delivery|cf-turnstile|g-recaptcha|h-captcha|ddos-guard|"
    r"awswafcaptcha|aws-waf|kasada|datadome",
    re.IGNORECASE,
)
_COMMON = """
the a an of and or in on at to for from by with as is are was were be its it this that how what why who which new about
into over after before der die das und von zu im le la les des et du de en el los las un una y il di e
"""
COMMON = frozenset(_COMMON.split())


def wrong_page(look: Look) -> str:
    """What gives the page away as another one than asked for; empty where nothing does."""
    for rule in RULES:
        told = rule(look)
        if told:
            return told
    return ""


def is_surely_right(look: Look) -> bool:
    """Whether `wrong_page` finds nothing, whatever follows: `look` has how the text begins and some of the titles."""
    if look.words <= LITTLE:
        return False
    english, another = (replace(look, language=language) for language in ("en", "?"))
    return not any(rule(each) for rule in OF_ALL for each in (english, another))


def _titled(look: Look, pattern: Phrases) -> str:
    """The title or heading that the pattern is found in."""
    return next((title for title in look.titles if len(title) <= 120 and pattern.search(title)), "")


def _said(look: Look, pattern: Phrases) -> str:
    """The words of the page around what the pattern finds."""
    match = pattern.search(look.shown)
    if not match:
        return ""
    begin = look.shown.rfind("\n", 0, match.start()) + 1
    return look.shown[max(begin, match.start() - 30) : match.end() + 30].split("\n")[0].strip()[:SHOWN]


def _challenge(look: Look) -> str:
    if look.words > FEW_WORDS or _is_asked_for(look):
        return ""
    told = _titled(look, CHALLENGE)
    if told:
        return f"challenge page: titled '{told}'"
    marker = CHALLENGE_MARKERS.search(look.markers)
    said = _said(look, CHALLENGE)
    if said and (marker or look.words <= BARE_WORDS * 2):
        return f"challenge page: it says '{said}'"
    if marker and look.words <= BARE_WORDS:
        return f"challenge page: its markup has '{marker[0]}'"
    return ""


def _missing(look: Look) -> str:
    if look.words > FEW_WORDS or _is_asked_for(look):
        return ""
    told = _titled(look, MISSING)
    if told and (look.words <= STUB_WORDS // 2 or any(MISSING.match(part) for part in SEGMENTS.split(told))):
        return f"soft 404: titled '{told}'"
    said = _said(look, MISSING) if look.words <= BARE_WORDS * 2 else ""
    return f"soft 404: it says '{said}'" if said else ""


def _consent(look: Look) -> str:
    if look.words > LITTLE or _is_asked_for(look):
        return ""
    shown = look.shown.split()
    share = len(CONSENT_WORDS.findall(look.shown)) / max(len(shown), 1)
    told = _titled(look, CONSENT)
    if told and (share > 0.04 or look.words <= BARE_WORDS):
        return f"consent wall: titled '{told}'"
    said = _said(look, CONSENT)
    if said and share > 0.07 and look.words <= FEW_WORDS:
        return f"consent wall: it says '{said}'"
    return ""


def _paywall(look: Look) -> str:
    if look.words > STUB_WORDS:
        return ""
    said = _said(look, PAYWALL)
    if said:
        return f"paywall: it says '{said}'"
    if look.free is False and look.words <= STUB_WORDS // 2:
        return "paywall: marked as not accessible for free, with hardly any text"
    return ""


def _login(look: Look) -> str:
    if look.words > FEW_WORDS // 2 or _is_asked_for(look):
        return ""
    asks = any(field.get("type", "").lower() == "password" for field in look.inputs)
    told = _titled(look, LOGIN)
    if told and (asks or look.words <= BARE_WORDS):
        return f"login page: titled '{told}'"
    said = _said(look, LOGIN)
    if asks and (said or look.words <= BARE_WORDS):
        return "login page: it asks for a password" + (f" and says '{said}'" if said else "")
    return ""


def _parked(look: Look) -> str:
    said = (_titled(look, PARKED) or _said(look, PARKED)) if look.words <= FEW_WORDS else ""
    return f"parked domain: it says '{said}'" if said else ""


def _archive(look: Look) -> str:
    host = urlsplit(look.final_url).hostname or ""
    if "archive" not in host and "webcitation" not in host and "perma.cc" not in host:
        return ""
    said = _said(look, ARCHIVE) if look.words <= FEW_WORDS else ""
    if said:
        return f"archive's own page: it says '{said}'"
    if look.frames and look.words <= BARE_WORDS:
        return "archive's own frame: the archived page is inside of it"
    return ""


def _broken(look: Look) -> str:
    if look.words > FEW_WORDS // 2:
        return ""
    told = _titled(look, BROKEN) or (_said(look, BROKEN) if look.words <= BARE_WORDS * 2 else "")
    return f"error page: it says '{told}'" if told else ""


def _script_only(look: Look) -> str:
    if look.words > BARE_WORDS:
        return ""
    match = NEEDS_SCRIPT.search(look.shown) or NEEDS_SCRIPT.search(look.unseen)
    return "the page is empty without JavaScript" if match else ""


def _sent_on(look: Look) -> str:
    if look.words > BARE_WORDS or "url" not in look.refresh.lower():
        return ""
    return f"the page only sends on to another: '{look.refresh[:SHOWN]}'"


def _front_page(look: Look) -> str:
    asked, final = urlsplit(look.asked_url), urlsplit(look.final_url)
    if len(asked.path.strip("/")) < 8 or final.path.strip("/") or final.query:
        return ""
    return "the address now leads to the site's front page"


def _other_article(look: Look) -> str:
    """The title asked for shares hardly a word with the page's titles, and few with its text."""
    asked = content_words(look.asked_title)
    if len(asked) < 3:
        return ""
    host = (urlsplit(look.final_url).hostname or "").replace(".", " ")
    titles = content_words(" ".join((*look.titles, host)))
    names = {word for word in asked if len(word) > 3}
    text = content_words(look.text[:12_000])
    in_title, in_text = _share(asked, titles), _share(asked, text | titles)
    if look.language not in ("", "en"):
        wrong = not names & (titles | text) and _same_script(look.asked_title, look.text)
    else:
        wrong = in_title < 0.34 and in_text < 0.6
    if not wrong:
        return ""
    found = next((title for title in look.titles if title), "untitled")
    return f"another article: '{look.asked_title[:SHOWN]}' was asked for, this is '{found[:SHOWN]}'"


def _is_asked_for(look: Look) -> bool:
    """Whether the page's titles are those that were asked for."""
    asked = content_words(look.asked_title)
    return len(asked) > 1 and _share(asked, content_words(" ".join(look.titles))) >= 0.6


def _share(asked: set[str], found: set[str]) -> float:
    stems = {word[:6] for word in found}
    return sum(word[:6] in stems for word in asked) / len(asked)


def _same_script(asked: str, text: str) -> bool:
    def scripts(sample: str) -> Iterator[str]:
        return (unicodedata.name(char, "").split(" ")[0] for char in sample if char.isalpha())

    return bool(set(scripts(asked)) & set(scripts(text[:500])))


def content_words(text: str) -> set[str]:
    """The words that carry meaning, folded; without accents, so that spellings meet."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    return {word for word in re.findall(r"[^\W_]+", plain) if word not in COMMON and (len(word) > 1 or word.isdigit())}


OF_ALL: tuple[Callable[[Look], str], ...] = (_front_page, _other_article)
"""The rules for pages of any length."""
RULES: tuple[Callable[[Look], str], ...] = (
    _challenge,
    _archive,
    _missing,
    _parked,
    _consent,
    _login,
    _paywall,
    _broken,
    _script_only,
    _sent_on,
    *OF_ALL,
)
