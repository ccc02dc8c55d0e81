"""Which products and companies, that decide or price by rule or model, the letter names for its decision."""

from functools import cache

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
_CONFIDENCE = 0.9


@cache
def vendor_kinds() -> dict[str, str]:
    """What each product of `vendors.yaml` does: a word of utilization, pricing, valuation, screening."""
    return {name: row["kind"] for name, row in data_of("vendors").items()}


def review_vendors(letter: Letter) -> tuple[Finding, ...]:
    """Each product once, with the sentence that names it first; `why` says what it does."""
    if not any(phrases for view in letter.views for _, phrases in possible("vendors", lowered(view))):
        return ()  # as of most letters
    found: dict[str, Finding] = {}
    for _, sentence in letter.sentences():
        for rule, _ in matches("vendors", sentence.text):
            if rule.code not in found:
                why = _WHAT_IT_DOES[vendor_kinds()[rule.code]]
                found[rule.code] = Finding(rule.code, letter.span_of(sentence), _CONFIDENCE, why)
    named = [finding for code, finding in found.items() if code != "unnamed algorithm"]
    return tuple(named or found.values())
