"""Pages of packets: put together from an approved letter's exhibits, asked for, followed while they are built."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminIntegerFieldWidget

from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act, opening
from claimback.tenancy.admin_forms import ActForm
from claimback.tenancy.admin_show import NOTHING, Section, badge, digest, instant, to
from claimback.tenancy.member import Member
from letters.models import Letter, Packet, PacketItem, PacketPart
from letters.selectors import letter_list, packet_item_list, packet_list, packet_part_list
from letters.services import packets
from letters.services.packet_proposals import proposals_open
from letters.states import PACKET_EDGES, PACKET_OPEN
from letters.writing.packet.sheets import span

_OPTIONS = (
    "numbered",
    "bates_prefix",
    "bates_width",
    "bates_start",
    "bates_position",
    "pages_limit",
    "megabytes_limit",
)


class OptionsForm(ActForm):
    """How pages are numbered, and what one part may have."""

    model = Packet
    columns = _OPTIONS


class AddForm(ActForm):
    """Of which letter, and how its pages are numbered."""

    model = Packet
    columns = ("letter", *_OPTIONS)
    rows = {"letter": lambda: letter_list().exclude(approved_sha256="").exclude(state="superseded")}

    def prepare(self) -> None:
        """The prefix stays open: without one, numbers go on under the last packet's."""
        self.fields["letter_id"].help_text = gettext(
            "An approved letter. The exhibits that it lists are taken in."
        )
        self.fields["bates_prefix"].help_text = " ".join(
            (
                str(self.fields["bates_prefix"].help_text),
                gettext("Left empty, that of the case's last packet."),
            )
        )

    def values(self) -> dict[str, Any]:
        """What `packet_add` takes: what was left empty is left to it."""
        return {name: value for name, value in super().values().items() if value not in ("", None)}


class OrderForm(ActForm):
    """A number for each exhibit."""

    def prepare(self) -> None:
        """In the order that holds now."""
        self.items = list(_items(self.row))
        for place, item in enumerate(self.items, start=1):
            self.fields[f"place_{item.pk}"] = forms.IntegerField(
                label=f"{item.evidence}: {item.evidence.document.title}",
                initial=place,
                min_value=1,
                widget=UnfoldAdminIntegerFieldWidget(),
            )

    def values(self) -> dict[str, Any]:
        """The exhibits by their numbers; of two with one number the one that stood first stays first."""
        typed = super().values()
        in_order = sorted(self.items, key=lambda item: (typed[f"place_{item.pk}"], item.position))
        return {"packet_item_ids": [item.pk for item in in_order]}


def packet_open(*, actor: Member, packet: Packet) -> str:
    """A link of 60 seconds to the built packet. Raises what `packet_link` does."""
    return packets.packet_link(actor=actor, packet_id=packet.pk)


def _items(packet: Packet) -> QuerySet[PacketItem]:
    rows = packet_item_list().filter(packet_id=packet.pk).select_related("evidence__document", "file")
    return rows.order_by("position", "id")


@admin.register(Packet)
class PacketAdmin(FirmAdmin):
    """Letters with their exhibits, as they go out."""

    read_capability = "letter.read"
    list_display = ["letter", "case", "standing", "pages", "numbers", "requested_by", "created_at"]
    list_filter = ["state"]
    search_fields = ["letter__subject", "case__number", "case__title"]
    ordering = ["-created_at", "-id"]
    also_related = ["letter"]
    row_template = "admin/packet.html"
    empty = _("No packets yet. Begin one with the button above, once a letter is approved.")
    add_act = Act(
        name="add",
        label=_("Begin a packet"),
        service=packets.packet_add,
        capabilities=packets.WRITES,
        form=AddForm,
        explain=_(
            "The exhibits that the letter lists, in order, with an index and slip sheets. You then redact, leave "
            "out and order before it is built."
        ),
        done=_("The packet is begun. Look through its exhibits, then have it built."),
    )
    acts = [
        Act(
            name="build",
            label=_("Build"),
            icon="construction",
            service=packets.packet_build,
            capabilities=packets.WRITES,
            row_id="packet_id",
            fits=lambda row: "requested" in PACKET_EDGES.next(row.state),
            explain=_(
                "A worker builds it within minutes. What is built is never changed: another packet is made."
            ),
            done=_("It is being built. This page shows how far it is."),
            variant="primary",
        ),
        opening(
            packet_open,
            ("letter.read", "document.read"),
            icon="picture_as_pdf",
            row_id="packet",
            row_key="itself",
            fits=lambda row: row.document_id is not None,
        ),
        Act(
            name="order",
            label=_("Order exhibits"),
            icon="swap_vert",
            service=packets.packet_order,
            capabilities=packets.WRITES,
            row_id="packet_id",
            form=OrderForm,
            fits=lambda row: row.state in PACKET_OPEN,
            done=_("The exhibits stand in this order."),
        ),
        Act(
            name="options",
            label=_("Numbers and parts"),
            icon="tag",
            service=packets.packet_change,
            capabilities=packets.WRITES,
            row_id="packet_id",
            form=OptionsForm,
            changes=True,
            fits=lambda row: row.state in PACKET_OPEN,
            done=_("The options are changed."),
        ),
    ]

    def rows(self, member: Member) -> QuerySet[Packet]:
        """The door to packets."""
        return packet_list()

    def title_of(self, row: Packet) -> str:
        """What it is the packet of."""
        return gettext("Packet of “%(subject)s”") % {"subject": row.letter.subject}

    @admin.display(description=_("State"), ordering="state")
    def standing(self, row: Packet) -> Any:
        """Its state, and how far it has come."""
        return _standing(row)

    @admin.display(description=_("Bates numbers"))
    def numbers(self, row: Packet) -> Any:
        """The first and the last, once they are given."""
        return _numbers(row)

    def facts(self, row: Packet) -> list[tuple[str, Any]]:
        """How it stands."""
        limits = (
            [ngettext("%(n)s page", "%(n)s pages", row.pages_limit) % {"n": row.pages_limit}]
            if row.pages_limit
            else []
        )
        limits += [gettext("%(size)s MB") % {"size": row.megabytes_limit}] if row.megabytes_limit else []
        number = (
            f"{row.bates_prefix}{'0' * row.bates_width}, {gettext(row.get_bates_position_display()).lower()}"
        )
        built = [
            (gettext("Pages"), row.pages),
            (gettext("Bates numbers"), _numbers(row)),
            (gettext("Size"), (gettext("%(size)s MB") % {"size": f"{(row.size or 0) / 1_000_000:,.1f}"})),
            (gettext("Document"), to(row.document)),
            (gettext("SHA-256"), digest(row.sha256)),
        ]
        return [
            (gettext("Case"), to(row.case)),
            (gettext("Letter"), to(row.letter)),
            (gettext("State"), _standing(row)),
            (gettext("Asked for by"), to(row.requested_by)),
            (gettext("Numbered"), number if row.numbered else gettext("No")),
            (gettext("A part has at most"), gettext(" and ").join(limits) or gettext("No limit")),
            *(built if row.state == "built" else []),
        ]

    def row_context(self, member: Member, row: Packet) -> dict[str, Any]:
        """With how far it is, or what stood in its way."""
        context = super().row_context(member, row)
        if row.state in ("requested", "building"):
            context["progress"] = {
                "done": row.pages_done,
                "total": row.pages_total,
                "look": f"/api/v1/firms/{member.firm_slug}/packets/{row.pk}",
            }
        return context

    def sections(self, member: Member, row: Packet) -> list[Section]:
        """Its exhibits, what it is made of, and its parts."""
        parts = packet_part_list().filter(packet_id=row.pk).select_related("document").order_by("number")
        shown = [_exhibits(row)]
        if row.manifest:
            shown.append(_made_of(row.manifest["parts"]))
        if parts:
            shown.append(_parts(list(parts)))
        return shown


def packets_section(member: Member, letter: Letter) -> Section:
    """The packets of a letter, the latest first, and the way to another."""
    rows = packet_list().filter(letter_id=letter.pk).order_by("-created_at", "-id")
    begin = f"{reverse('admin:letters_packet_add')}?letter_id={letter.pk}"
    may = letter.approved_sha256 and all(member.may(capability) for capability in packets.WRITES)
    return Section(
        gettext("Packets"),
        [gettext("Begun"), gettext("State"), gettext("Pages"), gettext("Bates numbers")],
        [
            [to(row, instant(row.created_at)), _standing(row), row.pages or NOTHING, _numbers(row)]
            for row in rows
        ],
        gettext("It goes out alone.")
        if letter.approved_sha256
        else gettext("Once it is approved, it can go out with its exhibits."),
        links=[(gettext("Begin a packet"), begin)] if may else [],
    )


def _standing(row: Packet) -> Any:
    """Its state, or how far it has come."""
    if row.state == "building" and row.pages_total:
        return gettext("page %(n)s of %(total)s") % {
            "n": row.pages_done,
            "total": row.pages_total,
        }
    return badge(row.state, tone={"built": "good", "building": "busy"}.get(row.state, ""))


def _numbers(row: Packet) -> Any:
    """The first number and the last, once they are given."""
    if row.bates_first is None or row.bates_last is None:
        return NOTHING
    return span(*(f"{row.bates_prefix}{n:0{row.bates_width}d}" for n in (row.bates_first, row.bates_last)))


def _exhibits(packet: Packet) -> Section:
    rows = [
        [
            to(item, str(item.evidence)),
            item.evidence.document.title,
            item.file.pages or NOTHING,
            _redacted(item),
            gettext("Left out: %(skip_reason)s") % {"skip_reason": item.skip_reason}
            if item.skip_reason
            else packets.hindrance(item.file) or gettext("Goes in"),
        ]
        for item in _items(packet)
    ]
    columns = [
        gettext("No."),
        gettext("Document"),
        gettext("Pages"),
        gettext("Redactions"),
        gettext("Standing"),
    ]
    return Section(
        gettext("Exhibits"), columns, rows, gettext("The letter lists none: the packet is the letter alone.")
    )


def _redacted(item: PacketItem) -> Any:
    said = gettext("{n} confirmed").format(n=len(item.redactions)) if item.redactions else gettext("None")
    if item.proposals is None:
        return gettext("{said}; nobody has looked").format(said=said)
    waiting = len(proposals_open(item))
    return (
        badge(gettext("{said}; {n} proposed").format(said=said, n=waiting), tone="warn") if waiting else said
    )


def _made_of(parts: list[dict[str, Any]]) -> Section:
    rows = [
        [
            part["title"],
            span(part["first_page"], part["last_page"]),
            span(part["bates_first"], part["bates_last"]),
            "; ".join(
                [
                    *part["treated"],
                    *(gettext("removed: %(one)s") % {"one": one} for one in part["removed"]),
                    *filter(None, [part["skipped"]]),
                ]
            )
            or NOTHING,
            digest(part["sha256"]),
        ]
        for part in parts
        if part["kind"] != "slip_sheet"
    ]
    return Section(
        gettext("Manifest"),
        [
            gettext("Part"),
            gettext("Pages"),
            gettext("Bates numbers"),
            gettext("What was done"),
            gettext("SHA-256 of its file"),
        ],
        rows,
        "",
    )


def _parts(parts: list[PacketPart]) -> Section:
    rows = [
        [
            to(part.document, gettext("Part %(number)s") % {"number": part.number}),
            span(part.first_page, part.last_page),
            part.pages,
            (gettext("%(size)s MB") % {"size": f"{part.size / 1_000_000:,.1f}"}),
        ]
        for part in parts
    ]
    return Section(
        gettext("Parts to send"),
        [gettext("Part"), gettext("Pages of the packet"), gettext("With its cover"), gettext("Size")],
        rows,
        "",
    )


@admin.register(PacketPart)
class PacketPartAdmin(FirmAdmin):
    """Parts of packets that go out in several."""

    read_capability = "letter.read"
    list_display = ["packet", "number", "first_page", "last_page", "pages", "document"]
    ordering = ["-id"]
    empty = _("No packet was split. Give a packet a limit of pages or megabytes.")

    def rows(self, member: Member) -> QuerySet[PacketPart]:
        """The door to parts."""
        return packet_part_list()
