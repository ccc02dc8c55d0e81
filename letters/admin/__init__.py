"""The admin pages of readings, letters, dispatches and chronologies, and of what letters know of documents."""

from letters.admin import assistant, chronologies, custody, dispatches, letters, readings  # noqa: F401 - registered by import
