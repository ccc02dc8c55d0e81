"""The admin pages of a firm's life, one module per subject."""

from claimback.firms import admin_firm, admin_people, admin_rights, admin_sign_in  # noqa: F401 - registered by import
