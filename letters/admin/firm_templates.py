"""Pages of the firm's own templates: their versions, publishing another one, retiring one."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm, choice, text
from claimback.tenancy.admin_show import badge, instant, to
from claimback.tenancy.member import Member
from letters.models import FirmTemplate
from letters.selectors import firm_template_list
from letters.services.firm_templates import firm_template_publish, firm_template_retire
from letters.writing.catalogue import templates
from letters.writing.variants import LONGEST_TEXT, text_of


class PublishForm(ActForm):
    """A version to publish: of which template, by which name, and its whole text."""

    def prepare(self) -> None:
        """The text begins with that of the version shown, or of the template that was chosen."""
        base = str(self.data.get("template") or self.initial.get("template") or "")
        titles = sorted(((each.id, each.title) for each in templates().values()), key=lambda pair: pair[1])
        self.fields["template"] = choice(dict(titles), label=gettext("Variant of"), initial=base)
        self.fields["name"] = text(
            max_length=120, help_text=gettext("A name that is taken gets another version.")
        )
        self.fields["text"] = text(
            long=True,
            strip=False,
            max_length=LONGEST_TEXT,
            label=gettext("Template"),
            initial=text_of(base) if base in templates() else "",
            help_text=gettext("As YAML, whole. Every fact that it names is checked before it is published."),
        )
        self.fields["text"].widget.attrs |= {
            "rows": 30,
            "spellcheck": "false",
            "style": "font-family: monospace",
        }


@admin.register(FirmTemplate)
class FirmTemplateAdmin(FirmAdmin):
    """Templates of the firm's own."""

    read_capability = "letter.read"
    list_display = ["name", "template", "number", "published_by", "created_at", "retired_at"]
    list_filter = ["template"]
    search_fields = ["name"]
    ordering = ["-created_at", "-id"]
    empty = _("No templates of the firm's own: letters are drafted from those that the program brings.")
    add_act = Act(
        name="add",
        label=_("Publish template"),
        service=firm_template_publish,
        capabilities=("template.manage",),
        form=PublishForm,
        versioned=False,
        explain=_(
            "Letters that were drafted before keep their text. A version is never changed: publish another one."
        ),
        done=_("The version is published."),
    )
    acts = [
        Act(
            name="retire",
            label=_("Retire"),
            icon="archive",
            service=firm_template_retire,
            capabilities=("template.manage",),
            row_id="firm_template_id",
            fits=lambda row: row.retired_at is None,
            explain=_("No more letters are drafted from it. Those that were stay as they are."),
            done=_("The version is retired."),
            variant="danger",
        ),
    ]

    def rows(self, member: Member) -> QuerySet[FirmTemplate]:
        """The door to the firm's own templates."""
        return firm_template_list()

    def facts(self, row: FirmTemplate) -> list[tuple[str, Any]]:
        """How it stands, and its text."""
        base = templates().get(row.template)
        retired = [
            (gettext("Retired at"), instant(row.retired_at)),
            (gettext("Retired by"), to(row.retired_by)),
        ]
        return [
            (gettext("Variant of"), base.title if base else row.template),
            (gettext("Version"), row.number),
            (gettext("State"), badge(gettext("retired") if row.retired_at else gettext("published"))),
            (gettext("Published by"), to(row.published_by)),
            *(retired if row.retired_at else []),
            (gettext("Template"), format_html('<pre class="cb-json" tabindex="0">{}</pre>', row.text)),
        ]
