"""The entailment model: how likely a passage bears a statement out, contradicts it, or leaves it open.

A cross-encoder run by onnxruntime on the CPU; what it was trained on and how well it does stands in the model card
beside the file.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from refcheck.errors import UsageError

MAX_TOKENS = 224
_LONGEST = 2000
"""How many characters of a text the tokenizer is shown: more than the tokens that the model reads can hold."""
_REMEMBERED = 20_000
"""How many readings are kept, for statements and pages that come again."""
_FOLDER = Path(__file__).with_name("model")


@dataclass(frozen=True, slots=True)
class Entailment:
    """Probabilities that sum to 1."""

    supported: float
    refuted: float
    not_enough: float


class Model:
    """The shipped cross-encoder, or another one in `folder` with the same three files; loaded when first asked."""

    def __init__(self, folder: Path | None = None, threads: int = 1) -> None:
        self._folder = folder
        self._threads = threads
        self._loaded: tuple[Any, Any, float] | None = None
        self._known: dict[tuple[str, str], Entailment] = {}
        self._loading = Lock()

    def read(self, pairs: Sequence[tuple[str, str]]) -> tuple[Entailment, ...]:
        """What the model makes of (statement, passage) pairs, in their order.

        Each is read on its own: in a batch the rounding of one would depend on the others, and on one thread a batch
        takes a quarter longer.
        """
        return tuple(self._known_or_read(pair) for pair in pairs)

    def _known_or_read(self, pair: tuple[str, str]) -> Entailment:
        found = self._known.get(pair)
        if found is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            found = self._known[pair] = self._run(*pair)
        return found

    def _run(self, statement: str, passage: str) -> Entailment:
        import numpy as np  # noqa: PLC0415 - only runs that ask the model pay for it

        session, tokenizer, temperature = self._load()
        encoded = tokenizer.encode(_readable(statement), _readable(passage))
        fields = {
            "input_ids": encoded.ids,
            "attention_mask": encoded.attention_mask,
            "token_type_ids": encoded.type_ids,
        }
        inputs = {name: np.array([numbers], dtype=np.int64) for name, numbers in fields.items()}
        logits = session.run(None, inputs)[0][0].astype(np.float64) / temperature
        shares = np.exp(logits - logits.max())
        return Entailment(*(round(float(share), 6) for share in shares / shares.sum()))

    def _load(self) -> tuple[Any, Any, float]:
        with self._loading:
            if self._loaded is None:
                self._loaded = self._read_files()
            return self._loaded

    def _read_files(self) -> tuple[Any, Any, float]:
        import onnxruntime  # noqa: PLC0415
        from tokenizers import Tokenizer  # noqa: PLC0415

        folder = self._folder or _FOLDER
        missing = [name for name in ("model.onnx", "tokenizer.json", "model.json") if not (folder / name).is_file()]
        if missing:
            raise UsageError(f"no entailment model in {folder}: {', '.join(missing)} missing; or use --judge rules")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL  # done in the file
        session = onnxruntime.InferenceSession(folder / "model.onnx", options, providers=["CPUExecutionProvider"])
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        settings = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        tokenizer.enable_truncation(max_length=MAX_TOKENS, strategy="longest_first")
        tokenizer.no_padding()
        return session, tokenizer, float(settings["temperature"])


def _readable(text: str) -> str:
    """The start of a text, without lone surrogates: the tokenizer refuses those, and keeps all that it cuts off."""
    return text[:_LONGEST].encode("utf-8", "replace").decode("utf-8")


@lru_cache(maxsize=1)
def shipped() -> Model:
    """The model that comes with the package, shared by all judges of the process."""
    return Model()
