"""Cells as values: days, amounts, telephone numbers, states. What could be read in two ways is refused, not guessed."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final

DAY_FORMS: Final = {
    "ymd": "year first, such as 2025-04-13",
    "mdy": "month first, such as 04/13/2025",
    "dmy": "day first, such as 13/04/2025",
}

_PLACES: Final = {"ymd": (0, 1, 2), "mdy": (2, 0, 1), "dmy": (2, 1, 0)}
_NUMBERS: Final = re.compile(r"(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})(?:[ T]\d{1,2}:\d{2}.*)?")
_NAMED: Final = re.compile(r"(?:(\d{1,2})\.? )?([A-Za-z]{3,9})\.?(?: (\d{1,2}),?)? (\d{4})")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_AMOUNT: Final = re.compile(r"(\(?)(-?)\$?(\d{1,3}(?:,\d{3})+|\d+)(\.\d{1,2})?(\)?)")
_STATES: Final = (
    "Alabama AL,Alaska AK,Arizona AZ,Arkansas AR,California CA,Colorado CO,Connecticut CT,Delaware DE,"
    "District of Columbia DC,Florida FL,Georgia GA,Hawaii HI,Idaho ID,Illinois IL,Indiana IN,Iowa IA,Kansas KS,"
    "Kentucky KY,Louisiana LA,Maine ME,Maryland MD,Massachusetts MA,Michigan MI,Minnesota MN,Mississippi MS,"
    "Missouri MO,Montana MT,Nebraska NE,Nevada NV,New Hampshire NH,New Jersey NJ,New Mexico NM,New York NY,"
    "North Carolina NC,North Dakota ND,Ohio OH,Oklahoma OK,Oregon OR,Pennsylvania PA,Puerto Rico PR,"
    "Rhode Island RI,South Carolina SC,South Dakota SD,Tennessee TN,Texas TX,Utah UT,Vermont VT,Virginia VA,"
    "Washington WA,West Virginia WV,Wisconsin WI,Wyoming WY,Guam GU,American Samoa AS,"
    "Northern Mariana Islands MP,U.S. Virgin Islands VI,Virgin Islands VI"
)
STATES: Final = {
    key: place[-2:] for place in _STATES.split(",") for key in (place[:-3].lower(), place[-2:].lower())
} | {"us": "US", "federal": "US"}


@lru_cache(maxsize=10_000)
def day(text: str, form: str = "") -> date:
    """The day that a cell names. `form` is one of DAY_FORMS, for what could be read in two ways.

    Raises ValueError with the remedy.
    """
    if found := _NAMED.fullmatch(text.strip()):
        before, name, after, year = found.groups()
        if (before is None) != (after is None) and name[:3].lower() in _MONTHS:
            return _day(int(year), _MONTHS.index(name[:3].lower()) + 1, int(before or after), text)
    found = _NUMBERS.fullmatch(text.strip())
    if not found:
        raise ValueError(f"“{text}” is no date that can be read. Write it as 2025-04-13.")
    parts = found[1], found[2], found[3]
    forms = forms_of(text)
    if not forms:
        raise ValueError(f"“{text}” has no year of four digits, or no such day. Write it as 2025-04-13.")
    if len(forms) > 1 and form not in forms:
        raise ValueError(f"“{text}” is one day where the month comes first, and another where the day does.")
    if form and form not in forms and _telling(text, forms):
        raise ValueError(f"“{text}” is no day with the {DAY_FORMS[form].partition(',')[0]}.")
    year, month, number = (int(parts[place]) for place in _PLACES[form if form in forms else min(forms)])
    return _day(year, month, number, text)


def forms_of(text: str) -> set[str]:
    """In which of DAY_FORMS a cell is a day; more than one where they lead to different days, none for no day."""
    found = _NUMBERS.fullmatch(text.strip())
    if not found:
        return set()
    parts = found[1], found[2], found[3]
    days: dict[str, date] = {}
    for form, places in _PLACES.items():
        year, month, number = (parts[place] for place in places)
        if len(year) == 4 and len(month) <= 2 and len(number) <= 2:
            try:
                days[form] = date(int(year), int(month), int(number))
            except ValueError:
                continue
    if len(set(days.values())) == 1:
        return {min(days)} if "ymd" not in days else {"ymd"}
    return set(days)


def form_of_column(cells: Iterable[str]) -> str:
    """How the days of a column are written, by those that can be read in one way alone.

    Empty where no cell needs it. Raises ValueError where some need it and none tells, or two tell different things.
    """
    told: dict[str, str] = {}
    open_question = ""
    for cell in cells:
        forms = forms_of(cell)
        if len(forms) == 2:
            open_question = open_question or cell
        elif forms and (form := _telling(cell, forms)):
            told.setdefault(form, cell)
    if not open_question:
        return ""
    if len(told) == 1:
        return next(iter(told))
    ways = " or ".join(f"“{form}” ({DAY_FORMS[form]})" for form in ("mdy", "dmy"))
    why = (
        f"“{told['mdy']}” has the month first and “{told['dmy']}” the day"
        if told
        else "no other date in the column tells which"
    )
    raise ValueError(f"“{open_question}” can be read in two ways, and {why}. Say the form: {ways}.")


def _telling(cell: str, forms: set[str]) -> str:
    """What a cell that is one day tells of its column: nothing if day and month are the same number."""
    form = next(iter(forms))
    found = _NUMBERS.fullmatch(cell.strip())
    return "" if form == "ymd" or found is None or int(found[1]) == int(found[2]) else form


def _day(year: int, month: int, number: int, text: str) -> date:
    try:
        return date(year, month, number)
    except ValueError:
        raise ValueError(f"“{text}” is no day of the calendar.") from None


def amount(text: str) -> Decimal:
    """An amount in dollars: 1234.5, $1,234.50, (500). Raises ValueError with the remedy."""
    found = _AMOUNT.fullmatch(text.replace(" ", ""))
    if not found or bool(found[1]) != bool(found[5]):
        raise ValueError(f"“{text}” is no amount that can be read. Write it as 1234.50.")
    value = Decimal(found[3].replace(",", "") + (found[4] or ""))
    return -value if found[1] or found[2] else value


def phone(text: str) -> str:
    """A telephone number: ten digits of North America as +1 512 555 0100, anything else as it was typed."""
    digits = re.sub(r"\D", "", text)
    if not digits:
        raise ValueError(f"“{text}” is no telephone number.")
    if re.search(r"[A-Za-z]", text) or text.strip().startswith("+") or len(digits) not in (10, 11):
        return " ".join(text.split())
    if len(digits) == 11 and digits[0] != "1":
        return " ".join(text.split())
    return f"+1 {digits[-10:-7]} {digits[-7:-4]} {digits[-4:]}"


def state(text: str) -> str:
    """The postal code of a state that is named or abbreviated; US for federal law. Raises ValueError."""
    found = STATES.get(" ".join(text.lower().replace(".", "").split())) or STATES.get(text.lower().strip())
    if found is None:
        raise ValueError(f"“{text}” is no state. Give its name or its postal code, such as TX.")
    return found


def choice(text: str, choices: Mapping[str, str]) -> str:
    """The code that a cell names by itself or by its label. Raises ValueError with the codes."""
    wanted = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    if wanted in choices:
        return wanted
    for code, label in choices.items():
        if re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_") == wanted:
            return code
    raise ValueError(f"“{text}” is not known. Give one of: {', '.join(choices)}.")
