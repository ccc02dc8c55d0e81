"""Why a file cannot be read. Nothing else lives here: the readers of each format share it."""


class UnreadableFile(Exception):
    """A file that cannot be read: `code` for programs, `message` for people, with the remedy in it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
