"""What decides whose law a case is under: the plan types of each line, and the clock of each jurisdiction.

Pure data and lookups. The rules of law themselves are in `deadlines.law`.
"""

from typing import Final

from cases.vocabulary import (
    HEALTH_PLAN_TYPES,
    JURISDICTIONS,
    LINES_OF_BUSINESS,
    PLAN_TYPES,
    PROPERTY_PLAN_TYPES,
)

_EMPLOYERS: Final = ("erisa_self_funded", "erisa_insured", "non_federal_government", "church")
_MARKETS: Final = ("personal", "commercial", "surplus_lines", "residual_market")

PLAN_TYPES_OF_LINE: Final[dict[str, tuple[str, ...]]] = {
    "health": (*HEALTH_PLAN_TYPES, "other"),
    "disability": (*_EMPLOYERS, "other"),
    "life": (*_EMPLOYERS, "other"),
    "property": (*PROPERTY_PLAN_TYPES, "other"),
    "flood": (*PROPERTY_PLAN_TYPES, "other"),
    "auto_first_party": (*_MARKETS, "other"),
    "auto_third_party": (*_MARKETS, "other"),
    "other": tuple(PLAN_TYPES),
}
LINES_THAT_NEED_A_PLAN_TYPE: Final = frozenset({"health", "disability"})

# The zone in which most of the people of a jurisdiction live. Split: AK (western Aleutians), AZ (the Navajo Nation
# keeps summer time), FL (western panhandle), ID (north), IN (north-west and south-west corners), KS, NE, ND, SD and
# TX (far west), KY (west), MI (four counties of the Upper Peninsula), NV (West Wendover), OR (Malheur County),
# TN (east). A case there names its own zone.
_OF_ZONE: Final[dict[str, tuple[str, ...]]] = {
    "America/New_York": (
        *("CT", "DE", "DC", "FL", "GA", "ME", "MD", "MA", "NH", "NJ"),
        *("NY", "NC", "OH", "PA", "RI", "SC", "VT", "VA", "WV"),
    ),
    "America/Indiana/Indianapolis": ("IN",),
    "America/Kentucky/Louisville": ("KY",),
    "America/Detroit": ("MI",),
    "America/Chicago": (
        *("AL", "AR", "IL", "IA", "KS", "LA", "MN", "MS"),
        *("MO", "NE", "ND", "OK", "SD", "TN", "TX", "WI"),
    ),
    "America/Denver": ("CO", "MT", "NM", "UT", "WY"),
    "America/Boise": ("ID",),
    "America/Phoenix": ("AZ",),
    "America/Los_Angeles": ("CA", "NV", "OR", "WA"),
    "America/Anchorage": ("AK",),
    "Pacific/Honolulu": ("HI",),
    "Pacific/Pago_Pago": ("AS",),
    "Pacific/Guam": ("GU", "MP"),
    "America/Puerto_Rico": ("PR", "VI"),
}
TIME_ZONES: Final = {place: zone for zone, places in _OF_ZONE.items() for place in places}
"""Federal law (US) has no zone of its own."""


def plan_type_problem(line_of_business: str, plan_type: str) -> str:
    """What is wrong with this plan type on this line, with the remedy; empty where nothing is."""
    fitting = ", ".join(PLAN_TYPES_OF_LINE.get(line_of_business, ()))
    line = LINES_OF_BUSINESS.get(line_of_business, line_of_business).lower()
    if not plan_type:
        if line_of_business not in LINES_THAT_NEED_A_PLAN_TYPE:
            return ""
        return f"The plan type decides which law a {line} claim is under. Give one of: {fitting}."
    if plan_type not in PLAN_TYPES_OF_LINE.get(line_of_business, ()):
        return f"{plan_type} is not a plan type of the line {line}. Give one of: {fitting}."
    return ""


def jurisdiction_problem(jurisdiction: str) -> str:
    """What is wrong with this jurisdiction, with the remedy; empty where nothing is."""
    if jurisdiction in JURISDICTIONS:
        return ""
    return f"{jurisdiction!r} is not a jurisdiction. Give a state's postal code, such as TX, or US for federal law."
