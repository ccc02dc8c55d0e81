"""Pages of exports: asked for from any list, followed while they are made, downloaded."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from claimback.exports.lists import RUN, sources
from claimback.exports.models import EXPORT_EDGES, MADE, REQUESTED, UNDER_WAY, Export
from claimback.exports.narrowing import page_named
from claimback.exports.selectors import export_list
from claimback.exports.services import exports
from claimback.exports.writing import FORMATS
from claimback.kernel.errors import Invalid
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act, opening
from claimback.tenancy.admin_forms import ActForm, choice
from claimback.tenancy.admin_show import NOTHING, badge, digest, instant, plain, progress_line, to
from claimback.tenancy.member import Member

_TONES = {"made": "good", "making": "busy", "expired": "plain", "given_up": "plain"}


class AddForm(ActForm):
    """In which form; and which list, where it is not that of the page from which the member comes."""

    def prepare(self) -> None:
        """From a list's page, that list as it is narrowed; else a choice among those that the member may read."""
        page = self.data.get("page") or self.initial.get("page")
        explain = _("CSV and Excel for people, JSON Lines for programs. No cell is ever a formula.")
        if page:
            for name in ("page", "narrowed"):
                self.fields[name] = forms.CharField(required=False, widget=forms.HiddenInput())
            explain = f"{_of_page(page)} {explain}"
        else:
            may = {path: _words(path) for path, s in sources().items() if self.member.may(s.capability)}
            self.fields["path"] = choice(may, label=_("List"))
        kinds = {code: kind.name for code, kind in FORMATS.items()}
        self.fields["format"] = choice(kinds, label=_("Form"), initial="xlsx", help_text=explain)


def export_ask(*, actor: Member, format: str, path: str = "", page: str = "", narrowed: str = "") -> Export:
    """Ask for what a page shows, or else for the whole list at `path`. Raises as the services do."""
    if page:
        return exports.export_add_of_page(actor=actor, page=page, narrowed=narrowed, format=format)
    return exports.export_add(actor=actor, path=path, format=format)


@admin.register(Export)
class ExportAdmin(FirmAdmin):
    """Lists as files."""

    read_capability = RUN
    list_display: ClassVar[list[Any]] = [
        "what",
        "standing",
        "size_shown",
        "member",
        "created_at",
        "expires_at",
    ]
    list_display_links: ClassVar[list[str]] = ["what"]
    list_filter: ClassVar[list[Any]] = ["state", "format"]
    ordering = ["-created_at", "-id"]
    row_template = "admin/under_way.html"
    empty = gettext_lazy(
        "No exports yet. Every list has a button that takes out what it shows; or begin one with the button above."
    )
    add_act = Act(
        name="add",
        label=gettext_lazy("Export a list"),
        service=export_ask,
        capabilities=(RUN,),
        versioned=False,
        form=AddForm,
        explain=gettext_lazy(
            "What the list shows, as it is narrowed there: all its pages, walls applied. A worker makes the file; "
            "it stays for seven days, and you alone can open it."
        ),
        done=gettext_lazy("It is being made. This page shows how far it is."),
    )
    acts = [
        opening(
            exports.export_link,
            (RUN,),
            name="download",
            label=gettext_lazy("Download"),
            icon="download",
            row_id="export_id",
            fits=lambda row: row.state == MADE,
            variant="primary",
        ),
        Act(
            name="retry",
            label=gettext_lazy("Make it again"),
            icon="refresh",
            service=exports.export_retry,
            capabilities=(RUN,),
            row_id="export_id",
            fits=lambda row: row.state == "failed" and REQUESTED in EXPORT_EDGES.next(row.state),
            done=gettext_lazy("It is being made. This page shows how far it is."),
        ),
        Act(
            name="give-up",
            label=gettext_lazy("Give up"),
            icon="close",
            service=exports.export_give_up,
            capabilities=(RUN,),
            row_id="export_id",
            fits=lambda row: row.state in UNDER_WAY,
            done=gettext_lazy("It is left."),
        ),
    ]

    class Media:
        """What shows progress on the list."""

        js = ("claimback/progress.js",)

    def rows(self, member: Member) -> QuerySet[Export]:
        """The door to exports."""
        return export_list(member)

    def title_of(self, row: Export) -> str:
        """Which list, in which form."""
        return f"{_words(row.path)} · {_(row.get_format_display())}"

    @admin.display(description=gettext_lazy("List"), ordering="path")
    def what(self, row: Export) -> str:
        """Which list, in which form."""
        return self.title_of(row)

    @admin.display(description=gettext_lazy("State"), ordering="state")
    def standing(self, row: Export) -> Any:
        """How many rows it has, or how far it is: shown anew by itself while it is made."""
        if row.state == MADE:
            return format_html("{} {}", badge(row.state, tone="good"), _counted(row.rows or 0))
        if row.state not in UNDER_WAY:
            return badge(row.state, tone=_TONES.get(row.state, ""))
        return progress_line(_look(row), row.state, _form(row), _so_far(row))

    @admin.display(description=gettext_lazy("Size"))
    def size_shown(self, row: Export) -> Any:
        """In the words of people."""
        return NOTHING if row.size is None else filesizeformat(row.size)

    def facts(self, row: Export) -> list[tuple[str, Any]]:
        """What was asked for, and what there is."""
        narrowed = ", ".join(f"{name} = {value}" for name, value in row.query.items())
        made = [
            (_("Rows"), f"{row.rows:,}" if row.rows is not None else NOTHING),
            (_("Size"), self.size_shown(row)),
            (_("Made"), instant(row.made_at)),
            (_("Can be downloaded until"), instant(row.expires_at)),
            (_("SHA-256"), digest(row.sha256)),
        ]
        return [
            (_("List"), _words(row.path)),
            (_("Form"), _(row.get_format_display())),
            (_("Narrowed by"), plain(narrowed or row.narrowed)),
            (_("State"), badge(row.state, tone=_TONES.get(row.state, ""))),
            (_("Asked for by"), to(row.member)),
            *(made if row.made_at else []),
            *([(_("Why not"), row.refusal)] if row.refusal else []),
        ]

    def row_context(self, member: Member, row: Export) -> dict[str, Any]:
        """With how far it is."""
        context = super().row_context(member, row)
        if row.state in UNDER_WAY:
            context["progress"] = {
                "look": f"/api/v1/firms/{member.firm_slug}/exports/{row.pk}",
                "title": _("It is being made"),
                "says": _so_far(row),
                "form": _form(row),
                "explain": _("This page shows how far it is, and the file as soon as it is there."),
                "done": row.rows_done,
                "total": row.rows_total,
            }
        return context


def _of_page(label: str) -> str:
    """What a page of the admin lists; nothing for one that there is not, which the service refuses."""
    try:
        model, _source = page_named(label)
    except Invalid:
        return ""
    return f"{str(model.opts.verbose_name_plural).capitalize()}."


def _look(row: Export) -> str:
    return f"/api/v1/firms/{row.firm.slug}/exports/{row.pk}"


def _so_far(row: Export) -> str:
    """How far it is."""
    if row.state == REQUESTED:
        return _("Waits for a worker.")
    if not row.rows_total:
        return _counted(row.rows_done)
    return _form(row).format(done=f"{row.rows_done:,}", total=f"{max(row.rows_total, row.rows_done):,}")


def _form(row: Export) -> str:
    """How its progress is said, also by `progress.js`; empty while it waits."""
    return "" if row.state == REQUESTED else _("{done} of about {total} rows")


def _counted(rows: int) -> str:
    return ngettext("%(n)s row", "%(n)s rows", rows) % {"n": f"{rows:,}"}


def _words(path: str) -> str:
    """A list's path as a person reads it."""
    return path.replace("/", ": ").replace("-", " ").capitalize()
