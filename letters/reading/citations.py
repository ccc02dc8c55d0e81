"""Clauses of the plan or policy, clinical criteria and medical policies that a passage cites. Not statutes."""

import re

from letters.reading.findings import Span
from letters.reading.layout import Letter, Sentence

_NUMBER = r"(?:[A-Z]{0,2}-?\d+|[IVXLC]+|[A-Z])(?:[.-]\d+|[.-][A-Z]\b)*(?:\s?\([A-Za-z0-9]{1,4}\))*"
# A form's number: "CP 00 10", "HF-HO-3".
_FORM = r"[A-Z]{2}\s\d{2}\s\d{2}(?:\s\d{2}\s\d{2})?"
_DOCUMENT = (
    r"(?:Plan Document|Summary Plan Description|SPD|SFIP|Benefit Booklet|Certificate(?: of (?:Coverage|Insurance))?|"
    r"Evidence of Coverage|Member Handbook|(?:Group\s+)?Policy(?: Form)?(?: [A-Z0-9]{1,6}[ -]\d[\d -]{0,20}\d)?|"
    r"Form [A-Z]{1,4}[ -]?\d[\w -]{0,20}?|"
    r"Policy Provisions?|Contract|Plan|Endorsement(?: [A-Z0-9-]+)?|Coverage [A-F]|" + _FORM + r")"
)
_PART = (
    r"(?:[Ss]ection|Sec\.|Article|Part|Exclusion|Provision|Paragraph|Clause|Condition|Item|Chapter|"
    r"Endorsement|§)"
)
_TITLE = r"(?:,?\s*[\"(](?:[^\"()\n]|\n(?!\n)){3,80}[\")])?"
_NEXT = r"(?:paragraph|item|subsection|subparagraph)\s+\(?\w{1,3}\)?(?:\.\w{1,3})*"
# What a part is called, and where in it: "Section I - Conditions, B.7", "Section IV. Property Not Insured, item 9".
_WORDS = r"[A-Z][A-Za-z]+(?:\s+(?:and\s+|or\s+|of\s+)?[A-Z][A-Za-z]+){0,5}"
_WITHIN = rf"(?:{_NEXT}|[A-Z]\.\d+(?:\.\w{{1,2}})*|\d+\.[a-z]\b(?:\.\(?\w+\)?)*\.?|[A-Z](?=[).,;]))"
_PLACE = (
    rf"(?:(?:,\s+|\s+-\s+|\.\s+){_WORDS},\s+{_WITHIN}|(?:,\s+|\s+-\s+){_WORDS}(?=[,;.)])|"
    rf",\s+{_WITHIN}|,\s+Exclusion\s+{_NUMBER})?"
)
_CLAUSE = re.compile(
    rf"\b{_DOCUMENT}(?:,\s*|\s+(?:at\s+|under\s+)?|\s*-\s*){_PART}\s*(?:No\.\s*)?{_NUMBER}"
    rf"(?:,\s*(?:{_PART}\s*)?{_NUMBER}(?![\w$]))*{_PLACE}(?:\s+and\s+{_PART}\s*{_NUMBER})*{_TITLE}"
    rf"|(?:\b(?:Section|Article|Exclusion|Provision|Paragraph|Clause|Endorsement)|§)\s*{_NUMBER}"
    rf"(?:,\s*(?:{_PART}\s*){_NUMBER})*{_PLACE}{_TITLE}"
    rf"|\bPart\s+[A-Z]+(?:,\s+(?:Exclusion|Section|[Ii]tem)\s+{_NUMBER}|(?=\s+of\s+(?:your|the)\s+(?:\w+\s+)?policy\b))"
    rf"|\bSECTION\s+[IVX]+\s*-\s*[A-Z ]{{4,40}}(?:,\s+{_NEXT})?"
    rf"|\b[A-Z]{{4,}}(?:\s+[A-Z]{{2,}}){{1,6}},\s+{_NEXT}"
    # A form by its number, and a provision by its name alone.
    rf"|\b(?:[Ff]orm|[Ee]ndorsement)\s+(?:{_FORM}|[A-Z]{{2,4}}-\d[\w-]*)(?:,\s+{_WORDS})?"
    rf"|(?<=\")[A-Z]{{4,}}(?:\s+[A-Z]{{2,}}){{1,6}}(?=\.\s)"
    rf"|\b(?:section|provision)\s+(?:entitled|titled|called|headed)\s+\"?{_WORDS}"
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
# How a guideline is numbered: "S-500", "MP-3.117", "SURG.00412", "7.01.58", "L33789".
_LETTERED = r"[A-Z]{1,5}[-.]?\d(?:[\w.-]*\w)?"
_ID = rf"(?:{_LETTERED}|\d(?:[\w.-]*\w)?)"
_HEADLINE = r"[A-Z][\w&/'-]*(?:\s+(?:(?:and|of|for|&|the)\s+)*[A-Z\d][\w&/'-]*)*"
# A subset or a title behind a comma, and no new sentence's or clause's beginning.
_SUBSET = (
    rf"(?:[,:]\s+(?!(?:We|You|Your|Our|The|This|Mr|Ms|Mrs|Dr|It|In|A|An|I)\b){_HEADLINE}(?=[,;.):]|\s*$))"
)
_CRITERIA = re.compile(
    r"\b(?:"
    + "|".join(
        (
            # Published sets, with a guideline's name and number: "InterQual 2025 Procedures Criteria, Knee",
            # "MCG Care Guideline S-500".
            r"(?:InterQual|MCG|Milliman|ASAM|LOCUS|CALOCUS|CASII|ECSII|NCCN|ACOEM|ODG|Hayes|eviCore|Carelon|AIM)\b"
            rf"[®™]?(?:\s+(?:(?:and|of|for|&)\s+)?(?:\d{{4}}|[A-Z][\w&/'-]*))*{_SUBSET}*"
            rf"(?:,?\s+(?:guideline|criteria|subset)?\s*{_LETTERED})?" + _RELEASE,
            # Medicare's coverage determinations and manuals.
            r"(?:LCD|NCD|LCA)\s*(?:No\.\s*)?[LA]?\d[\d.]*\d",
            r"(?:Local|National)\s+Coverage\s+(?:Determination|Article)s?\s*(?:\(\w+\)\s*)?,?\s*(?:No\.\s*)?[LA\d][\d.]+\d",
            r"Medicare\s+(?:Benefit\s+Policy|National\s+Coverage\s+Determinations|Program\s+Integrity)\s+Manual"
            r"(?:,\s+[Cc]hapter\s+\d+)?(?:,\s+[Ss]ection\s+[\d.]*\d)?",
            # An insurer's own policies: "Acme Medical Policy No. MP-1.2", "our clinical guideline NC-12".
            _NAMED + r"{0,4}(?:[Cc]orporate\s+)?(?:[Mm]edical|[Cc]linical|[Cc]overage|[Pp]harmacy|[Pp]ayment|"
            r"[Rr]eimbursement|[Dd]rug|[Ll]aboratory)\s+(?:[Cc]overage\s+|[Cc]linical\s+|[Pp]ayment\s+)?"
            r"(?:[Pp]olicy|[Gg]uidelines?|[Bb]ulletin|[Pp]olicies|[Cc]riteria)(?:\s+[Bb]ulletin)?\s*(?:\(\w+\)\s*)?"
            rf"(?:No\.|[Nn]umber|#)?\s*{_ID}(?:{_SUBSET}(?!\s+[a-z]))?" + _RELEASE,
            _NAMED + rf"{{1,4}}(?:Guideline|Criteria|Bulletin)\s+(?:No\.\s*)?{_LETTERED}",
            rf"(?:guideline|bulletin)\s+(?:No\.\s*)?[A-Z]{{1,5}}[-.]\d(?:[\w.-]*\w)?{_SUBSET}?",
            # Any other named set: "Acme Care Criteria, Spine, Guideline X-1 (2026)", "Acme Coverage Criteria: Knee".
            _NAMED + r"{1,4}(?:Criteria|Guidelines?)(?:,\s+[A-Z][\w /-]{2,40}?)?"
            r",\s+(?:Guideline|Criteria|Subset|Section)\s+[A-Z]{0,4}-?\d(?:[\w.-]*\w)?" + _RELEASE,
            _NAMED
            + r"{1,3}(?:Care|Coverage|Clinical|Medical\s+Necessity|Prior\s+Authorization|Step\s+Therapy)\s+"
            rf"(?:Criteria|Guidelines?)\b{_SUBSET}?(?:,\s+version\s+[\d.]*\d)?",
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
