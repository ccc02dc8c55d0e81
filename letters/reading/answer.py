"""A file's reading as the command and the API answer it: plain data, or an error with a code and the remedy."""

from typing import Any

from letters.reading.denial import read_denial
from letters.reading.findings import to_json
from letters.reading.pages import UnreadableFile, pages_of


def answer(name: str, data: bytes) -> dict[str, Any]:
    """The reading of one file in its JSON form, or `{"file", "error": {"code", "message"}}` when it is unreadable."""
    try:
        pages = pages_of(name, data, recognise=True)
    except UnreadableFile as refusal:
        return error_answer(name, refusal.code, refusal.message)
    return to_json(read_denial(pages))


def error_answer(name: str, code: str, message: str) -> dict[str, Any]:
    """The answer for a file that cannot be read."""
    return {"file": name, "error": {"code": code, "message": message}}


def summary(answered: dict[str, Any]) -> str:
    """An answer for people: a line for each finding, with its page."""
    if "error" in answered:
        return f"  {answered['error']['message']}"
    lines = [
        f"  {label}: {finding['value']} (page {finding['page']})" if finding else f"  {label}: not found"
        for label, finding in (
            ("decision", answered["decision"]),
            ("letter date", answered["letter_date"]),
            ("insurer", answered["insurer"]),
            ("claimant", answered["claimant"]),
            ("line of business", answered["line_of_business"]),
            ("plan type", answered["plan_type"]),
            ("reviewer", answered["reviewer"]),
        )
    ]
    lines += [
        f"  {row['kind']} number: {row['value']} (page {row['page']})"
        for row in answered["reference_numbers"]
    ]
    for ground in answered["grounds"]:
        lines.append(f"  ground {ground['code']} (page {ground['page']}): “{_one_line(ground['quote'])}”")
        lines += [
            f"    cites {_one_line(cited['quote'])}" for cited in ground["clauses"] + ground["criteria"]
        ]
    lines += [f"  relied on: {_one_line(item['quote'])}" for item in answered["evidence_relied_on"]]
    lines += [
        f"  right: {right['kind']}{_period(right)} (page {right['page']})" for right in answered["rights"]
    ]
    lines += [line for check in answered["notice_checks"] for line in _notice(check)]
    lines += [f"  look at {row['field']}: {row['why']}" for row in answered["needs_review"]]
    return "\n".join(lines)


def _notice(check: dict[str, Any]) -> list[str]:
    """What the law makes the letter say and it does not say, or not plainly; with what that may be worth."""
    if check["state"] == "present":
        return []
    said = "not said" if check["state"] == "absent" else "unclear"
    checked = "" if check["checked"] == "primary" else f", {check['checked']}"
    return [
        f"  {said}: {check['requirement']} [{check['citation']}{checked}]",
        *([f"    {check['why']}"] if check["state"] == "unclear" else []),
        *([f"    worth: {check['effect']}"] if check["effect"] else []),
    ]


def _period(right: dict[str, Any]) -> str:
    period = right["period"]
    within = f", {period['n']} {period['unit'].replace('_', ' ')} from {period['from']}" if period else ""
    return within + (f", by {right['stated_date']}" if right["stated_date"] else "")


def _one_line(quote: str) -> str:
    return " ".join(quote.split())
