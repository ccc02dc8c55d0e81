"""Pages of calendar feeds: one's own, and how much the firm's tell."""

from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cases.selectors import cases_kept
from claimback.tenancy.admin import FirmAdmin
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_forms import ActForm
from claimback.tenancy.member import Member
from deadlines.models import CalendarFeed, FeedSetting
from deadlines.selectors import feed_list, feed_setting_list
from deadlines.services import feeds


class FeedForm(ActForm):
    """Where a feed is read, and of what."""

    model = CalendarFeed
    columns = ("name", "case")
    rows = {"case": cases_kept}


class FeedSettingForm(ActForm):
    """How much feeds tell."""

    model = FeedSetting
    columns = ("detail",)


@admin.register(CalendarFeed)
class CalendarFeedAdmin(FirmAdmin):
    """Calendar feeds: one's own, or all of the firm's for whoever manages its members."""

    read_capability = "feed.manage"
    list_display = ["name", "member", "case", "last_read_at", "revoked_at", "created_at"]
    ordering = ["-created_at", "-id"]
    exclude = ["digest", "reads", "reads_since"]
    empty = _(
        "No calendar reads the docket yet. Make a feed with the button above, and add its address to yours."
    )
    add_act = Act(
        name="add",
        label=_("Make a calendar feed"),
        service=feeds.feed_add,
        capabilities=("feed.manage", "deadline.read"),
        form=FeedForm,
        explain=_(
            "A secret address for your own calendar. It shows what you may see, asked anew at each read, "
            "and ends with your membership. Without a case: the docket of all cases that you may see."
        ),
        reauthenticate=True,
        answer="admin/feed_made.html",
    )
    acts = [
        Act(
            name="revoke",
            label=_("Revoke"),
            icon="link_off",
            service=feeds.feed_revoke,
            capabilities=("feed.manage",),
            row_id="feed_id",
            fits=lambda row: row.revoked_at is None,
            explain=_(
                "Its address opens nothing any more, at once. What a calendar has read already stays there."
            ),
            done=_("The feed is revoked."),
            variant="danger",
        ),
    ]

    def rows(self, member: Member) -> QuerySet[CalendarFeed]:
        """The feeds that the member may see."""
        return feed_list(member)


@admin.register(FeedSetting)
class FeedSettingAdmin(FirmAdmin):
    """How much the firm's feeds tell."""

    read_capability = "firm.read"
    list_display = ["__str__", "updated_at"]
    ordering = ["created_at", "id"]
    empty = _("Never set: feeds tell the case's number, whose duty it is, and the act in general words.")
    add_act = Act(
        name="add",
        label=_("Set how much feeds tell"),
        service=feeds.feed_detail_set,
        capabilities=("firm.manage",),
        versioned=False,
        form=FeedSettingForm,
        explain=_(
            "Calendars lie on servers of others and on telephones. It holds for all feeds of the firm at once."
        ),
        done=_("It is set. Calendars show it when they read their feed again."),
    )

    def rows(self, member: Member) -> QuerySet[FeedSetting]:
        """The firm's setting."""
        return feed_setting_list()
