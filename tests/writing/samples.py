"""What each template is tried with: one of the full cases, changed where the template's sample says so.

`samples/<template>.yaml` may say which case (`case: health`), which facts are others (`facts: {denial.decision:
reduced}`, dates and sums as in JSON, lists as lists) and what the author gives (`particulars: {…}`). Without one, the
first case that the template fits is taken. Golden texts that are not there yet are written by
`python -m tests.writing.samples`.
"""

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

from claimback.kernel.strict_yaml import load_yaml
from letters.services.facts_json import made
from letters.writing.catalogue import templates
from letters.writing.draft import draft_letter
from letters.writing.facts import LetterFacts
from letters.writing.page_words import salutation
from letters.writing.particulars import read_particulars
from letters.writing.plain import plain_text
from letters.writing.template import Template
from tests.writing import cases
from tests.writing.health_cases import HEALTH_CASES

HERE = Path(__file__).parent
GOLDEN = HERE / "golden"
CASES = cases.CASES | HEALTH_CASES


@cache
def sample(template_id: str) -> LetterFacts:
    """The facts that a template is tried with: nothing that it requires is missing."""
    template = templates()[template_id]
    path = HERE / "samples" / f"{template_id}.yaml"
    said: dict[str, Any] = load_yaml(path.read_text(encoding="utf-8")) if path.exists() else {}
    facts = CASES[said["case"]] if "case" in said else _fitting(template)
    recipient = cases.RECIPIENTS.get(template.recipient, facts.recipient)
    greeted = salutation(template, recipient.name)
    sent_by = None if template.recipient == "client" else facts.sent_by
    exhibits = facts.exhibits if "exhibits" in template.required else ()
    facts = replace(
        facts, recipient=replace(recipient, salutation=greeted), sent_by=sent_by, exhibits=exhibits
    )
    for name, value in said.get("facts", {}).items():
        facts = with_fact(facts, name, value)
    return replace(facts, particulars=read_particulars(template.particulars, said.get("particulars", {})))


def _fitting(template: Template) -> LetterFacts:
    return next(facts for facts in CASES.values() if facts.case.line_of_business in template.lines)


def with_fact(holder: Any, path: str, value: Any) -> Any:
    """A copy of a dataclass with the fact at `path` set from JSON. Rows of a list are set all at once."""
    name, _, rest = path.partition(".")
    inner = getattr(holder, name)
    if rest:
        return replace(holder, **{name: with_fact(inner, rest, value)})
    return replace(holder, **{name: made(get_type_hints(type(holder))[name], value)})


def without_fact(facts: LetterFacts, path: str) -> tuple[LetterFacts, str]:
    """The facts lacking one, and the concrete path of what they lack. Of rows, the first one's fact is taken."""
    whole: Any = facts
    rows_name, is_rows, leaf = path.partition("[].")
    if is_rows:
        first, *rest = getattr(facts, rows_name)
        return replace(
            whole, **{rows_name: (_emptied(first, leaf), *rest)}
        ), f"{rows_name}[{first.number}].{leaf}"
    scope, _, leaf = path.partition(".")
    if scope == "particular":
        return replace(facts, particulars={n: v for n, v in facts.particulars.items() if n != leaf}), path
    if not leaf:
        return _emptied(facts, scope), path
    return replace(whole, **{scope: _emptied(getattr(facts, scope), leaf)}), path


def _emptied(holder: Any, name: str) -> Any:
    return replace(holder, **{name: () if isinstance(getattr(holder, name), tuple) else None})


def write_golden_texts() -> None:
    """Write the golden text of each template that has none yet."""
    for template_id in templates():
        path = GOLDEN / f"{template_id}.txt"
        if not path.exists():
            path.write_text(plain_text(draft_letter(template_id, sample(template_id))), encoding="utf-8")
            print(f"written: {path.name}")  # noqa: T201 - this is its output


if __name__ == "__main__":
    write_golden_texts()
