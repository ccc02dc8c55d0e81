"""The admin pages of cases. The page of a case itself is registered by `claimback.case_page`."""

from cases.admin import case, contact, denials, documents, people  # noqa: F401 - registered by import
