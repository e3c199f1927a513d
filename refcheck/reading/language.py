"""The language of a page: what it declares, unless its letters say otherwise; else its most common words."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice

SAMPLE = 6000
FEWEST_WORDS = 12
TAG = re.compile(r"^\s*([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8})*\s*$")
SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]"), 0.05),
    ("ko", re.compile("[\uac00-\ud7af]"), 0.2),
    ("zh", re.compile("[\u4e00-\u9fff]"), 0.2),
    ("he", re.compile("[\u0590-\u05ff]"), 0.3),
    ("ar", re.compile("[\u0600-\u06ff]"), 0.3),
    ("el", re.compile("[\u0370-\u03ff]"), 0.3),
    ("th", re.compile("[\u0e00-\u0e7f]"), 0.3),
    ("hi", re.compile("[\u0900-\u097f]"), 0.3),
    ("ka", re.compile("[\u10a0-\u10ff]"), 0.3),
    ("hy", re.compile("[\u0530-\u058f]"), 0.3),
    ("ru", re.compile("[\u0400-\u04ff]"), 0.3),
)
SAME_SCRIPT = {
    "ar": frozenset({"ar", "fa", "ur", "ps", "ckb", "sd", "ug", "ku"}),
    "ru": frozenset({"ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "mn", "tg", "tt", "cv", "os", "ab", "ba", "ce"}),
    "hi": frozenset({"hi", "mr", "ne", "sa", "mai", "kok", "bh"}),
    "zh": frozenset({"zh", "yue", "wuu", "nan", "hak", "lzh", "gan", "ja"}),
    "he": frozenset({"he", "iw", "yi", "lad"}),
}
COMMON = {
    "en": "the of and to in is that was for with as by on it from at which are be this",
    "de": "der die das und ist nicht mit den von zu im ein eine auf dem des sich wurde für als",
    "fr": "le la les des et est une dans que pour qui sur par au pas du avec il ce sont",
    "es": "el la los las de que y en un una por con para del se es su al lo como",
    "it": "il la di che e un una per con del della non sono è gli nel le da anche più",
    "pt": "o a os as de que e em um uma por com para do da não se é no na",
    "nl": "de het een en van in is dat op te voor met zijn niet aan er door ook werd bij",
    "pl": "i w na z do się nie jest to że od przez jako który oraz po są dla był o",
    "sv": "och i att det som en på är av för med den till ett inte har var om från de",
    "da": "og i at det som en på er af for med den til et ikke har var om fra der",
    "nb": "og i at det som en på er av for med den til et ikke har var om fra ble",
    "fi": "ja on ei se että oli hän joka ovat mutta myös kun vuonna mukaan sekä tai",
    "cs": "a v na je se že z do s o byl který jako pro ve by jsou také po od",
    "tr": "ve bir bu da de için ile olarak olan daha çok en gibi kadar sonra ise",
    "ro": "și de în a la cu pe din care este o un pentru că nu sunt mai fost ca",
    "hu": "a az és hogy nem egy is volt meg ezt ki mint csak de el már",
    "et": "ja on ei et see oli mis ka kui ning aga või kes oma aasta",
    "lv": "un ir ar no par kas bija gada tika kā arī uz to pēc bet",
    "lt": "ir yra kad su iš buvo kaip ne tai bei metų nuo bet per",
    "uk": "і в на не що з до та у як за від є про це для",
    "ru": "и в на не что с по как из от за это к для был о",
    "bg": "и на в да се за от не че са е с по като до",
    "fa": "و در به از که این را با است برای آن یک تا",
    "ur": "کے کی میں ہے اور سے کا کو نے پر یہ اس",
}
WORDS = {language: frozenset(words.split()) for language, words in COMMON.items()}
_LANGUAGES_WITH = {
    word: tuple(language for language, words in WORDS.items() if word in words)
    for word in frozenset[str]().union(*WORDS.values())
}
_WORD = re.compile(r"[^\W\d_]+")
_OTHER_LETTER = re.compile("[^\\W\\d_\x00-\x7f]")
_FEW = 300
_NO_LETTERS = "".join(chr(code) if chr(code).isalpha() else " " for code in range(128))
OTHER_SCRIPT = re.compile("[^\x00-\u036f\u2000-\u2bff]")  # the latter are signs: dashes, quotes, arrows
LETTERS_OF = {
    "uk": re.compile("[іїєґ]"),
    "be": re.compile("[ўі]"),
    "mk": re.compile("[ѓќѕџ]"),
    "sr": re.compile("[ђћџљњ]"),
    "fa": re.compile("[پچژگ]"),
    "ur": re.compile("[ٹڈڑےھ]"),
}
OLD_CODES = {"iw": "he", "in": "id", "ji": "yi", "jp": "ja", "cn": "zh", "ua": "uk", "no": "nb", "cz": "cs", "gr": "el"}


def language_of(text: str, declared: str = "") -> str:
    """The primary language code ("en", "uk"), empty where nothing tells."""
    match = TAG.match(declared)
    code = OLD_CODES.get(match[1].lower(), match[1].lower()) if match else ""
    sample = text[:SAMPLE]
    script = _script(sample)
    if (
        code
        and script == ""
        and code in {"zh", "ja", "ko", "ar", "he", "ru", "uk", "el", "th", "fa"}
        and len(sample) > 200
    ):
        code = ""
    if code and script and code != script and code not in SAME_SCRIPT.get(script, frozenset()):
        code = ""
    return code or _detected(sample, script)


def _script(sample: str) -> str:
    """The language that the script of the letters stands for, empty for Latin letters."""
    if sample.isascii() or OTHER_SCRIPT.search(sample) is None:
        return ""
    letters = sum(map(str.isalpha, sample))
    if letters < 4:
        return ""
    for language, pattern, share in SCRIPTS:
        if len(pattern.findall(sample)) > share * letters:
            return language
    return ""


def _detected(sample: str, script: str) -> str:
    rivals: tuple[str, ...]
    if script == "ru":
        rivals = ("ru", "uk", "bg")
    elif script == "ar":
        rivals = ("fa", "ur")
    elif script:
        return script
    else:
        rivals = tuple(language for language in WORDS if language not in ("ru", "uk", "bg", "fa", "ur"))
    common, total = _common_words(sample)
    best, share = "", 0.0
    for language in rivals:
        found = common[language] / max(total, 1)
        if language in LETTERS_OF and LETTERS_OF[language].search(sample):
            found += 0.1
        if found > share:
            best, share = language, found
    if script:
        return best if share >= 0.05 else script
    return best if total >= FEWEST_WORDS and share >= 0.1 else ""


def _common_words(sample: str) -> tuple[Counter[str], int]:
    """How many of a sample's words are common ones of each language, and how many words it has."""
    low = sample.lower()
    found = low.translate(_NO_LETTERS).split() if low.isascii() else _words_beyond_ascii(low)
    common: Counter[str] = Counter()
    for word, times in Counter(filter(_LANGUAGES_WITH.__contains__, found)).items():
        for language in _LANGUAGES_WITH[word]:
            common[language] += times
    return common, len(found)


def _words_beyond_ascii(low: str) -> list[str]:
    """The words of a text with other letters than those of ASCII, which are few on most pages."""
    others = list(islice(_OTHER_LETTER.finditer(low), _FEW + 1))
    if len(others) > _FEW:
        return _WORD.findall(low)
    plain = low.encode("ascii", "replace").decode("ascii").translate(_NO_LETTERS)
    pieces: list[str] = []
    done = 0
    for other in others:
        pieces += plain[done : other.start()], other[0]
        done = other.end()
    return "".join((*pieces, plain[done:])).split()
