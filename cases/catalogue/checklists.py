"""Checklists: the questions to ask on a call, read from `checklists/` and checked as they are read.

An entry of the log keeps the words that were asked by; a checklist that is changed later changes no entry.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from cases.catalogue.files import DataError, documents, files_of, refuse_unknown
from cases.vocabulary import CHANNELS, LINES_OF_BUSINESS


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask, and what the answer is good for."""

    code: str
    ask: str
    why: str
    mandatory: bool


@dataclass(frozen=True, slots=True)
class Checklist:
    """What is asked on calls of one kind about cases of these lines, in one version."""

    code: str
    version: int
    title: str
    lines: frozenset[str]
    channels: frozenset[str]
    questions: tuple[Question, ...]

    def fits(self, line_of_business: str, channel: str) -> bool:
        """Whether it is asked on such a contact."""
        return line_of_business in self.lines and channel in self.channels


@cache
def load_checklists() -> Mapping[str, Checklist]:
    """The checklists that ship with the project by code, read once. Raises DataError if one is unsound."""
    return parse_checklists(files_of("checklists"))


def parse_checklists(files: Mapping[str, str]) -> Mapping[str, Checklist]:
    """Checklists by code, from file names and their YAML text. Raises DataError.

    There is one checklist for a line of business and a channel: two would be asked at once.
    """
    found: dict[str, Checklist] = {}
    asked: dict[tuple[str, str], str] = {}
    for name, document in documents(files, "checklists.schema.json"):
        made = _checklist(name, document)
        if made.code in found:
            raise DataError(f"{name}: the checklist {made.code} is there already. Give it another code.")
        for pair in ((line, channel) for line in sorted(made.lines) for channel in sorted(made.channels)):
            if pair in asked:
                raise DataError(
                    f"{name}: {asked[pair]} is asked about {' by '.join(pair)} already. Join them."
                )
            asked[pair] = made.code
        found[made.code] = made
    return found


def checklist_for(line_of_business: str, channel: str) -> Checklist | None:
    """The checklist of a contact over this channel about a case of this line, if there is one."""
    return next((each for each in load_checklists().values() if each.fits(line_of_business, channel)), None)


def _checklist(name: str, raw: Mapping[str, Any]) -> Checklist:
    where = f"{name}, {raw['checklist']}"
    refuse_unknown(where, "line of business", raw["lines"], LINES_OF_BUSINESS)
    refuse_unknown(where, "channel", raw["channels"], CHANNELS)
    questions: dict[str, Question] = {}
    for each in raw["questions"]:
        code = each["question"]
        if code in questions:
            raise DataError(f"{where}: the question {code} appears twice. Give one another code.")
        questions[code] = Question(
            code, each["ask"], each.get("why", "").strip(), each.get("mandatory", False)
        )
    return Checklist(
        code=raw["checklist"],
        version=raw["version"],
        title=raw["title"],
        lines=frozenset(raw["lines"]),
        channels=frozenset(raw["channels"]),
        questions=tuple(questions.values()),
    )
