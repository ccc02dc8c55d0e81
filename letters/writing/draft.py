"""Assembles a draft: a template filled with the facts of one case, as blocks that a person may then edit.

A draft keeps its own text with the template's id and version, so a template that changes later changes no draft. A
fact that is missing becomes a hole, visible in the text and listed with its remedy. Whether a draft may go out is
decided in `check`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any, get_args

from letters.writing.authorities import authorities
from letters.writing.catalogue import templates
from letters.writing.citations import find_citations
from letters.writing.facts import BreachFacts, ExhibitFacts, GroundFacts, Language, LetterFacts
from letters.writing.fitting import misfit
from letters.writing.particulars import Particular, ParticularType
from letters.writing.remedies import remedy_of
from letters.writing.template import (
    PLACEHOLDER,
    BlockKind,
    BlockPlan,
    RecipientKind,
    Section,
    Template,
    When,
    base_fact,
)
from letters.writing.vocabulary import (
    DECISION_WORDS,
    GROUND_TITLES,
    hole,
    in_words,
    is_known,
    long_date,
    look_up,
    missing_paths,
)

Row = GroundFacts | ExhibitFacts | BreachFacts

_PLACEHOLDER_AND_STOP = re.compile(PLACEHOLDER.pattern + r"(\.?)")


class DraftError(ValueError):
    """A draft can't be made or read; the message names the field and the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of a letter.

    `text` holds paragraphs parted by an empty line; `items` are a list's; `level` is a heading's, 1 or 2; `source` says
    where a quotation is from; `ground` is the number of the ground that the block answers.
    """

    kind: BlockKind
    text: str = ""
    label: str | None = None
    source: str | None = None
    items: tuple[str, ...] = ()
    level: int = 0
    ground: int | None = None


@dataclass(frozen=True, slots=True)
class Hole:
    """A fact that the case lacks: its path, such as ``grounds[2].quote``, and what to do about it."""

    path: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A letter's text as it stands, with what a later check needs of its template: the paths that it requires, the
    particulars that it asks for, and to whom it goes."""

    template: str
    version: int
    language: Language
    recipient: RecipientKind
    subject: str
    paragraphs: tuple[Block, ...]
    holes: tuple[Hole, ...]
    citations: tuple[str, ...]
    required: tuple[str, ...]
    particulars: tuple[Particular, ...] = ()


def draft_letter(template_id: str, facts: LetterFacts) -> Draft:
    """Fill a template of the package with the facts of a case.

    Raises `DraftError` for an unknown template, and as `draft_from` does.
    """
    template = templates().get(template_id)
    if template is None:
        raise DraftError(
            f"template_id: {template_id!r} is not a template; choose one of {', '.join(sorted(templates()))}."
        )
    return draft_from(template, facts)


def draft_from(template: Template, facts: LetterFacts) -> Draft:
    """Fill a template with the facts of a case.

    Raises `DraftError` for a plan type, line of business or state that the template has no law for. A plan type or a
    state that is not recorded is a hole instead, and the draft then states no law of theirs.
    """
    if why := misfit(template, facts.case):
        raise DraftError(why)
    writer = _Writer(template, facts)
    blocks = tuple(block for section in template.sections for block in writer.section(section))
    subject = writer.fill(template.subject)
    missing = dict.fromkeys((*missing_paths(facts, template.required), *writer.missing))
    return Draft(
        template=template.id,
        version=template.version,
        language=template.language,
        recipient=template.recipient,
        subject=subject,
        paragraphs=blocks,
        holes=tuple(Hole(path, remedy_of(path, template.particulars)) for path in missing),
        citations=citations_of(blocks),
        required=template.required,
        particulars=template.particulars,
    )


def with_holes(draft: Draft, facts: LetterFacts) -> Draft:
    """The draft with the holes that these facts leave."""
    missing = missing_paths(facts, draft.required)
    return replace(draft, holes=tuple(Hole(path, remedy_of(path, draft.particulars)) for path in missing))


def citations_of(blocks: tuple[Block, ...]) -> tuple[str, ...]:
    """Every citation that the letter itself makes, canonical, in order, once each. The insurer's quotes don't count."""
    found = (
        citation.canonical
        for block in blocks
        if block.kind != "quote"
        for text in (block.text, *block.items)
        for citation in find_citations(text)
    )
    return tuple(dict.fromkeys(found))


class _Writer:
    """Fills one template; collects the concrete path of every fact that it looked for in vain."""

    def __init__(self, template: Template, facts: LetterFacts) -> None:
        self.template = template
        self.facts = facts
        self.missing: dict[str, None] = {}
        self.exhibits = {exhibit.number: exhibit for exhibit in facts.exhibits}
        self.choices = {item.path: item.choices for item in template.particulars if item.choices}

    def section(self, section: Section) -> list[Block]:
        if not self.holds(section.when, None):
            return []
        if section.each is None:
            return self.blocks(section, None)
        answered = [ground for ground in self.facts.grounds if ground.state != "waived"]
        if not answered and not self.facts.grounds:
            return [Block(kind="text", text=self.lacking("grounds"))]
        return [block for ground in answered for block in self.blocks(section, ground)]

    def blocks(self, section: Section, ground: GroundFacts | None) -> list[Block]:
        made = [self.block(plan, ground) for plan in section.blocks if self.holds(plan.when, ground)]
        number = ground.number if ground else None
        if section.heading and made:
            heading = Block(
                kind="heading", text=self.fill(section.heading, ground), level=section.level, ground=number
            )
            made.insert(0, heading)
        return made

    def holds(self, when: When, ground: GroundFacts | None) -> bool:
        case = self.facts.case
        if when.plan_types and case.plan_type not in when.plan_types:
            return False
        if when.lines and case.line_of_business not in when.lines:
            return False
        if when.states and case.jurisdiction not in when.states:
            return False
        return (
            all(is_known(self.value(name, ground)) for name in when.known)
            and not any(is_known(self.value(name, ground)) for name in when.unknown)
            and all(in_words(self.code(name, ground)) in words for name, words in when.matches)
        )

    def block(self, plan: BlockPlan, ground: GroundFacts | None) -> Block:
        made = Block(
            kind=plan.kind,
            label=self.fill(plan.label, ground) if plan.label else None,
            source=self.fill(plan.source, ground) if plan.source else None,
            ground=ground.number if ground else None,
        )
        if plan.kind == "list":
            return replace(made, items=self.items(plan, ground))
        return replace(made, text=self.fill(plan.text, ground))

    def items(self, plan: BlockPlan, ground: GroundFacts | None) -> tuple[str, ...]:
        if plan.items:
            return tuple(self.fill(item, ground) for item in plan.items)
        match plan.each:
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
        lacking = f"grounds[{ground.number}].exhibits"
        return tuple(
            self.fill(plan.text, self.exhibits[number], ground)
            if number in self.exhibits
            else f"Exhibit {number}: {self.lacking(lacking)}"
            for number in ground.exhibits
        )

    def law(self, plan: BlockPlan, ground: GroundFacts) -> tuple[str, ...]:
        known = authorities()
        return tuple(
            plan.text.replace("{law.citation}", known[name].citation).replace(
                "{law.holding}", known[name].holding
            )
            if name in known
            else self.lacking(f"grounds[{ground.number}].authorities")
            for name in ground.authorities
        )

    def fill(self, text: str, *rows: Row | None, item: str | None = None) -> str:
        """`text` with each placeholder replaced once; what a fact contains is never read as a placeholder."""

        def word(match: re.Match[str]) -> str:
            name, stop = match[1], match[2]
            if name.startswith("authority."):
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
        if not exhibit.title:
            return None
        dated = f", {long_date(exhibit.dated_on, self.template.language)}" if exhibit.dated_on else ""
        return exhibit.title.strip() + dated

    def lacking(self, path: str) -> str:
        self.missing[path] = None
        return hole(path)


_ROW_OF = {"ground": GroundFacts, "exhibit": ExhibitFacts, "breach": BreachFacts}


def _concrete(name: str, *rows: Row | None) -> str:
    path = base_fact(name)
    row = next((row for row in rows if isinstance(row, _ROW_OF.get(name.partition(".")[0], ()))), None)
    return path.replace("[]", f"[{row.number}]") if row else path


def draft_to_json(draft: Draft) -> dict[str, Any]:
    """The draft as plain JSON values: what is stored, and what an editor sends back."""
    data = asdict(draft)
    data["paragraphs"] = [{**block, "items": list(block["items"])} for block in data["paragraphs"]]
    data["particulars"] = list(data["particulars"])
    return {name: list(value) if isinstance(value, tuple) else value for name, value in data.items()}


def draft_from_json(data: dict[str, Any]) -> Draft:
    """Read a stored or edited draft. Citations are found anew, since the text may have been edited.

    Raises `DraftError` naming the field that is missing or of the wrong kind.
    """
    blocks = tuple(
        _read_block(f"paragraphs[{n}]", row) for n, row in enumerate(_field(data, "paragraphs", list))
    )
    holes = tuple(
        Hole(_field(row, "path", str, f"holes[{n}]."), _field(row, "remedy", str, f"holes[{n}]."))
        for n, row in enumerate(_field(data, "holes", list))
    )
    return Draft(
        template=_field(data, "template", str),
        version=_field(data, "version", int),
        language=_among(data, "language", get_args(Language)),
        recipient=_among(data, "recipient", get_args(RecipientKind)),
        subject=_field(data, "subject", str),
        paragraphs=blocks,
        holes=holes,
        citations=citations_of(blocks),
        required=_texts(data, "required"),
        particulars=tuple(_particulars(data)),
    )


def _particulars(data: object) -> Iterator[Particular]:
    for n, row in enumerate(_field(data, "particulars", list)):
        texts = {name: _field(row, name, str, f"particulars[{n}].") for name in ("name", "label", "remedy")}
        kind = _among(row, "type", get_args(ParticularType), f"particulars[{n}].")
        yield Particular(**texts, type=kind, choices=_field(row, "choices", dict, f"particulars[{n}]."))


def _read_block(place: str, row: object) -> Block:
    kind = _among(row, "kind", get_args(BlockKind), f"{place}.")
    level = _field(row, "level", int, f"{place}.")
    if level not in ((1, 2) if kind == "heading" else (0,)):
        raise DraftError(f"{place}.level: a heading's level is 1 or 2, and any other block's is 0.")
    return Block(
        kind=kind,
        text=_field(row, "text", str, f"{place}."),
        label=_field(row, "label", str, f"{place}.", may_be_none=True),
        source=_field(row, "source", str, f"{place}.", may_be_none=True),
        items=_texts(row, "items", f"{place}."),
        level=level,
        ground=_field(row, "ground", int, f"{place}.", may_be_none=True),
    )


def _texts(data: object, name: str, place: str = "") -> tuple[str, ...]:
    values = _field(data, name, list, place)
    if not all(isinstance(value, str) for value in values):
        raise DraftError(f"{place}{name}: must be a list of texts.")
    return tuple(values)


def _among(data: object, name: str, words: tuple[str, ...], place: str = "") -> Any:
    value = _field(data, name, str, place)
    if value not in words:
        raise DraftError(f"{place}{name}: {value!r} is not one of {', '.join(words)}.")
    return value


_KIND_WORDS = {str: "text", int: "a whole number", list: "a list", dict: "an object"}


def _field(data: object, name: str, kind: type, place: str = "", *, may_be_none: bool = False) -> Any:
    if not isinstance(data, dict):
        raise DraftError(f"{place.rstrip('.') or 'draft'}: must be an object.")
    value = data.get(name)
    if value is None and may_be_none:
        return None
    if not isinstance(value, kind) or isinstance(value, bool):
        raise DraftError(f"{place}{name}: must be present, and {_KIND_WORDS[kind]}.")
    return value
