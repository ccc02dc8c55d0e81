"""What is said to a session that is known and not good enough: each a 401 whose code says what would make it so."""

from claimback.kernel.errors import NotSignedIn


class ReauthenticationRequired(NotSignedIn):
    """The act is grave, and the last proof of who asks is older than ten minutes."""

    code = "reauthentication_required"
    title = "Confirm that it is you, with your password or second factor; then repeat the request."


class SecondFactorRequired(NotSignedIn):
    """The session was opened without a second factor where one is asked for."""

    code = "second_factor_required"
    title = "A second factor is required here. Set one up, or confirm with the one you have."


class SessionIdle(NotSignedIn):
    """Nobody used the session for longer than the firm allows."""

    code = "session_idle"
    title = "You were signed out because this session was not used for a while. Sign in again."
