"""The mutants of a module: its source with one thing changed in the body of a function.

Changed are comparisons, `and` and `or`, `not`, numbers, True and False, strings, plus and minus, the choice between
the least and the greatest, and steps out of loops; left away are conditions, one of several or those of comprehensions,
ways out of a function, and `strip()` and its like. Messages for people, docstrings, annotations, what is raised and
`__repr__` stay as they are.
"""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

COMPARISONS: dict[type[ast.cmpop], tuple[str, ast.cmpop, str]] = {
    ast.Lt: ("<", ast.LtE(), "<="),
    ast.LtE: ("<=", ast.Lt(), "<"),
    ast.Gt: (">", ast.GtE(), ">="),
    ast.GtE: (">=", ast.Gt(), ">"),
    ast.Eq: ("==", ast.NotEq(), "!="),
    ast.NotEq: ("!=", ast.Eq(), "=="),
    ast.Is: ("is", ast.IsNot(), "is not"),
    ast.IsNot: ("is not", ast.Is(), "is"),
    ast.In: ("in", ast.NotIn(), "not in"),
    ast.NotIn: ("not in", ast.In(), "in"),
}
OPERATIONS: dict[type[ast.operator], tuple[str, ast.operator, str]] = {
    ast.Add: ("+", ast.Sub(), "-"),
    ast.Sub: ("-", ast.Add(), "+"),
    ast.Mult: ("*", ast.FloorDiv(), "//"),
    ast.FloorDiv: ("//", ast.Mult(), "*"),
    ast.BitOr: ("|", ast.BitAnd(), "&"),
    ast.BitAnd: ("&", ast.BitOr(), "|"),
}
NAMES = {"min": "max", "max": "min", "all": "any", "any": "all"}
TIDYING = {"strip", "lstrip", "rstrip", "casefold", "lower", "upper"}
WAYS_OUT = (ast.Return, ast.Raise, ast.Continue, ast.Break)
Function = ast.FunctionDef | ast.AsyncFunctionDef
Place = tuple[int, int, int, int]  # line and column (in bytes) of the first and behind the last character


@dataclass(frozen=True)
class Mutant:
    """One change: known by its file, function, line of source and what is changed, not by the line's number."""

    file: str  # below the root: "runbook/verify/windows.py"
    function: str  # "Verdict.passed"
    line: str  # the line of the source in which what is changed begins, without its indentation
    change: str  # "< to <="; the second of one line ends in " #2"
    number: int  # of the line, from 1
    source: str  # the whole module, changed

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What it is found again by after other lines were changed."""
        return self.file, self.function, self.line, self.change


def mutants_of(file: str, source: str) -> Iterator[Mutant]:
    """All mutants of a module, in the order of its source; those that would not compile are left out."""
    lines = source.encode().splitlines(keepends=True)
    seen: Counter[tuple[str, str, str]] = Counter()
    for function, node, change, written in _changes(ast.parse(source), ()):
        place = _place(node)
        line = lines[place[0] - 1].decode().strip()
        seen[function, line, change] += 1
        count = seen[function, line, change]
        changed = _spliced(lines, place, written)
        if not _compiles(changed):
            continue
        yield Mutant(file, function, line, f"{change} #{count}" if count > 1 else change, place[0], changed)


def _place(node: ast.AST) -> Place:
    located = node
    assert isinstance(located, ast.expr | ast.stmt)
    assert located.end_lineno is not None
    assert located.end_col_offset is not None
    return located.lineno, located.col_offset, located.end_lineno, located.end_col_offset


def _spliced(lines: list[bytes], place: Place, written: str) -> str:
    first, column, last, end = place
    head, tail = lines[first - 1][:column], lines[last - 1][end:]
    return b"".join([*lines[: first - 1], head, written.encode(), tail, *lines[last:]]).decode()


def _compiles(source: str) -> bool:
    try:
        compile(source, "mutant", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


def _changes(node: ast.AST, names: tuple[str, ...]) -> Iterator[tuple[str, ast.AST, str, str]]:
    """The function, the node to replace, what is changed, and what is written instead."""
    if isinstance(node, ast.ClassDef | Function):
        names = (*names, node.name)
    if isinstance(node, Function):
        if node.name != "__repr__":
            inner = [*node.args.defaults, *(one for one in node.args.kw_defaults if one), *_without_docstring(node)]
            for one in inner:
                yield from _inside(one, names)
        return
    for child in ast.iter_child_nodes(node):
        yield from _changes(child, names)


def _without_docstring(node: Function) -> list[ast.stmt]:
    return node.body[1:] if ast.get_docstring(node) is not None else node.body


def _inside(node: ast.AST, names: tuple[str, ...]) -> Iterator[tuple[str, ast.AST, str, str]]:
    """The changes of a node in a function, and of all below it."""
    if isinstance(node, ast.ClassDef | Function):
        yield from _changes(node, names)
        return
    if isinstance(node, ast.JoinedStr | ast.Raise) or _is_message(node):
        return
    for at, change, written in _of(node):
        yield ".".join(names), at, change, written
    annotations = {id(node.annotation)} if isinstance(node, ast.AnnAssign) else set()
    for child in ast.iter_child_nodes(node):
        if id(child) not in annotations:
            yield from _inside(child, names)


def _is_message(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr):  # a string that nobody uses
        return isinstance(node.value, ast.Constant)
    if not isinstance(node, ast.Call):
        return False
    called = ast.unparse(node.func)
    return called in ("N_", "cast")


def _of(node: ast.AST) -> Iterator[tuple[ast.AST, str, str]]:
    """The changes of a node itself: what is replaced, what is changed, and what is written instead."""
    if isinstance(node, ast.expr):
        yield from ((node, change, written) for change, written in _of_expression(node))
    elif isinstance(node, ast.comprehension):
        yield from ((one, "condition left away", "True") for one in node.ifs)
    elif isinstance(node, ast.Continue):
        yield node, "continue to break", "break"
    elif isinstance(node, ast.Break):
        yield node, "break to continue", "continue"
    elif isinstance(node, ast.If) and not node.orelse and isinstance(node.body[-1], WAYS_OUT):
        yield node, "way out left away", "pass"


def _of_expression(node: ast.expr) -> Iterator[tuple[str, str]]:
    match node:
        case ast.Compare():
            for place, operator in enumerate(node.ops):
                before, instead, after = COMPARISONS[type(operator)]
                changed = copy.deepcopy(node)
                changed.ops[place] = instead
                yield f"{before} to {after}", f"({ast.unparse(changed)})"
        case ast.BoolOp():
            yield from _of_connected(node)
        case ast.Call(func=ast.Attribute(value=value, attr=name), args=[], keywords=[]) if name in TIDYING:
            yield f"{name}() left away", f"({ast.unparse(value)})"
        case ast.UnaryOp(op=ast.Not()):
            yield "not left away", f"({ast.unparse(node.operand)})"
        case ast.BinOp() if type(node.op) in OPERATIONS:
            before, operation, after = OPERATIONS[type(node.op)]
            yield f"{before} to {after}", f"({ast.unparse(ast.BinOp(node.left, operation, node.right))})"
        case ast.Name(id=name) if name in NAMES:
            yield f"{name} to {NAMES[name]}", NAMES[name]
        case ast.Constant():
            yield from _constants(node.value)


def _of_connected(node: ast.BoolOp) -> Iterator[tuple[str, str]]:
    """`and` for `or`, and each of the conditions left away."""
    before, after, other = ("and", "or", ast.Or()) if isinstance(node.op, ast.And) else ("or", "and", ast.And())
    yield f"{before} to {after}", f"({ast.unparse(ast.BoolOp(other, node.values))})"
    for place, value in enumerate(node.values):
        rest = [*node.values[:place], *node.values[place + 1 :]]
        left = rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
        yield f"{ast.unparse(value)} left away", f"({ast.unparse(left)})"


def _constants(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, bool):
        yield f"{value} to {not value}", str(not value)
    elif isinstance(value, int | float):
        yield f"{value} to {value + 1}", f"({value + 1})"
        yield f"{value} to {value - 1}", f"({value - 1})"
    elif isinstance(value, str | bytes):
        changed = b"XX" + value if isinstance(value, bytes) else "XX" + value
        yield f"{value!r} to {changed!r}", repr(changed)
