"""Reads the ladders from YAML and refuses what is uncited, misspelt, duplicate or overlapping. Pure.

The shapes are in `rungs`, the grammar in deadlines/law/ladders.schema.json; what a grammar can't say is checked here.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import combinations
from typing import Any, Final

from cases.vocabulary import EVENT_KINDS, JURISDICTIONS, LINES_OF_BUSINESS, PLAN_TYPES, UNITED_STATES
from deadlines.ladder.kinds import KINDS
from deadlines.ladder.rungs import (
    LONGEST,
    PLACE,
    BindingOn,
    Bound,
    Circumstances,
    Condition,
    Deeming,
    Effect,
    Foreclosure,
    Ladder,
    Longest,
    NotGiven,
    Rung,
)
from deadlines.law.catalogue import load_catalogue
from deadlines.law.checks import CatalogueError, check_words, checked_of, conditions_of, effective_of
from deadlines.law.contract import DUTIES
from deadlines.law.files import document_of, texts_of
from deadlines.law.model import FactValue

_POLICY_TERMS: Final = frozenset(f"policy-{kind.replace('_', '-')}" for kind in DUTIES)
_OF_A_KIND: Final = frozenset({"title", "level", "gives", "taken", "ended", "won"})
"""Fields that another kind brings with it."""


@cache
def load_ladders() -> tuple[Ladder, ...]:
    """Every ladder that ships with the project, in the order of the files. Raises CatalogueError for an unsound one."""
    return parse_ladders(texts_of("ladders"), frozenset(rule.id for rule in load_catalogue().rules))


def ladder_named(ladder_id: str) -> Ladder | None:
    """The ladder of that id; None where there is none."""
    return next((ladder for ladder in load_ladders() if ladder.id == ladder_id), None)


def ladders_of(line: str, plan_type: str, jurisdiction: str) -> tuple[Ladder, ...]:
    """The ladders of a line and plan type in a place, whatever their dates: the general one first, its own after it."""
    found = [item for item in load_ladders() if line in item.lines and plan_type in item.plan_types]
    general = [item for item in found if not item.jurisdictions and jurisdiction in UNITED_STATES]
    return (*general, *(item for item in found if jurisdiction in item.jurisdictions))


def parse_ladders(files: Mapping[str, str], rules: frozenset[str]) -> tuple[Ladder, ...]:
    """Ladders from file names and their YAML text; `rules` are the ids of the clock's rules.

    Raises CatalogueError, naming file, ladder and remedy, at the first that can't be trusted.
    """
    raw: dict[str, tuple[str, Mapping[str, Any]]] = {}
    for name, text in files.items():
        document = document_of(name, text, "ladders.schema.json")
        for ladder in document["ladders"]:
            if ladder["id"] in raw:
                raise CatalogueError(name, ladder["id"], "the id appears twice", "Give each ladder its own.")
            shared = {"checked": document["checked"]} if "checked" in document else {}
            raw[ladder["id"]] = (name, {**shared, **ladder})
    ladders = []
    for name, ladder in raw.values():
        made = _Reader(name, ladder["id"], rules).ladder(ladder, raw)
        ladders.append((name, made))
    _check_overlaps(ladders)
    return tuple(ladder for _, ladder in ladders)


class _Reader:
    """Reads one ladder; every refusal names its file and the rung."""

    def __init__(self, name: str, ladder_id: str, rules: frozenset[str]) -> None:
        self.name = name
        self.id = ladder_id
        self.rules = rules

    def refuse(self, where: str, problem: str, remedy: str) -> CatalogueError:
        place = f"{self.id}/{where}" if where else self.id
        return CatalogueError(self.name, place, problem, remedy)

    def ladder(self, raw: Mapping[str, Any], others: Mapping[str, tuple[str, Mapping[str, Any]]]) -> Ladder:
        for field, known, what in (
            ("lines", LINES_OF_BUSINESS, "line of business"),
            ("plan_types", PLAN_TYPES, "plan type"),
            ("jurisdictions", JURISDICTIONS, "jurisdiction"),
            ("settled_by", EVENT_KINDS, "kind of event"),
        ):
            check_words(self.name, self.id, what, raw.get(field, ()), known)
        rungs = tuple(self._rung(self._whole(rung, raw, others)) for rung in raw.get("rungs", ()))
        self._check_references(rungs)
        return Ladder(
            id=self.id,
            version=raw["version"],
            lines=tuple(raw["lines"]),
            plan_types=tuple(raw["plan_types"]),
            jurisdictions=tuple(raw.get("jurisdictions", ())),
            effective=effective_of(self.name, self.id, raw.get("effective")),
            first_decision=self._deeming("first_decision", raw.get("first_decision")),
            settled_by=tuple(raw.get("settled_by", ())),
            longest=Longest(**raw["longest"]) if "longest" in raw else LONGEST,
            rungs=rungs,
            not_given=tuple(self._not_given(item, raw) for item in raw.get("not_given", ())),
        )

    def _whole(
        self,
        rung: Mapping[str, Any],
        ladder: Mapping[str, Any],
        others: Mapping[str, tuple[str, Mapping[str, Any]]],
        seen: tuple[str, ...] = (),
    ) -> dict[str, Any]:
        """The rung with the fields of the one that it is like, and how far its ladder was checked.

        Law that it cites itself was checked as far as its own ladder says, and not as the other's.
        """
        shared = {"checked": ladder["checked"]} if "checked" in ladder else {}
        own = {key: value for key, value in rung.items() if key != "like"}
        like = rung.get("like")
        if like is None:
            return {**shared, **own}
        other_id, _, rung_id = like.partition("/")
        _, other = others.get(other_id, ("", {}))
        source = next((each for each in other.get("rungs", ()) if each["id"] == rung_id), None)
        if source is None or like in seen:
            raise self.refuse(
                rung["id"], f"like {like!r}, which is no rung", "Name a ladder and a rung of it."
            )
        taken = self._whole(source, other, others, (*seen, like))
        return {**taken, **(shared if "citation" in own else {}), **own}

    def _rung(self, raw: Mapping[str, Any]) -> Rung:
        where = raw["id"]
        for field in ("kind", "citation", "checked"):
            if field not in raw:
                raise self.refuse(
                    where, f"{field} is missing", "A rung without a kind, a citation or a check is none."
                )
        standard = {key: value for key, value in raw.items() if key != "urgent"}
        if "urgent" not in raw:
            return self._fields(standard)
        changes = raw["urgent"]
        kept = {
            key: value for key, value in standard.items() if "kind" not in changes or key not in _OF_A_KIND
        }
        return self._fields(standard, urgent=self._fields({**kept, **changes}))

    def _fields(self, raw: Mapping[str, Any], urgent: Rung | None = None) -> Rung:
        where, kind = raw["id"], KINDS.get(raw["kind"])
        if kind is None:
            remedy = "Use one of deadlines/ladder/kinds.py, or add it there."
            raise self.refuse(where, f"{raw['kind']!r} is no kind of rung", remedy)
        for field in ("taken", "ended", "won"):
            check_words(self.name, f"{self.id}/{where}", "kind of event", raw.get(field, ()), EVENT_KINDS)
        return Rung(
            id=where,
            kind=raw["kind"],
            title=raw.get("title", kind.label),
            level=raw.get("level", kind.level),
            gives=raw.get("gives", kind.gives),
            citation=raw["citation"],
            checked=checked_of(self.name, f"{self.id}/{where}", raw["checked"]),
            taken=tuple(raw.get("taken", kind.taken)),
            ended=tuple(raw.get("ended", kind.ended)),
            won=tuple(raw.get("won", kind.won)),
            mandatory=raw.get("mandatory", False),
            who=tuple(raw.get("who", ())),
            when=self._circumstances(where, raw.get("when")),
            hangs_on=self._circumstances(where, raw.get("hangs_on")),
            where_ruled=raw.get("where_ruled", False),
            opens=tuple(self._condition(where, item) for item in raw.get("opens", ())),
            closes=tuple(self._bound(where, item) for item in raw.get("closes", ())),
            before_final=tuple(self._bound(where, item) for item in raw.get("before_final", ())),
            answer=self._deeming(where, raw.get("answer")),
            effects=tuple(Effect(**item) for item in raw.get("effects", ())),
            forecloses=tuple(Foreclosure(**item) for item in raw.get("forecloses", ())),
            parallel=tuple(raw.get("parallel", ())),
            cost=raw.get("cost", ""),
            binding=_binding(raw.get("binding")),
            route=raw.get("route", ""),
            consent=raw.get("consent", ""),
            note=raw.get("note", ""),
            urgent=urgent,
        )

    def _condition(self, where: str, raw: Mapping[str, Any]) -> Condition:
        kinds = (*raw.get("event", ()), *raw.get("before", ()))
        check_words(self.name, f"{self.id}/{where}", "kind of event", kinds, EVENT_KINDS)
        self._known([*raw.get("missed", ()), *([raw["after"]] if "after" in raw else ())], where)
        return Condition(
            event=tuple(raw.get("event", ())),
            climbed=tuple(raw.get("climbed", ())),
            rung=raw.get("rung", ""),
            states=tuple(raw.get("is", ())),
            fact=self._circumstances(where, raw.get("fact")),
            after=raw.get("after", ""),
            before=tuple(raw.get("before", ())),
            missed=tuple(raw.get("missed", ())),
            either=tuple(self._condition(where, item) for item in raw.get("either", ())),
            words=raw.get("words", ""),
            lost=raw.get("lost", ""),
            citation=raw.get("citation", ""),
        )

    def _circumstances(
        self, where: str, raw: Mapping[str, list[FactValue]] | list[Mapping[str, list[FactValue]]] | None
    ) -> Circumstances:
        sets = [raw] if isinstance(raw, Mapping) else raw or []
        return tuple(conditions_of(self.name, f"{self.id}/{where}", each) for each in sets)

    def _bound(self, where: str, raw: str | Mapping[str, Any]) -> Bound:
        given: Mapping[str, Any] = {"rules": [raw]} if isinstance(raw, str) else raw
        self._known(given["rules"], where)
        return Bound(
            tuple(given["rules"]),
            given.get("citation", ""),
            given.get("says", ""),
            given.get("borrowed", False),
            given.get("gives_way", False),
        )

    def _deeming(self, where: str, raw: Mapping[str, Any] | None) -> Deeming:
        if raw is None:
            return Deeming(())
        self._known(raw["rules"], where)
        return Deeming(tuple(raw["rules"]), raw.get("deemed", ""))

    def _known(self, names: Iterable[str], where: str) -> None:
        """Each is a rule of the clock; one that a state has for itself, of some state; or a policy's term."""
        for rule in names:
            if PLACE in rule:
                sound = any(rule.replace(PLACE, place.lower()) in self.rules for place in JURISDICTIONS)
            else:
                sound = rule in self.rules or rule in _POLICY_TERMS
            if not sound:
                raise self.refuse(
                    where, f"{rule!r} is no rule of the clock", "Name one that exists: `manage.py law`."
                )

    def _not_given(self, raw: Mapping[str, Any], ladder: Mapping[str, Any]) -> NotGiven:
        where = f"not_given {raw['kind']}"
        if raw["kind"] not in KINDS:
            raise self.refuse(where, "it is no kind of rung", "Use one of deadlines/ladder/kinds.py.")
        checked = raw.get("checked", ladder.get("checked"))
        if checked is None:
            raise self.refuse(where, "checked is missing", "Give it there, for the ladder or for the file.")
        return NotGiven(
            kind=raw["kind"],
            title=raw.get("title", KINDS[raw["kind"]].label),
            why=raw["why"],
            citation=raw["citation"],
            checked=checked_of(self.name, f"{self.id}/{where}", checked),
            when=self._circumstances(where, raw.get("when")),
        )

    def _check_references(self, rungs: Sequence[Rung]) -> None:
        """Ids once, and every rung that is named exists; a condition names only what stands before it."""
        ids = [rung.id for rung in rungs]
        for index, rung in enumerate(rungs):
            if rung.id in ids[:index]:
                raise self.refuse(rung.id, "the id appears twice", "Give each rung of a ladder its own.")
            for each in (rung, rung.urgent or rung):
                beside = [*each.parallel, *(item.rung for item in each.forecloses)]
                below = [name for item in each.opens for name in _rungs_of(item)]
                if unknown := [name for name in (*beside, *below) if name not in ids]:
                    raise self.refuse(
                        rung.id, f"{unknown[0]!r} is no rung of this ladder", "Name one that is."
                    )
                if later := [name for name in below if name not in ids[:index]]:
                    remedy = "Put what must be climbed first before it."
                    raise self.refuse(rung.id, f"it opens by {later[0]!r}, which stands above it", remedy)


def _binding(raw: Mapping[str, Any] | None) -> BindingOn:
    return BindingOn(()) if raw is None else BindingOn(tuple(raw["on"]), raw.get("says", ""))


def _rungs_of(condition: Condition) -> list[str]:
    own = [*condition.climbed, *([condition.rung] if condition.rung else [])]
    return [*own, *(name for item in condition.either for name in _rungs_of(item))]


def _check_overlaps(ladders: Sequence[tuple[str, Ladder]]) -> None:
    """No two ladders for one line, plan type and place at one time; a place's own ladder may stand over a general."""
    for (_, one), (file, other) in combinations(ladders, 2):
        lines = set(one.lines) & set(other.lines)
        plans = set(one.plan_types) & set(other.plan_types)
        places = set(one.jurisdictions) & set(other.jurisdictions)
        both_general = not one.jurisdictions and not other.jurisdictions
        if lines and plans and (places or both_general) and _at_one_time(one, other):
            where = f" in {min(places)}" if places else ""
            problem = f"it overlaps {one.id} for {min(lines)}, {min(plans)}{where}"
            raise CatalogueError(file, other.id, problem, "Keep one ladder for each, or give them dates.")


def _at_one_time(one: Ladder, other: Ladder) -> bool:
    first, second = one.effective, other.effective
    starts = [(item.start if item else None) or date.min for item in (first, second)]
    ends = [(item.end if item else None) or date.max for item in (first, second)]
    return starts[0] <= ends[1] and starts[1] <= ends[0]
