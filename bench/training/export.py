"""Turn a trained student into the file that refcheck ships: ONNX, int8, with its tokenizer.

python bench/training/export.py --student .train/run2/both --base .train/minilm --out .train/out
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import onnx
import onnxruntime
import torch
import weights
from cross_encoder import CrossEncoder
from onnx import helper
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


def optimise(source: Path, target: Path) -> None:
    """Write the graph as onnxruntime would make it when it is loaded, with normalisations that run on whole rows.

    Its own fused addition and normalisation goes number by number: a quarter of all time on the CPU, where an addition
    and a plain normalisation take a twentieth. What is loaded is to be left as it is, or they are fused again.
    """
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(target)
    onnxruntime.InferenceSession(str(source), options, providers=["CPUExecutionProvider"])
    model = onnx.load(str(target))
    made_by = {name: node for node in model.graph.node for name in node.output}
    nodes = [new for node in model.graph.node for new in _parted(node, made_by)]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    onnx.save(model, str(target))


def _parted(node: onnx.NodeProto, made_by: dict[str, onnx.NodeProto]) -> list[onnx.NodeProto]:
    """Return an addition and a normalisation for a node that is both, its bias put into the product before it."""
    if node.op_type != "SkipLayerNormalization":
        return [node]
    new, kept, gain, shift, bias = node.input
    product = made_by[new]
    assert product.op_type == "DynamicQuantizeMatMul", product
    assert not any(product.input[4:]), product
    product.input[:] = [*(*product.input, "", "")[:4], bias]
    (epsilon,) = (a.f for a in node.attribute if a.name == "epsilon")
    total = f"{node.output[0]}_sum"
    return [
        helper.make_node("Add", [new, kept], [total]),
        helper.make_node("LayerNormalization", [total, gain, shift], [node.output[0]], epsilon=epsilon),
    ]


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
    quantise(args.out / "model.float.onnx", args.out / "model.fused.onnx")
    optimise(args.out / "model.fused.onnx", args.out / "model.int8.onnx")
    tokenizer = Tokenizer.from_file(str(args.base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(256, strategy="only_second")
    tokenizer.save(str(args.out / "tokenizer.json"), pretty=False)
    onnx.checker.check_model(str(args.out / "model.fused.onnx"))
    print(json.dumps({p.name: p.stat().st_size for p in sorted(args.out.iterdir())}, indent=1))


if __name__ == "__main__":
    main()
