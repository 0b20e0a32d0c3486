"""Which rules of its style sheets an element matches, in less time: nearly all selectors ask for the names and classes
of an element and of those that it stands in, and have one answer for all elements that are alike in this."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from enum import IntEnum
from functools import cache
from itertools import chain
from math import inf
from types import CodeType
from typing import Any, NamedTuple

from runbook.pdf.replaced import put

# What differs between elements that are alike; few selectors ask for it.
_OWN = frozenset({"id", "name", "value", "title", "alt", "src"})
# What a selector asks for, by the names in its code: how an element looks, and what it stands in.
_OF_LOOKS = frozenset(
    {"local_name", "namespace_url", "classes", "etree_element", "in_html_document", "tag", "attrib", "get"}
    | {"lower", "startswith", "endswith", "split_whitespace", "ascii_lower"}
)
_OF_PLACES = _OF_LOOKS | {"parent", "ancestors", "any", "next"}
_Test = Callable[[Any], bool]
_Style = dict[str, tuple[Any, Any]]  # the value of each property, and its weight
_Cascade = dict[str | None, _Style]  # by the pseudo-element; None is the element itself


class _Rule(NamedTuple):
    """A selector of a sheet with its declarations. They are applied in the order of the first three."""

    sheet: int
    specificity: tuple[int, int, int]
    order: int
    pseudo: str | None
    declarations: Any
    layer: str | None
    test: _Test


def _is_own(attribute: str) -> bool:
    return attribute in _OWN or attribute.startswith("data-")


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield from _codes(part)


class _Asks(IntEnum):
    """What the answer of a selector hangs on."""

    LOOK = 0  # what the element is called and has
    PLACE = 1  # and what those are called and have that it stands in
    MORE = 2


@cache
def _asks(test: _Test) -> _Asks:
    codes = list(_codes(test.__code__))
    names = {name for code in codes for name in code.co_names}
    texts = [text for code in codes for text in code.co_consts if isinstance(text, str)]
    if not names <= _OF_PLACES or any(map(_is_own, texts)):
        return _Asks.MORE
    return _Asks.LOOK if names <= _OF_LOOKS else _Asks.PLACE


class _Rules:
    """All rules of some style sheets: those that elements match are found once for a look, and once for a place."""

    def __init__(self, sheets: Iterable[Any]) -> None:
        self._sheets = list(sheets)
        self._looks: dict[Any, tuple[int, list[_Rule], list[_Rule], list[_Rule]]] = {}
        self._places: dict[Any, tuple[list[_Rule], list[_Rule]]] = {}
        self._cascades: dict[Any, _Cascade] = {}

    def cascade(self, element: Any, declared: _Style | None) -> _Cascade:
        """What holds for an element and its pseudo-elements, the same object for those for which the same rules do.

        `declared` is what an element itself says, if it says anything.
        """
        place = self._place(element)
        settled, others = self._places[place]
        more = [rule for rule in others if rule.test(element)]
        if declared:
            return self._cascaded([*settled, *more], declared)
        key = (place, *[rule[:3] for rule in more])
        if key not in self._cascades:
            self._cascades[key] = self._cascaded([*settled, *more], {})
        return self._cascades[key]

    def _place(self, element: Any) -> tuple[int, ...]:
        """Where an element stands: the numbers of the looks of all that it stands in, and of its own."""
        known: dict[str, tuple[int, ...]] = element.__dict__
        if "kit_place" not in known:
            own = element.etree_element
            look = own.tag, *[item for item in own.attrib.items() if not _is_own(item[0])]
            if look not in self._looks:
                self._looks[look] = len(self._looks), *self._divided(element)
            number, settled, of_place, others = self._looks[look]
            above = () if element.parent is None else self._place(element.parent)
            place = known["kit_place"] = (*above, number)
            if place not in self._places:
                self._places[place] = [*settled, *[rule for rule in of_place if rule.test(element)]], others
        return known["kit_place"]

    def _divided(self, element: Any) -> tuple[list[_Rule], list[_Rule], list[_Rule]]:
        """The rules that elements of a look match, those that they do in some places, and those that each is asked."""
        rules = list(self._rules(element))
        settled = [rule for rule in rules if _asks(rule.test) is _Asks.LOOK and rule.test(element)]
        of_place = [rule for rule in rules if _asks(rule.test) is _Asks.PLACE]
        return settled, of_place, [rule for rule in rules if _asks(rule.test) is _Asks.MORE]

    def _rules(self, element: Any) -> Iterator[_Rule]:
        """The rules that an element may match: those for its names, and those for any."""
        for number, (sheet, *_origin) in enumerate(self._sheets):
            matcher = sheet.matcher
            lists = [
                *(matcher.class_selectors.get(name, ()) for name in element.classes),
                matcher.lower_local_name_selectors.get(element.local_name.lower(), ()),
                matcher.namespace_selectors.get(element.namespace_url, ()),
                matcher.lang_attr_selectors if "lang" in element.etree_element.attrib else (),
                matcher.other_selectors,
            ]
            for test, specificity, order, pseudo, (declarations, layer) in chain(*lists):
                yield _Rule(number, specificity, order, pseudo, declarations, layer, test)

    def _cascaded(self, rules: list[_Rule], declared: _Style) -> _Cascade:
        """The declarations of rules over what was declared, or below it: what weighs more wins, then what is last."""
        from weasyprint.css import declaration_precedence

        styles: _Cascade = {None: dict(declared)}
        for rule in sorted(rules, key=lambda one: one[:3]):
            sheet, origin, specificity = self._sheets[rule.sheet]
            layer = inf if rule.layer is None else sheet.layers.index(rule.layer)
            style = styles.setdefault(rule.pseudo, {})
            for name, value, important in rule.declarations:
                weight = declaration_precedence(origin, important), layer, specificity or rule.specificity
                if name not in style or style[name][1] <= weight:
                    style[name] = value, weight
        return styles


def _declared(html: Any, hints: bool) -> dict[Any, _Style]:
    """What elements declare themselves, in attributes."""
    from weasyprint.css import declaration_precedence, find_style_attributes, preprocess_declarations

    styles: dict[Any, _Style] = {}
    for specificity, element, declarations, base_url in find_style_attributes(html.etree_element, hints, html.base_url):
        style = styles.setdefault(element, {})
        for name, value, important in preprocess_declarations(base_url, declarations):
            weight = declaration_precedence("author", important), inf, specificity
            if name not in style or style[name][1] <= weight:
                style[name] = value, weight
    return styles


def _cascades(stack: ExitStack) -> None:
    """Elements for which the same rules hold have their declarations in common, and below one style, their style."""
    from weasyprint.css import StyleFor

    original = StyleFor.__init__

    def init(self: Any, html: Any, sheets: Any, hints: bool, fonts: Any, targets: Any) -> None:
        if any(sheet.matcher.id_selectors for sheet, *_origin in sheets):
            original(self, html, sheets, hints, fonts, targets)
            return
        self._sheets, self.font_config, self.initial_page_sizes = sheets, fonts, {"box": None, "area": None}
        cascaded: dict[Any, _Style] = {}
        computed: dict[Any, Any] = {}
        self._cascaded_styles, self._computed_styles = cascaded, computed
        more = {"root": html.etree_element, "base_url": html.base_url, "target_collector": targets}
        rules, declared = _Rules(sheets), _declared(html, hints)
        shared: dict[tuple[int, int], Any] = {}
        pseudos: list[tuple[Any, str, _Style]] = []
        for wrapped in html.wrapper_element.iter_subtree():
            element = wrapped.etree_element
            above = wrapped.parent and wrapped.parent.etree_element
            styles = rules.cascade(wrapped, declared.get(element))
            pseudos += [(element, pseudo, style) for pseudo, style in styles.items() if pseudo]
            key = id(computed.get((above, None))), id(styles)
            if key not in shared:
                cascaded[element, None] = styles[None]
                self.set_computed_styles(element, parent=above, **more)
                shared[key] = computed[element, None], styles
            computed[element, None] = shared[key][0]
        for element, pseudo, style in pseudos:
            cascaded[element, pseudo] = style
            self.set_computed_styles(element, pseudo_type=pseudo, parent=element, **more)
        cascaded.clear()

    put(stack, StyleFor, "__init__", init)


CHANGES = (_cascades,)
