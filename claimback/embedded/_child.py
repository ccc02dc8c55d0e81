"""Start a server so that it cannot outlive the process that asked for it; run by path, never imported.

    python -I -S _child.py PARENT SIGNAL UID:GID|- COMMAND [ARGUMENT…]

On Linux the kernel sends SIGNAL to the server when the parent is gone. Other systems have no such thing:
there the next start stops what was left over (`processes.Server`). The order matters: the kernel forgets
the wish when the user changes, so the user is dropped first, and the parent may have died before the wish
was made.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def main(parent: int, death_signal: int, user: str, command: list[str]) -> None:
    """Become `command`, as `user`, tied to the life of `parent`."""
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
    os.umask(0o077)
    if user != "-":
        uid, gid = (int(part) for part in user.split(":"))
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if libc is not None and libc.prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0) != 0:
        sys.exit(f"prctl failed: {os.strerror(ctypes.get_errno())}")
    if os.getppid() != parent:
        sys.exit("the parent process is gone")
    try:
        os.execv(command[0], command)  # noqa: S606 - replaces this process, no shell is wanted
    except OSError as error:
        sys.exit(f"cannot run {command[0]}: {error.strerror}")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:])
