"""The judges that come with the package, told without loading any of them."""

from __future__ import annotations

from collections.abc import Mapping

STEADY: Mapping[str, str] = {"model": "rules and model", "rules": "rules"}
"""Those whose verdicts follow from statement and pages alone, each with the name that it goes by in a report."""
NAMES = (*STEADY, "llm")
"""What each is called by; “llm” may answer anew each time, and goes by the name of its language model."""
TOP_K = 8
"""How many passages of each page a judge is shown where nobody says otherwise."""
