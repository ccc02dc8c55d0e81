"""Which products and companies, that decide or price by rule or model, the letter names for its decision."""

import re
from collections.abc import Iterator
from functools import cache

from letters.reading.assertion import is_about_rights
from letters.reading.data import data_of
from letters.reading.findings import Finding
from letters.reading.layout import Letter
from letters.reading.rules import lowered, matches, possible

_WHAT_IT_DOES = {
    "utilization": "It rates whether care is necessary.",
    "pricing": "It sets what is paid for care.",
    "valuation": "It sets what a vehicle, an injury or a repair is worth.",
    "screening": "It picks out claims or lines to refuse or to look into.",
}
_CONFIDENCE, _BY_ITS_NAME = 0.9, 0.7
# A company that the list does not know, by the last word of its name and by the part that the letter gives it.
_LAST_WORDS = (
    r"(?:Analytics|Predictive\s+Care|Informatics|Technologies|Data\s+Sciences?|Decision\s+Support|"
    r"(?:Peer|Medical|Clinical|Physician)\s+Review(?:ers|s)?(?:\s+(?:Services|Solutions|Group|Network))?|"
    r"Review\s+(?:Services|Solutions|Group|Network)|"
    r"(?:Utilization|Medical|Care|Benefits?)\s+Management)"
)
_MAY_BE_ONE = re.compile(_LAST_WORDS)
_UNLISTED = re.compile(
    r"\b(?:tool|service|software|algorithm|model|platform|system|consultant|firm|vendor|company|supported|powered|licensed|"
    r"developed|provided|operated|reviewed|performed|conducted|carried\s+out|calculated|scored|sent|referred)"
    rf"(?:,|\s+(?:of|by|from|to))\s+(?:our\s+vendor,?\s+)?(?P<name>(?:[A-Z][\w&'-]+\s+){{1,3}}{_LAST_WORDS})\b"
)


@cache
def vendor_kinds() -> dict[str, str]:
    """What each product of `vendors.yaml` does: a word of utilization, pricing, valuation, screening."""
    return {name: row["kind"] for name, row in data_of("vendors").items()}


def review_vendors(letter: Letter) -> tuple[Finding, ...]:
    """Each product once, with the sentence that names it first; `why` says what it does."""
    return (*_listed(letter), *_unlisted(letter))


def _listed(letter: Letter) -> Iterator[Finding]:
    if not any(phrases for view in letter.views for _, phrases in possible("vendors", lowered(view))):
        return  # as of most letters
    found: dict[str, Finding] = {}
    for _, sentence in letter.sentences():
        for rule, _ in matches("vendors", sentence.text):
            if rule.code not in found:
                why = _WHAT_IT_DOES[vendor_kinds()[rule.code]]
                found[rule.code] = Finding(rule.code, letter.span_of(sentence), _CONFIDENCE, why)
    named = [finding for code, finding in found.items() if code != "unnamed algorithm"]
    yield from named or found.values()


def _unlisted(letter: Letter) -> Iterator[Finding]:
    """Companies of a name that says what they do, where the letter says that they had a part in the decision."""
    if not any(_MAY_BE_ONE.search(view) for view in letter.views):
        return
    seen: set[str] = set()
    for section, sentence in letter.sentences():
        match = _UNLISTED.search(sentence.text)
        if match is None or is_about_rights(section, sentence):
            continue
        name = " ".join(match["name"].split())
        if name not in seen and not any(True for _ in matches("vendors", name)):
            seen.add(name)
            yield Finding(name, letter.span_of(sentence), _BY_ITS_NAME, _WHAT_IT_DOES["utilization"])
