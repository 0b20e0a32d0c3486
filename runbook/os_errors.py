"""Why the system refuses something, in words of the kit's own: the system's are in a language of its choice."""

from __future__ import annotations

import errno

from runbook import library_errors
from runbook.i18n import N_, Language
from runbook.library_errors import OTHER, is_tls, library_reason, other_reason, said_in

_NO_ANSWER = N_("there was no answer in time")

REASONS = {
    errno.EADDRNOTAVAIL: N_("this address is not available here"),
    errno.EACCES: N_("permission denied"),
    errno.EBADF: N_("it is closed, or open for reading only"),
    errno.EBUSY: N_("something else is using it"),
    errno.ECONNABORTED: N_("the connection was cut"),
    errno.ECONNREFUSED: N_("the connection is refused"),
    errno.ECONNRESET: N_("the connection was cut"),
    errno.EDQUOT: N_("no more may be kept on this disk: the quota is used up"),
    errno.EEXIST: N_("it exists already"),
    errno.EFBIG: N_("a file may not be that large here"),
    errno.EHOSTUNREACH: N_("there is no route to this host"),
    errno.EINVAL: N_("the system does not accept this name or value"),
    errno.EIO: N_("the disk or the device has a fault"),
    errno.EISDIR: N_("it is a folder"),
    errno.ELOOP: N_("symbolic links form a loop"),
    errno.EMFILE: N_("too many files are open"),
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.ENETDOWN: N_("the network is down"),
    errno.ENETUNREACH: N_("there is no route to this network"),
    errno.ENOENT: N_("there is no such file or folder"),
    errno.ENOLCK: N_("this disk allows no locks"),
    errno.ENOMEM: N_("there is not enough memory"),
    errno.ENOSPC: N_("no room is left on the disk"),
    errno.ENOTDIR: N_("a part of the path is not a folder"),
    errno.ENOTEMPTY: N_("the folder is not empty"),
    errno.ENOTSUP: N_("this disk or system cannot do that"),
    errno.ENXIO: N_("it is a socket, or a device that is not there"),
    errno.EPERM: N_("the system does not allow it"),
    errno.EPIPE: N_("nobody reads what is written"),
    errno.EROFS: N_("the disk is read-only"),
    errno.ESTALE: N_("the file is no longer there on the server"),
    errno.ETIMEDOUT: _NO_ANSWER,
    errno.EXDEV: N_("it is on another disk"),
}
NO_NAME = N_("a name cannot hold this character")
NO_HOST = N_("no host of this name is known")
TOO_MUCH_SAID = N_("the server's answer has no end")
NO_MAIL_SERVER = N_("it does not answer as a mail server does")
TOO_EARLY = N_("the server answers before it is asked, as somebody speaking in its place would")
_TEXTS = (
    frozenset((*REASONS.values(), NO_NAME, NO_HOST, NO_MAIL_SERVER, TOO_MUCH_SAID, TOO_EARLY)) | library_errors.TEXTS
)


def reason_of(error: BaseException) -> str:
    """Why a file or a connection could not be opened, read or written: a message id, or else the system's own words
    within one."""
    if isinstance(error, OSError):
        if type(error).__name__ == "gaierror":  # its numbers are others; socket is not imported for it
            return NO_HOST
        if is_tls(error):
            return library_reason(error)
        if isinstance(error, TimeoutError):
            return _NO_ANSWER
        if is_reason(error.strerror):  # of an error of the kit's own
            return str(error.strerror)
        return REASONS.get(error.errno or 0) or other_reason(str(error.strerror or error) or type(error).__name__)
    if isinstance(error, UnicodeError) and "idna" in str(error):  # Python's words for what no host can be called
        return NO_HOST
    if isinstance(error, ValueError) and "null" in str(error):
        return NO_NAME
    return other_reason(str(error) or type(error).__name__)


def is_reason(value: object) -> bool:
    """Whether `value` is a message id, with nothing to fill in."""
    return value in _TEXTS


def in_language(reason: str, language: Language) -> str:
    """What `reason_of` gave, in `language`."""
    if (said := said_in(reason)) is not None:
        return language.text(OTHER, said=said)
    return language.text(reason) if is_reason(reason) else reason
