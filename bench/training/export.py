"""Turn a trained student into the file that refcheck ships: ONNX, int8, with its tokenizer.

python bench/training/export.py --student .train/run2/both --base .train/minilm --out .train/out
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import onnx
import torch
import weights
from cross_encoder import CrossEncoder
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.optimizer import optimize_model
from tokenizers import Tokenizer

INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def load(folder: Path, base: Path) -> CrossEncoder:
    """Read the packed weights that `train.py` wrote: the shared embeddings and one branch."""
    model = CrossEncoder(base)
    missing, unknown = model.load_state_dict(weights.unpack(folder), strict=False)
    assert not [m for m in missing if "position_ids" not in m], missing
    assert not unknown, unknown
    return model.eval()


def export(model: CrossEncoder, path: Path) -> None:
    """Write the float model with free batch and length."""
    setattr(model.encoder.config, "_attn_implementation", "eager")  # noqa: B010 - a private name; the fused kernel doesn't export
    sample = tuple(torch.ones(2, 16, dtype=torch.long) for _ in INPUTS)
    axes = {name: {0: "batch", 1: "length"} for name in INPUTS}
    torch.onnx.export(
        model, sample, str(path), input_names=list(INPUTS), output_names=["logits"],
        dynamic_axes=axes | {"logits": {0: "batch"}},
        opset_version=17, dynamo=False,
    )  # fmt: skip


def quantise(source: Path, target: Path) -> None:
    """Fuse the graph, then store weights as int8, one scale for each column."""
    with tempfile.TemporaryDirectory() as folder:
        fused = Path(folder) / "fused.onnx"
        optimised = optimize_model(str(source), model_type="bert", num_heads=12, hidden_size=384, opt_level=1)
        optimised.save_model_to_file(str(fused))
        print(optimised.get_fused_operator_statistics())
        known = {"DefaultTensorType": onnx.TensorProto.FLOAT}  # fused operators have no shape inference
        quantize_dynamic(str(fused), str(target), weight_type=QuantType.QInt8, per_channel=True, extra_options=known)


def main() -> None:
    """Export, quantise, and write the tokenizer with truncation on the passage's side."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--student", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    model = load(args.student, args.base)
    with torch.inference_mode():
        export(model, args.out / "model.float.onnx")
    quantise(args.out / "model.float.onnx", args.out / "model.int8.onnx")
    tokenizer = Tokenizer.from_file(str(args.base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(256, strategy="only_second")
    tokenizer.save(str(args.out / "tokenizer.json"), pretty=False)
    onnx.checker.check_model(str(args.out / "model.int8.onnx"))
    print(json.dumps({p.name: p.stat().st_size for p in sorted(args.out.iterdir())}, indent=1))


if __name__ == "__main__":
    main()
