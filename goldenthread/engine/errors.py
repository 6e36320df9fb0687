"""What the engine refuses, each by its name and in one sentence."""

from __future__ import annotations


class EngineError(Exception):
    """Something the engine will not do; its text is one sentence for a person."""


class ContractError(EngineError):
    """A contract file that does not say what a contract must say."""


class FileRefused(EngineError):
    """A file that is not read at all: too large, hostile, or not what it is called."""


class StoreError(EngineError):
    """A store or release that cannot be opened, or was written by another version."""


class NoSuchRelease(StoreError):
    """A release by that name is not in the store."""


class EmptyRelease(StoreError):
    """A release would hold no event at all."""


class LinkError(EngineError):
    """Records that cannot be linked as asked."""


class IndicatorError(EngineError):
    """An indicator that is not defined as it must be, or cannot be worked out."""


class NoDenominator(IndicatorError):
    """A rate or share without anything to divide by: missing, or nought."""


class BenchmarkError(EngineError):
    """A published table, or what is kept of it, that cannot be used as it is."""


class UnknownArea(EngineError):
    """An area code that no loaded set of areas has."""


class AreasRefused(EngineError):
    """A file of areas or postcodes that cannot be used as it is."""


class MapError(EngineError):
    """A map that cannot be drawn as asked."""


class DisclosureError(EngineError):
    """A table that cannot be let out as asked."""


class ProfileError(DisclosureError):
    """A file of disclosure profiles that does not say what a profile must say."""


class NoSuchProfile(DisclosureError):
    """A disclosure profile by that name is not there."""


class CannotBeProtected(DisclosureError):
    """Small counts that stay in the open whatever is hidden."""


class SparkDoesNotAnswer(EngineError):
    """The cluster named did not answer in time."""


class NoSpark(EngineError):
    """Spark was asked for, and it or its Java is not installed."""


class SynthError(EngineError):
    """A county that cannot be invented as asked."""


class IntakeRefused(EngineError):
    """A file with errors in it: nothing of it is taken in."""
