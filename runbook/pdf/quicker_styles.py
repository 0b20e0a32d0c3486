"""What WeasyPrint works out of style sheets, in less time: once for all elements and boxes that it is the same for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from copy import copy
from enum import IntEnum
from functools import cache
from itertools import chain
from math import inf
from types import CodeType, SimpleNamespace
from typing import Any, NamedTuple
from xml.etree import ElementTree

from runbook.pdf.replaced import put

_EMPTY = re.compile(r"<(meta|img|br|input)\b([^<>]*?) ?/?>")  # elements that HTML does not close
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" '  # what HTML knows without being told
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


def _parser(stack: ExitStack) -> None:
    """The kit's pages are well-formed: what reads XML, in C, reads them. All else is left to WeasyPrint's parser."""
    import weasyprint

    original = weasyprint.tinyhtml5

    def parse(file: Any, **options: Any) -> Any:
        text = file.read()
        try:
            root = ElementTree.fromstring(_EMPTY.sub(r"<\1\2/>", text).replace("<svg ", _SVG))
        except (ElementTree.ParseError, TypeError):
            root = None
        if root is None or [child.tag for child in root] != ["head", "body"]:
            return original.parse(text, **options)
        return root

    put(stack, weasyprint, "tinyhtml5", SimpleNamespace(parse=parse))


def _found_by_name(stack: ExitStack) -> None:
    """What WeasyPrint looks for by name, in all of a page, is a title, a style sheet and the like: its element, without
    the rest of the page being wrapped."""
    import weasyprint

    wrapper = weasyprint.cssselect2.ElementWrapper
    original = wrapper.query_all

    def query_all(self: Any, *selectors: Any) -> Iterator[Any]:
        if not self.in_html_document or not all(str(selector).isalpha() for selector in selectors):
            yield from original(self, *selectors)
            return
        yield from (SimpleNamespace(etree_element=one) for one in self.etree_element.iter() if one.tag in selectors)

    put(stack, wrapper, "query_all", query_all)


def _own_styles(stack: ExitStack) -> None:
    """WeasyPrint's own style sheet has six pseudo-elements for each element; the kit's pages have markers, of lists."""
    import weasyprint

    put(stack, weasyprint, "UA_STYLESHEET", _sheet_without_notes(weasyprint.UA_STYLESHEET))


@cache
def _sheet_without_notes(whole: Any) -> Any:
    sheet, matcher = copy(whole), copy(whole.matcher)
    of_any, of_names = matcher.other_selectors, matcher.lower_local_name_selectors
    markers = [entry for entry in of_any if entry[3] == "marker"]
    matcher.other_selectors = [entry for entry in of_any if entry[3] is None]
    matcher.lower_local_name_selectors = {**of_names, "li": [*of_names["li"], *markers]}
    sheet.matcher = matcher
    return sheet


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


def _asks(test: _Test) -> _Asks:
    known: dict[str, _Asks] = test.__dict__
    if "kit_asks" not in known:
        codes = list(_codes(test.__code__))
        names = {name for code in codes for name in code.co_names}
        texts = [text for code in codes for text in code.co_consts if isinstance(text, str)]
        of_place = names <= _OF_PLACES and not any(map(_is_own, texts))
        known["kit_asks"] = (_Asks.LOOK if names <= _OF_LOOKS else _Asks.PLACE) if of_place else _Asks.MORE
    return known["kit_asks"]


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
        styles: _Cascade = {None: dict(declared)}
        for rule in sorted(rules, key=lambda one: one[:3]):
            sheet, origin, specificity = self._sheets[rule.sheet]
            layer = inf if rule.layer is None else sheet.layers.index(rule.layer)
            style = styles.setdefault(rule.pseudo, {})
            _declare(style, rule.declarations, origin, (layer, specificity or rule.specificity))
        return styles


def _declare(
    style: _Style, declarations: Iterable[tuple[str, Any, bool]], origin: str, weight: tuple[Any, Any]
) -> None:
    """Put declarations into a style, but for those that weigh less than what stands there."""
    from weasyprint.css import declaration_precedence

    for name, value, important in declarations:
        whole = declaration_precedence(origin, important), *weight
        if name not in style or style[name][1] <= whole:
            style[name] = value, whole


def _declared(html: Any, hints: bool) -> dict[Any, _Style]:
    """What elements declare themselves, in attributes."""
    from weasyprint.css import find_style_attributes, preprocess_declarations

    styles: dict[Any, _Style] = {}
    for specificity, element, declarations, base_url in find_style_attributes(html.etree_element, hints, html.base_url):
        found = preprocess_declarations(base_url, declarations)
        _declare(styles.setdefault(element, {}), found, "author", (inf, specificity))
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


def _shared_styles(stack: ExitStack) -> None:
    """Elements of the same declarations, below styles that hand down the same, have one style: what is worked out for
    it serves all of them. Those of tables are changed when their boxes are built, and stay their own."""
    from weasyprint.css import StyleFor
    from weasyprint.css.properties import INHERITED

    original = StyleFor.set_computed_styles

    def is_handed_down(name: str) -> bool:
        return name in INHERITED or name == "page" or name.startswith(("text_decoration_", "__"))

    def set_computed_styles(self: Any, element: Any, parent: Any, *words: Any, **more: Any) -> None:
        if not hasattr(element, "tag"):  # that of a page
            original(self, element, parent, *words, **more)
            return
        computed, place = self.get_computed_styles(), (element, more.get("pseudo_type"))
        cascaded = self.get_cascaded_styles().get(place, {})
        above = computed.get((parent, None))
        source = getattr(above, "kit_source", None)
        declared = [(name, id(value), weight) for name, (value, weight) in cascaded.items()]
        asks = any(value == "inherit" and not is_handed_down(name) for name, (value, _weight) in cascaded.items())
        key = (id(above if asks else source), place[1], *declared)
        styles, sources = self.__dict__.setdefault("kit_styles", ({}, {}))
        if key in styles:
            computed[place] = styles[key]
            return
        original(self, element, parent, *words, **more)
        style = computed[place]
        given_on = [one for one in declared if is_handed_down(one[0])]
        style.kit_source = sources.setdefault((id(source), *given_on), style) if given_on or above is None else source
        if "table" not in style["display"]:
            styles[key] = style

    put(stack, StyleFor, "set_computed_styles", set_computed_styles)


def _styles(stack: ExitStack) -> None:
    """Most properties of most elements are inherited, or initial."""
    from weasyprint.css import ComputedStyle
    from weasyprint.css.computed_values import PHYSICAL_FUNCTIONS
    from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES

    of_their_own = {"position", "float", "display", "page"} | INITIAL_NOT_COMPUTED
    plain = {n for n in INITIAL_VALUES if n not in of_their_own and not n.startswith("text_decoration_")}
    logical = {n: f(block="ttb", inline="ltr") for n, f in PHYSICAL_FUNCTIONS.items() if n in plain}
    inherited, initial = plain & INHERITED, INITIAL_VALUES
    original = ComputedStyle.__missing__

    def missing(self: Any, key: str) -> Any:
        if key not in plain or key in self.cascaded or self.parent_style is None:
            return original(self, key)
        if key in logical and (logical[key] in self.cascaded or self["direction"] != "ltr"):
            return original(self, key)
        value = self[key] = self.parent_style[key] if key in inherited else initial[key]
        return value

    put(stack, ComputedStyle, "__missing__", missing)


def _taken_apart(stack: ExitStack) -> None:
    """Styles and counters that know each other go with their pages: the garbage collector has little to look for."""
    from weasyprint.css import StyleFor
    from weasyprint.css.targets import TargetCollector
    from weasyprint.layout import LayoutContext

    met: list[Any] = []

    def note(kind: Any) -> None:
        original = kind.__init__

        def init(self: Any, *words: Any, **more: Any) -> None:
            met.append(self)
            original(self, *words, **more)

        put(stack, kind, "__init__", init)

    def take_apart() -> None:
        for one in met:
            for style in one.get_computed_styles().values() if isinstance(one, StyleFor) else ():
                while style is not None:
                    known = style.__dict__
                    style = known.get("anonymous_style")
                    known.clear()
            one.__dict__.clear()

    stack.callback(take_apart)
    for kind in (StyleFor, TargetCollector, LayoutContext):
        note(kind)


CHANGES = (
    _parser,
    _found_by_name,
    _own_styles,
    _cascades,
    _shared_styles,
    _styles,
    _taken_apart,
)
