"""What clocks are called, by how many hours they are ahead of UTC: EST, HNE; IST, which is that of several places; ET,
which is put forward and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

_LISTED = """
et -5 -4; ct -6 -5; mt -7 -6; pt -8 -7; nst -3.5; ndt -2.5; ast -4 3; adt -3; hna -4; haa -3; est -5; edt -4;
hne -5; hae -4; cst -6 8; cdt -5; hnc -6; hac -5; mst -7; mdt -6; hnr -7; har -6; pst -8; pdt -7; hnp -8; hap
-7; akst -9; akdt -8; hst -10; brt -3; art -3; wet 0; west 1; bst 1; ist 1 2 5.5; eet 2; eest 3; mez 1; mesz
2; hec 1; heec 2; msk 3; trt 3; wat 1; cat 2; sast 2; eat 3; gst 4; pkt 5; npt 5.75; ict 7; wib 7; hkt 8; sgt
8; awst 8; jst 9; kst 9; aest 10; aedt 11; acst 9.5; acdt 10.5; nzst 12; nzdt 13
"""
CLOCKS: Mapping[str, frozenset[timedelta]] = {
    name: frozenset(timedelta(hours=float(each)) for each in hours)
    for name, *hours in (clock.split() for clock in _LISTED.split(";"))
}
