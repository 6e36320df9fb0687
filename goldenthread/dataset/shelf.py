"""The folder of a partnership's releases, and what stands beside them.

Nothing here asks the database or who is looking: queries and services do, before they
open anything. A release never changes, so what was read of one may be remembered.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings


# The engine's libraries are heavy: a process that opens no release never loads them.
if TYPE_CHECKING:
    import pyarrow as pa

    from goldenthread.engine.contracts.model import Contract
    from goldenthread.engine.faults.telling import Rule
    from goldenthread.engine.indicators.model import Catalogue
    from goldenthread.engine.store import Release, Store, Vault


@dataclass(frozen=True)
class Shelf:
    """One partnership's folder: releases, identities, links, files sent, areas."""

    folder: Path

    @property
    def store(self) -> Store:
        from goldenthread.engine.store import Store

        return Store(self.folder / "store")

    @property
    def vault(self) -> Vault:
        from goldenthread.engine.store import Vault

        return Vault(self.folder / "vault", key())

    @property
    def links(self) -> Path:
        return self.folder / "vault" / "links"

    @property
    def sent(self) -> Path:
        """Files that agencies sent, sealed."""
        return self.folder / "sent"

    @property
    def editions(self) -> Path:
        """What was let out, with its counts, for disclosure control only."""
        return self.folder / "editions"

    @property
    def larger_areas(self) -> Path:
        """CSV: each small area with the larger ones it lies in, and its population."""
        return self.folder / "areas.csv"

    @property
    def population(self) -> Path:
        """CSV in the shape POPULATION: what rates divide by."""
        return self.folder / "population.csv"

    def release(self, name: str) -> Release:
        """A release by its name. NoSuchRelease where the store has none of it.

        Where a child was taken out of it since, it lies in another folder.
        """
        if not _opened(self.folder, name).folder.is_dir():
            _opened.cache_clear()
        return _opened(self.folder, name)


def of(partnership_id: int) -> Shelf:
    """The shelf of a partnership."""
    return Shelf(settings.ENGINE / str(partnership_id))


def key() -> bytes:
    """The key that seals identities and makes tokens: 32 bytes."""
    return hashlib.sha256(b"dataset:" + settings.DATASET_KEY.encode()).digest()


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """Every definition of an indicator."""
    from goldenthread.engine.indicators import load

    return load()


def contract(name: str) -> Contract:
    """A contract by its name: what an agency's table holds."""
    from goldenthread.engine import contracts

    return contracts.load(name)


@lru_cache(maxsize=1)
def contract_titles() -> dict[str, str]:
    """Every contract there is, by name, with its title."""
    from goldenthread.engine import contracts

    return {name: contracts.load(name).title for name in contracts.names()}


def fault_rule(name: str) -> Rule:
    """What is said of a fault that a release counts, and what to do about it."""
    from goldenthread.engine.faults import telling

    return telling.rule(name)


@lru_cache(maxsize=32)
def _opened(folder: Path, name: str) -> Release:
    return Shelf(folder).store.release(name)


def population(shelf: Shelf) -> pa.Table | None:
    """The population that rates divide by, if one was loaded."""
    path = shelf.population
    if not path.is_file():
        return None
    return _population(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _population(path: Path, changed: int) -> pa.Table:
    from goldenthread.engine.indicators.answers import population_from

    return population_from(path)
