"""The rows of a firm's own life: how its members sign in, how they come and go."""

from claimback.firms.models.people import Invitation, Notice, SupportAccess
from claimback.firms.models.saved_filters import SavedFilter
from claimback.firms.models.sign_in import Connection, SignInDomain

__all__ = ["Connection", "Invitation", "Notice", "SavedFilter", "SignInDomain", "SupportAccess"]
