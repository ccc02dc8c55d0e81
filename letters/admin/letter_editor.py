"""Editing a letter's text."""

from typing import Any

from claimback.tenancy.admin_forms import ActForm, LinesField, text
from claimback.tenancy.admin_show import words
from letters.admin.author_fields import BAR

_WRITTEN = ("heading", "text", "quote", "list")


class EditForm(ActForm):
    """The text of a letter, block by block."""

    def prepare(self) -> None:
        """The subject, and a field for each block that has words."""
        self.fields["subject"] = text(max_length=300, initial=self.row.draft["subject"])
        for place, block in enumerate(self.row.draft["paragraphs"]):
            if block["kind"] == "list":
                self.fields[f"block_{place}"] = LinesField(label=_name(block), initial=block["items"])
            elif block["kind"] == "table":
                self.fields[f"block_{place}"] = LinesField(
                    label=_name(block),
                    initial=[BAR.join(cells) for cells in (*block["rows"], block["total"]) if cells],
                    help_text=f"One row a line, its cells parted by bars: {BAR.join(block['columns'])}.",
                )
            elif block["kind"] in _WRITTEN:
                long = block["kind"] != "heading"
                self.fields[f"block_{place}"] = text(
                    long=long, required=False, strip=False, label=_name(block), initial=block["text"]
                )

    def values(self) -> dict[str, Any]:
        """What `letter_edit` takes."""
        typed = super().values()
        blocks = []
        for place, block in enumerate(self.row.draft["paragraphs"]):
            name = f"block_{place}"
            if name not in typed:
                blocks.append(block)
            elif block["kind"] == "list":
                blocks.append({**block, "items": typed[name]})
            elif block["kind"] == "table":
                rows = [[cell.strip() for cell in line.split(BAR.strip())] for line in typed[name]]
                total = rows.pop() if block["total"] and rows else []
                blocks.append({**block, "rows": rows, "total": total})
            else:
                blocks.append({**block, "text": typed[name].replace("\r\n", "\n")})
        return {"subject": typed["subject"], "blocks": blocks}


def _name(block: dict[str, Any]) -> str:
    answering = f", answers ground {block['ground']}" if block.get("ground") else ""
    return f"{words(block['kind']).capitalize()}{answering}"
