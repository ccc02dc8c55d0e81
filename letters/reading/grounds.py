"""The reasons for an adverse decision, each with its sentence and what the sentence's section cites for it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from letters.reading.assertion import is_about_rights, is_hypothetical, is_quoted, is_recital
from letters.reading.citations import clauses_in, criteria_in
from letters.reading.findings import Doubt, Ground, ReasonCode, Span
from letters.reading.layout import Letter, Section, Sentence
from letters.reading.rules import matches

_REASON = re.compile(
    r"\b(?:because|since|due to|therefore|as a result|reasons?|den(?:y|ied|ying|ial)|determin\w+|"
    r"conclu\w+|found|"
    r"on the grounds?|based on|unfavorable|dismissed|excluded|not covered|cannot|unable)\b",
    re.IGNORECASE,
)
_REASON_HEADING = re.compile(
    r"\b(?:reasons?|grounds?|explanation|basis|why|decision|determination|denied|denial|rationale)\b",
    re.IGNORECASE,
)
_CODE = re.compile(r"\b(?:CO|PR|OA|PI|CARC)[ -]?(?P<number>\d{1,3})\b")
_BENEFIT_OF_ASSERTION, _HEADING_COST, _GLOSS_COST, _LEAST = 0.08, 0.2, 0.12, 0.55
_CODE_CONFIDENCE = 0.6
_NEAR = 2
# A more special ground said by the same words makes the general one a repetition.
_GENERAL = {
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
class _Candidate:
    code: str
    section: Section
    sentence: Sentence
    score: float
    # Whether it is a printed code's standard text, which the insurer's own words may contradict.
    is_gloss: bool


def grounds(
    letter: Letter, *, codes: Sequence[ReasonCode], relied_on: Sequence[Span], missing: Sequence[Span]
) -> tuple[tuple[Ground, ...], list[Doubt]]:
    """The grounds in the letter's order, one for each code. Call it for adverse decisions only.

    `codes` are the printed ones, which give the grounds where no words do; `relied_on` and `missing` are the evidence
    of the whole letter, of which each ground gets what stands near it. A candidate that is too weak becomes a doubt.
    """
    best: dict[str, _Candidate] = {}
    for candidate in _without_repetitions(list(_candidates(letter))):
        if candidate.code not in best or candidate.score > best[candidate.code].score:
            best[candidate.code] = candidate
    in_own_words = any(not candidate.is_gloss for candidate in best.values())
    kept = [c for c in best.values() if c.score >= _LEAST and not (c.is_gloss and in_own_words)]
    doubts = [
        Doubt(
            "grounds", f"This may be a reason ({c.code}); it is not plain enough.", letter.span_of(c.sentence)
        )
        for c in best.values()
        if c not in kept
    ]
    found = [_ground(letter, candidate, relied_on, missing, alone=len(kept) == 1) for candidate in kept]
    found = found or _by_printed_code(letter, codes)
    if not found:
        doubts.append(Doubt("grounds", "The letter decides against the claim, but no reason was recognised."))
    return tuple(sorted(found, key=lambda ground: (ground.at.page, ground.at.start))), doubts


def _candidates(letter: Letter) -> Iterator[_Candidate]:
    for section, sentence in letter.sentences():
        if is_hypothetical(sentence) or is_recital(sentence) or is_about_rights(section, sentence):
            continue
        is_gloss = _stands_behind_code(letter, sentence)
        for rule, match in matches("grounds", sentence.text):
            if is_quoted(sentence.text, match.start()):
                continue
            score = rule.confidence
            score += _BENEFIT_OF_ASSERTION * bool(_REASON.search(sentence.text))
            score += _BENEFIT_OF_ASSERTION * bool(_REASON_HEADING.search(section.title))
            score -= _HEADING_COST * (sentence is section.heading)
            score -= _GLOSS_COST * is_gloss
            yield _Candidate(rule.code, section, sentence, round(min(score, 0.97), 2), is_gloss)


def _stands_behind_code(letter: Letter, sentence: Sentence) -> bool:
    view = letter.views[sentence.page - 1]
    return bool(_CODE.search(view, view.rfind("\n", 0, sentence.start) + 1, sentence.end))


def _without_repetitions(candidates: list[_Candidate]) -> list[_Candidate]:
    """The candidates without those that only say in general what another says, in the same breath, in particular."""
    return [
        candidate
        for candidate in candidates
        if not any(
            other.code in _GENERAL.get(candidate.code, ()) and _is_same_breath(candidate, other)
            for other in candidates
        )
    ]


def _is_same_breath(one: _Candidate, other: _Candidate) -> bool:
    """The same sentence, or two near each other under one heading of reasons."""
    if one.sentence == other.sentence:
        return True
    if one.section is not other.section or not _REASON_HEADING.search(one.section.title):
        return False
    everything = [one.section.heading, *one.section.sentences]
    return abs(everything.index(one.sentence) - everything.index(other.sentence)) <= _NEAR


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
    if alone and not clauses and not criteria:
        everything = [s for section, s in letter.sentences() if not is_about_rights(section, s)]
        clauses = _unique(span for sentence in everything for span in clauses_in(letter, sentence))
        criteria = _unique(span for sentence in everything for span in criteria_in(letter, sentence))
    at = letter.span_of(candidate.sentence)
    return Ground(
        candidate.code,
        at,
        candidate.score,
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
    sentences = candidate.section.sentences
    if candidate.section.heading is not None and len(sentences) <= 15:
        return sentences
    if candidate.sentence not in sentences:
        return sentences[:3]
    at = sentences.index(candidate.sentence)
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
