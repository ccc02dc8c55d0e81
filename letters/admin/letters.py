"""Pages of the letters that we write: the text, its check, and the way to approval."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.services.documents import document_link
from claimback.audit.services import read_record
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act, opening
from claimback.tenancy.admin_show import NOTHING, Section, act_on, badge, day, instant, to, words
from claimback.tenancy.member import Member
from letters.admin.letter_comments import COMMENT_ACT, shown_threads
from letters.admin.letter_editor import EditForm
from letters.admin.letter_forms import DraftForm, ReasonForm, RefreshForm, RestoreForm, WordForm
from letters.admin.letter_versions import VersionPages, comparison, versions_section
from letters.admin.packets import packets_section
from letters.admin.sending_acts import SENDING
from letters.models import Letter
from letters.selectors import dispatch_list, letter_list
from letters.services import approval, edits, letters, sharing, word
from letters.services.approval import changed_facts
from letters.services.comments import threads_of
from letters.states import LETTER_EDGES

EDITABLE = tuple(
    state for state in LETTER_EDGES.states if state == "draft" or "draft" in LETTER_EDGES.next(state)
)


def letter_open(*, actor: Member, letter: Letter) -> str:
    """A link of 60 seconds to a letter's PDF. Raises what `document_link` does."""
    assert letter.document_id is not None
    return document_link(actor=actor, document_id=letter.document_id)


def newest(letter: Letter) -> str:
    """To what the newest version changed."""
    return comparison(letter, letter.text_version - 1, letter.text_version)


def _read(letter: Letter) -> None:
    read_record(table="letters_letter", row_id=letter.pk, case_id=letter.case_id)


def _may(to_state: str) -> Any:
    return lambda row: to_state in LETTER_EDGES.next(row.state)


@admin.register(Letter)
class LetterAdmin(VersionPages, FirmAdmin):
    """Letters of ours."""

    read_capability = "letter.read"
    list_display = ["subject", "case", "state_badge", "letter_date", "author", "updated_at"]
    list_filter = ["state", "template"]
    search_fields = ["subject", "case__number", "case__title"]
    ordering = ["-updated_at", "-id"]
    row_template = "admin/letter.html"
    empty = _("No letters yet. Draft one on a case's page: an appeal once the denial is recorded.")
    add_act = Act(
        name="add",
        label=_("Draft letter"),
        service=letters.letter_draft,
        capabilities=("letter.write",),
        form=DraftForm,
        explain=_("It is drafted from what the case holds. What is missing shows as a hole with its remedy."),
        done=_("The letter is drafted. Fill its holes, then hand it to review."),
    )
    acts = [
        Act(
            name="submit",
            label=_("Hand to review"),
            icon="rate_review",
            service=letters.letter_submit,
            capabilities=("letter.write",),
            row_id="letter_id",
            fits=lambda row: row.state == "draft",
            explain=_("The text is checked against the facts of the case as they stand now."),
            done=_("The letter is in review. What the check found is shown below."),
            variant="primary",
        ),
        Act(
            name="approve",
            label=_("Approve"),
            icon="verified",
            service=approval.letter_approve,
            capabilities=("letter.approve", "document.write"),
            row_id="letter_id",
            fits=lambda row: row.state == "in_review",
            explain=_(
                "You approve exact bytes: the PDF is made, kept and hashed. Any other byte needs another approval."
            ),
            done=_("The letter is approved, and its PDF is kept."),
            variant="primary",
            reauthenticate=True,
        ),
        Act(
            name="return",
            label=_("Give back"),
            icon="undo",
            service=letters.letter_return,
            capabilities=("letter.write",),
            row_id="letter_id",
            form=ReasonForm,
            fits=lambda row: row.state == "in_review",
            done=_("The letter is back with its author."),
        ),
        *SENDING,
        opening(
            letter_open,
            ("document.read",),
            label=_("Open PDF"),
            icon="picture_as_pdf",
            row_id="letter",
            row_key="itself",
            fits=lambda row: row.document_id is not None,
        ),
        Act(
            name="edit",
            label=_("Edit text"),
            icon="edit",
            service=letters.letter_edit,
            capabilities=("letter.write",),
            row_id="letter_id",
            form=EditForm,
            fits=lambda row: row.state in EDITABLE,
            explain=_("It is a draft again afterwards: its check is dropped, and an approval dies."),
            done=_("The text was changed."),
        ),
        Act(
            name="refresh",
            label=_("Take up facts"),
            icon="sync",
            service=letters.letter_refresh_facts,
            capabilities=("letter.write",),
            row_id="letter_id",
            form=RefreshForm,
            fits=lambda row: row.state in EDITABLE,
            explain=_(
                "The letter takes up the facts of the case as they stand now. It is a draft again afterwards."
            ),
            done=_("The facts are those of now."),
        ),
        COMMENT_ACT,
        Act(
            name="from-word",
            label=_("Take in from Word"),
            icon="upload_file",
            service=word.letter_from_word,
            capabilities=("letter.write",),
            row_id="letter_id",
            form=WordForm,
            fits=lambda row: row.state in EDITABLE,
            explain=_(
                "The document that was exported from this letter, as it was edited. Tracked changes are read as "
                "accepted. It is a draft again afterwards."
            ),
            done=_("The text from Word is the newest version. See what it changed."),
            lands=newest,
        ),
        Act(
            name="restore",
            label=_("Restore a version"),
            icon="history_toggle_off",
            service=edits.version_restore,
            capabilities=("letter.write",),
            row_id="letter_id",
            form=RestoreForm,
            fits=lambda row: row.text_version > 1 and row.state in EDITABLE,
            explain=_(
                "Its text becomes the next version. It is a draft again afterwards, and an approval dies."
            ),
            done=_("The earlier text is back, as the newest version."),
        ),
        Act(
            name="share",
            label=_("Share with client"),
            icon="share",
            service=sharing.letter_share,
            capabilities=("portal.manage",),
            row_id="letter_id",
            fits=lambda row: row.shared_at is None and row.state in sharing.SHAREABLE,
            explain=_("The client sees its subject, its date and its PDF in the portal."),
            done=_("The letter is shared with the client."),
        ),
        Act(
            name="unshare",
            label=_("Share no more"),
            icon="visibility_off",
            service=sharing.letter_unshare,
            capabilities=("portal.manage",),
            row_id="letter_id",
            fits=lambda row: row.shared_at is not None,
            done=_("The client sees the letter no more."),
        ),
        Act(
            name="supersede",
            label=_("Put aside"),
            icon="archive",
            service=letters.letter_supersede,
            capabilities=("letter.write",),
            row_id="letter_id",
            form=ReasonForm,
            fits=_may("superseded"),
            explain=_("It will not go out, and this is final. It is kept."),
            done=_("The letter is put aside."),
            variant="danger",
        ),
    ]

    def rows(self, member: Member) -> QuerySet[Letter]:
        """The door to letters."""
        return letter_list()

    @admin.display(description=_("State"), ordering="state")
    def state_badge(self, row: Letter) -> Any:
        """The state as a label."""
        return badge(row.state)

    def facts(self, row: Letter) -> list[tuple[str, Any]]:
        """How it stands."""
        approved = [
            (gettext("Approved by"), to(row.approved_by)),
            (gettext("Approved at"), instant(row.approved_at)),
            (gettext("Under the licence"), to(row.licence)),
            (gettext("PDF"), to(row.document)),
        ]
        return [
            (gettext("Case"), to(row.case)),
            (gettext("State"), badge(row.state)),
            (
                gettext("Kind"),
                gettext("%(template)s, version %(template_version)s")
                % {"template": words(row.template), "template_version": row.template_version},
            ),
            (gettext("Dated"), day(row.letter_date)),
            (gettext("Author"), to(row.author)),
            (gettext("Answers"), to(row.denial)),
            (gettext("Deadline"), to(row.deadline)),
            *(approved if row.approved_at else []),
            *([(gettext("Shared with client"), instant(row.shared_at))] if row.shared_at else []),
            *([(gettext("Why it came back"), row.state_reason)] if row.state_reason else []),
        ]

    def act_view(self, request: HttpRequest, act: Act, row: Any) -> HttpResponse:
        """The form of an act; that of editing shows the text, and that it was read is kept."""
        answer = super().act_view(request, act, row)
        if act.name == "edit" and request.method == "GET":
            _read(row)
        return answer

    def row_context(self, member: Member, row: Letter) -> dict[str, Any]:
        """With the text, and what stands in its way. That it was read is kept."""
        _read(row)
        return {
            **super().row_context(member, row),
            "blocks": row.draft["paragraphs"],
            "holes": row.draft["holes"],
            "report": row.check_report,
            "exhibits": row.facts.get("exhibits", []),
            "threads": shown_threads(member, row, threads_of(row)),
            "comment": act_on(row, "comment") if member.may("letter.write") else "",
            "dead": changed_facts(row) if row.state == "approved" else (),
        }

    def sections(self, member: Member, row: Letter) -> list[Section]:
        """The texts that it had, what it goes out with, and how it went out."""
        sent = (
            dispatch_list().filter(letter_id=row.pk).select_related("receipt").order_by("-created_at", "-id")
        )
        return [
            versions_section(row),
            packets_section(member, row),
            Section(
                gettext("Sending and proof"),
                [gettext("By"), gettext("Sent"), gettext("State"), gettext("Proof"), gettext("Receipt")],
                [
                    [
                        to(d, str(d)),
                        instant(d.sent_at) if d.sent_at else NOTHING,
                        badge(d.state),
                        badge(d.proof_grade) if d.proof_grade else NOTHING,
                        to(d.receipt) if d.receipt else NOTHING,
                    ]
                    for d in sent
                ],
                gettext("It has not gone out."),
            ),
        ]
