"""What the letter decides: one of cases.vocabulary.DECISIONS."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from letters.reading.assertion import is_about_rights, is_hypothetical, is_quoted
from letters.reading.findings import Doubt, Finding, Ground, ReasonCode, Span
from letters.reading.layout import Letter, Sentence
from letters.reading.papers import Paper
from letters.reading.rules import Expression, matches
from letters.reading.weighing import Weighed

ADVERSE = frozenset(
    {"denied", "partially_denied", "terminated", "reduced", "rescinded", "reservation_of_rights", "underpaid"}
)
# The decisions a plain denial gives way to; a denial beside an approval is a partial one.
_SPECIAL = ("rescinded", "reservation_of_rights", "terminated", "reduced", "partially_denied")
# What a denial that is told of, and not given, has with it.
_OF_THE_PAST = re.compile(
    r"\b(?:on [A-Z][a-z]+ \d+|in (?:january|february|march|april|may|june|july|august|september|october|november|"
    r"december|\d{4})|earlier|previous(?:ly)?|original(?:ly)?|prior|last|at first|"
    r"first (?:request|answer|decision|letter|claim)|had)\b"
    r".*\b(?:den\w+|declin\w+|not|turned down|refused)\b|"
    r"\b(?:in which|that|which|where) (?:we|the plan|it|you) (?:had |have )?(?:denied|declined|ended)\b|"
    r"\b(?:appeal|review|reconsideration) of (?:the|our|your|this)\b.*\b(?:den\w+|terminat\w+|decision)\b|"
    r"\b(?:den\w+|declin\w+)\b.*\b(?:earlier|previously|in error|by mistake|at first|before)\b",
    re.IGNORECASE | re.DOTALL,
)
# A sentence that speaks of the reader's own claim, and not of claims that others had.
_DIRECT = re.compile(
    r"\b(?:your|this) (?:\w+ ){0,2}(?:claim|request|appeal|application|bill|charges?|service|loss)\b|"
    r"\bwe (?:have |must |are |do )?(?:\w+ )?(?:den(?:y|ied|ying)|declin\w+|refus\w+)\b",
    re.IGNORECASE,
)
# From which likelihood a letter is taken to decide against the claim: where no rule says anything, where one says that
# it does not, where it prints a code; and under which it is not taken so, whatever a rule found in passing.
_LEAST_LIKELY, _CONTRARY, _LEAST_LIKELY_WITH_CODE, _UNLIKELY = 0.6, 0.85, 0.12, 0.3
_INFERRED_CONFIDENCE = 0.8
# "It is denied", "the claim was denied"; and a label ("STATUS: DENIED") has few words.
_IT = re.compile(
    r"\b(?:it|the (?:claim|request|appeal|charge|service|application|redetermination|decision)) "
    r"(?:is|was|has been|must be)\b|^\W*(?:all )?(?:benefits|coverage|payment)\b[^.]* (?:is|are) "
    r"(?:therefore |hereby )?(?:denied|declined)\W*$",
    re.IGNORECASE,
)
_LABEL_WORDS = 5
_PLAINLY = re.compile(
    r"\b(?:den(?:y|ied|ies|ying|ial)|declin\w+|refus\w+|reject\w+|dismiss\w+|disclaim\w*|disallow\w*|unfavorable|"
    r"adverse|cannot|can't|not (?:be )?(?:approved?|authorized?|certified|covered|payable|paid)|"
    r"no (?:benefits?|coverage|payment)|"
    r"up(?:held|hold)|terminat\w+|rescind\w*|rescission|void\w*|reserv\w+)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Said:
    """A decision that some sentence states; `past` when it only tells of one."""

    at: Span
    confidence: float
    past: bool


def decision(letter: Letter, sort: Paper | None) -> tuple[Finding, list[Doubt]]:
    """The decision and its sentence. `none`, on the letter's first line, when it decides nothing.

    `sort` is what the paper is where it is no insurer's decision (`papers.paper`).
    """
    said = _said(letter, sort)
    if says_it_is_no_denial(letter):
        said = {
            code: at for code, at in said.items() if code == "reservation_of_rights" or code not in ADVERSE
        }
    reserved = said.get("reservation_of_rights")
    if reserved and "denied" in said and _denies(said["denied"]) and not _UNDER.is_in(reserved.at.quote):
        del said["reservation_of_rights"]  # which a denial ends with, too
    if reserved and not _UNDER.is_in(reserved.at.quote) and _is_undecided(letter):
        said.pop("reservation_of_rights", None)
    if sort is not None and (sort.final or not said.keys() & ADVERSE):
        decided = "approved" if "approved" in said and not sort.final else None
        if decided is None:
            return _nothing(letter), [Doubt("decision", _SORTS[sort.code])]
    doubts = [Doubt("decision", _SORTS["court"])] if sort and sort.code == "court" else []
    if "denied" in said and "approved" in said:
        if said["denied"].past:
            del said["denied"]
        elif not said.keys() & set(_SPECIAL):
            return _both(said, doubts)
    for code in (*_SPECIAL, "denied", "underpaid", "request_for_information", "approved"):
        if code in said:
            return Finding(code, said[code].at, said[code].confidence), doubts
    return _nothing(letter), [
        *doubts,
        Doubt("decision", "The letter does not say that anything was decided."),
    ]


def _denies(said: _Said) -> bool:
    return not said.past and is_plain(Finding("denied", said.at, said.confidence))


_SORTS = {
    "form": "This is a form that nobody filled in.",
    "to_the_insurer": "This was written to an insurer, not by one.",
    "court": "This is a court's account of a decision, not the letter itself.",
    "bill": "This is a bill.",
    "nobodys": "Nothing tells whose claim this is about: it has no date, no number and nobody's name.",
    "general_news": "This tells members or providers in general.",
    "promotion": "This is advertising or general information.",
    "survey": "This asks for an opinion.",
    "privacy": "This is a notice about privacy.",
    "premium": "This is about a premium.",
}


def is_plain(decided: Finding) -> bool:
    """Whether a decision is given in words of deciding, so that the rest of the letter need not be asked."""
    said = decided.at.quote
    is_direct = bool(_DIRECT.search(said) or _IT.search(said)) or len(said.split()) <= _LABEL_WORDS
    if decided.value not in ("denied", "partially_denied"):
        return decided.value in ADVERSE
    return is_direct and bool(_PLAINLY.search(said))


def inferred(
    letter: Letter,
    decided: Finding,
    doubts: list[Doubt],
    weighed: Weighed,
    codes: Sequence[ReasonCode],
) -> tuple[Finding, list[Doubt]]:
    """What a letter decides whose words do not plainly say it; a person is told what is inferred.

    A printed code that stands for a ground is as good as a statement.
    """
    if decided.value not in ADVERSE and (
        says_it_is_no_denial(letter)
        or _pays_every_line(letter)
        or (decided.value == "approved" and _overturns(letter))
    ):
        return decided, doubts
    printed = next((code.at for code in codes if code.ground is not None), None)
    if decided.value in ADVERSE:
        if weighed.likely >= _UNLIKELY or (printed and _PLAINLY.search(decided.at.quote)):
            return decided, doubts
        why = "The letter speaks of something not paid, but as a whole it does not decide against the claim."
        return _other(weighed) or _nothing(letter), [*doubts, Doubt("decision", why, decided.at)]
    is_likely = weighed.likely >= (_LEAST_LIKELY if decided.value == "none" else _CONTRARY)
    if not is_likely and not (
        printed and decided.value == "none" and weighed.likely >= _LEAST_LIKELY_WITH_CODE
    ):
        return decided, doubts
    at = weighed.at or (letter.line_of(printed) if printed else decided.at)
    why = (
        "The letter does not say in plain words what it decides; it is taken as a decision against the claim."
    )
    confidence = round(min(_INFERRED_CONFIDENCE, weighed.likely), 2)
    return Finding(weighed.decision, at, confidence), [Doubt("decision", why, at)]


def _other(weighed: Weighed) -> Finding | None:
    """What else the letter does, where a sentence plainly approves or asks."""
    return Finding(weighed.otherwise[0], weighed.otherwise[1], 0.6) if weighed.otherwise else None


def settled(letter: Letter, decided: Finding, grounds: Sequence[Ground]) -> Finding:
    """The decision once the reasons are known: a denial only of more money, beside a payment, is an underpayment."""
    is_about_amount = bool(grounds) and {ground.code for ground in grounds} <= _ABOUT_AMOUNT
    if (
        decided.value in ("denied", "partially_denied")
        and is_about_amount
        and _PAID.search("\n".join(letter.views))
    ):
        return replace(decided, value="underpaid")
    if decided.value == "denied" and _pays_some_lines(letter):
        return replace(decided, value="partially_denied", confidence=min(decided.confidence, 0.75))
    return decided


def _pays_every_line(letter: Letter) -> bool:
    """Whether each line of a table of charges has something allowed and paid, and leaves nothing to the reader."""
    lines = [
        [float(one.replace(",", "")) for one in sums]
        for view in letter.views
        for line in view.splitlines()
        if len(sums := _SUM.findall(line)) > _FEWEST_SUMS
    ]
    return bool(lines) and all(line[-1] == 0 and all(line[:-1]) for line in lines)


def _pays_some_lines(letter: Letter) -> bool:
    """Whether a table of charges ends in an amount paid on some lines, and in none on others."""
    ends = {
        float(sums[-1].replace(",", "")) > 0
        for view in letter.views
        for line in view.splitlines()
        if len(sums := _SUM.findall(line)) >= _FEWEST_SUMS and not _TOTAL.match(line)
    }
    return ends == {True, False}


# "This letter is no denial": of a reservation of rights too, which says so beside what it decides.
_NO_DENIAL = Expression(
    r"\b(?:is|are|as|and|or|constitutes?|considered|means?|intended)\s+(?:in\s+no\s+way\s+|not\s+|neither\s+)?"
    r"(?:a\s+|an\s+)?(?:no|not\s+a)\s+(?:\w+\s+)?denial\b(?!\s+(?:based|because|for))|"
    r"\bnot\s+(?:be\s+)?(?:construed|considered|taken|read|understood|intended)\s+(?:as|to be)\s+(?:a|any)\s+denial\b|"
    r"\bneither\b.{2,60}\bnor\s+(?:a|an|any)\s+(?:\w+\s+)?denial\b"
)


def says_it_is_no_denial(letter: Letter) -> bool:
    """Whether the letter says of itself that it denies nothing."""
    return any(_NO_DENIAL.is_in(sentence.text) for _, sentence in letter.sentences())


# A denial that is taken back whole: what it denied is told, and is no reason any more.
_OVERTURNED = Expression(
    r"\b(?:overturn(?:ed)?|reversed?|withdrawn?|withdrew|set aside)\b.{0,20}\b(?:denial|decision|determination)\b|"
    r"\b(?:denial|decision|determination) (?:has been|was|is|have been) (?:overturned|reversed|withdrawn|set aside)\b|"
    r"\b(?:fully|entirely|wholly|decided) in (?:your|the \w+'s) favor\b"
)
_NOT_WHOLLY = Expression(r"\b(?:part|partially|partly|not|no|unable|cannot|if|whether|may|asked?|request)\b")


def _overturns(letter: Letter) -> bool:
    return any(
        _OVERTURNED.is_in(sentence.text)
        and not _NOT_WHOLLY.is_in(sentence.text)
        and not is_hypothetical(sentence)
        and not is_about_rights(section, sentence)
        for section, sentence in letter.sentences()
    )


# "We have neither accepted nor denied your claim": the rights are reserved in passing, and nothing is decided.
_UNDECIDED = Expression(
    r"\bneither (?:accepted|admitted|approved|accept|accepting|confirmed) nor (?:denied|deny|denying|rejected)\b|"
    r"\b(?:have|has) (?:not yet )?(?:made|reached) no decision\b|"
    r"\bcannot (?:decide|reach a decision)\b.{0,40}\b(?:until|before)\b"
)


def _is_undecided(letter: Letter) -> bool:
    return any(_UNDECIDED.is_in(sentence.text) for _, sentence in letter.sentences())


_UNDER = Expression(r"\bunder\b.{0,30}\breservation\b|\breservation of rights\b")
_SUM = re.compile(r"(?<![\d/-])\$?(\d[\d,]*\.\d\d)(?![\d/])")
_TOTAL = re.compile(r"\W*(?:grand )?totals?\b", re.IGNORECASE)
_FEWEST_SUMS = 2


_ABOUT_AMOUNT = frozenset({"limits_or_valuation", "liability_disputed"})
_PAID = re.compile(
    r"\b(?:payment (?:enclosed|of \$|in the amount|issued|was)|we (?:have )?(?:paid|issued|sent)|paid (?:at|you|\$)|"
    r"(?:check|draft) (?:for|in)|enclosed (?:is|please find) (?:a |our |your )?(?:check|payment)|stays at \$|"
    r"(?:is|are|was|were|been)(?: therefore)? paid at|actual cash value (?:payment|settlement)|plan paid|benefit paid)",
    re.IGNORECASE,
)


def _both(said: dict[str, _Said], doubts: list[Doubt]) -> tuple[Finding, list[Doubt]]:
    denied, approved = said["denied"], said["approved"]
    doubt = Doubt("decision", "The letter denies and approves: check which part is which.", approved.at)
    return Finding("partially_denied", denied.at, min(denied.confidence, 0.75)), [*doubts, doubt]


def _nothing(letter: Letter) -> Finding:
    page = next((p for p in range(1, len(letter.pages) + 1) if any(True for _ in letter.lines(p))), 1)
    start, end = next(iter(letter.lines(page)), (0, 0))
    return Finding("none", letter.span(page, start, end), 0.6)


def _said(letter: Letter, sort: Paper | None) -> dict[str, _Said]:
    """Each decision that some sentence states, with the first such sentence, or else title.

    A decision that is given goes before one that is told of.
    """
    said: dict[str, _Said] = {}
    in_titles: dict[str, _Said] = {}
    for section, sentence in letter.sentences():
        where = said if sentence.text.endswith(".") else in_titles
        if is_hypothetical(sentence):
            continue
        about_rights = is_about_rights(section, sentence)
        for rule, match in matches("decision", sentence.text):
            # A request for information may be put as a plea; every other decision is never told among the rights.
            if about_rights and rule.code != "request_for_information":
                continue
            if is_quoted(sentence.text, match.start()) or (sort and not _is_direct(sentence, sort)):
                continue
            past = bool(_OF_THE_PAST.search(sentence.text))
            if rule.code not in where or (where[rule.code].past and not past):
                where[rule.code] = _Said(letter.span_of(sentence), rule.confidence, past)
    return {**in_titles, **said}


def _is_direct(sentence: Sentence, sort: Paper) -> bool:
    return sort.code == "court" or bool(_DIRECT.search(sentence.text))
