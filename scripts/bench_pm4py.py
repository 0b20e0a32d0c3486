"""Times pm4py on a log: run by scripts/bench_verify.py with the Python of an environment that has pm4py.

    python bench_pm4py.py LOG.csv MODEL.json

The model holds pairs of activities (the first before the second) and the required ones. Prints a line of JSON: records
a second of processor time for DECLARE, temporal profile and alignments; the log is in memory before the clocks start.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time


def main() -> None:
    """Read, time, print."""
    import pandas  # type: ignore[import-untyped]
    import pm4py  # type: ignore[import-not-found]

    frame = pm4py.format_dataframe(
        pandas.read_csv(sys.argv[1], dtype={"case:concept:name": str}),
        case_id="case:concept:name",
        activity_key="concept:name",
        timestamp_key="time:timestamp",
    )
    model = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    log = pm4py.convert_to_event_log(frame)
    sure = {"support": 1.0, "confidence": 1.0}
    declare = {
        "precedence": {tuple(pair): sure for pair in model["pairs"]},
        "existence": dict.fromkeys(model["required"], sure),
    }
    profile = {tuple(pair): (36_000.0, 86_400.0) for pair in model["pairs"]}
    random.seed(1)  # what is sampled, and so the net, is the same each time
    sample = pm4py.sample_cases(log, model["sample"])
    net = pm4py.discover_petri_net_inductive(pm4py.sample_cases(log, 200))
    figures = {
        "version": pm4py.__version__,
        "distinct": len({tuple(event["concept:name"] for event in case) for case in sample}),
        "declare": len(log) / seconds(lambda: pm4py.conformance_declare(log, declare)),
        "temporal": len(log) / seconds(lambda: pm4py.conformance_temporal_profile(log, profile, zeta=6.0)),
        "alignments": len(sample)
        / seconds(lambda: pm4py.conformance_diagnostics_alignments(sample, *net, multi_processing=False)),
    }
    print(json.dumps(figures))


def seconds(call: Callable[[], object]) -> float:
    """Processor seconds of a call."""
    start = process_time()
    call()
    return process_time() - start


if __name__ == "__main__":
    main()
