"""Clauses of the plan or policy, clinical criteria and medical policies that a passage cites. Not statutes."""

import re

from letters.reading.findings import Span
from letters.reading.layout import Letter, Sentence

_NUMBER = r"(?:[A-Z]{0,2}-?\d+|[IVXLC]+|[A-Z])(?:[.-]\d+|[.-][A-Z]\b)*(?:\s?\([A-Za-z0-9]{1,4}\))*"
_DOCUMENT = (
    r"(?:Plan Document|Summary Plan Description|SPD|Benefit Booklet|Certificate(?: of (?:Coverage|"
    r"Insurance))?|"
    r"Evidence of Coverage|Member Handbook|Policy(?: Form)?(?: [A-Z0-9]{1,6}[ -]\d[\d -]{0,20}\d)?|"
    r"Form [A-Z]{1,4}[ -]?\d[\w -]{0,20}?|"
    r"Policy Provisions?|Contract|Plan|Endorsement(?: [A-Z0-9-]+)?|Coverage [A-F])"
)
_PART = (
    r"(?:Section|Sec\.|Article|Part|Exclusion|Provision|Paragraph|Clause|Condition|Item|Chapter|"
    r"Endorsement|§)"
)
_TITLE = r"(?:,?\s*[\"(](?:[^\"()\n]|\n(?!\n)){3,80}[\")])?"
_CLAUSE = re.compile(
    rf"\b{_DOCUMENT}(?:,\s*|\s+(?:at\s+|under\s+)?|\s*-\s*){_PART}\s*(?:No\.\s*)?{_NUMBER}"
    rf"(?:,\s*(?:{_PART}\s*)?{_NUMBER}(?![\w$]))*{_TITLE}"
    rf"|(?:\b(?:Section|Article|Exclusion|Provision|Paragraph|Clause|Endorsement)|§)\s*{_NUMBER}"
    rf"(?:,\s*(?:{_PART}\s*){_NUMBER})*{_TITLE}"
    rf"|\bSECTION\s+[IVX]+\s*-\s*[A-Z ]{{4,40}}"
)
_STATUTE = re.compile(
    r"^\W{0,3}(?:\([\w.]+\))*\s*(?:of|under)\s+(?:the\s+)?(?:[\w']+\s+){0,5}?(?:Act|ERISA|Code|"
    r"Statutes?|Regulations?|Law)\b",
    re.IGNORECASE,
)
_STATUTE_BEFORE = re.compile(
    r"(?:\bU\.?S\.?C\.?|\bCFR|\bC\.F\.R\.|\bAct|\bCode|\bStat\.?|\bERISA),?\s*(?:§+\s*)?$"
)
# A name of capitalised words, without the word that leads into it.
_NAMED = r"(?!(?:Under|Per|See|The|Our|This|In|By|Its)\b)(?:[A-Z][\w&'-]+\s+)"
_RELEASE = r"(?:\s*\([^)\n]{4,20}\))?"
_CRITERIA = re.compile(
    r"\b(?:"
    + "|".join(
        (
            # Published sets, with a guideline's number: "InterQual Acute Criteria", "MCG Care Guideline S-500".
            r"(?:InterQual|MCG|Milliman|ASAM|LOCUS|CALOCUS|NCCN|Hayes|eviCore|Carelon|AIM)\b"
            r"(?:\s+(?:Care|Level of Care|Clinical|Acute|Adult|Medical|Guidelines?|Criteria|"
            r"Compendium|Specialty))*"
            r"(?:,?\s+(?:[A-Z][\w /-]{2,40},\s*)?(?:Guideline|Criteria|"
            r"Subset)?\s*[A-Z]{1,4}-?\d(?:[\w.-]*\w)?)?" + _RELEASE,
            # Medicare's coverage determinations.
            r"(?:LCD|NCD)\s*(?:No\.\s*)?L?\d[\d.]*\d",
            r"(?:Local|National)\s+Coverage\s+Determination\s*(?:\(\w+\)\s*)?,?\s*(?:No\.\s*)?[L\d][\d.]+\d",
            # An insurer's own policies: "Acme Medical Policy No. MP-1.2".
            _NAMED
            + r"{0,4}(?:Medical|Clinical|Coverage|Pharmacy|Payment|Reimbursement|Drug)\s+(?:Coverage\s+)?"
            r"(?:Policy|Guideline|Bulletin|Policies)(?:\s+Bulletin)?\s*(?:\(\w+\)\s*)?"
            r"(?:No\.|Number|#)?\s*(?:[A-Z]{1,5}[-.]?)?\d(?:[\w.-]*\w)?",
            # Any other named set with a numbered guideline: "Acme Care Criteria, Spine, Guideline X-1 (2026)".
            _NAMED + r"{1,4}(?:Criteria|Guidelines?)(?:,\s+[A-Z][\w /-]{2,40}?)?"
            r",\s+(?:Guideline|Criteria|Subset|Section)\s+[A-Z]{0,4}-?\d(?:[\w.-]*\w)?" + _RELEASE,
            _NAMED + r"{1,3}Care\s+(?:Criteria|Guidelines?)\b",
            r"prudent\s+layperson\s+standard\b",
        )
    )
    + ")"
)


def clauses_in(letter: Letter, sentence: Sentence) -> list[Span]:
    """The provisions of the contract that a sentence cites; a section of an Act or a code is not one."""
    return [
        letter.span(sentence.page, sentence.start + match.start(), sentence.start + match.end())
        for match in _CLAUSE.finditer(sentence.text)
        if not _STATUTE.match(sentence.text[match.end() :])
        and not _STATUTE.search(match.group())
        and not _STATUTE_BEFORE.search(sentence.text[: match.start()])
    ]


def criteria_in(letter: Letter, sentence: Sentence) -> list[Span]:
    """The criteria, guidelines, coverage determinations and medical policies that a sentence cites."""
    return [
        letter.span(sentence.page, sentence.start + match.start(), sentence.start + match.end())
        for match in _CRITERIA.finditer(sentence.text)
    ]
