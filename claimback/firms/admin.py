"""The admin pages of a firm's life, one module per subject."""

from claimback.firms import (  # noqa: F401 - registered by import
    admin_firm,
    admin_people,
    admin_rights,
    admin_saved_filters,
    admin_sign_in,
)
