"""Where a deadline is looked at: what reminders and calendars lead to."""

from uuid import UUID

from django.conf import settings


def deadline_page(firm_slug: str, deadline_id: UUID) -> str:
    """The deadline's page, for who may see it there."""
    return f"{settings.SITE_URL}/firms/{firm_slug}/admin/deadlines/deadline/{deadline_id}/change/"
