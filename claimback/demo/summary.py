"""The demo's summary, as a person reads it."""

from typing import Any


def summary_text(summary: dict[str, Any]) -> str:
    """Each step with what it made and where to look; then the addresses, and what members sign in by."""
    lines = ["", f"ClaimBack's demo: one denied claim, all the way through ({summary['seconds']} s)", ""]
    for number, step in enumerate(summary["steps"], 1):
        lines.append(f"{number:2}. {step['step']}")
        lines += [f"      {made}" for made in step["made"]]
        if step["link"]:
            lines.append(f"      look: {step['link']}")
    lines += ["", "Where to look"]
    width = max(len(name) for name in summary["addresses"])
    lines += [f"  {name:<{width}}  {address}" for name, address in summary["addresses"].items()]
    for firm in summary["firms"]:
        lines += [
            "",
            f"{firm['name']} — sign in at {firm['admin']}",
            "  passwords made at this start, and secrets for an authenticator app:",
        ]
        width = max(len(member["email"]) for member in firm["members"])
        lines += [
            f"  {member['email']:<{width}}  {member['password']}  {member['authenticator']}"
            for member in firm["members"]
        ]
    lines += ["", "No authenticator app at hand? `uv run manage.py demo_code SECRET` shows the present code."]
    lines += ["", f"A token of the attorney's, good for a day: {summary['token']}", ""]
    return "\n".join(lines)
