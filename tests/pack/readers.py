"""Three readers of iCalendar that have nothing in common: icalendar (Python), vobject (Python), libical (C), the last
where the machine has it."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import icalendar
import pytest
import vobject


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An entry as a reader has it; times in UTC."""

    uid: str
    start: datetime
    end: datetime
    summary: str
    description: str
    status: str
    sequence: int


Reader = Callable[[bytes], tuple[str, list[Event]]]
"""The method and the events of a calendar."""


def by_icalendar(data: bytes) -> tuple[str, list[Event]]:
    calendar = icalendar.Calendar.from_ical(data)
    return str(calendar["METHOD"]), [
        Event(
            uid=str(event["UID"]),
            start=event.decoded("DTSTART").astimezone(UTC),
            end=event.decoded("DTEND").astimezone(UTC),
            summary=str(event["SUMMARY"]),
            description=str(event["DESCRIPTION"]),
            status=str(event.get("STATUS", "")),
            sequence=int(str(event["SEQUENCE"])),
        )
        for event in calendar.walk("VEVENT")
    ]


def by_vobject(data: bytes) -> tuple[str, list[Event]]:
    calendar: Any = vobject.readOne(data.decode())
    return calendar.method.value, [
        Event(
            uid=event.uid.value,
            start=event.dtstart.value.astimezone(UTC),
            end=event.dtend.value.astimezone(UTC),
            summary=event.summary.value,
            description=event.description.value,
            status=event.status.value if hasattr(event, "status") else "",
            sequence=int(event.sequence.value),
        )
        for event in calendar.vevent_list
    ]


class _Time(ctypes.Structure):
    """`struct icaltimetype` of libical 3."""

    _fields_ = [
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second", "date", "daylight")),
        ("zone", ctypes.c_void_p),
    ]


VEVENT = 4  # ICAL_VEVENT_COMPONENT
STATUSES = (b"TENTATIVE", b"CONFIRMED", b"CANCELLED")


def _libical() -> Any:
    try:
        library: Any = ctypes.CDLL("libical.so.3")
    except OSError:
        pytest.skip("there is no libical 3 on this machine")
    for function, result, *arguments in (
        ("icalparser_parse_string", ctypes.c_void_p, ctypes.c_char_p),
        ("icalcomponent_get_first_component", ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int),
        ("icalcomponent_get_next_component", ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int),
        ("icalcomponent_count_errors", ctypes.c_int, ctypes.c_void_p),
        ("icalcomponent_get_method", ctypes.c_int, ctypes.c_void_p),
        ("icalproperty_method_to_string", ctypes.c_char_p, ctypes.c_int),
        ("icalcomponent_get_uid", ctypes.c_char_p, ctypes.c_void_p),
        ("icalcomponent_get_summary", ctypes.c_char_p, ctypes.c_void_p),
        ("icalcomponent_get_description", ctypes.c_char_p, ctypes.c_void_p),
        ("icalcomponent_get_dtstart", _Time, ctypes.c_void_p),
        ("icalcomponent_get_dtend", _Time, ctypes.c_void_p),
        ("icalcomponent_get_status", ctypes.c_int, ctypes.c_void_p),
        ("icalproperty_status_to_string", ctypes.c_char_p, ctypes.c_int),
        ("icalcomponent_get_sequence", ctypes.c_int, ctypes.c_void_p),
        ("icaltimezone_get_utc_timezone", ctypes.c_void_p),
        ("icalcomponent_free", None, ctypes.c_void_p),
    ):
        getattr(library, function).restype = result
        getattr(library, function).argtypes = arguments
    return library


def by_libical(data: bytes) -> tuple[str, list[Event]]:
    library = _libical()
    utc = library.icaltimezone_get_utc_timezone()

    def instant(time: _Time) -> datetime:
        assert time.zone == utc, "a time that is not in UTC"
        return datetime(time.year, time.month, time.day, time.hour, time.minute, time.second, tzinfo=UTC)

    calendar = library.icalparser_parse_string(data)
    try:
        assert library.icalcomponent_count_errors(calendar) == 0
        method = library.icalproperty_method_to_string(library.icalcomponent_get_method(calendar)).decode()
        found = []
        event = library.icalcomponent_get_first_component(calendar, VEVENT)
        while event:
            status = library.icalproperty_status_to_string(library.icalcomponent_get_status(event))
            found.append(
                Event(
                    uid=library.icalcomponent_get_uid(event).decode(),
                    start=instant(library.icalcomponent_get_dtstart(event)),
                    end=instant(library.icalcomponent_get_dtend(event)),
                    summary=library.icalcomponent_get_summary(event).decode(),
                    description=library.icalcomponent_get_description(event).decode(),
                    status=status.decode() if status in STATUSES else "",
                    sequence=library.icalcomponent_get_sequence(event),
                )
            )
            event = library.icalcomponent_get_next_component(calendar, VEVENT)
        return method, found
    finally:
        library.icalcomponent_free(calendar)


READERS: tuple[Reader, ...] = (by_icalendar, by_vobject, by_libical)
