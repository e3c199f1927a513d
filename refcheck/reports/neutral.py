"""Text of others made harmless: nothing in it can steer a terminal, turn a line round or hide."""

from __future__ import annotations

import unicodedata

# Zero-width joiners spell words in Persian, Hindi and emoji, and can not change what is around them.
JOINERS = "\u200c\u200d"
SOFT_HYPHEN = "\u00ad"


def neutral(text: str) -> str:
    """`text` on one line; control, bidi and other unseen characters stand as their code, such as `<U+202E>`."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return "".join(_shown(char) for char in " ".join(text.replace(SOFT_HYPHEN, "").split()))


def _shown(char: str) -> str:
    unseen = unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and char not in JOINERS
    return f"<U+{ord(char):04X}>" if unseen else char
