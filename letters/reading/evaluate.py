"""How well the rules read labelled letters: every finding held against its label, counted by family.

The letters and their form are `labelled`'s; the tables for people are `evaluation_table`'s.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from letters.reading.decision import ADVERSE
from letters.reading.denial import read_denial
from letters.reading.findings import Finding, Reading, Span, to_json
from letters.reading.labelled import FRAGMENTS, LabelledLetter, Labels
from letters.reading.pages import Page, UnreadableFile, pages_of

NOTHING = "nothing"
TOLD = " (told)"  # behind a field's name: over the letters alone that tell it
_TITLE = re.compile(r"^(?:mr|ms|mrs|mx|miss|dr)\.?\s+|^mr\.?\s+and\s+mrs\.?\s+")


@dataclass(slots=True)
class Tally:
    """Labels met, labels missed, and findings that no label bears out."""

    right: int = 0
    missed: int = 0
    invented: int = 0

    @property
    def precision(self) -> float:
        """The share of the findings that are right; 1 when nothing was found."""
        return _share(self.right, self.right + self.invented)

    @property
    def recall(self) -> float:
        """The share of the labels that were found; 1 when nothing was labelled."""
        return _share(self.right, self.right + self.missed)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return _share(2 * self.right, 2 * self.right + self.missed + self.invented)


@dataclass(slots=True)
class Count:
    """So many right of so many."""

    right: int = 0
    of: int = 0

    def add(self, is_right: bool) -> None:
        """Count one more."""
        self.right += is_right
        self.of += 1

    @property
    def share(self) -> float:
        """The share that is right; 1 of none."""
        return _share(self.right, self.of)


@dataclass(slots=True)
class Evaluation:
    """What was measured over some letters. Field names are those of the labels."""

    letters: int = 0
    seconds: float = 0.0
    grounds: Tally = field(default_factory=Tally)
    by_code: dict[str, Tally] = field(default_factory=dict)
    # (the code that is missed or NOTHING, the code that is invented or NOTHING) → letters.
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    quotes: Count = field(default_factory=Count)
    spans: Count = field(default_factory=Count)
    appeal: Count = field(default_factory=Count)
    values: dict[str, Count] = field(default_factory=dict)
    tallies: dict[str, Tally] = field(default_factory=dict)
    # Of letters that deny nothing: those that were given no ground.
    no_denial: Count = field(default_factory=Count)
    hard: Tally = field(default_factory=Tally)
    # (confidence, whether right), of grounds and of single values.
    confidences: dict[str, list[tuple[float, bool]]] = field(default_factory=dict)
    mistakes: list[str] = field(default_factory=list)

    @property
    def letters_per_second(self) -> float:
        """Reading from the file's bytes on; 0 if no time was taken."""
        return self.letters / self.seconds if self.seconds else 0.0

    def value(self, name: str) -> Count:
        """The count of a field with one value."""
        return self.values.setdefault(name, Count())

    def tally(self, name: str) -> Tally:
        """The tally of a field with several values."""
        return self.tallies.setdefault(name, Tally())


@dataclass(frozen=True, slots=True)
class Bin:
    """Findings of about one confidence: how many, their mean confidence, the share that is right."""

    n: int
    confidence: float
    right: float


def calibration(pairs: Sequence[tuple[float, bool]], *, bins: int = 10) -> tuple[list[Bin], float, float]:
    """The reliability by bins of confidence, the Brier score, and the expected calibration error."""
    if not pairs:
        return [], 0.0, 0.0
    binned: dict[int, list[tuple[float, bool]]] = {}
    for confidence, is_right in pairs:
        binned.setdefault(min(int(confidence * bins), bins - 1), []).append((confidence, is_right))
    rows = [
        Bin(len(b), sum(c for c, _ in b) / len(b), sum(r for _, r in b) / len(b))
        for _, b in sorted(binned.items())
    ]
    brier = sum((confidence - is_right) ** 2 for confidence, is_right in pairs) / len(pairs)
    error = sum(row.n * abs(row.confidence - row.right) for row in rows) / len(pairs)
    return rows, brier, error


def evaluate(
    letters: Iterable[LabelledLetter],
    *,
    clock: Callable[[], float] = lambda: 0.0,
    pages_of: Callable[[str, bytes], list[Page]] = pages_of,
) -> dict[str, Evaluation]:
    """Each family's evaluation, and under `all` that of all letters when there are several families.

    `clock` gives seconds and is read before and after each letter; `pages_of` finds a file's text. A file that cannot
    be read counts as a letter in which nothing was found, and is told among the mistakes.
    """
    families: dict[str, Evaluation] = {}
    everything = Evaluation()
    for letter in letters:
        began, refused = clock(), []
        try:
            pages = pages_of(letter.file_name, letter.data)
            reading = read_denial(pages)
        except UnreadableFile as refusal:
            pages, reading, refused = [], Reading(pages=0), [f"{letter.name}: {refusal.message}"]
        seconds = clock() - began
        for evaluation in (families.setdefault(letter.family, Evaluation()), everything):
            evaluation.mistakes += refused
            evaluation.letters += 1
            evaluation.seconds += seconds
            _Scoring(evaluation, letter, pages, reading).score()
    return families if len(families) < 2 else {**families, "all": everything}


@dataclass(frozen=True, slots=True)
class _Scoring:
    """One letter's labels held against its reading."""

    evaluation: Evaluation
    letter: LabelledLetter
    pages: Sequence[Page]
    reading: Reading

    @property
    def labels(self) -> Labels:
        return self.letter.labels

    def score(self) -> None:
        for page, start, end, quote in spans_of(to_json(self.reading)):
            self.evaluation.spans.add(self.pages[page - 1].text[start:end] == quote)
        for one in (self._grounds, self._values, self._appeal, self._rights, self._sets, self._notice):
            one()

    def _is_open(self, name: str) -> bool:
        return name in self.labels.unlabelled

    def _wrong(self, what: str, labelled: object, found: object) -> None:
        self.evaluation.mistakes.append(
            f"{self.letter.name}: {what}: {labelled or NOTHING} read as {found or NOTHING}"
        )

    def _grounds(self) -> None:
        if self._is_open("grounds"):
            return
        found = {ground.code: ground for ground in self.reading.grounds}
        borne_out: set[str] = set()
        missed: list[str] = []
        for labelled in self.labels.grounds:
            hits = [code for code in labelled.codes if code in found]
            borne_out.update(hits)
            code = hits[0] if hits else labelled.codes[0]
            for tally in self._tallies(code):
                tally.right += bool(hits)
                tally.missed += not hits
            if not hits:
                missed.append(code)
            elif labelled.says is not None:
                self.evaluation.quotes.add(holds(found[code].at.quote, labelled.says))
        invented = [code for code in found if code not in borne_out]
        for code in invented:
            for tally in self._tallies(code):
                tally.invented += 1
        self._confuse(missed, invented)
        self._is_sure("grounds", ((g.confidence, code in borne_out) for code, g in found.items()))
        if not self.labels.grounds and self.labels.values["decision"] not in ADVERSE:
            self.evaluation.no_denial.add(not found)

    def _tallies(self, code: str) -> list[Tally]:
        evaluation = self.evaluation
        tallies = [evaluation.grounds, evaluation.by_code.setdefault(code, Tally())]
        return [*tallies, evaluation.hard] if self.letter.hard else tallies

    def _confuse(self, missed: list[str], invented: list[str]) -> None:
        """Pair what is missed with what is invented in the same letter; what is left over stands for nothing."""
        for at in range(max(len(missed), len(invented))):
            pair = (
                missed[at] if at < len(missed) else NOTHING,
                invented[at] if at < len(invented) else NOTHING,
            )
            self.evaluation.confusion[pair] += 1
            self._wrong("ground", *pair)

    def _is_sure(self, what: str, pairs: Iterable[tuple[float, bool]]) -> None:
        self.evaluation.confidences.setdefault(what, []).extend(pairs)

    def _values(self) -> None:
        reading, values = self.reading, self.labels.values
        stated = self.labels.letter_date.isoformat() if self.labels.letter_date else None
        for name, labelled, found in (
            ("decision", values["decision"], reading.decision),
            ("line", values["line"], reading.line_of_business),
            ("plan_type", values["plan_type"], reading.plan_type),
            ("letter_date", stated, reading.letter_date),
            ("insurer", values["insurer"], reading.insurer),
            ("administrator", values["administrator"], reading.administrator),
            ("claimant", values["claimant"], reading.claimant),
            ("reviewer", values["reviewer"], reading.reviewer),
        ):
            if not self._is_open(name):
                self._value(name, labelled, found)
        self._sender()

    def _sender(self) -> None:
        """Whom the letter is from, in whichever of the two places the reading has it."""
        values, reading = self.labels.values, self.reading
        sender = values["sender"] or values["insurer"] or values["administrator"]
        if sender is not None:
            found = {plain(one.value) for one in (reading.insurer, reading.administrator) if one}
            self.evaluation.value("sender").add(plain(sender) in found)

    def _value(self, name: str, labelled: str | None, found: Finding | None) -> None:
        read = found.value if found else None
        is_right = plain(read) == plain(labelled)
        self.evaluation.value(name).add(is_right)
        if labelled is not None:
            self.evaluation.value(f"{name}{TOLD}").add(is_right)
        if found:
            self._is_sure("values", [(found.confidence, is_right)])
        if not is_right:
            self._wrong(name, labelled, read)

    def _appeal(self) -> None:
        """The letter's own appeal: its period exact, and counted from the labelled event where one is labelled."""
        labelled = self.labels.appeal
        if labelled is None or labelled.period is None:
            return
        told = [r.period for r in self.reading.rights if r.kind in labelled.kinds and r.period]
        since = {labelled.period.since} if labelled.period.since else {period.since for period in told}
        is_right = any(
            (period.n, period.unit) == (labelled.period.n, labelled.period.unit) and period.since in since
            for period in told
        )
        self.evaluation.appeal.add(is_right)
        if not is_right:
            self._wrong("appeal", labelled.period, told)

    def _rights(self) -> None:
        if self._is_open("rights"):
            return
        found = {right.kind: right for right in self.reading.rights}
        labelled = {right.kinds[0]: right for right in self.labels.rights}
        self._tally("rights", set(labelled), set(found))
        for kind, right in labelled.items():
            told = found.get(kind)
            self.evaluation.value("right's period").add(told is not None and told.period == right.period)
            if right.stated_date:
                self.evaluation.value("right's date").add(
                    told is not None and told.stated_date == right.stated_date
                )
            if told is not None and told.period != right.period:
                self._wrong(f"period of {kind}", right.period, told.period)

    def _sets(self) -> None:
        labels, reading = self.labels, self.reading
        if not self._is_open("references"):
            kinds = {kind for kind, _ in labels.references}
            found = {
                (r.kind if kinds != {None} else None, plain(r.at.quote)) for r in reading.reference_numbers
            }
            self._tally("references", {(kind, plain(value)) for kind, value in labels.references}, found)
        if not self._is_open("contradictions"):
            self._tally("contradictions", labels.contradictions, {c.kind for c in reading.contradictions})
        for name in FRAGMENTS:
            if not self._is_open(name):
                self._fragments(name)

    def _tally(self, name: str, labelled: Iterable[Any], found: Iterable[Any]) -> None:
        labelled, found = set(labelled), set(found)
        tally = self.evaluation.tally(name)
        tally.right += len(labelled & found)
        tally.missed += len(labelled - found)
        tally.invented += len(found - labelled)
        for what, these in (("missed", labelled - found), ("invented", found - labelled)):
            for one in sorted(map(str, these)):
                self.evaluation.mistakes.append(f"{self.letter.name}: {name}: {what} {one}")

    def _fragments(self, name: str) -> None:
        """A labelled passage is found when a quote holds it; a quote is borne out when it holds one or lies in one."""
        labelled = self.labels.fragments[name]
        quotes = [span.quote for span in self._passages(name)]
        tally = self.evaluation.tally(name)
        missed = [passage for passage in labelled if not any(holds(quote, passage) for quote in quotes)]
        tally.right += len(labelled) - len(missed)
        tally.missed += len(missed)
        invented = [
            q for q in quotes if not any(holds(q, passage) or holds(passage, q) for passage in labelled)
        ]
        tally.invented += len(invented)
        for passage in missed:
            self._wrong(name, passage, None)
        for quote in invented:
            self._wrong(name, None, " ".join(quote.split()))

    def _passages(self, name: str) -> list[Span]:
        reading = self.reading
        return {
            "clauses": [clause for ground in reading.grounds for clause in ground.clauses],
            "criteria": [criterion for ground in reading.grounds for criterion in ground.criteria],
            "evidence_relied_on": list(reading.evidence_relied_on),
            "evidence_missing": list(reading.evidence_missing),
            "review_vendors": [vendor.at for vendor in reading.review_vendors],
        }[name]

    def _notice(self) -> None:
        """A citation is absent when any of its requirements is; to leave it unclear contradicts no label."""
        for citation, labelled in self.labels.notice.items():
            states = {check.state for check in self.reading.notice_checks if check.citation == citation}
            state = next((s for s in ("absent", "unclear", "present") if s in states), None)
            self.evaluation.value(f"notice: {labelled}").add(state == labelled)
            contradicted = {state, labelled} == {"present", "absent"}
            self.evaluation.value("notice: not contradicted").add(not contradicted)
            if contradicted:
                self._wrong(f"notice {citation}", labelled, state)


def spans_of(value: Any) -> Iterator[tuple[int, int, int, str]]:
    """Every (page, start, end, quote) in a reading's JSON form; a reference's value is its quote."""
    if isinstance(value, dict):
        if "page" in value:
            yield value["page"], value["start"], value["end"], value["quote" if "quote" in value else "value"]
        for part in value.values():
            yield from spans_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from spans_of(part)


def holds(quote: str, passage: str) -> bool:
    """Whether a quote holds a passage, whatever the white space, the case and the kind of quotes and dashes."""
    return plain(passage) in plain(quote)


def plain(text: str | None) -> str:
    """A name, number or passage as it is compared: no title, one space for any white space, one case, plain signs."""
    plainly = " ".join((text or "").translate(_SIGNS).split()).casefold()
    return _TITLE.sub("", plainly).rstrip(".,;:")


_SIGNS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-"})


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
