"""The reasons for an adverse decision, each with its sentence and what the sentence's section cites for it.

Every statement of the letter is evidence for the grounds that a rule or the small model knows in it. The ground with
the most evidence is taken, and every other that one statement bears out well enough beside it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from letters.reading.assertion import is_about_rights
from letters.reading.citations import clauses_in, criteria_in
from letters.reading.findings import Doubt, Ground, ReasonCode, Span
from letters.reading.layout import Letter, Sentence
from letters.reading.model import NOTHING
from letters.reading.statements import Statement

_REASON_HEADING = re.compile(
    r"\b(?:reasons?|grounds?|explanation|basis|why|decision|determination|denied|denial|rationale)\b",
    re.IGNORECASE,
)
_ARGUES = re.compile(
    r"\b(?:because|since|due to|therefore|as a result|reasons?|den(?:y|ied|ying|ial)|determin\w+|conclu\w+|found|"
    r"on the grounds?|based on|unfavorable|dismissed|excluded|not covered|cannot|unable)\b",
    re.IGNORECASE,
)
_CODE_CONFIDENCE, _PLAINER, _KNOWN = 0.6, 0.1, 3
# What a rule adds to the model's word, and what where the model takes the wording for another ground; what a heading is
# worth beside a sentence; and how many statements of one ground count.
_RULE, _RULE_DENIED, _BORNE_OUT, _OUTSPOKEN, _HEADING, _STATEMENTS = 0.65, 0.2, 0.03, 0.4, 0.6, 3
# How strong a ground's best statement must be beside a stronger ground, alone and where a rule knows it, and how much
# of that one's evidence it needs.
_LONE, _LONE_BY_RULE, _BESIDE = 0.7, 0.6, 0.3
_LEAST, _FAINT, _MORE = 0.25, 0.1, 1.5
# From which strength on words of its own make a general ground one beside a special one, and no repetition.
_ITS_OWN = 0.95
# Under which strength the rules that a letter cites are asked too, and what they are worth beside a statement.
_TOLD, _GENERAL_SHARE = 0.4, 0.5
# A more special ground said by the same words makes the general one a repetition.
_GENERAL: Mapping[str, frozenset[str]] = {
    "not_covered_benefit": frozenset(
        {
            "policy_exclusion",
            "medical_necessity",
            "out_of_network",
            "prior_authorization",
            "timely_filing",
            "causation_or_wear",
            "eligibility_or_lapse",
        }
    ),
    "policy_exclusion": frozenset(
        {
            "experimental_investigational",
            "causation_or_wear",
            "vacancy_or_occupancy",
            "misrepresentation_or_rescission",
            "preexisting_condition",
            "fraud_or_siu",
        }
    ),
    "missing_information": frozenset({"failure_of_conditions"}),
    "timely_filing": frozenset({"late_notice"}),
}


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What one statement is worth for one ground, from 0 to 1."""

    worth: float
    statement: Statement


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A ground with its evidence, the strongest first."""

    code: str
    evidence: tuple[_Evidence, ...]

    @property
    def total(self) -> float:
        """What its strongest statements are worth together."""
        return sum(one.worth for one in self.evidence[:_STATEMENTS])

    @property
    def best(self) -> _Evidence:
        """The strongest statement."""
        return self.evidence[0]

    @property
    def plainest(self) -> Statement:
        """The statement that says it best: of strong ones, that which a rule knows, and which argues."""
        return max(
            self.evidence[:_STATEMENTS], key=lambda one: one.worth + self._plainness(one.statement)
        ).statement

    def _plainness(self, statement: Statement) -> float:
        return _PLAINER * (
            _KNOWN * (self.code in statement.fired)
            + bool(_ARGUES.search(statement.sentence.text))
            + bool(_REASON_HEADING.search(statement.section.title))
            - (statement.sentence is statement.section.heading)
        )

    @property
    def by_rule(self) -> float:
        """What the strongest statement is worth that a rule knows for this ground."""
        known = (one.worth for one in self.evidence if self.code in one.statement.fired)
        return max(known, default=0.0)

    @property
    def confidence(self) -> float:
        """From 0 to 1; how it was fitted is told in decision 13."""
        return round(min(0.97, 0.45 + 0.35 * self.best.worth + 0.12 * min(self.total, 1.5)), 2)


def grounds(
    letter: Letter,
    stated: Sequence[Statement],
    *,
    codes: Sequence[ReasonCode],
    relied_on: Sequence[Span],
    missing: Sequence[Span],
) -> tuple[tuple[Ground, ...], list[Doubt]]:
    """The grounds in the letter's order, one for each code. What decides for the claim has none: do not ask of it.

    `codes` are the printed ones, which give the grounds where no words do; `relied_on` and `missing` are the evidence
    of the whole letter, of which each ground gets what stands near it. A candidate that is too weak becomes a doubt.
    """
    plain = [statement for statement in stated if not statement.is_general]
    candidates = _candidates(statement for statement in plain if not statement.is_gloss) or _candidates(plain)
    kept, doubtful = _chosen(candidates)
    if not kept or kept[0].best.worth < _TOLD:
        kept, doubtful = _chosen(_candidates(stated))
    doubts = [
        Doubt(
            "grounds",
            f"Only a rule that the letter cites speaks of this reason ({c.code}).",
            letter.span_of(c.plainest.sentence),
        )
        for c in kept
        if c.plainest.is_general
    ]
    doubts += [
        Doubt(
            "grounds",
            f"This may be a reason ({c.code}); it is not plain enough.",
            letter.span_of(c.plainest.sentence),
        )
        for c in doubtful
    ]
    found = [_ground(letter, candidate, relied_on, missing, alone=len(kept) == 1) for candidate in kept]
    found = found or _by_printed_code(letter, codes)
    if not found:
        doubts.append(Doubt("grounds", "The letter decides against the claim, but no reason was recognised."))
    return tuple(sorted(found, key=lambda ground: (ground.at.page, ground.at.start))), doubts


def _candidates(stated: Iterable[Statement]) -> list[_Candidate]:
    """Every ground with its evidence, the one with most evidence first."""
    found: dict[str, list[_Evidence]] = defaultdict(list)
    for statement in stated:
        for code in statement.likely:
            if code != NOTHING and (worth := _worth(statement, code)):
                found[code].append(_Evidence(worth, statement))
    candidates = [
        _Candidate(code, tuple(sorted(evidence, key=lambda one: -one.worth)))
        for code, evidence in found.items()
    ]
    return sorted(candidates, key=lambda candidate: -candidate.total)


def _worth(statement: Statement, code: str) -> float:
    """The model's word, and what a rule adds to it; a heading or label counts only where a rule knows it."""
    likely, by_rule = statement.likely[code], statement.fired.get(code, 0.0)
    share = _GENERAL_SHARE if statement.is_general else 1.0
    if not by_rule:
        return share * likely if statement.is_running and likely >= _FAINT else 0.0
    is_denied = likely < _BORNE_OUT and _loudest(statement) >= _OUTSPOKEN
    by_rule *= _RULE_DENIED if is_denied else _RULE
    if statement.sentence is statement.section.heading:
        by_rule *= _HEADING
    if not statement.is_running:
        likely /= 2
    return share * (likely + by_rule * (1 - likely))


def _loudest(statement: Statement) -> float:
    return max(probability for code, probability in statement.likely.items() if code != NOTHING)


def _chosen(candidates: Sequence[_Candidate]) -> tuple[list[_Candidate], list[_Candidate]]:
    """The grounds that are taken, and those that are doubtful; without those that say in general what another says."""
    if not candidates or candidates[0].best.worth < _LEAST:
        return [], list(candidates[:1])
    first = candidates[0]
    strong = [c for c in candidates if c is first or c.best.worth >= _LONE or c.by_rule >= _LONE_BY_RULE]
    special = [c for c in strong if not _is_repetition(c, strong)]
    kept = [c for c in special if c.total >= _BESIDE * first.total]
    return kept, [c for c in special if c not in kept]


def _is_repetition(one: _Candidate, strong: Sequence[_Candidate]) -> bool:
    """Whether a more special ground says the same: in the same words, or with nearly as much evidence.

    What is said in plain words of its own is a second reason.
    """
    return any(
        other.code in _GENERAL.get(one.code, ())
        and (
            other.best.statement is one.best.statement
            or (one.total < _MORE * other.total and one.best.worth < _ITS_OWN)
        )
        for other in strong
    )


def _ground(
    letter: Letter, candidate: _Candidate, relied_on: Sequence[Span], missing: Sequence[Span], *, alone: bool
) -> Ground:
    """The ground with the clauses and criteria of its section, or of all the reasons if it is the only one.

    What the insurer relied on bears on every ground where none of it stands near this one; what it says is missing
    only where it says so.
    """
    near = _neighbourhood(candidate)
    clauses = _unique(span for sentence in near for span in clauses_in(letter, sentence))
    criteria = _unique(span for sentence in near for span in criteria_in(letter, sentence))
    if alone and not (clauses and criteria):
        everything = [s for section, s in letter.sentences() if not is_about_rights(section, s)]
        clauses = clauses or _unique(span for sentence in everything for span in clauses_in(letter, sentence))
        criteria = criteria or _unique(
            span for sentence in everything for span in criteria_in(letter, sentence)
        )
    at = letter.span_of(candidate.plainest.sentence)
    return Ground(
        candidate.code,
        at,
        candidate.confidence,
        clauses,
        criteria,
        evidence_relied_on=_standing_in(near, relied_on) or tuple(relied_on),
        evidence_missing=tuple(missing) if alone else _standing_in(near, missing),
    )


def _standing_in(sentences: Sequence[Sentence], spans: Sequence[Span]) -> tuple[Span, ...]:
    return tuple(
        span
        for span in spans
        if any(s.page == span.page and s.start <= span.start < s.end for s in sentences)
    )


def _neighbourhood(candidate: _Candidate) -> list[Sentence]:
    """The section if it has a heading of its own; in running text, the sentence with the two on each side."""
    section, sentence = candidate.plainest.section, candidate.plainest.sentence
    sentences = section.sentences
    if section.heading is not None and len(sentences) <= 15:
        return sentences
    if sentence not in sentences:
        return sentences[:3]
    at = sentences.index(sentence)
    return sentences[max(0, at - 2) : at + 3]


def _unique(spans: Iterator[Span]) -> tuple[Span, ...]:
    found: dict[str, Span] = {}
    for span in spans:
        found.setdefault(" ".join(span.quote.split()), span)
    return tuple(found.values())


def _by_printed_code(letter: Letter, codes: Sequence[ReasonCode]) -> list[Ground]:
    """A ground for each printed code that stands for one, with the line where it stands."""
    found: dict[str, Ground] = {}
    for printed in codes:
        if printed.ground is not None:
            at = letter.line_of(printed.at)
            found.setdefault(printed.ground, Ground(printed.ground, at, _CODE_CONFIDENCE))
    return list(found.values())
