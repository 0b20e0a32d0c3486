"""Runs tests once, and notes which lines of the kit each of them runs: `covering.py OUT FOLDER... -- TESTS...`.

Run by scripts/mutate.py, with coverage on its path. What a module of tests makes when it is read, and fixtures that
tests share, count for all tests of the file: they are noted under the file's name. What is kept between calls is
forgotten before each test, so that none leans on what another has run.
"""

from __future__ import annotations

import functools
import json
import sys
from collections import defaultdict
from collections.abc import Generator
from pathlib import Path
from typing import Any

import coverage  # type: ignore[import-not-found]
import pytest


class Noting:
    """A plugin of pytest: says to coverage who runs, and keeps how long each test took, if it passed."""

    def __init__(self, measured: coverage.Coverage, packages: tuple[str, ...]) -> None:
        self.measured, self.packages = measured, packages
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.failed: set[str] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self, collector: pytest.Collector) -> Generator[None, Any, Any]:
        """Reading a file of tests."""
        self._is(collector.nodeid)
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """A test with its own fixtures."""
        self._is(item.nodeid)
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any, request: Any) -> Generator[None, Any, Any]:
        """A fixture: where tests share it, it is the file's, or its folder's."""
        if fixturedef.scope == "function":
            return (yield)
        self._is((fixturedef.baseid or request.node.nodeid).split("::")[0])
        result = yield
        self.measured.switch_context(request._pyfuncitem.nodeid)
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """How long it took, and whether it passed."""
        self.seconds[report.nodeid] += report.duration
        if report.failed or report.skipped:
            self.failed.add(report.nodeid)

    def _is(self, name: str) -> None:
        forget(self.packages)
        self.measured.switch_context(name)


def forget(packages: tuple[str, ...]) -> None:
    """Empty the caches of packages; those of others, as that of the procedures, are not made by what is measured."""
    for name in [name for name in sys.modules if name.startswith(packages)]:
        for one in vars(sys.modules[name]).values():
            if isinstance(one, functools._lru_cache_wrapper):
                one.cache_clear()


def main(words: list[str]) -> int:
    """Run, and write {"seconds": {test: seconds}, "lines": {file: {number: [tests or files]}}}."""
    out, rest = Path(words[0]), words[1:]
    folders, tests = rest[: rest.index("--")], rest[rest.index("--") + 1 :]
    measured = coverage.Coverage(data_file=None, include=[f"{Path(one).resolve()}/*" for one in folders])
    noting = Noting(measured, ("tests", *(folder.replace("/", ".") for folder in folders)))
    measured.start()
    pytest.main(["-q", "-p", "no:xdist", "-p", "no:cacheprovider", *tests], plugins=[noting])
    measured.stop()
    data, root = measured.get_data(), Path.cwd()
    lines = {
        str(Path(file).relative_to(root)): {
            number: [name for name in names if name and name not in noting.failed]
            for number, names in data.contexts_by_lineno(file).items()
        }
        for file in data.measured_files()
    }
    seconds = {test: took for test, took in noting.seconds.items() if test not in noting.failed}
    out.write_text(json.dumps({"seconds": seconds, "lines": lines}), encoding="utf-8")
    return 0 if seconds else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
