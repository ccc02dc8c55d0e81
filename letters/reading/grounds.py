"""The reasons for an adverse decision, each with its sentence and what the sentence's section cites for it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from letters.reading.assertion import is_about_rights, is_hypothetical, is_quoted, is_recital
from letters.reading.citations import clauses_in, criteria_in
from letters.reading.findings import Doubt, Ground, ReasonCode, Span
from letters.reading.layout import Letter, Section, Sentence
from letters.reading.model import NOTHING, model
from letters.reading.rules import Rule, matches

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
_FEWEST_WORDS = 5
# A sentence of these words alone decides and gives no reason.
_BARE_DECISION = re.compile(
    r"\W*(?:(?:your|our|the|this|these|both|all|two|each|a|an|of|for|and|or|is|are|was|were|be|been|being|has|have|had|"
    r"we|you|it|must|can|cannot|not|will|do|does|did|now|therefore|hereby|thus|again|also|as|to|in|on|by|under|so|such|"
    r"above|claims?|lines?|requests?|appeals?|bills?|charges?|services?|benefits?|coverage|payment|decision|first|"
    r"determination|review|reviewed|denied|deny|denying|denial|declined?|refused?|covered|payable|paid|pay|approved?|"
    r"upheld|uphold|dismiss|dismissed|disallowed|rejected|policy|plan|loss|respectfully|full|whole|part|"
    r"final|response|answer|position|no|further|last|internal|letter|that|made|make)\W+)+",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"^\W*[A-Z][\w /&#'-]{1,40}:\s")
# What the small model's word is worth beside a rule's: from which probability it proposes, and which is believed
# where rules gave other reasons, or the sentence argues; where rules that tie are told apart; where it overrules.
_LEAST_LIKELY, _LIKELY, _LIKELY_ARGUED = 0.28, 0.65, 0.5
_TIE, _UNHEARD_OF, _OUTSPOKEN = 0.1, 0.06, 0.55
_MODEL_ALONE, _MODEL_SPAN = 0.45, 0.45
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
    # What the small model gives the code for this sentence, and whether a rule gave it.
    probability: float
    by_rule: bool
    # Every code that a rule gave this sentence.
    fired: frozenset[str] = frozenset()


def grounds(
    letter: Letter, *, codes: Sequence[ReasonCode], relied_on: Sequence[Span], missing: Sequence[Span]
) -> tuple[tuple[Ground, ...], list[Doubt]]:
    """The grounds in the letter's order, one for each code. What decides for the claim has none: do not ask of it.

    `codes` are the printed ones, which give the grounds where no words do; `relied_on` and `missing` are the evidence
    of the whole letter, of which each ground gets what stands near it. A candidate that is too weak becomes a doubt.
    """
    best: dict[str, _Candidate] = {}
    for candidate in _without_repetitions(_believed(list(_candidates(letter)))):
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
        likely = model().probabilities(sentence.text)
        fired = [
            rule
            for rule, match in matches("grounds", sentence.text)
            if not is_quoted(sentence.text, match.start())
        ]
        is_gloss = _stands_behind_code(letter, sentence)
        is_asserted = bool(_REASON.search(sentence.text))
        kept = _without_unlikely(fired, likely)
        for rule in kept:
            score = rule.confidence
            score += _BENEFIT_OF_ASSERTION * is_asserted
            score += _BENEFIT_OF_ASSERTION * bool(_REASON_HEADING.search(section.title))
            score -= _HEADING_COST * (sentence is section.heading)
            score -= _GLOSS_COST * is_gloss
            score = round(min(score, 0.97), 2)
            yield _Candidate(
                rule.code,
                section,
                sentence,
                score,
                is_gloss,
                likely[rule.code],
                by_rule=True,
                fired=frozenset(rule.code for rule in fired),
            )
        if not kept and sentence is not section.heading and _is_running_text(sentence.text):
            code, probability = max(likely.items(), key=lambda item: item[1])
            if code != NOTHING and probability >= _LEAST_LIKELY:
                score = round(_MODEL_ALONE + _MODEL_SPAN * probability, 2)
                yield _Candidate(code, section, sentence, score, is_gloss, probability, by_rule=False)


def _believed(candidates: list[_Candidate]) -> list[_Candidate]:
    """Those that a rule gives, and those of the model that are likely enough: less where nothing else was found."""
    by_rule = [candidate for candidate in candidates if candidate.by_rule]
    likely = [
        c
        for c in candidates
        if not c.by_rule and c.probability >= (_LIKELY_ARGUED if _REASON.search(c.sentence.text) else _LIKELY)
    ]
    if by_rule or likely:
        return [*by_rule, *likely]
    return sorted(candidates, key=lambda candidate: -candidate.probability)[:1]


def _is_running_text(text: str) -> bool:
    """Whether it is a whole sentence of the insurer's own: no label, no line of a table, no quotation."""
    return (
        len(text.split()) >= _FEWEST_WORDS
        and text.rstrip().endswith((".", ";", ","))
        and not is_quoted(text, len(text) // 2)
        and not _LABELLED.match(text)
        and not _BARE_DECISION.fullmatch(text)
        and sum(word[:1].islower() for word in text.split()) >= _FEWEST_WORDS - 1
    )


def _without_unlikely(fired: Sequence[Rule], likely: Mapping[str, float]) -> list[Rule]:
    """Of rules that tie on one sentence, those that its whole wording bears out; none where it says another thing."""
    best = max((likely[rule.code] for rule in fired), default=0.0)
    other = max(probability for code, probability in likely.items() if code != NOTHING)
    if best < _UNHEARD_OF and other >= _OUTSPOKEN:
        return []
    return [rule for rule in fired if len(fired) == 1 or likely[rule.code] >= _TIE * best]


def _stands_behind_code(letter: Letter, sentence: Sentence) -> bool:
    view = letter.views[sentence.page - 1]
    return bool(_CODE.search(view, view.rfind("\n", 0, sentence.start) + 1, sentence.end))


def _without_repetitions(candidates: list[_Candidate]) -> list[_Candidate]:
    """The candidates without those that only say in general what another says in particular.

    "This is not covered" is no reason of its own beside another one, unless it is worded as one.
    """
    return [
        candidate
        for candidate in candidates
        if not _is_bare_conclusion(candidate, candidates)
        and not (candidate.fired & _GENERAL.get(candidate.code, frozenset()) & {c.code for c in candidates})
        and not any(
            other.code in _GENERAL.get(candidate.code, ()) and _is_same_breath(candidate, other)
            for other in candidates
        )
    ]


def _is_bare_conclusion(one: _Candidate, candidates: Sequence[_Candidate]) -> bool:
    return (
        one.code == "not_covered_benefit"
        and one.probability < _LIKELY_ARGUED
        and any(other.code != one.code for other in candidates)
    )


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
