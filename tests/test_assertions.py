"""A test that asserts in a loop or a branch alone shows nothing where that is never reached."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
ITERATORS = {"range", "enumerate", "zip", "sorted", "reversed", "product", "pairwise"}


def some(node: ast.expr, known: set[str]) -> bool:
    """Whether a loop over it runs at least once: what is written out, constants, and parts of these."""
    match node:
        case ast.Constant() | ast.Tuple(elts=[_, *_]) | ast.List(elts=[_, *_]) | ast.Set(elts=[_, *_]):
            return True
        case ast.Dict(keys=[_, *_]):
            return True
        case ast.Name(id=name):
            return name.isupper() or name in known
        case ast.Attribute(attr=name):
            return name.isupper()
        case ast.Subscript(value=value, slice=ast.Slice(lower=None, upper=None)):
            return some(value, known)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return some(left, known) or some(right, known)
        case ast.Call(func=ast.Attribute(value=value, attr="items" | "keys" | "values")):
            return some(value, known)
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return name in ITERATORS and all(some(one, known) for one in arguments)
    return False


def asserts(statements: Iterable[ast.stmt], helpers: set[str], known: frozenset[str] = frozenset()) -> bool:
    """Whether something is asserted whatever happens, there or in a helper that is called."""
    names = set(known)
    for statement in statements:
        match statement:
            case ast.Assert():
                return True
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if some(value, names):
                names.add(name)
            case ast.For(iter=over, body=body) if some(over, names) and asserts(body, helpers, frozenset(names)):
                return True
            case ast.If(body=body, orelse=orelse) if asserts(body, helpers) and asserts(orelse, helpers):
                return True
            case ast.With(items=items, body=body):
                expected = any("raises" in ast.unparse(one.context_expr) for one in items)
                if expected or asserts(body, helpers, frozenset(names)):
                    return True
            case ast.Try(body=body, finalbody=last) if asserts([*body, *last], helpers):
                return True
        if isinstance(statement, ast.Expr | ast.Assign | ast.Return) and called(statement) & helpers:
            return True
    return False


def called(statement: ast.stmt) -> set[str]:
    """The last names of what a statement calls."""
    return {last_name(node.func) for node in ast.walk(statement) if isinstance(node, ast.Call)}


def last_name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ast.unparse(node).rpartition(".")[2]


def bare(sources: dict[str, str]) -> list[str]:
    """The tests that may end without having asserted anything."""
    every = [
        (name, node)
        for name, source in sources.items()
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef)
    ]
    helpers = {"fail", "check_schema"}  # of pytest and jsonschema
    while True:  # helpers that call helpers
        more = {one.name for _, one in every if one.name not in helpers and asserts(one.body, helpers)}
        if not more:
            break
        helpers |= more
    tests = [(name, one) for name, one in every if one.name.startswith("test_")]
    return [f"{name}: {one.name}" for name, one in tests if not asserts(one.body, helpers)]


def test_every_test_asserts_whatever_happens():
    sources = {str(file.relative_to(TESTS)): file.read_text(encoding="utf-8") for file in TESTS.rglob("*.py")}
    assert len(sources) > 100
    assert bare(sources) == []


@pytest.mark.parametrize(
    ("body", "sound"),
    [
        ("for x in made():\n  assert x", False),
        ("if made():\n  assert 1", False),
        ("if made():\n  assert 1\n else:\n  assert 2", True),
        ("for x in (1, 2):\n  assert x", True),
        ("for x in ():\n  assert x", False),
        ("for x in PLANS.values():\n  for y in x.steps:\n   assert y", False),
        ("steps = made()\n assert steps\n for y in steps:\n  assert y", True),
        ("few = [1, 2] + made()\n for y in few:\n  assert y", True),
        ("with pytest.raises(ValueError):\n  made()", True),
        ("helper(made())", True),
        ("lazy(made())", False),
        ("made()", False),
    ],
)
def test_loops_and_branches_that_may_be_left_out_are_told(body, sound):
    helper = "def helper(x):\n assert x\ndef lazy(x):\n for y in x:\n  assert y\n"
    assert bare({"a.py": f"{helper}def test_a():\n {body}\n"}) == ([] if sound else ["a.py: test_a"])
