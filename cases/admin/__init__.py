"""The admin pages of cases. The page of a case itself is registered by `claimback.case_page`."""

from cases.admin import case, contact, denials, documents, people, policies, walls  # noqa: F401 - registered by import
