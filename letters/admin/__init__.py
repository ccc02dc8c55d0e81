"""The admin pages of readings, letters and dispatches."""

from letters.admin import chronologies, dispatches, letters, readings  # noqa: F401 - registered by import
