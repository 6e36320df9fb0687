"""A folder of releases. One builds; any number read; a cut cord costs the build only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from goldenthread.engine import private
from goldenthread.engine.duck import Bounds, connect
from goldenthread.engine.errors import NoSuchRelease, StoreError
from goldenthread.engine.shapes import CHILDREN, EVENTS
from goldenthread.engine.store import files, manifest, tables
from goldenthread.engine.store.manifest import Input, Manifest
from goldenthread.engine.store.releases import Release
from goldenthread.engine.store.vault import Vault


# Adds a file of its own to a release while it is built: from the folder with events
# and children to further Parquet files in it.
Maker = Callable[[Path], None]
Tell = Callable[[str], None]


def _silent(step: str) -> None:
    return


@dataclass(frozen=True)
class Store:
    """Releases in a folder.

    `current` names the newest release and is replaced in one move; each release names
    the one before it. A folder that this chain does not reach was never finished, and
    the next build removes it.
    """

    folder: Path
    bounds: Bounds = field(default_factory=Bounds)

    def current(self) -> Release:
        """The newest release. NoSuchRelease where none was ever built."""
        name = self._pointed()
        if name is None:
            raise NoSuchRelease(f"The store {self.folder} holds no release yet.")
        return self._open(name)

    def release(self, name: str) -> Release:
        """A release of the store by its name, or by the name it was made under."""
        for found in self.releases():
            if manifest.plain(name) == manifest.plain(found.name):
                return found
        raise NoSuchRelease(f"The store {self.folder} holds no release {name}.")

    def as_known_at(self, moment: datetime) -> Release:
        """The newest release that was made by that moment (time zone needed)."""
        if moment.tzinfo is None:
            raise StoreError(f"The moment {moment} lacks its time zone.")
        for found in self.releases():
            if found.manifest.made_at <= moment:
                return found
        raise NoSuchRelease(f"No release was made by {moment:%-d %B %Y %H:%M}.")

    def releases(self) -> Iterator[Release]:
        """All releases, the newest first."""
        name = self._pointed()
        while name is not None:
            found = self._open(name)
            yield found
            name = found.manifest.before

    def build(
        self,
        events: tables.Rows,
        children: tables.Rows,
        *,
        inputs: tuple[Input, ...],
        made_at: datetime,
        identities: pa.Table | None = None,
        vault: Vault | None = None,
        makers: Mapping[str, Maker] | None = None,
        tell: Tell = _silent,
    ) -> Release:
        """Build a release beside the current one and swap it in.

        `events` and `children` are tables or Parquet files in the shapes EVENTS and
        CHILDREN, in any order; `event` is numbered anew. `identities` go to the vault
        and nowhere else. What is refused leaves the store as it was: EmptyRelease for
        no event, StoreError otherwise. The same inputs at the same moment give the
        release that is there already.
        """
        if identities is not None and vault is None:
            raise StoreError("Identities are kept in a vault only, and none was given.")
        private.make_folder(self.folder)
        with files.alone(self.folder / "lock"):
            kept = list(self.releases())
            self.sweep([one.name for one in kept], vault)
            name = manifest.name_of(inputs, made_at)
            for one in kept:
                if manifest.plain(one.name) == name:
                    return one
            self._not_earlier(made_at)
            begun = Manifest(
                name,
                made_at,
                inputs,
                before=kept[0].name if kept else None,
                sealed=identities is not None,
                tombstones=kept[0].manifest.tombstones if kept else (),
            )
            tell("sort")
            try:
                self._write(begun, events, children, makers or {}, tell)
            except BaseException:
                files.remove(self.building)
                raise
            if identities is not None and vault is not None:
                tell("seal")
                vault.seal(name, identities)
            tell("swap")
            self._swap(name)
        return self._open(name)

    def _write(
        self,
        begun: Manifest,
        events: tables.Rows,
        children: tables.Rows,
        makers: Mapping[str, Maker],
        tell: Tell,
    ) -> None:
        folder = self.building
        private.make_folder(folder)
        private.make_folder(folder / "spill")
        with connect(self.bounds, folder / "spill") as db:
            tables.take(db, "events", events, EVENTS)
            tables.take(db, "children", children, CHILDREN)
            faults = tables.check(db)
            counts, kinds = tables.write(db, folder, faults)
        files.remove(folder / "spill")
        for word, make in makers.items():
            tell(word)
            make(folder)
        digests = {one.name: files.digest(one) for one in sorted(folder.iterdir())}
        noticed = tables.noticed(folder) or faults
        done = replace(begun, counts=counts, kinds=kinds, faults=noticed, files=digests)
        private.write(folder / manifest.FILE, done.written())
        files.flush_all(folder)

    def _swap(self, name: str) -> None:
        self.keep_beside(name)
        self.point(name)

    def keep_beside(self, name: str) -> None:
        """Give what was built its name; no reader finds it before it is pointed to."""
        private.make_folder(self._home)
        private.flush(self.folder)
        files.move(self.building, self._home / name)

    def point(self, name: str) -> None:
        """Make a release, and the chain of those before it, the ones that are read."""
        private.write(self.folder / "current", f"{name}\n")

    def sweep(self, kept: list[str], vault: Vault | None) -> None:
        """Remove what is not of these releases: left by a run that was cut short."""
        files.remove(self.building)
        if self._home.is_dir():
            for path in self._home.iterdir():
                if path.name not in kept:
                    files.remove(path)
        private.sweep(self.folder)
        if vault is not None:
            vault.sweep(kept)

    def _not_earlier(self, made_at: datetime) -> None:
        newest = self._pointed()
        if newest and made_at <= self._open(newest).manifest.made_at:
            raise StoreError(
                f"A release made at {made_at} would be earlier than {newest}, which is "
                "current."
            )

    @property
    def _home(self) -> Path:
        return self.folder / "releases"

    @property
    def building(self) -> Path:
        """Where a release is made, by who holds the lock."""
        return self.folder / "building"

    def _pointed(self) -> str | None:
        try:
            found = (self.folder / "current").read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError):
            raise StoreError(f"{self.folder / 'current'} cannot be read.") from None
        return found

    def _open(self, name: str) -> Release:
        folder = self._home / name
        if not manifest.NAME.fullmatch(name) or not folder.is_dir():
            raise StoreError(f"The store {self.folder} lost its release {name[:60]}.")
        return Release(folder, manifest.read(folder))
