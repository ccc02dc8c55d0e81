"""What the law makes a letter about a claim say, as data: read from notices/, refused where it is unsound.

Holding a letter against a requirement is the work of those who read letters; nothing here knows a case.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal

from cases.vocabulary import GROUND_CODES, JURISDICTIONS, LINES_OF_BUSINESS, PLAN_TYPES, UNITED_STATES
from deadlines.law.checks import CatalogueError, check_words, checked_of, conditions_of, effective_of
from deadlines.law.files import document_of, texts_of
from deadlines.law.model import Checked, Effective, FactValue

Stage = Literal[
    "denial",
    "final_denial",
    "extension",
    "information_request",
    "preliminary_review",
    "review_decision",
    "on_request",
]

STAGES: Final[Mapping[Stage, str]] = {
    "denial": "The denial of the claim",
    "final_denial": "The denial of the appeal",
    "extension": "The notice that more time is taken",
    "information_request": "The request for information",
    "preliminary_review": "The notice on whether a request for external review is complete and eligible",
    "review_decision": "The external reviewer's decision",
    "on_request": "The answer to a request",
}
"""The letters that must say something, in the order of a claim."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Lines of business and the plan types whose letters must say it."""

    lines: tuple[str, ...]
    plan_types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoticeRequirement:
    """One thing that a letter must say.

    `requirement` is in our own words; `verbatim` are words that the law itself dictates. `effect` is what the law says
    of a letter that leaves it out, empty where it says nothing. `when` are facts that must hold and `effective` the
    dates for which it does, as for a rule. `grounds` are those on which such a letter must rest, empty for any;
    `provided` says in words what else must hold and no fact of a case holds, empty where nothing must.
    """

    id: str
    jurisdiction: str
    stages: tuple[Stage, ...]
    applies: tuple[Scope, ...]
    requirement: str
    verbatim: tuple[str, ...]
    effect: str
    when: tuple[tuple[str, tuple[FactValue, ...]], ...]
    effective: Effective | None
    grounds: tuple[str, ...]
    provided: str
    citation: str
    checked: Checked
    note: str
    body: str

    def governs(self, line: str, plan_type: str, jurisdiction: str) -> bool:
        """Whether letters about such a claim must say it, where its facts and dates hold."""
        here = self.jurisdiction == jurisdiction or (
            self.jurisdiction == "US" and jurisdiction in UNITED_STATES
        )
        return here and any(line in scope.lines and plan_type in scope.plan_types for scope in self.applies)


@cache
def load_notices() -> tuple[NoticeRequirement, ...]:
    """Every requirement that ships, in the order of the files. Raises CatalogueError if a file is unsound."""
    return parse_notices(texts_of("notices"))


def requirements(
    stage: Stage, line: str, plan_type: str, jurisdiction: str = "US"
) -> tuple[NoticeRequirement, ...]:
    """What a letter of that stage must say, in the order of the files."""
    return tuple(
        found
        for found in load_notices()
        if stage in found.stages and found.governs(line, plan_type, jurisdiction)
    )


def parse_notices(files: Mapping[str, str]) -> tuple[NoticeRequirement, ...]:
    """Requirements from file names and their YAML text.

    Raises CatalogueError, naming file, requirement and remedy, at the first that can't be trusted.
    """
    found: dict[str, NoticeRequirement] = {}
    for name, text in files.items():
        document = document_of(name, text, "notices.schema.json")
        for raw in document["requirements"]:
            made = _requirement(name, document["body"], {**document.get("defaults", {}), **raw})
            if made.id in found:
                raise CatalogueError(name, made.id, "the id appears twice", "Give each requirement its own.")
            found[made.id] = made
    return tuple(found.values())


def _requirement(name: str, body: str, raw: Mapping[str, Any]) -> NoticeRequirement:
    own = raw["id"]
    for field in ("jurisdiction", "stages", "applies", "checked"):
        if field not in raw:
            raise CatalogueError(name, own, f"{field} is missing", "Give it there or in defaults.")
    check_words(name, own, "jurisdiction", [raw["jurisdiction"]], JURISDICTIONS)
    scopes = tuple(Scope(tuple(scope["lines"]), tuple(scope["plan_types"])) for scope in raw["applies"])
    for scope in scopes:
        check_words(name, own, "line of business", scope.lines, LINES_OF_BUSINESS)
        check_words(name, own, "plan type", scope.plan_types, PLAN_TYPES)
    check_words(name, own, "ground", raw.get("grounds", ()), GROUND_CODES)
    return NoticeRequirement(
        id=own,
        jurisdiction=raw["jurisdiction"],
        stages=tuple(raw["stages"]),
        applies=scopes,
        requirement=raw["requirement"],
        verbatim=tuple(raw.get("verbatim", ())),
        effect=raw.get("effect", ""),
        when=conditions_of(name, own, raw.get("when", {})),
        effective=effective_of(name, own, raw.get("effective")),
        grounds=tuple(raw.get("grounds", ())),
        provided=raw.get("provided", ""),
        citation=raw["citation"],
        checked=checked_of(name, own, raw["checked"]),
        note=raw.get("note", ""),
        body=body,
    )
