"""Pages of a packet's exhibits: what was found on them, what is redacted, and what is left out with why."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from claimback.pages.page_pictures import READABLE
from claimback.storage.selectors import thumbnail_rows
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, LinesField, text
from claimback.tenancy.admin_show import NOTHING, Section, page_of, prose, to
from claimback.tenancy.member import Member
from letters.admin.page_pictures import PagePicturesAdmin
from letters.models import PacketItem
from letters.selectors import packet_item_list
from letters.services import packets
from letters.services.packet_proposals import packet_item_search, pages_unread, proposals_open
from letters.states import PACKET_OPEN
from letters.writing.packet.printed import PRINTED
from letters.writing.packet.redaction import REASON_LIMIT

_EDGES = ("page", "left", "top", "right", "bottom")


class SearchForm(ActForm):
    """Words to look for, beside what is always looked for."""

    words = LinesField(label=_("Also look for"), help_text=_("Names or numbers, one a line."))


class SkipForm(ActForm):
    """Why it is left out."""

    skip_reason = text(
        max_length=300, label=_("Why it is left out"), help_text=_("The index and the manifest say it too.")
    )


class RedactForm(ActForm):
    """What stays redacted, what of the proposals is confirmed, and what else is taken out."""

    template = "admin/packet_redact.html"

    def prepare(self) -> None:
        """The redactions ticked, the proposals not: a proposal is no decision."""
        self.by_span = self.row.file.media_type in PRINTED
        self.proposed = proposals_open(self.row)
        for name, label, ones in (
            ("keep", gettext("Redacted"), self.row.redactions),
            ("take", gettext("Proposed: tick what is to be redacted"), self.proposed),
        ):
            if ones:
                self.fields[name] = forms.MultipleChoiceField(
                    label=label,
                    choices=[(str(n), _said(one)) for n, one in enumerate(ones)],
                    initial=[str(n) for n in range(len(ones))] if name == "keep" else [],
                    required=False,
                    widget=UnfoldAdminCheckboxSelectMultipleWidget(),
                )
        where = (
            gettext("page, first character, one after the last")
            if self.by_span
            else gettext("%(edges)s in per cent") % {"edges": ", ".join(_EDGES)}
        )
        drawn = (
            gettext(" Where the page is shown, draw a box on it with the mouse.") if not self.by_span else ""
        )
        self.fields["more"] = LinesField(
            label=gettext("Further"),
            help_text=gettext("One a line: %(where)s, then why, parted by blanks.%(drawn)s")
            % {"where": where, "drawn": drawn},
        )

    def clean_more(self) -> list[dict[str, Any]]:
        """The typed lines as redactions."""
        count = 2 if self.by_span else 4
        found = []
        for line in self.cleaned_data["more"]:
            page, *where = line.split(maxsplit=count + 1)
            try:
                numbers = [float(part.rstrip("%,")) for part in where[:count]]
                one = {"page": int(page), "reason": where[count][:REASON_LIMIT]}
            except (ValueError, IndexError):
                raise forms.ValidationError(
                    gettext("“%(line)s” is not of this form.") % {"line": line}
                ) from None
            if self.by_span:
                found.append({**one, "first": [int(number) for number in numbers]})
            else:
                found.append({**one, "box": [round(number / 100, 5) for number in numbers]})
        return found

    def values(self) -> dict[str, Any]:
        """All redactions, as `packet_item_change` takes them."""
        typed = super().values()
        kept = [self.row.redactions[int(n)] for n in typed.get("keep", ())]
        taken = [self.proposed[int(n)] for n in typed.get("take", ())]
        return {"redactions": [*kept, *taken, *typed["more"]]}

    def pages(self) -> list[dict[str, Any]]:
        """The pages that have a picture, with their boxes: what is redacted, and what is proposed."""
        row = self.row
        drawn = thumbnail_rows().filter(file_id=row.file_id, size=READABLE, state="made")
        return [
            {
                "number": number,
                "picture": reverse("admin:letters_packetitem_picture", args=[row.pk, number]),
                "boxes": [
                    *(
                        _box(one, "redacted")
                        for one in row.redactions
                        if one["page"] == number and one.get("box")
                    ),
                    *(
                        _box(one, "doubt")
                        for one in self.proposed
                        if one["page"] == number and one.get("box")
                    ),
                ],
            }
            for number in drawn.order_by("number").values_list("number", flat=True)
        ]


def _box(one: dict[str, Any], kind: str) -> dict[str, Any]:
    left, top, right, bottom = (1000 * edge for edge in one["box"])
    return {
        "kind": kind,
        "label": one["reason"],
        "x": left,
        "y": top,
        "width": right - left,
        "height": bottom - top,
    }


def _said(one: dict[str, Any]) -> str:
    shown = f" “{one['shown']}”" if one.get("shown") else ""
    if one.get("box"):
        left, top, right, bottom = (round(100 * edge) for edge in one["box"])
        return gettext(
            "Page %(page)s: %(reason)s%(shown)s, %(left)s–%(right)s %% across, %(top)s–%(bottom)s %% down"
        ) % {
            "page": one["page"],
            "reason": one["reason"],
            "shown": shown,
            "left": left,
            "right": right,
            "top": top,
            "bottom": bottom,
        }
    return gettext("Page %(page)s: %(reason)s%(shown)s, characters %(first)s to %(last)s") % {
        "page": one["page"],
        "reason": one["reason"],
        "shown": shown,
        "first": one["span"][0],
        "last": one["span"][1],
    }


def to_packet(item: PacketItem) -> str:
    """Back to the packet's page."""
    return page_of(item.packet)


def _is_open(item: PacketItem) -> bool:
    return item.packet.state in PACKET_OPEN


@admin.register(PacketItem)
class PacketItemAdmin(PagePicturesAdmin):
    """The exhibits of packets."""

    read_capability = "letter.read"
    list_display = ["packet", "position", "evidence", "file", "skip_reason", "updated_at"]
    ordering = ["-updated_at", "-id"]
    also_related = ["packet__letter", "evidence__document", "file"]
    empty = _("No packets yet. Begin one of an approved letter.")
    acts = [
        Act(
            name="search",
            label=_("Look for numbers"),
            icon="search",
            service=packet_item_search,
            capabilities=(*packets.WRITES, "document.read"),
            row_id="item_id",
            form=SearchForm,
            fits=_is_open,
            explain=_(
                "Social Security numbers, dates of birth, payment cards, the client's own numbers and your words "
                "are proposed. The sealed numbers are opened for it, and that is kept. Nothing is redacted by it."
            ),
            done=_("What was found is proposed. Decide on it under “Redact”."),
        ),
        Act(
            name="redact",
            label=_("Redact"),
            icon="ink_eraser",
            service=packets.packet_item_change,
            capabilities=packets.WRITES,
            row_id="item_id",
            form=RedactForm,
            fits=_is_open,
            explain=_(
                "What you tick and type is burned in when the packet is built: the page is drawn anew, and what is "
                "under a box is not in the file."
            ),
            done=_("The redactions are confirmed."),
            variant="primary",
        ),
        Act(
            name="skip",
            label=_("Leave out"),
            icon="block",
            service=packets.packet_item_change,
            capabilities=packets.WRITES,
            row_id="item_id",
            form=SkipForm,
            fits=lambda row: _is_open(row) and not row.skip_reason,
            done=_("It is left out, and the index will say why."),
            lands=to_packet,
        ),
        Act(
            name="take-in",
            label=_("Take in"),
            icon="add",
            service=packets.packet_item_change,
            capabilities=packets.WRITES,
            row_id="item_id",
            fixed={"skip_reason": ""},
            fits=lambda row: _is_open(row) and bool(row.skip_reason),
            done=_("It goes in again."),
            lands=to_packet,
        ),
    ]

    def rows(self, member: Member) -> QuerySet[PacketItem]:
        """The door to them."""
        return packet_item_list()

    def title_of(self, row: PacketItem) -> str:
        """Which exhibit it is."""
        return gettext("%(evidence)s in its packet") % {"evidence": row.evidence}

    def facts(self, row: PacketItem) -> list[tuple[str, Any]]:
        """How it goes in."""
        unread = pages_unread(row)
        return [
            (
                gettext("Packet"),
                to(row.packet, gettext("Packet of “%(subject)s”") % {"subject": row.packet.letter.subject}),
            ),
            (gettext("Exhibit"), to(row.evidence)),
            (gettext("Document"), to(row.evidence.document)),
            (gettext("File"), row.file.name),
            (gettext("Pages"), row.file.pages or NOTHING),
            (gettext("Place"), row.position),
            (gettext("Left out"), prose(row.skip_reason) if row.skip_reason else gettext("No")),
            (gettext("Hindrance"), packets.hindrance(row.file) or gettext("None is known")),
            *([(gettext("Pages without text, where nothing is proposed"), unread)] if unread else []),
        ]

    def sections(self, member: Member, row: PacketItem) -> list[Section]:
        """What is redacted, and what is proposed."""
        columns = [gettext("Where"), gettext("Why")]
        found = [[_said(one), one["reason"]] for one in proposals_open(row)]
        empty = (
            gettext("Nobody has looked yet.")
            if row.proposals is None
            else gettext("Nothing is left to decide on.")
        )
        return [
            Section(
                gettext("Redacted"),
                columns,
                [[_said(one), one["reason"]] for one in row.redactions],
                gettext("Nothing is."),
            ),
            Section(gettext("Proposed"), columns, found, empty),
        ]
