"""What libraries say of a file or a connection, by its kind and in words of the kit's own: theirs are English alone."""

from __future__ import annotations

import re

from runbook.i18n import N_

_CUT = N_("it is cut off, or its list of contents is damaged")
_PACKED = N_("what is packed in it is damaged")
_PART = N_("part of it is missing, or is not what it should be")
_NUMBER = N_("something in it should be a number and is not")
_DEEP = N_("its parts are nested too deeply")
_XML = N_("its XML is damaged: a bracket, a quotation mark or the end of an element is missing")
_ENTITIES = N_("its XML defines entities of its own, which no spreadsheet does")
_ENCODING = N_("its XML is in an encoding that no spreadsheet uses")
_LETTERS = N_("what is written in it is not UTF-8")
_CELL = N_("a cell is too long, or its quotation mark is never closed")
_LINE = N_("there is a line end in a cell without quotation marks")
_EXPIRED = N_("its certificate has expired")
_EARLY = N_("its certificate is not valid yet")
_OWN = N_("its certificate is self-signed")
_ISSUER = N_("the signer of its certificate is not known here")
_NAME = N_("its certificate is for another name")
_REVOKED = N_("its certificate was revoked")
_NOT_OURS = N_("it does not accept the certificate of this machine")
_KEY = N_("the key does not belong to the certificate")
_NO_PEM = N_("it holds no certificate or key that can be read")
_NO_TLS = N_("it does not speak TLS at this port")
_VERSION = N_("it has no version of TLS, or no cipher, in common with this machine")
CLOSED = N_("the server closed the connection")
OTHER = N_("it is not as it should be ({said})")

# What a message holds -> its kind.
_KINDS = (
    (r"not a zip file|for central directory|Bad offset|unable to find", _CUT),
    (r"startxref|cross-reference|PDF header|trailer|EOF|truncated|end of file", _CUT),
    (r"while decompressing|Bad CRC|file header|extra field|seek value|verlapped", _PACKED),
    (r"File name in directory|stream", _PACKED),
    (r"compression (?:type|method)|zip file version", _PACKED),
    (r"codec can't decode", _LETTERS),
    (r"DOCTYPE", _ENTITIES),
    (r": line \d+, column \d+|undefined entity", _XML),
    (r"encoding", _ENCODING),
    (r"field larger than field limit|unexpected end of data", _CELL),
    (r"new-line character seen", _LINE),
    (r"invalid literal|could not convert|out of range for|cannot convert|isoformat|must be in", _NUMBER),
    (r"has no attribute|unsupported operand|operation for|Rectangle|no item named|index out of range", _PART),
)
# The same of an ssl.SSLError, whose number is no errno.
_TLS = (
    (r"EOF", CLOSED),
    (r"KEY_VALUES_MISMATCH|KEY_TYPE_MISMATCH", _KEY),
    (r"PEM|NO_CERTIFICATE_OR_CRL_FOUND|NO_START_LINE", _NO_PEM),
    (r"ALERT_(?:UNKNOWN_CA|\w*CERTIFICATE|CERTIFICATE_\w+|ACCESS_DENIED|DECRYPT_ERROR)", _NOT_OURS),
    (r"not yet valid", _EARLY),
    (r"expired", _EXPIRED),
    (r"self[- ]signed", _OWN),
    (r"issuer|first certificate|UNKNOWN_CA", _ISSUER),
    (r"mismatch|not valid for", _NAME),
    (r"revoked", _REVOKED),
    (r"WRONG_VERSION_NUMBER|HTTP_REQUEST|UNKNOWN_PROTOCOL|RECORD_LAYER_FAILURE", _NO_TLS),
    (r"UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION|HANDSHAKE_FAILURE|NO_SHARED_CIPHER|NO_CIPHERS", _VERSION),
)
_OF_TYPES = ((RecursionError, _DEEP), (EOFError, _CUT), (OverflowError, _NUMBER), (LookupError, _PART))
TEXTS = frozenset((*(text for _part, text in (*_KINDS, *_TLS)), *(text for _kind, text in _OF_TYPES)))
_OBJECT = re.compile(r"<[^<>]*\bat 0x[0-9a-fA-F]+[^<>]*>(?:: ?)?")
_LENGTH = 200  # letters of a library's message that are shown


def library_reason(error: BaseException, said: str = "") -> str:
    """Why a library could not go on: a message id of this module, or OTHER with what it says itself, in English.

    `said` is its message, where that is not the error's own.
    """
    said = without_addresses(said or str(error))
    for kind, text in _OF_TYPES:
        if isinstance(error, kind):
            return text
    for part, text in _TLS if is_tls(error) else _KINDS:
        if re.search(part, said):
            return text
    if isinstance(error, TypeError | AttributeError):
        return _PART
    return other_reason(said or type(error).__name__)


def is_tls(error: BaseException) -> bool:
    """Whether it is an ssl.SSLError: ssl is not imported for it."""
    return any(kind.__module__ == "ssl" and kind.__name__ == "SSLError" for kind in type(error).__mro__)


def other_reason(said: str) -> str:
    """A reason that is of no kind that is known here."""
    return OTHER.format(said=without_addresses(said)[:_LENGTH])


def without_addresses(said: str) -> str:
    """A message without the objects in memory that it names (`<_io.BytesIO object at 0x7f…>`): they mean nothing."""
    return _OBJECT.sub("", said).strip()


def said_in(reason: str) -> str | None:
    """What the library says in a reason that is OTHER; None for all others."""
    head, tail = OTHER.split("{said}")
    found = reason.startswith(head) and reason.endswith(tail)
    return reason[len(head) : len(reason) - len(tail)] if found else None
