"""Everything known on a theme, within what the viewer may see, and what comes back.

A theme's family is the theme, its sub-themes, and whatever was merged into any of them:
a finding coded under an older word stays under that word and counts here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractYear

from goldenthread.core.viewer import Viewer
from goldenthread.thread.models import Action, Finding, ImpactTest, Theme
from goldenthread.thread.queries.actions import actions
from goldenthread.thread.queries.effect import impact_tests, with_effect
from goldenthread.thread.queries.learning import findings, themes
from goldenthread.thread.queries.recurrence import (
    Line,
    chained,
    holding,
    recurrence_lines,
)
from goldenthread.thread.queries.scope import here, open_to
from goldenthread.thread.states import DONE, LIVE, FindingKind


NEWEST = 25
CARRIED = Finding.themes.through


@dataclass(frozen=True)
class Known:
    """What is known on a theme; counts are of what the viewer sees."""

    theme: Theme
    family: tuple[Theme, ...]
    by_year: dict[int, dict[str, int]]
    by_source: list[tuple[str, int]]
    by_agency: list[tuple[str, int]]
    by_domain: list[tuple[str, int]]
    found: list[Finding]
    actions: list[Action]
    by_state: dict[str, int]
    by_strength: dict[str, int]
    tests: list[ImpactTest]
    lines: list[Line]

    @property
    def number(self) -> int:
        return sum(n for kinds in self.by_year.values() for n in kinds.values())

    @property
    def promised(self) -> int:
        return sum(self.by_state.values())


def family_of(viewer: Viewer, theme: Theme) -> tuple[Theme, ...]:
    """The theme first, then sub-themes and older words by name."""
    rows = list(Theme.objects.filter(partnership_id=here(viewer)))
    below: dict[int, list[Theme]] = defaultdict(list)
    for one in rows:
        for above in (one.parent_id, one.merged_into_id):
            if above is not None:
                below[above].append(one)
    found, waiting = {theme.pk: theme}, [theme.pk]
    while waiting:
        for one in below[waiting.pop()]:
            if one.pk not in found:
                found[one.pk] = one
                waiting.append(one.pk)
    del found[theme.pk]
    return (theme, *sorted(found.values(), key=lambda one: one.name.lower()))


def carrying(viewer: Viewer, family: Iterable[Theme]) -> QuerySet[Finding]:
    """Findings coded with any of the words, as rows to be counted or read.

    Those the viewer codes blind are left out: standing here would give it away.
    """
    coded = CARRIED.objects.filter(theme__in=[one.pk for one in family])
    return findings(viewer).filter(pk__in=coded.values("finding_id"), blind=False)


def theme_page(viewer: Viewer) -> QuerySet[Theme]:
    """A theme with what it is part of and what took its place."""
    return themes(viewer).select_related("parent", "merged_into")


def known_on(viewer: Viewer, theme: Theme) -> Known:
    """Everything on a theme. A fixed number of queries, however much there is."""
    family = family_of(viewer, theme)
    found = carrying(viewer, family)
    keys = found.order_by().values("pk")
    promised = actions(viewer).filter(finding__in=keys)
    return Known(
        theme=theme,
        family=family,
        by_year=_by_year(found),
        by_source=_counted(found, "origin__kind"),
        by_agency=_counted(found, "agencies__name"),
        by_domain=_counted(found, "domains__label"),
        found=list(found[:NEWEST]),
        actions=list(with_effect(promised)[:NEWEST]),
        by_state=dict(_counted(promised, "state")),
        by_strength=dict(_counted(promised, "strength")),
        tests=list(impact_tests(viewer).filter(action__finding__in=keys)),
        lines=_lines_on(viewer, found),
    )


def _by_year(found: QuerySet[Finding]) -> dict[int, dict[str, int]]:
    rows = (
        found.order_by()
        .annotate(year=ExtractYear("found_on"))
        .values_list("year", "kind")
        .annotate(number=Count("pk"))
        .order_by("year")
    )
    years: dict[int, dict[str, int]] = {}
    for year, kind, number in rows:
        years.setdefault(year, {})[kind] = number
    return years


def _counted(found: QuerySet[Any], name: str) -> list[tuple[str, int]]:
    """How many rows for each value of a field, the most first; without those with none."""
    rows = (
        found.order_by()
        .exclude(**{f"{name}__isnull": True})
        .values_list(name)
        .annotate(number=Count("pk", distinct=True))
        .order_by("-number", name)
    )
    return list(rows)


def _lines_on(viewer: Viewer, found: QuerySet[Finding]) -> list[Line]:
    """Recurrence lines in which one of the findings stands."""
    chains = chained(holding(viewer))
    keys = {pk for chain in chains for pk in chain}
    on_theme = found.order_by().filter(pk__in=keys).values_list("pk", flat=True)
    return recurrence_lines(viewer, list(on_theme))


# --- Which themes come back ------------------------------------------------------------


@dataclass
class Recurring:
    """One theme: in how many sources over which years, and what was promised."""

    theme: Theme
    findings: int = 0
    origins: set[int] = field(default_factory=set)
    years: set[int] = field(default_factory=set)
    open_actions: int = 0
    closed_actions: int = 0
    lines: int = 0

    @property
    def comes_back(self) -> bool:
        """In more than one source and more than one year."""
        return len(self.origins) > 1 and len(self.years) > 1


def recurring_themes(viewer: Viewer) -> list[Recurring]:
    """Live themes by how often they came back: most years, then most sources.

    Good practice is left out: it may come back. A finding counts once under a theme
    whichever of its words it was coded with. Five queries.
    """
    roots = _roots(viewer)
    found: dict[int, Recurring] = {}
    seen: set[tuple[int, int]] = set()
    homes: dict[int, set[int]] = defaultdict(set)
    for theme_id, finding_id, origin_id, day in _coded(viewer):
        root = roots.get(theme_id)
        if root is None or (root.pk, finding_id) in seen:
            continue
        seen.add((root.pk, finding_id))
        homes[finding_id].add(root.pk)
        row = found.setdefault(root.pk, Recurring(root))
        row.findings += 1
        row.origins.add(origin_id)
        row.years.add(day.year)
    _add_actions(viewer, found, homes)
    for chain in chained(holding(viewer)):
        for root_id in {home for pk in chain for home in homes.get(pk, ())}:
            found[root_id].lines += 1
    return sorted(found.values(), key=_most_first)


def _most_first(row: Recurring) -> tuple[int, int, int, str]:
    return (-len(row.years), -len(row.origins), -row.findings, row.theme.name.lower())


def _roots(viewer: Viewer) -> dict[int, Theme]:
    """The live theme under which each word counts: what took its place, if anything."""
    rows = {one.pk: one for one in Theme.objects.filter(partnership_id=here(viewer))}
    roots = {}
    for pk, theme in rows.items():
        at, passed = theme, {pk}
        while at.merged_into_id and at.merged_into_id not in passed:
            passed.add(at.merged_into_id)
            at = rows[at.merged_into_id]
        roots[pk] = at
    return roots


def _coded(viewer: Viewer) -> Iterable[tuple[int, int, int, date]]:
    return (
        CARRIED.objects.filter(
            open_to(viewer, "finding__origin__circle"),
            finding__origin__partnership_id=here(viewer),
        )
        .exclude(finding__kind=FindingKind.GOOD_PRACTICE)
        .values_list(
            "theme_id", "finding_id", "finding__origin_id", "finding__found_on"
        )
        .iterator(chunk_size=5000)
    )


def _add_actions(
    viewer: Viewer, found: dict[int, Recurring], homes: dict[int, set[int]]
) -> None:
    rows = (
        actions(viewer)
        .order_by()
        .filter(Q(state__in=LIVE) | Q(state__in=DONE), finding__isnull=False)
        .values_list("finding_id", "state")
        .annotate(number=Count("pk"))
    )
    for finding_id, state, number in rows:
        for root_id in homes.get(finding_id, ()):
            if state in LIVE:
                found[root_id].open_actions += number
            else:
                found[root_id].closed_actions += number
