"""Letters with what they say, as people labelled them: what rules are measured against. Measuring is `evaluate`,
finding the files is `letters.labelled_folder`.

A folder of labelled letters holds YAML files (`*.yaml`, a list each, in folders as deep as one likes) or JSON Lines
(`*.jsonl`, an object a line) of this form, which the export of members' corrections writes too:

    name: roof_old_wear              # unique in the folder
    text: |                          # or `pages: [text, …]`, or `file: letter.pdf` beside this file
      …
    hard: true                       # optional: said indirectly
    family: …                        # optional: what is measured together; the file's folder when left out
    labels:
      decision: denied               # a code of cases.vocabulary.DECISIONS
      line: property                 # LINES_OF_BUSINESS
      plan_type: personal            # PLAN_TYPES
      letter_date: "2026-05-19"
      insurer: … / administrator: … / claimant: … / reviewer: …      # as printed
      sender: …                      # instead of insurer or administrator, when the letter does not say which
      grounds: [{code: causation_or_wear, says: a passage that the quote must hold}]
      clauses: […] / criteria: […] / evidence_relied_on: […] / evidence_missing: […] / review_vendors: […]
      references: {claim: KR26-04418, member_id: [A1, B2]}
      rights: {internal_appeal: [180, days, receipt], claim_file: null,
               fair_hearing: {period: [90, days, mailing], date: "2026-08-17"}}
      contradictions: [period]       # period, date, reason, amount, decision
      notice: {final: true, absent: [citation, …], present: [citation, …]}
      unlabelled: [plan_type]        # what the labeller left open: not measured

A label that is left out says that the letter does not say it, but for those that `unlabelled` names; the first appeal
under `rights` is the letter's appeal. Of a folder with `labels.jsonl` only that file is read; its rows may also be
research labels with `denial_grounds` and their texts in `texts/`, whose grounds each stand for any of several codes.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from cases.vocabulary import DECISIONS, GROUND_CODES, LINES_OF_BUSINESS, PLAN_TYPES
from claimback.kernel.strict_yaml import load_yaml
from letters.reading.coarse_labels import coarse_labels
from letters.reading.findings import Period

APPEALS = (
    "internal_appeal",
    "reconsideration",
    "redetermination",
    "second_level_appeal",
    "fair_hearing",
    "external_review",
)
RIGHTS = (
    *APPEALS,
    "expedited_review",
    "civil_action",
    "regulator_complaint",
    "claim_file",
    "mediation",
    "appraisal",
    "proof_of_loss",
    "suit_limitation",
)
UNITS = ("hours", "days", "business_days", "months", "years")
EVENTS = ("receipt", "letter_date", "mailing", "decision", "loss", "service", "request", "other")
CONTRADICTIONS = ("period", "date", "reason", "amount", "decision")
_CODES: Mapping[str, Mapping[str, str]] = {
    "decision": DECISIONS,
    "line": LINES_OF_BUSINESS,
    "plan_type": PLAN_TYPES,
}
_NAMES = ("insurer", "administrator", "sender", "claimant", "reviewer")
FRAGMENTS = ("clauses", "criteria", "evidence_relied_on", "evidence_missing", "review_vendors")
_FIELDS = frozenset(
    [
        *_CODES,
        *_NAMES,
        *FRAGMENTS,
        "letter_date",
        "grounds",
        "references",
        "rights",
        "contradictions",
        "notice",
    ]
)


class BadLabels(Exception):
    """A folder that cannot be measured: its message names the file, the line and the remedy."""


@dataclass(frozen=True, slots=True)
class LabelledGround:
    """A ground: any of `codes` is right, and its quote should hold `says`."""

    codes: tuple[str, ...]
    says: str | None


@dataclass(frozen=True, slots=True)
class LabelledRight:
    """A right of one of `kinds`; a period whose `since` is empty is counted from an event that is not labelled."""

    kinds: tuple[str, ...]
    period: Period | None
    stated_date: date | None


@dataclass(frozen=True, slots=True)
class Labels:
    """What one letter says. `values` are the single ones; `unlabelled` names the fields that say nothing here."""

    values: Mapping[str, str | None]
    letter_date: date | None
    grounds: tuple[LabelledGround, ...]
    fragments: Mapping[str, tuple[str, ...]]
    # A kind of None stands for any kind.
    references: tuple[tuple[str | None, str], ...]
    rights: tuple[LabelledRight, ...]
    contradictions: frozenset[str]
    # Citation → present or absent.
    notice: Mapping[str, str]
    is_final: bool | None
    unlabelled: frozenset[str]

    @property
    def appeal(self) -> LabelledRight | None:
        """The appeal that the letter tells of first, if it gives a period for it."""
        return next((r for r in self.rights if r.period and set(r.kinds) & set(APPEALS)), None)


@dataclass(frozen=True, slots=True)
class LabelledLetter:
    """A letter's file, as `pages_of` takes it, with its labels; `where` is the file and line of the labels."""

    name: str
    family: str
    where: str
    file_name: str
    data: bytes
    hard: bool
    labels: Labels


def letters_of(
    place: str, text: str, *, family: str, beside: Callable[[str], bytes]
) -> Iterator[LabelledLetter]:
    """The letters of one file's text, JSON Lines where `place` (its name, for messages) ends in .jsonl, else YAML.

    `family` is that of rows that name none; `beside` gives a file that a row names. Raises BadLabels, which tells file
    and line.
    """
    for line, row in _rows(place, text):
        where = f"{place}:{line}"
        try:
            yield _letter(row, where, family, beside)
        except (KeyError, ValueError, TypeError, OSError) as error:
            told = f"{error.args[0]} is missing." if isinstance(error, KeyError) else str(error)
            raise BadLabels(f"{where}: {told}") from error


def _rows(place: str, text: str) -> Iterator[tuple[int, Any]]:
    """Each row of a file with the line on which it begins."""
    if place.endswith(".jsonl"):
        yield from _json_rows(place, text)
        return
    try:
        rows, node = load_yaml(text), yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadLabels(f"{place}:{line}: {error.problem or error.context}.") from error
    if not isinstance(rows, list) or node is None:
        raise BadLabels(f"{place}:1: a list of letters is expected.")
    for row, item in zip(rows, node.value, strict=True):
        yield item.start_mark.line + 1, row


def _json_rows(place: str, text: str) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except json.JSONDecodeError as error:
                raise BadLabels(f"{place}:{number}: {error.msg} in column {error.colno}.") from error


def _letter(row: Any, where: str, family: str, beside: Callable[[str], bytes]) -> LabelledLetter:
    if not isinstance(row, dict):
        raise ValueError("a letter is a mapping of name, text and labels.")
    hard = row.get("hard", False)
    if "denial_grounds" in row:
        row = coarse_labels(row)
    if unknown := sorted(set(row) - {"name", "text", "pages", "file", "family", "hard", "labels"}):
        raise ValueError(f"{', '.join(unknown)} is no part of a letter.")
    name = row.get("name")
    if not isinstance(name, str) or not name:
        raise ValueError("the letter has no name.")
    file_name, data = _file(row, beside)
    labels = row.get("labels")
    if not isinstance(labels, dict):
        raise ValueError(f"{name} has no labels.")
    measured_with = str(row.get("family") or family)
    return LabelledLetter(name, measured_with, where, file_name, data, bool(hard), _labels(labels))


def _file(row: Mapping[str, Any], beside: Callable[[str], bytes]) -> tuple[str, bytes]:
    given = [key for key in ("text", "pages", "file") if key in row]
    if len(given) != 1:
        raise ValueError("a letter has one of text, pages and file.")
    if given == ["file"]:
        return row["file"], beside(row["file"])
    return "letter.txt", "\f".join(row["pages"] if given == ["pages"] else [row["text"]]).encode()


def _labels(row: Mapping[str, Any]) -> Labels:
    unlabelled = frozenset(row.get("unlabelled", ()))
    if row.get("sender") is not None:
        unlabelled |= {"insurer", "administrator"}
    if unknown := sorted((set(row) | unlabelled) - _FIELDS - {"unlabelled"}):
        raise ValueError(f"{', '.join(unknown)} is no label.")
    for field, codes in _CODES.items():
        if row.get(field) is not None:
            _known(field, row[field], codes)
    notice = dict(row.get("notice", {}))
    is_final = notice.pop("final", None)
    contradictions = frozenset(row.get("contradictions", ()))
    for kind in contradictions:
        _known("contradiction", kind, CONTRADICTIONS)
    return Labels(
        values={field: row.get(field) for field in (*_CODES, *_NAMES)},
        letter_date=_date(row.get("letter_date")),
        grounds=tuple(_ground(ground) for ground in row.get("grounds", ())),
        fragments={field: tuple(row.get(field, ())) for field in FRAGMENTS},
        references=tuple(_references(row.get("references", {}))),
        rights=tuple(_right(kind, told) for kind, told in row.get("rights", {}).items()),
        contradictions=contradictions,
        notice={citation: state for state, citations in notice.items() for citation in citations},
        is_final=is_final,
        unlabelled=unlabelled,
    )


def _ground(row: Any) -> LabelledGround:
    codes = row["code"] if isinstance(row["code"], list) else [row["code"]]
    for code in codes:
        _known("ground", code, GROUND_CODES)
    return LabelledGround(tuple(codes), row.get("says"))


def _references(row: Any) -> Iterator[tuple[str | None, str]]:
    # A list is of numbers whose kind is not labelled.
    if isinstance(row, list):
        yield from ((None, str(value)) for value in row)
        return
    for kind, values in row.items():
        yield from ((kind, str(value)) for value in (values if isinstance(values, list) else [values]))


def _right(kind: str, told: Any) -> LabelledRight:
    kinds = APPEALS if kind == "appeal" else (kind,)
    for each in kinds:
        _known("right", each, RIGHTS)
    given = told if isinstance(told, dict) else {"period": told}
    return LabelledRight(kinds, _period(given.get("period")), _date(given.get("date")))


def _period(row: Any) -> Period | None:
    if row is None:
        return None
    n, unit, since = row
    _known("unit", unit, UNITS)
    if since is not None:
        _known("event", since, EVENTS)
    return Period(int(n), unit, since or "")


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text is not None else None


def _known(what: str, code: str, codes: Any) -> None:
    if code not in codes:
        raise ValueError(f"{code} is no {what}; there are {', '.join(codes)}.")
