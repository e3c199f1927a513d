"""The cross-encoder, its batches and its training loop (torch and transformers; never needed at run time)."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import weights
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import AttentionInterface, AttentionMaskInterface, BertConfig, BertModel, MPNetConfig, MPNetModel
from transformers.masking_utils import eager_mask

MAX_TOKENS = 256


def plain_attention(
    _module: nn.Module,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    **_: object,
) -> tuple[Tensor, None]:
    """Return attention as two products, without dropout: on a CPU twice as fast as torch's fused one, for training."""
    batch, heads, length, width = query.shape
    q, k, v = (x.reshape(batch * heads, length, width) for x in (query * width**-0.5, key, value))
    scores = torch.bmm(q, k.transpose(1, 2)).view(batch, heads, length, length)
    if attention_mask is not None:
        scores = scores + attention_mask.to(scores.dtype)
    mixed = torch.bmm(torch.softmax(scores, -1).view(batch * heads, length, length), v)
    return mixed.view(batch, heads, length, width).transpose(1, 2), None


AttentionInterface.register("plain", plain_attention)
AttentionMaskInterface.register("plain", eager_mask)


class CrossEncoder(nn.Module):
    """An encoder with a three-way head over its first token and the mean of all."""

    def __init__(self, base: Path) -> None:
        super().__init__()
        config = json.loads((base / "config.json").read_text())
        self.kind = config["model_type"]
        if self.kind == "mpnet":
            self.encoder: nn.Module = MPNetModel(MPNetConfig(**config), add_pooling_layer=False)
        else:
            self.encoder = BertModel(BertConfig(**config), add_pooling_layer=False)
            if not torch.cuda.is_available():
                self.encoder.set_attn_implementation("plain")
        missing, unknown = self.encoder.load_state_dict(weights.unpack(base), strict=False)
        assert not [m for m in missing if "position_ids" not in m], missing
        assert not unknown, unknown
        width = config["hidden_size"]
        self.dense = nn.Linear(2 * width, width)
        self.dropout = nn.Dropout(0.1)
        self.out = nn.Linear(width, 3)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """Return one row of logits (supported, refuted, not enough evidence) for each pair."""
        extra = {} if self.kind == "mpnet" else {"token_type_ids": token_type_ids}
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask, **extra).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * mask).sum(1) / mask.sum(1)
        joined = self.dense(torch.cat([hidden[:, 0], mean], dim=-1))
        logits: Tensor = self.out(self.dropout(torch.nn.functional.gelu(joined)))
        return logits


@dataclass
class Texts:
    """All texts as one row of token numbers on the device; `start` and `length` find each."""

    flat: Tensor
    start: Tensor
    length: Tensor
    kind: str

    @classmethod
    def encode(cls, base: Path, texts: list[str], device: str) -> Texts:
        """Tokenise every text once."""
        tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        rows = [np.array(e.ids[:MAX_TOKENS], np.int32) for e in tokenizer.encode_batch(texts, add_special_tokens=False)]
        lengths = np.array([len(r) for r in rows])
        flat = torch.from_numpy(np.concatenate([*rows, np.zeros(2 * MAX_TOKENS, np.int32)])).to(device).long()
        start = torch.from_numpy(np.concatenate([[0], np.cumsum(lengths)[:-1]])).to(device)
        kind = json.loads((base / "config.json").read_text())["model_type"]
        return cls(flat, start, torch.from_numpy(lengths).to(device), kind)

    def batch(self, ids: Tensor, width: int = 0) -> dict[str, Tensor]:
        """Join the statements and passages of `ids` (rows of two text numbers) as the tokenizer's template does."""
        first, last, pad, gap = (0, 2, 1, 2) if self.kind == "mpnet" else (101, 102, 0, 1)
        a = self.length[ids[:, 0]].clamp(max=MAX_TOKENS // 2).unsqueeze(1)
        b = torch.minimum(self.length[ids[:, 1]].unsqueeze(1), MAX_TOKENS - a - gap - 2)
        total = a + b + gap + 2
        place = torch.arange(width or int(total.max()), device=ids.device).unsqueeze(0)
        left = self.flat[(self.start[ids[:, 0]].unsqueeze(1) + place - 1).clamp(min=0)]
        right = self.flat[(self.start[ids[:, 1]].unsqueeze(1) + place - a - 1 - gap).clamp(min=0)]
        tokens = torch.where(place <= a, left, torch.where(place <= a + gap, torch.full_like(left, last), right))
        tokens = torch.where(place == 0, first, torch.where(place == total - 1, last, tokens))
        mask = place < total
        return {
            "input_ids": torch.where(mask, tokens, pad),
            "attention_mask": mask.long(),
            "token_type_ids": ((place > a + 1) & mask).long(),
        }

    def lengths(self, ids: Tensor) -> Tensor:
        """Return how many tokens each pair has."""
        return (self.length[ids[:, 0]].clamp(max=MAX_TOKENS // 2) + self.length[ids[:, 1]] + 4).clamp(max=MAX_TOKENS)


def batches(lengths: np.ndarray, tokens: int, rng: np.random.Generator | None) -> Iterator[tuple[np.ndarray, int]]:
    """Yield (row numbers, width) of batches of like length, about `tokens` tokens each; shuffled where `rng` is given.

    Widths are multiples of 16 and sizes follow from them, so that a GPU meets few different shapes.
    """
    order = np.argsort(lengths, kind="stable") if rng is None else rng.permutation(len(lengths))
    result = []
    for block in np.array_split(order, max(1, len(order) // 60_000)):
        widths = -(-lengths[block] // 16) * 16
        for width in np.unique(widths):
            rows, size = block[widths == width], max(1, tokens // int(width))
            result += [(rows[at : at + size], int(width)) for at in range(0, len(rows), size)]
    if rng is not None:
        result = [
            result[i] for i in rng.permutation(len(result)) if len(result[i][0]) * result[i][1] > tokens // 4
        ] or result
    yield from result


def predict(model: CrossEncoder, texts: Texts, ids: Tensor, tokens: int = 65_536) -> np.ndarray:
    """Return the logits of all pairs, float32, in the order of `ids`."""
    model.eval()
    result = np.zeros((len(ids), 3), np.float32)
    with torch.inference_mode(), torch.autocast(ids.device.type, torch.bfloat16):
        for rows, width in batches(texts.lengths(ids).cpu().numpy(), tokens, None):
            result[rows] = model(**texts.batch(ids[torch.from_numpy(rows).to(ids.device)], width)).float().cpu().numpy()
    return result


def train(
    model: CrossEncoder,
    texts: Texts,
    ids: Tensor,
    target: Tensor,
    *,
    rate: float,
    epochs: float,
    seconds: float,
    tokens: int,
    seed: int,
    decay: float = 0.999,
    beside: np.ndarray | None = None,
    report: Callable[[str], None] = print,
) -> CrossEncoder:
    """Train on soft targets until `epochs` or `seconds` are over; return the running mean of the weights.

    The learning rate warms up over 6 % and then falls in a straight line to zero, by whichever of the two ends is
    nearer, so that a slow machine gives a shorter but complete run. Where `beside` gives what is known
    without the passage, (n, 3), the model learns what is to be added to the logarithms of that.
    """
    device = ids.device
    known = None if beside is None else torch.from_numpy(np.log(beside)).to(device)
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    model.train()
    free = [p for p in model.parameters() if p.requires_grad]
    plain, heavy = [p for p in free if p.ndim < 2], [p for p in free if p.ndim >= 2]
    groups = [{"params": heavy, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}]
    optimiser = torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.98), fused=device.type == "cuda")
    mean = [p.detach().clone() for p in free]
    lengths = texts.lengths(ids).cpu().numpy()
    began, seen, step, progress, smooth = time.monotonic(), 0, 0, 0.0, 0.0
    while progress < 1:
        for rows, width in batches(lengths, tokens, rng):
            progress = max(seen / (epochs * len(ids)), (time.monotonic() - began) / seconds)
            if progress >= 1:
                break
            for group in optimiser.param_groups:
                group["lr"] = rate * min(1.0, progress / 0.06 + 1e-3) * min(1.0, (1 - progress) / 0.94)
            picked = torch.from_numpy(rows).to(device)
            with torch.autocast(device.type, torch.bfloat16):
                logits = model(**texts.batch(ids[picked], width))
            if known is not None:
                logits = logits.float() + known[picked]
            loss = -(target[picked] * torch.log_softmax(logits.float(), -1)).sum(-1).mean()
            optimiser.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]  # torch gives it no types
            torch.nn.utils.clip_grad_norm_(free, 1.0)
            optimiser.step()
            keep = min(decay, (step + 1) / (step + 10))
            torch._foreach_lerp_(mean, [p.detach() for p in free], 1 - keep)
            seen, step = seen + len(rows), step + 1
            if step % 50 == 0:
                smooth = loss.item()
            if step % 500 == 0:
                report(f"  step {step} seen {seen} loss {smooth:.4f} {seen / (time.monotonic() - began):.0f} pairs/s")
    report(f"  done: {step} steps, {seen} pairs ({seen / len(ids):.2f} passes) in {time.monotonic() - began:.0f} s")
    with torch.no_grad():
        for parameter, average in zip(free, mean, strict=True):
            parameter.copy_(average)
    return model
