"""Which templates fit which claims: by plan type, line of business and state, and by the law that they hold."""

from __future__ import annotations

from letters.writing.facts import CaseFacts
from letters.writing.template import Template


def misfit(template: Template, case: CaseFacts) -> str | None:
    """Why a template is not for this claim, with the fact at fault and the remedy; None where it fits.

    What the case does not record is no misfit: the draft shows it as a hole.
    """
    line, plan_type, state = case.line_of_business, case.plan_type, case.jurisdiction
    if plan_type and template.plan_types and plan_type not in template.plan_types:
        return (
            f"case.plan_type: {template.id!r} has no law for {plan_type!r} plans; correct the plan type or choose "
            f"another template ({', '.join(sorted(template.plan_types))})."
        )
    if line and line not in template.lines:
        return (
            f"case.line_of_business: {template.id!r} is not written for {line!r}; correct the line of business or "
            f"choose another template ({', '.join(sorted(template.lines))})."
        )
    if state and template.states and state not in template.states:
        return (
            f"case.jurisdiction: {template.id!r} is written for {', '.join(sorted(template.states))}, not for {state}; "
            "correct the state or choose another template."
        )
    if plan_type and template.plan_types and line and not states_law_for(template, plan_type, line):
        return (
            f"case.plan_type: {template.id!r} has no law for a {line} claim under a {plan_type!r} plan; correct the "
            "plan type or the line of business."
        )
    return None


def states_law_for(template: Template, plan_type: str, line: str) -> bool:
    """Whether a template has law for this plan type and line of business, in some state at least, or needs none."""
    law = [block.when for section in template.sections for block in section.blocks if block.states_law]
    return not law or any(
        (not when.plan_types or plan_type in when.plan_types) and (not when.lines or line in when.lines)
        for when in law
    )
