"""Fills a template's sections with the facts of one case: conditions, repetitions, placeholders, tables, the law.

What is looked for in vain is collected; what becomes of it is `draft`'s matter.
"""

from __future__ import annotations

import re
from dataclasses import replace

from letters.writing.authorities import Authority, authorities, authorities_on
from letters.writing.block import Block
from letters.writing.facts import BreachFacts, ExhibitFacts, GroundFacts, LetterFacts
from letters.writing.sums import SUM, reckon
from letters.writing.tables import table_of
from letters.writing.template import LAW, PLACEHOLDER, BlockPlan, Section, Template, When, base_fact
from letters.writing.vocabulary import (
    DECISION_WORDS,
    GROUND_TITLES,
    hole,
    in_words,
    is_known,
    long_date,
    look_up,
)

Row = GroundFacts | ExhibitFacts | BreachFacts

_PLACEHOLDER_AND_STOP = re.compile(PLACEHOLDER.pattern + r"(\.?)")


class Writer:
    """Fills one template; collects the concrete path of every fact that it looked for in vain."""

    def __init__(self, template: Template, facts: LetterFacts) -> None:
        self.template = template
        self.facts = facts
        self.missing: dict[str, None] = {}
        self.exhibits = {exhibit.number: exhibit for exhibit in facts.exhibits}
        self.sums = reckon(template.sums, facts)
        self.cited: set[str] = set()
        self.choices = {item.path: item.choices for item in template.particulars if item.choices}

    def section(self, section: Section) -> list[Block]:
        """The blocks of a section, once for every ground where it repeats them; none where its condition fails."""
        if not self.holds(section.when, None):
            return []
        if section.each is None:
            return self.blocks(section, None)
        answered = [ground for ground in self.facts.grounds if ground.state != "waived"]
        if not answered and not self.facts.grounds:
            return [Block(kind="text", text=self.lacking("grounds"))]
        return [block for ground in answered for block in self.blocks(section, ground)]

    def blocks(self, section: Section, ground: GroundFacts | None) -> list[Block]:
        """The blocks of a section once, under its heading if there are any."""
        made = [self.block(plan, ground) for plan in section.blocks if self.holds(plan.when, ground)]
        number = ground.number if ground else None
        if section.heading and made:
            heading = Block(
                kind="heading", text=self.fill(section.heading, ground), level=section.level, ground=number
            )
            made.insert(0, heading)
        return made

    def holds(self, when: When, ground: GroundFacts | None) -> bool:
        """Whether a condition is met by the case, and by the ground that is being written about."""
        case = self.facts.case
        if when.plan_types and case.plan_type not in when.plan_types:
            return False
        if when.lines and case.line_of_business not in when.lines:
            return False
        if when.states and case.jurisdiction not in when.states:
            return False
        return (
            (not when.law or any(self.law_on(topic) for topic in when.law))
            and all(is_known(self.value(name, ground)) for name in when.known)
            and not any(is_known(self.value(name, ground)) for name in when.unknown)
            and all(in_words(self.code(name, ground)) in words for name, words in when.matches)
        )

    def block(self, plan: BlockPlan, ground: GroundFacts | None) -> Block:
        """One block, filled."""
        made = Block(
            kind=plan.kind,
            label=self.fill(plan.label, ground) if plan.label else None,
            source=self.fill(plan.source, ground) if plan.source else None,
            ground=ground.number if ground else None,
        )
        if plan.kind == "table":
            made_up = table_of(
                plan, self.template, self.facts, self.sums, fill=self.fill, lacking=self.lacking
            )
            return replace(made, columns=made_up.columns, rows=made_up.rows, total=made_up.total)
        if plan.kind == "list":
            return replace(made, items=self.items(plan, ground))
        return replace(made, text=self.fill(plan.text, ground))

    def items(self, plan: BlockPlan, ground: GroundFacts | None) -> tuple[str, ...]:
        """The items of a list: its own, or one for each row of what it repeats."""
        if plan.items:
            return tuple(self.fill(item, ground) for item in plan.items)
        match plan.each:
            case str(path) if path.startswith(LAW):
                return self.cite(plan, path.removeprefix(LAW))
            case "ground.authorities":
                return self.law(plan, ground) if ground else ()
            case "ground.exhibits":
                return self.exhibits_of(plan, ground) if ground else ()
            case "exhibits":
                rows: tuple[Row, ...] = self.facts.exhibits
            case "breaches":
                rows = self.facts.breaches
            case path:
                listed = look_up(self.facts, path or "")
                texts = listed if isinstance(listed, tuple) else ()
                return tuple(self.fill(plan.text, item=item) for item in texts) or (self.lacking(path or ""),)
        return tuple(self.fill(plan.text, row) for row in rows) or (self.lacking(plan.each),)

    def exhibits_of(self, plan: BlockPlan, ground: GroundFacts) -> tuple[str, ...]:
        """An item for each exhibit against a ground; a number that no exhibit has is a hole."""
        lacking = f"grounds[{ground.number}].exhibits"
        return tuple(
            self.fill(plan.text, self.exhibits[number], ground)
            if number in self.exhibits
            else f"Exhibit {number}: {self.lacking(lacking)}"
            for number in ground.exhibits
        )

    def law(self, plan: BlockPlan, ground: GroundFacts) -> tuple[str, ...]:
        """An item for each authority that was chosen against a ground."""
        known = authorities()
        self.cited.update(ground.authorities)
        return tuple(
            _cited(plan.text, known[name])
            if name in known
            else self.lacking(f"grounds[{ground.number}].authorities")
            for name in ground.authorities
        )

    def law_on(self, topic: str) -> tuple[Authority, ...]:
        """The law on a topic that governs the claim and that the letter has not cited yet."""
        case, on = self.facts.case, self.facts.letter_date
        found = authorities_on(
            topic, plan_type=case.plan_type, line=case.line_of_business, state=case.jurisdiction, on=on
        )
        return tuple(row for row in found if row.id not in self.cited)

    def cite(self, plan: BlockPlan, topic: str) -> tuple[str, ...]:
        """An item for each authority on a topic, which then counts as cited."""
        rows = self.law_on(topic)
        self.cited.update(row.id for row in rows)
        return tuple(_cited(plan.text, row) for row in rows)

    def fill(self, text: str, *rows: Row | None, item: str | None = None) -> str:
        """`text` with each placeholder replaced once; what a fact contains is never read as a placeholder."""

        def word(match: re.Match[str]) -> str:
            name, stop = match[1], match[2]
            if name.startswith("authority."):
                self.cited.add(name.partition(".")[2])
                return authorities()[name.partition(".")[2]].citation + stop
            value = item if name == "item" else self.value(name, *rows)
            if not is_known(value):
                return self.lacking(_concrete(name, *rows)) + stop
            words = in_words(value, self.template.language)
            return words if words.endswith(".") else words + stop

        return _PLACEHOLDER_AND_STOP.sub(word, text)

    def value(self, name: str, *rows: Row | None) -> object:
        """What a placeholder stands for, or None where the case does not say."""
        language = self.template.language
        match name:
            case "denial.decision_words":
                return DECISION_WORDS[language].get(self.facts.denial.decision or "")
            case "ground.title":
                return GROUND_TITLES[language].get(str(self.code("ground.code", *rows)))
            case "exhibit.description":
                return next((self.described(row) for row in rows if isinstance(row, ExhibitFacts)), None)
        if name.startswith(SUM):
            return self.sums.get(name)
        value = self.code(name, *rows)
        return self.choices[name].get(str(value)) if name in self.choices and is_known(value) else value

    def code(self, name: str, *rows: Row | None) -> object:
        """The fact itself, before a choice is put into words."""
        scope, _, leaf = name.partition(".")
        if scope not in _ROW_OF:
            return look_up(self.facts, name)
        row = next((row for row in rows if isinstance(row, _ROW_OF[scope])), None)
        return look_up(row, leaf) if row else None

    def described(self, exhibit: ExhibitFacts) -> str | None:
        """An exhibit by its title and date."""
        if not exhibit.title:
            return None
        dated = f", {long_date(exhibit.dated_on, self.template.language)}" if exhibit.dated_on else ""
        return exhibit.title.strip() + dated

    def lacking(self, path: str) -> str:
        """The hole of a fact that is missing, which is remembered."""
        self.missing[path] = None
        return hole(path)


def _cited(text: str, authority: Authority) -> str:
    return text.replace("{law.citation}", authority.citation).replace("{law.holding}", authority.holding)


_ROW_OF = {"ground": GroundFacts, "exhibit": ExhibitFacts, "breach": BreachFacts}


def _concrete(name: str, *rows: Row | None) -> str:
    path = base_fact(name)
    row = next((row for row in rows if isinstance(row, _ROW_OF.get(name.partition(".")[0], ()))), None)
    return path.replace("[]", f"[{row.number}]") if row else path
