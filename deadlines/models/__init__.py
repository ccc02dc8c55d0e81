"""The tables of the deadlines app, one module per subject."""

from deadlines.models.alerts import Alert
from deadlines.models.docket import CHECKED, DUTY_OF, CaseFact, Deadline, fact_names
from deadlines.models.feeds import CalendarFeed, FeedSetting

__all__ = ["CHECKED", "DUTY_OF", "Alert", "CalendarFeed", "CaseFact", "Deadline", "FeedSetting", "fact_names"]
