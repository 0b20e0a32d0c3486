"""All objects of a file of pikepdf's are read from its text, or none."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest

from runbook.pdf.prefill.not_prefillable import NotPrefillable
from runbook.pdf.prefill.static_file import written_objects


def written(mode: pikepdf.ObjectStreamMode, packed: bool) -> bytes:
    """A file with a page, objects in objects, and a text with ends of lines, brackets and what looks like an end."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        texts = [pdf.make_indirect(pikepdf.Dictionary(Own=f"(a)\n{i} 0 obj <b> é")) for i in range(250)]
        page.Texts = pdf.make_indirect(pikepdf.Array(texts))
        page.Contents = pdf.make_stream(b"q\nQ\n1 0 obj\n<< /Type /ObjStm >>\n")
        file = BytesIO()
        pdf.save(file, object_stream_mode=mode, compress_streams=packed)
        return file.getvalue()


@pytest.mark.parametrize("packed", [False, True])
def test_objects_are_what_pikepdf_reads(packed):
    file = written(pikepdf.ObjectStreamMode.generate, packed)
    with pikepdf.open(BytesIO(file)) as pdf:
        things = {thing.objgen[0]: thing for thing in pdf.objects if not isinstance(thing, pikepdf.Stream)}
        assert written_objects(file) == {number: thing.unparse(resolved=True) for number, thing in things.items()}
    assert len(things) > 250


def test_objects_that_stand_elsewhere_are_not_passed_over():
    with pytest.raises(NotPrefillable):
        written_objects(written(pikepdf.ObjectStreamMode.disable, packed=False))
