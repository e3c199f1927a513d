"""Pack weights row by row into int8 files small enough to travel, load them again, and go part of the way between two.

    python bench/training/weights.py --model <folder with model.safetensors> --out .train/base --parts 2
    python bench/training/weights.py --mix .train/old/both .train/new/both --share 0.7 --out .train/mixed/both

A row's scale is its largest magnitude over 127; the error is about 0.4 % of that, which training takes up at once.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file

CONFIG_FILES = ("config.json", "tokenizer.json")


def pack(state: dict[str, torch.Tensor], folder: Path, parts: int) -> None:
    """Write the tensors into `parts` files of about equal size."""
    folder.mkdir(parents=True, exist_ok=True)
    total, written, part = sum(t.numel() for t in state.values()), 0, 0
    bundle: dict[str, np.ndarray] = {}
    for name, tensor in state.items():
        values = tensor.float().numpy()
        if values.ndim == 2:
            scale = np.maximum(np.abs(values).max(axis=1, keepdims=True), 1e-12) / 127
            bundle[f"{name}|int8"] = np.round(values / scale).astype(np.int8)
            bundle[f"{name}|scale"] = scale.astype(np.float32)
        else:
            bundle[name] = values
        written += tensor.numel()
        if written >= total * (part + 1) / parts or name == list(state)[-1]:
            np.savez_compressed(folder / f"weights-{part}.npz", **bundle)  # type: ignore[arg-type]  # numpy types its keywords as its flags
            bundle, part = {}, part + 1


def unpack(folder: Path) -> dict[str, torch.Tensor]:
    """Read all parts back into float tensors."""
    state = {}
    for path in sorted(folder.glob("weights-*.npz")):
        with np.load(path) as bundle:
            for name in bundle.files:
                if name.endswith("|int8"):
                    base = name.removesuffix("|int8")
                    state[base] = torch.from_numpy(bundle[name].astype(np.float32) * bundle[f"{base}|scale"])
                elif not name.endswith("|scale"):
                    state[name] = torch.from_numpy(np.atleast_1d(bundle[name]) if bundle[name].ndim else bundle[name])
    return state


def between(first: Path, second: Path, share: float) -> dict[str, torch.Tensor]:
    """Return the tensors that lie `share` of the way from the first packed model to the second."""
    old, new = unpack(first), unpack(second)
    return {name: tensor + share * (new[name] - tensor) for name, tensor in old.items()}


def main() -> None:
    """Pack one model folder, or what lies between two packed ones."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given = parser.add_mutually_exclusive_group(required=True)
    given.add_argument("--model", type=Path)
    given.add_argument("--mix", type=Path, nargs=2, metavar=("FIRST", "SECOND"))
    parser.add_argument("--share", type=float, default=0.5, help="how much of the way to the second one")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--parts", type=int, default=1)
    args = parser.parse_args()
    if args.mix:
        pack(between(*args.mix, args.share), args.out, args.parts)
        return
    state = {
        n: t
        for n, t in load_file(args.model / "model.safetensors").items()
        if "pooler" not in n and "position_ids" not in n
    }
    pack(state, args.out, args.parts)
    for name in CONFIG_FILES:
        (args.out / name).write_bytes((args.model / name).read_bytes())
    print(json.dumps({p.name: p.stat().st_size for p in sorted(args.out.iterdir())}, indent=1))


if __name__ == "__main__":
    main()
