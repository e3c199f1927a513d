"""Text of others made harmless: nothing in it can steer a terminal or a log, turn a line round or hide."""

from __future__ import annotations

import json
import re
import unicodedata

# Zero-width joiners spell words in Persian, Hindi and emoji, and can not change what is around them.
JOINERS = "\u200c\u200d"
SOFT_HYPHEN = "\u00ad"
# What build services take for a command in the middle of a line of a log: ##[...], ##vso[...], ##teamcity[...].
LOG_COMMAND = re.compile(r"(##\w*)\[")
# At the beginning of a line GitHub Actions takes it for one too.
WORKFLOW_COMMAND = "::"


def neutral(text: str) -> str:
    """`text` on one line; control, bidi and other unseen characters stand as their code, such as `<U+202E>`."""
    if text.isascii() and text.isprintable():
        line = " ".join(text.split())
    else:
        line = "".join(_shown(char) for char in " ".join(text.replace(SOFT_HYPHEN, "").split()))
    line = LOG_COMMAND.sub(r"\1<U+005B>", line) if "##" in line else line
    return begun(line)


def begun(line: str) -> str:
    """A line that may stand in the log of a build: no command begins with it."""
    return f"<U+003A>{line[1:]}" if line.startswith(WORKFLOW_COMMAND) else line


def harmless_json(data: object) -> str:
    """`data` as JSON whose strings are what they were, and of which nothing is taken for anything but JSON.

    ASCII with escapes, so that no character of a page reaches a terminal that shows it; `<` and the brackets of log
    commands are escaped too, so that it can stand in a script element and in the log of a build.
    """
    return _harmless(json.dumps(data, indent=2)) + "\n"


def harmless_line(data: object) -> str:
    """The same on one line, without spaces between the values and without a line end."""
    return _harmless(json.dumps(data, separators=(",", ":")))


def _harmless(text: str) -> str:
    text = text.replace("<", "\\u003c")
    return LOG_COMMAND.sub(r"\1\\u005b", text) if "##" in text else text


def _shown(char: str) -> str:
    unseen = unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and char not in JOINERS
    return f"<U+{ord(char):04X}>" if unseen or _is_no_character(ord(char)) else char


def _is_no_character(point: int) -> bool:
    """Whether Unicode says that this will never be a character; XML has no place for some of these."""
    return point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF
