"""Whether a sentence is the insurer's own statement about this claim, and not a right, a condition or a quotation."""

import re
from collections.abc import Callable

from letters.reading.layout import Section, Sentence
from letters.reading.rules import Expression

_RIGHTS_HEADING = Expression(
    r"\b(?:appeals?|your (?:further )?rights?|(?<!reservation of )rights|external review|"
    r"independent review|civil action|grievance|"
    r"how to|what to (?:do|include|send)|what you can|important information|help|language|resources|"
    r"reconsideration|"
    r"hearing|complaint|if you disagree|questions)\b"
)
_DECIDING_HEADING = Expression(r"\b(?:reason|denial of|denied|determination|decision)\b")
# The head of a paper ("Court of Appeals, No. …", "Appeal no. 26-0188"), under which all of it stands.
_CAPTION = Expression(r"\bcourt\b|\b(?:no|number)\b[.:]|#|\d{3}")
# A box that only says whom to call; what follows it in the text need not belong to it.
_SOFT_HEADING = re.compile(
    r"\W*(?:any )?(?:questions|help|language(?: (?:assistance|help|services))?|resources|need help)\W*",
    re.IGNORECASE,
)
# What a claimant may do; "you must try another drug first" and "you could have been treated at home" are reasons.
_DOINGS = (
    r"(?:appeal|ask|request|file|submit|send|write|call|contact|bring|start|sue|seek|obtain|mail|fax|demand|invoke|"
    r"complain|name|appoint|choose|designate|represent|include|attach|enclose|tell us|let us know|give us|provide us|"
    r"visit|look at|review|keep|get (?:a |free |help|copies|this|your|one)|have (?:a|an|someone|somebody|copies|access|"
    r"the right|your|the decision|this|another|\d)|take (?:legal|further|your)|resubmit|be entitled|be asked|speak|"
    r"talk|find|read|use this|do the following|qualify|be able|be eligible|apply|continue|pay|be billed)"
)
_RIGHTS = Expression(
    r"^\W*(?:appeal (?:rights|instructions|deadline)|appeals?|include|important|notes?(?! \w+:)|action required|"
    r"how to (?:ask|appeal|get|file)[^:]{0,40}|requests? for reconsideration|"
    r"please note|questions)\s*[:?]|"
    r"^\W*(?:the |an |your |any |such |written |internal )*(?:appeals?|requests?(?: for [\w ]{3,40})?) (?:must|should|"
    r"has to|have to|needs? to) (?:be )?(?:postmarked|received|reach|sent|filed|made|submitted|mailed|in writing)|"
    r"^\W*(?:filing|sending|making) (?:an|the|this|your) (?:appeal|request)\b|"
    r"^\W*(?:up)?on (?:your )?(?:written )?request\b|"
    rf"\byou (?:also |or your \w+ |or [\w ]{{3,40}} )?(?:may|can|could|should|must|will need to|need to)"
    rf"(?: also| still| then| instead| either| now)? {_DOINGS}\b|"
    r"\b(?:you (?:also )?(?:have|are entitled to) (?:the|a|an?other)? ?(?:rights?|\d+)|you had (?:the|a) right|"
    r"right to (?:appeal|request|bring|ask|file|receive|sue)|to appeal|"
    r"to have (?:this|your|the) \w+ (?:looked|reviewed)|"
    r"your (?:written )?appeal (?:must|should|will)|please (?:send|submit|include|call|see|refer|contact|provide|write|"
    r"let us|have your|complete|return|keep))\b"
)
_HYPOTHETICAL = Expression(
    r"^\W*(?:\d+\W+)?(?:if|whenever|should|unless|once|in the event|in order to|for example|means?)\b|\?\W*$|"
    r"\b(?:will not affect|in general|generally speaking|usually|any person who)\b|"
    r"\b(?:claims|requests|charges|bills|services)\b[^.]*\b(?:will|may) be (?:denied|rejected|returned|refused)\b|"
    r"\"[^\"]{2,60}\" means?\b|^\W*(?:[A-Z][\w-]+ ){1,4}means\b|\bbecause\s*\x00|"
    r"\b(?:(?:we|company|plan|insurer) (?:does|do|did) not say that|not the reason for|was not considered|"
    r"is not being said)\b|^\W*(?:definitions?|remember|examples?)\s*:|"
    r"^\W*(?![A-Z]+ ?\d)[A-Z][\w ]{2,30} - (?:a|an|any|the) |"
    r"\bwe (?:may|might|could) (?:also |then )?(?:deny|refuse|decline|reject)\b|"
    r"\bor (?:it|they|the claim) (?:will|may) be (?:denied|rejected|returned|refused)\b|"
    r"\bunder (?:most|all|many) (?:policies|plans)\b|\bto (?:remain|stay|be|become) (?:eligible|covered|insured)\b|"
    r"\bwill (?:end|stop|cease|be (?:denied|reduced|terminated))\b[^.]*\b(?:if|when)\b|\bany denial\b|"
    r"\bwill (?:tell|inform|notify|advise) you\b.*\bif\b"
)
_OF_A_KIND = Expression(
    r"^\W*(?:when|where)\b|\b(?:services|treatments?|care|items|drugs|losses|claims)\s+(?:that|which)\s+(?:are|is)\b"
)
# "Claims without a number will be denied", where nothing says that the reader's claim is one.
_FUTURE_OF_OTHERS = Expression(
    r"\b(?:will|may|might|can|are|could) (?:not )?be (?:denied|covered|rejected|returned|paid|refused)\b|"
    r"\b(?:days|services|claims|charges|stays|visits|sessions) (?:that|which|without|beyond)\b"
)
_READERS_OWN = Expression(
    r"\b(?:your|this|these|we|the (?:claim|request|service|loss|bill)|was|were|nothing|you (?:will|had|have|are))\b|"
    r"\bno (?:money|benefits?|payment|part)\b"
)
# What says that this claim is meant, and not claims of a kind.
_THIS_CLAIM = Expression(r"\b(?:this|these|your|was|were|had|did|has)\b")
_LAW_OR_CONTRACT = Expression(
    r"^\W*(?:[\w.§()' -]{0,60}\b(?:policy|plan|certificate|contract|statute|law|code|regulation|act|"
    r"section|document|"
    r"provision|C\.?F\.?R\.?)\b[^.:]{0,60}\b(?:states?|provides?|reads?|says?|defines?|means|"
    r"require[sd]?)\b)"
)
_APPLIED = Expression(
    r"\b(?:because|therefore|accordingly|since|we|our|your claim|this claim|denied|was not|were not|"
    r"did not|has not|have not)\b"
)
# What a contract's or a law's own words follow, for as long as nothing speaks of this claim.
_RECITAL_BEGINS = Expression(
    r"\b(?:policy|plan|certificate|contract|form|endorsement|booklet|provisions?|sections?|coverage|exclusions?|"
    r"conditions?|language|agreement|handbook|statute|regulation)\b[^.]{0,90}\b(?:states?|provides?|reads?|says?|"
    r"contains?|includes?|defines?)\b[^.]{0,40}:\s*$|"
    r"\bthe following (?:\w+ )?(?:provisions?|language|exclusions?|conditions?|definitions?|wording|terms?)\b"
    r"[^.]{0,60}:\s*$|"
    r"\b(?:states?|provides?|reads?) (?:in (?:pertinent |relevant )?part|as follows)[^.]{0,20}:\s*$"
)
_RECITAL_ENDS = Expression(
    r"\b(?:because|therefore|accordingly|as (?:noted|explained|stated) above|in this case|"
    r"for (?:this|these|the above|that) reasons?|based (?:up)?on)\b|"
    r"\bour (?:investigation|review|reviewers?|inspection|inspector|adjuster|engineer|file|records?|position|decision|"
    r"understanding|determination)\b|"
    r"\bwe (?:have|had|are|were|received|find|found|determined?|concluded?|must|regret|reviewed|inspected|deny|cannot|"
    r"can not|paid|asked|understand|note)\b|"
    r"\b(?:your|this|the|that) (?:[\w'-]+ ){1,3}(?:was|were|did|had|shows?|showed|occurred|began|happened)\b|"
    r"\byou (?:were|did|had|told|reported|said|have not|submitted|filed|asked)\b|"
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december) \d|\bdenied\b"
)
_QUOTATION = re.compile(r'"[^"]{2,1200}"')
# A title in quotation marks ("Experimental Services") is short; a passage of law or contract is not.
_SHORTEST_PASSAGE = 40


def is_about_rights(section: Section, sentence: Sentence) -> bool:
    """Whether the sentence tells what the claimant may do."""
    return _once(sentence, "rights", lambda: _is_about_rights(section.title, sentence.text))


def stands_under_rights(section: Section) -> bool:
    """Whether the section's heading announces what the claimant may do."""
    return _is_rights_heading(section.title, "")


def is_hypothetical(sentence: Sentence) -> bool:
    """Whether the sentence speaks of what would be, or of claims in general."""
    return _once(sentence, "hypothetical", lambda: _is_hypothetical(sentence.text))


def is_recital(sentence: Sentence) -> bool:
    """Whether the sentence only recites a law or the contract, without applying it to this claim."""
    return _LAW_OR_CONTRACT.is_in(sentence.text) and not _APPLIED.is_in(_unquoted(sentence.text))


def begins_recital(sentence: Sentence) -> bool:
    """Whether the contract's or a law's own words follow the sentence."""
    return _RECITAL_BEGINS.is_in(sentence.text)


def ends_recital(sentence: Sentence) -> bool:
    """Whether a sentence behind such words is the insurer's own again: it speaks of this claim."""
    return _RECITAL_ENDS.is_in(sentence.text)


def _once(sentence: Sentence, question: str, find: Callable[[], bool]) -> bool:
    if question not in sentence.answers:
        sentence.answers[question] = find()
    return sentence.answers[question]


def _is_about_rights(title: str, text: str) -> bool:
    return _is_rights_heading(title, text) or _RIGHTS.is_in(text)


def _is_rights_heading(title: str, text: str) -> bool:
    """Whether a heading announces rights, for a text that stands under it."""
    if not _RIGHTS_HEADING.is_in(title) or _DECIDING_HEADING.is_in(title) or _CAPTION.is_in(title):
        return False
    return not (_SOFT_HEADING.fullmatch(title) and _APPLIED.is_in(text))


def _is_hypothetical(text: str) -> bool:
    if _HYPOTHETICAL.is_in(text) or (_FUTURE_OF_OTHERS.is_in(text) and not _READERS_OWN.is_in(text)):
        return True
    return _OF_A_KIND.is_in(text) and not _THIS_CLAIM.is_in(text)


def is_quoted(text: str, position: int) -> bool:
    """Whether a position lies in a passage between quotation marks (titles are short, and are not passages)."""
    if '"' not in text:
        return False
    return any(
        match.start() < position < match.end() and len(match.group()) >= _SHORTEST_PASSAGE
        for match in _QUOTATION.finditer(text)
    )


def _unquoted(text: str) -> str:
    return _QUOTATION.sub(" ", text)
