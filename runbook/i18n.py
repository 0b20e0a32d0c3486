"""The reader's language: messages from a gettext catalogue, and dates, times, durations, numbers and lists by CLDR.

English is the source: a message is its own id. Every other language is a folder of locales/ with a `runbook.po`;
nothing compiled is kept beside it, only what was read, in the cache. A `Language` is made once for a run and passed to
whatever shows text: there is no current language, and the process's locale is never set or asked.
"""

from __future__ import annotations

import datetime as clock
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from hashlib import sha256
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from runbook import resources
from runbook.cache import Cache, usual_place
from runbook.errors import MachineError

if TYPE_CHECKING:
    from babel import Locale

SOURCE = "en"
PARTS = 4  # of a tag or locale, such as zh_Hant_TW, that are looked at
CATALOGUE = Path("LC_MESSAGES", "runbook.po")
# Which CLDR locale formats a language whose tag alone would not do: "en" writes December 5 and 10 PM.
FORMATS = {"en": "en_150"}
# Controls, line ends, bidirectional and invisible marks: shown by their code in a value, or they would change what is
# around it, or pass for nothing. (Not those that join letters in some scripts.) So are bytes of a file's name that are
# no text: no page can hold them.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
# Symbols of units that do not change with the number, where a language shortens the words otherwise.
_SYMBOLS = {("en", "hour"): "h", ("en", "minute"): "min"}
# What a plan keeps as text, and a language writes: an instant or a local time, a clock time, a length in minutes.
_STORED = re.compile(
    r"(?P<moment>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:[+-][0-9]{2}:[0-9]{2})?)"
    r"|(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})|T(?P<time>[0-9]{2}:[0-9]{2})|PT(?P<minutes>[0-9]{1,9})M"
)

Argument = str | int
Messages = Mapping[str, tuple[str, ...]]
Repeated = tuple[tuple[clock.datetime, clock.datetime], ...]
Translations = tuple[Callable[[int], int], Messages]


def N_(message: str) -> str:  # noqa: N802 - the name that gettext's tools and readers know
    """Mark `message` for extraction and return it as it is; whoever shows it calls `Language.text`."""
    return message


_ = N_


def _germanic(n: int) -> int:
    """Which of two forms English takes for `n`."""
    return int(n != 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language, complete for a run.

    `messages` holds, for each English id, the translation and its plural forms; it is empty for English. With `strict`
    (the tests) a message without a translation is a KeyError; otherwise it is shown in English. `repeated`: from when
    to when a site's clock shows times that it shows twice; it is that of one plan.
    """

    tag: str
    messages: Messages = field(default_factory=dict, repr=False)
    plural_form: Callable[[int], int] = field(default=_germanic, repr=False)
    strict: bool = False
    repeated: Repeated = field(default=(), repr=False)

    def text(self, message: str, /, **args: Argument) -> str:
        """The translation of `message`, with `{name}` placeholders filled in where arguments are given.

        Arguments are data: they are never translated or formatted again, and cannot change the text around them.
        """
        translation = self._forms(message, (message,))[0]
        return _filled(translation, args) if args else translation

    def plural(self, one: str, many: str, n: int, /, **args: Argument) -> str:
        """`one` or `many` as `n` asks, translated; `{n}` is the number as the language writes it.

        The call itself is extracted, as one message with plural forms: both are literals, marked or not.
        """
        forms = self._forms(one, (one, many))
        form = min(self.plural_form(n), len(forms) - 1)
        return _filled(forms[form], {"n": self.number(n), **args})

    def markdown_text(self, message: str, /) -> str:
        """The translation of a message that is Markdown and takes no arguments: safe to render, no value is in it."""
        return self.text(message)

    def date(self, day: clock.date) -> str:
        """`Sat, 5 Dec 2026`: the weekday, and the month in letters, so that no two countries read it differently."""
        return self._skeleton("yMMMEd", day)

    def short_date(self, day: clock.date) -> str:
        """`5 Dec`."""
        return self._skeleton("MMMd", day)

    def month(self, day: clock.date) -> str:
        """`December 2026`."""
        return self._skeleton("yMMMM", day)

    def weekday(self, day: clock.date) -> str:
        """`Sat`."""
        return self._skeleton("E", day)

    def time(self, moment: clock.time | clock.datetime) -> str:
        """`22:10`, always on 24 hours; an aware datetime is shown in its own zone, and of a time that the clock shows
        twice the offset says which is meant: `02:20 (+01:00)`."""
        text = self._skeleton("Hm", moment)
        if isinstance(moment, clock.datetime) and self._twice(moment):
            return f"{text} ({moment.isoformat(timespec='minutes')[-6:]})"
        return text

    def time_within(self, moment: clock.datetime, start: clock.datetime, end: clock.datetime) -> str:
        """The clock time of a moment between two others; `Sun 22:10` where they are a day or more apart by the
        clock."""
        time = self.time(moment)
        return f"{self.weekday(moment)} {time}" if a_day_on(start, end) else time

    def datetime(self, moment: clock.datetime) -> str:
        """`Sat, 5 Dec 2026 22:10`; an aware datetime is shown in its own zone."""
        return f"{self.date(moment)} {self.time(moment)}"

    def minutes(self, n: int) -> str:
        """A duration of `n` minutes, in hours and minutes, by their symbols: `1 h 30 min`; from two days on in days."""
        from babel.lists import format_list
        from babel.units import format_unit

        days, rest = divmod(n, 24 * 60) if n >= 2 * 24 * 60 else (0, n)
        hours, minutes = divmod(rest, 60)
        parts = [(days, "day")] * bool(days) + [(hours, "hour")] * bool(hours)
        parts += [(minutes, "minute")] * bool(minutes or not parts)
        written = [
            f"{value} {symbol}"
            if (symbol := _SYMBOLS.get((self.locale.language, unit)))
            else format_unit(value, unit, length="short", locale=self.locale)
            for value, unit in parts
        ]
        return format_list(written, style="unit-narrow", locale=self.locale)

    def stored(self, value: str) -> str:
        """A value kept as text, by ISO 8601 (`2026-12-05T22:10+01:00`, `2026-12-05`, `T22:10`, `PT90M`); else as it is.

        For the kit's own values, not for those that somebody wrote.
        """
        kept = _STORED.fullmatch(value)
        try:
            if kept is None:
                return value
            if kept["minutes"]:
                return self.minutes(int(kept["minutes"]))
            if kept["day"]:
                return self.date(clock.date.fromisoformat(kept["day"]))
            if kept["time"]:
                return self.time(clock.time.fromisoformat(kept["time"]))
            return self.datetime(clock.datetime.fromisoformat(kept["moment"]))
        except ValueError:
            return value

    def list(self, items: Iterable[str]) -> str:
        """`a, b and c`."""
        from babel.lists import format_list

        return format_list(tuple(items), locale=self.locale)

    def number(self, n: int) -> str:
        """A number with the language's grouping."""
        from babel.numbers import format_decimal

        return format_decimal(n, locale=self.locale)

    def decimal(self, n: float) -> str:
        """A number to one decimal, with the language's mark."""
        from babel.numbers import format_decimal

        return format_decimal(n, format="#,##0.0", locale=self.locale)

    @property
    def name(self) -> str:
        """What the language calls itself: `français`."""
        from babel import Locale

        known = _locale(self.tag) is not None
        return str(Locale.parse(self.tag).get_display_name()) if known else self.tag

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        """Which way the language is written, for the `dir` attribute of a page."""
        return "rtl" if self.locale.text_direction == "rtl" else "ltr"

    @property
    def locale(self) -> Locale:
        """The CLDR data that formats this language; English forms for a language that CLDR does not know."""
        return _formats(self.tag)

    def _forms(self, message: str, source: tuple[str, ...]) -> tuple[str, ...]:
        if not message:
            return source
        forms = self.messages.get(message, source)
        if self.strict and forms is source and self.tag != SOURCE:
            raise KeyError(f"{self.tag}: no translation of {message!r}")
        return forms

    def _twice(self, moment: clock.datetime) -> bool:
        """Whether the clock shows the time of `moment` twice, as its own zone knows, or the plan that is shown."""
        if moment.tzinfo is None:
            return False
        other = moment.replace(fold=1 - moment.fold)
        return moment.utcoffset() != other.utcoffset() or any(since <= moment < end for since, end in self.repeated)

    def _skeleton(self, skeleton: str, moment: clock.date | clock.time) -> str:
        if isinstance(moment, clock.time | clock.datetime):
            moment = moment.replace(tzinfo=None)  # Babel would show an aware one in UTC
        return _written(self.tag, skeleton, moment)


def a_day_on(start: clock.datetime, end: clock.datetime) -> bool:
    """Whether the clock shows at `end` what it showed at `start`, or a later time, on another day. Fewer than 24 hours
    are enough for that where it is put forward in between."""
    return end.replace(tzinfo=None) - start.replace(tzinfo=None) >= clock.timedelta(days=1)


def with_words(
    language: Language, words: Mapping[str, Mapping[str, str]], repeated: Repeated | None = None
) -> Language:
    """The language with the words of a house, by language and message; what the kit says itself stays as it is.

    With `repeated`, times are written for a site whose clock shows those twice.
    """
    if repeated is not None and repeated != language.repeated:
        language = replace(language, repeated=repeated)
    own = words.get(language.tag)
    if not own:
        return language
    return replace(language, messages={message: (text,) for message, text in own.items()} | dict(language.messages))


def load_locale_data() -> None:
    """Read what Babel knows of all languages now; it keeps it. It lies there pickled, and is read when it is needed."""
    for tag in available():
        load_language(tag).number(0)


def load_language(tag: str, locales: Path | None = None, *, strict: bool = False) -> Language:
    """The language `tag` of `locales` (the kit's own by default).

    Raises MachineError where there is no such catalogue, or where it cannot be read.
    """
    if tag == SOURCE:
        return Language(tag=tag, strict=strict)
    folder = resources.locales() if locales is None else locales
    if tag not in available(folder):
        problem = _("{language}: there is no such language; there are {known} (docs/languages.md says how to add one)")
        raise MachineError(problem, language=tag, known=", ".join(available(folder)))
    return _read(tag, folder / tag / CATALOGUE, strict)


def available(locales: Path | None = None) -> tuple[str, ...]:
    """The tags of all languages: English, then those with a catalogue, sorted."""
    return _kits_own(resources.locales()) if locales is None else _tags(locales)


def _tags(folder: Path) -> tuple[str, ...]:
    return (SOURCE, *sorted(path.parent.parent.name for path in folder.glob(f"*/{CATALOGUE.as_posix()}")))


_kits_own = cache(_tags)  # which are the same as long as this process lives; every file of an inventory asks for them


def choose_language(asked: str | None, environ: Mapping[str, str], locales: Path | None = None) -> str:
    """The tag for messages: the one `asked` for, else that of the locale in `environ`, else English.

    `fr_CA.UTF-8` is answered by fr_CA, or by fr. What was asked for is returned as it is: `load_language` refuses it.
    """
    if asked:
        return asked
    setting = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), SOURCE)
    return known_tag(setting, locales) or SOURCE


def known_tag(written: str, locales: Path | None = None) -> str | None:
    """The language that is meant by a tag or the name of a locale, or None where there is none of them.

    `FR`, `fr-CA` and `fr_CA.UTF-8` are answered by fr, and the latter two by fr_CA where there is that.
    """
    parts = re.split(r"[.@]", written)[0].replace("-", "_").casefold().split("_")[:PARTS]
    known = {tag.casefold(): tag for tag in available(locales)}
    shorter = ("_".join(parts[:count]) for count in range(len(parts), 0, -1))
    return next((known[tag] for tag in shorter if tag in known), None)


def shown(value: Argument) -> str:
    """A value as it stands in a sentence: controls and bidirectional marks by their code, right-to-left text apart."""
    text = _UNSEEN.sub(lambda mark: ascii(mark[0])[1:-1], str(value))
    if any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in text):
        return f"\u2068{text}\u2069"
    return text


def _filled(message: str, args: Mapping[str, Argument]) -> str:
    return message.format_map({name: shown(value) for name, value in args.items()})


@lru_cache(maxsize=64)
def _formats(tag: str) -> Locale:
    found = _locale(FORMATS.get(tag, tag)) or _locale(FORMATS[SOURCE])
    assert found is not None
    return found


@lru_cache(maxsize=4096)  # a plan names the same times again and again
def _written(tag: str, skeleton: str, moment: clock.date | clock.time) -> str:
    from babel.dates import format_skeleton

    return format_skeleton(skeleton, moment, locale=_formats(tag))


def _locale(tag: str) -> Locale | None:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(tag)
    except (UnknownLocaleError, ValueError):
        return None


def _read(tag: str, path: Path, strict: bool) -> Language:
    """The catalogue at `path`; what is fuzzy or empty counts as not translated."""
    try:
        plural_form, messages = _translations(path.read_bytes())
    except (OSError, ValueError) as error:
        problem = _("{file}: this catalogue cannot be read: {reason}")
        raise MachineError(problem, file=str(path), reason=str(error)) from error
    return Language(tag=tag, messages=messages, plural_form=plural_form, strict=strict)


@lru_cache(maxsize=8)
def _translations(catalogue: bytes) -> Translations:
    """The rule of plurals and the messages of a .po file, from the cache where it knows the file to the byte.

    Raises ValueError.
    """
    key = sha256(f"translations {resources.version()} ".encode() + catalogue).hexdigest()
    return Cache(folder=usual_place()).through(key, lambda: json.dumps(_parsed(catalogue)).encode(), _kept)


def _kept(data: bytes) -> Translations:
    """The same, of what is in the cache. Raises ValueError."""
    from gettext import c2py

    plurals, pairs = json.loads(data)
    messages = {message: tuple(forms) for message, forms in pairs.items()}
    if not all(type(forms) is list and forms for forms in pairs.values()):
        raise ValueError(messages)
    "".join(chain.from_iterable(messages.values()))  # all are texts
    return c2py(plurals), messages


def _parsed(catalogue: bytes) -> tuple[str, Messages]:
    """The same, read anew. Raises ValueError."""
    from babel.messages.pofile import PoFileError, read_po

    try:
        read = read_po(BytesIO(catalogue), abort_invalid=True)
    except PoFileError as error:
        raise ValueError(str(error)) from error
    messages: dict[str, tuple[str, ...]] = {}
    for message in read:
        key = message.id if isinstance(message.id, str) else message.id[0]
        forms = [message.string] if isinstance(message.string, str) else [form or "" for form in message.string or ()]
        if key and not message.fuzzy and forms and all(forms):
            messages[key] = tuple(forms)
    return read.plural_expr, messages
