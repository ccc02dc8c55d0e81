"""The editor of a letter: its blocks beside the pages that they make, and under them what the check finds.

The browser's part is `static/claimback/letter.js`, which asks the API for pages and findings. Without it the page is
a plain form for the words of the blocks that are there.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claimback.kernel.errors import Refusal
from claimback.tenancy.admin_forms import ActForm, LinesField, choice, text
from claimback.tenancy.admin_show import words
from letters.admin.author_fields import BAR
from letters.models import Letter

WRITTEN: Final = ("heading", "text", "quote", "list", "table")
"""Kinds of block that a person writes; the others are set from the case."""
_MOST: Final = 400
_LEVELS: Final = {"1": gettext_lazy("Section"), "2": gettext_lazy("Part of a section")}
_PARTED: Final = gettext_lazy("Cells are parted by bars: | .")
_FIELDS: Final = {
    "heading": ("text", "level"),
    "text": ("label", "text"),
    "quote": ("label", "text", "source"),
    "list": ("label", "items"),
    "table": ("label", "columns", "rows", "total"),
}


class BlockForm(forms.Form):
    """One block: what it is, which ground it answers, and its words."""

    kind = forms.CharField(widget=forms.HiddenInput())
    ground = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput())

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        made: dict[str, forms.Field] = {
            "label": text(
                required=False, max_length=300, label=_("Label"), help_text=_("Stands before the text.")
            ),
            "text": text(long=kind != "heading", required=False, strip=False, label=_("Text")),
            "items": LinesField(label=_("Items")),
            "source": text(required=False, max_length=300, label=_("Source")),
            "columns": text(required=False, label=_("Columns"), help_text=_PARTED),
            "rows": LinesField(label=_("Rows"), help_text=_("One a line. %(parted)s") % {"parted": _PARTED}),
            "total": text(required=False, label=_("Last line"), help_text=_PARTED),
            "level": choice(_LEVELS, label=_("Level"), initial="1"),
        }
        for name in _FIELDS.get(kind, ()):
            self.fields[name] = made[name]
        if kind == "text" and "text" in self.fields:
            self.fields["text"].widget.attrs["rows"] = 6

    @property
    def of_kind(self) -> str:
        """What the block is."""
        return str(self["kind"].value() or "text")

    @property
    def name(self) -> str:
        """What the page calls it."""
        ground = self["ground"].value()
        answers = _(", answers ground %(ground)s") % {"ground": ground} if ground else ""
        return f"{words(self.of_kind).capitalize()}{answers}"

    @property
    def is_written(self) -> bool:
        """Whether a person writes it."""
        return self.of_kind in WRITTEN

    def shown(self) -> list[forms.BoundField]:
        """The fields that are seen."""
        return self.visible_fields()

    def block(self) -> dict[str, Any]:
        """As `letter_edit` takes it."""
        typed = self.cleaned_data
        return {
            "kind": typed["kind"],
            "text": typed.get("text", "").replace("\r\n", "\n"),
            "label": typed.get("label") or None,
            "source": typed.get("source") or None,
            "items": typed.get("items", []),
            "columns": _cells(typed.get("columns", "")),
            "rows": [_cells(line) for line in typed.get("rows", [])],
            "total": _cells(typed.get("total", "")),
            "level": int(typed.get("level", 0)),
            "ground": typed.get("ground"),
        }


def _cells(line: str) -> list[str]:
    """The cells of a row that was typed as one line."""
    return [cell.strip() for cell in line.split(BAR.strip())] if line.strip() else []


def _typed(block: dict[str, Any]) -> dict[str, Any]:
    """A stored block as its form shows it."""
    return {
        **block,
        "level": str(block["level"]),
        "columns": BAR.join(block.get("columns", [])),
        "rows": [BAR.join(cells) for cells in block.get("rows", [])],
        "total": BAR.join(block.get("total", [])),
    }


class EditForm(ActForm):
    """The text of a letter: its subject, and its blocks in order."""

    template = "admin/letter_edit.html"
    row: Letter

    count = forms.CharField(widget=forms.HiddenInput(), required=False)

    def prepare(self) -> None:
        """The subject, why, and a form for each block."""
        self.fields["subject"] = text(max_length=300, initial=self.row.draft["subject"])
        self.fields["reason"] = text(
            max_length=300, required=False, label=_("Why"), help_text=_("For the list of versions.")
        )
        self.fields["count"].initial = len(self.row.draft["paragraphs"])

    @cached_property
    def blocks(self) -> list[BlockForm]:
        """A form for each block: those that were sent, or those of the letter."""
        stored = self.row.draft["paragraphs"]
        if not self.is_bound:
            return [
                BlockForm(
                    prefix=f"block-{place}",
                    kind=block["kind"],
                    initial=_typed(block),
                )
                for place, block in enumerate(stored)
            ]
        sent = str(self.data.get("count", ""))
        count = (
            min(int(sent), _MOST) if sent.isascii() and sent.isdecimal() and len(sent) < 6 else len(stored)
        )
        return [
            BlockForm(self.data, prefix=f"block-{place}", kind=str(self.data.get(f"block-{place}-kind", "")))
            for place in range(count)
        ]

    def fresh(self) -> list[BlockForm]:
        """An empty block of each kind, for the script to copy."""
        return [
            BlockForm(prefix="block-new", kind=kind, initial={"kind": kind}, use_required_attribute=False)
            for kind in WRITTEN
        ]

    def shown(self) -> list[forms.BoundField]:
        """The fields of the letter itself."""
        return [field for field in super().shown() if field.name != "count"]

    def address(self) -> str:
        """Where the script asks for pages and findings."""
        return f"/api/v1/firms/{self.member.firm_slug}/letters/{self.row.pk}"

    def is_valid(self) -> bool:
        """With each of its blocks."""
        blocks = [form.is_valid() for form in self.blocks]
        return super().is_valid() and all(blocks)

    def has_problems(self) -> bool:
        """In the letter or in one of its blocks."""
        return super().has_problems() or any(form.errors for form in self.blocks)

    def values(self) -> dict[str, Any]:
        """What `letter_edit` takes."""
        typed = super().values()
        return {
            "subject": typed["subject"],
            "reason": typed["reason"],
            "blocks": [form.block() for form in self.blocks],
        }

    def refuse(self, refusal: Refusal) -> None:
        """At the field of the block that a refusal names."""
        for problem in refusal.errors:
            parts = problem.pointer.strip("/").split("/")
            if (
                parts[0] == "blocks"
                and len(parts) > 1
                and parts[1].isdigit()
                and int(parts[1]) < len(self.blocks)
            ):
                form = self.blocks[int(parts[1])]
                form.add_error(
                    parts[2] if len(parts) > 2 and parts[2] in form.fields else None, problem.detail
                )
            else:
                self.add_error(parts[0] if parts[0] in self.fields else None, problem.detail)
        if not refusal.errors:
            self.add_error(None, refusal.detail)
