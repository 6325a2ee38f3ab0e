"""Turn the compiled briefs of a volume into what the volume says of all of them: who reported, how many, the totals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal

from briefgen.bulletin import (
    Bulletin,
    Counts,
    Coverage,
    FigureTotal,
    Number,
    Organisation,
    OrganisationValue,
)
from briefgen.compile.lookup import Registries


@dataclass(frozen=True, slots=True)
class Bound:
    """A compiled brief of a volume, and every figure that was counted or stated in it."""

    bulletin: Bulletin
    counted: Mapping[str, FigureTotal]


def coverage(
    parts: Sequence[Coverage], expected: Sequence[Organisation], known: Registries
) -> Coverage:
    """Who reported in any of the briefs, in protocol order (those of other registries come after), and who of those that
    the volume expects reported in none.
    """
    everybody = {each.id: each for part in parts for each in part.reported}
    others = (each for key, each in everybody.items() if key not in known.organisations)
    reported = (*known.in_order(everybody.values()), *others)
    late = {each.id for part in parts for each in part.late}
    return Coverage(
        tuple(expected),
        reported,
        tuple(each for each in expected if each.id not in everybody),
        tuple(each for each in reported if each.id in late),
    )


def counts(bound: Sequence[Bound], organisations: int) -> Counts:
    """The sums over the briefs; of organisations, each once."""
    sums = {
        each.name: sum(getattr(one.bulletin.counts, each.name) for one in bound)
        for each in fields(Counts)
    }
    return Counts(**{**sums, "organisations": organisations})


def totals(bound: Sequence[Bound], known: Registries) -> Mapping[str, FigureTotal]:
    """The total of every figure of the volume's registry over the briefs, the last of which is the latest."""
    found: dict[str, FigureTotal] = {}
    for key, kind in known.kinds.items():
        lines = [one.counted[key] for one in bound if key in one.counted]
        if not lines:
            continue
        numbers = [line.number for line in lines if line.number is not None]
        shares = [share for line in lines for share in line.by_organisation]
        found[key] = replace(
            lines[-1],
            label=kind.label,
            unit=kind.unit,
            number=_combined(kind.total, numbers) if numbers else None,
            declared=False,
            source=None,
            by_organisation=tuple(_shares(kind.total, shares)),
        )
    return found


def _shares(how: str, shares: Iterable[OrganisationValue]) -> Iterable[OrganisationValue]:
    of: dict[str, list[OrganisationValue]] = {}
    for share in shares:
        of.setdefault(share.organisation.id, []).append(share)
    for own in of.values():
        if how == "none":
            yield from own
        else:
            yield OrganisationValue(own[0].organisation, _combined(how, [s.number for s in own]))


def _combined(how: str, numbers: Sequence[Number]) -> Number:
    over = any(each.over for each in numbers)
    if how == "latest":
        return numbers[-1]
    if how == "max":
        return Number(max(each.value for each in numbers), over)
    return Number(sum((each.value for each in numbers), Decimal(0)), over)
