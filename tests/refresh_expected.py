"""Brings the generated files up to date that tests compare whole.

    python tests/refresh_expected.py

Writes refcheck/dossier/claims.schema.json and, for each run in tests/golden/, its report in every format. Look at what
git says has changed before you commit it.
"""

from __future__ import annotations

import json
from pathlib import Path

from refcheck.codec import decode_run
from refcheck.dossier.schema import made_schema
from refcheck.reports import RENDERERS

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Write them all."""
    (ROOT / "refcheck" / "dossier" / "claims.schema.json").write_text(made_schema(), encoding="utf-8")
    for path in sorted((ROOT / "tests" / "golden").rglob("run.json")):
        run = decode_run(json.loads(path.read_text(encoding="utf-8")))
        for name, render in RENDERERS.items():
            path.with_name(f"report.{name}").write_bytes(render(run).encode())


if __name__ == "__main__":
    main()
