"""How fast refcheck is, beside its peers: one table of medians and ratios of paired runs.

    python bench/speed/run.py                              everything that needs no data
    python bench/speed/run.py --data FOLDER --peers PYTHON everything, beside the peers installed with that Python
    python bench/speed/run.py --only fetching --rounds 1   one measure
    python bench/speed/run.py --against TREE               beside the refcheck of another checkout, in turns
    python bench/speed/run.py --quick                      tiny work: whether all runs, not how fast

Absolute times mean little on a machine that does other things; those who are compared take turns, and the ratios are
of what was taken within a turn. Nothing fails for being slow. Ctrl-C prints what was measured so far. README.md beside
this file says what each measure is.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import sys
from dataclasses import asdict
from pathlib import Path

from given import ROOT, Given
from table import Row, printed

MEASURES = ("startup", "dossier", "reading", "judging", "fetching", "claims", "growth", "again", "cluster")


def main() -> int:
    """Measures, prints the table, writes the rows where they are asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="the folder of public sets, for judging")
    parser.add_argument("--only", action="append", choices=MEASURES, metavar="NAME", help=", ".join(MEASURES))
    parser.add_argument("--rounds", type=int, default=5, help="turns of each (5; of long ones 3)")
    parser.add_argument("--quick", action="store_true", help="tiny work and one turn")
    parser.add_argument("--peers", type=Path, metavar="PYTHON", help="the Python that the peers are installed with")
    parser.add_argument("--against", type=Path, metavar="TREE", help="another checkout, to be measured in turns")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the rows here")
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    given = Given(
        tree=ROOT,
        against=options.against.resolve() if options.against else None,
        peers=options.peers.absolute() if options.peers else None,
        data=options.data.resolve() if options.data else None,
        rounds=options.rounds,
        quick=options.quick,
        say=lambda words: print(f"bench: {words}", file=sys.stderr, flush=True),
    )
    rows: list[Row] = []
    before = os.getloadavg()[0]
    try:
        for name in options.only or MEASURES:
            for row in importlib.import_module(name).rows(given):
                rows.append(row)
                given.say(f"{row.measure}: {row.who} {row.median:.3g} {row.unit}; {row.note}")
    except KeyboardInterrupt:
        given.say("interrupted: the table has what was measured until then")
    machine = f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores"
    print(f"{machine}, load {before:.1f} before and {os.getloadavg()[0]:.1f} at the end\n")
    print(printed(rows), end="")
    if options.json:
        options.json.write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n", encoding="utf-8")
    return int(any(row.wrong for row in rows))


if __name__ == "__main__":
    sys.exit(main())
