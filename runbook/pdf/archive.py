"""A document of the kit as an archived copy: PDF/A-3a beside PDF/UA-1, with the plan it was made from inside it.

Everything that a reader needs is in the file, and stays so: fonts, colours, and the plan.json that a record of this
change is verified against. An archived copy is no form: what PDF/A asks of forms, fillable ones do not keep.
"""

from __future__ import annotations

import zlib
from importlib.resources import files
from io import BytesIO

PLAN = "plan.json"
_END = b"</rdf:RDF>"
# PDF/A lets metadata be only what it knows: what PDF/UA says of itself is explained to it.
_SAYS = b"""\
<rdf:Description xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" rdf:about="" pdfaid:part="3" pdfaid:conformance="A"/>\
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" \
rdf:about=""><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""


def archived(document: bytes, plan: bytes) -> bytes:
    """The archived copy of a PDF of the kit that is no form; `plan` is the content of its plan.json.

    The same arguments give the same bytes.
    """
    import pikepdf

    with pikepdf.open(BytesIO(document)) as pdf:
        source = pikepdf.AttachedFileSpec(
            pdf, plan, description="The plan of this document", filename=PLAN, mime_type="application/json",
            creation_date="", mod_date="",
        )  # fmt: skip
        source.relationship = pikepdf.Name.Source
        file = source.obj.EF.F
        for key in {"/CreationDate", "/ModDate"} & set(file.Params.keys()):
            del file.Params[key]  # a plan has none
        _pack(file, plan)
        pdf.attachments[PLAN] = source
        pdf.Root.AF = pikepdf.Array([pdf.make_indirect(pdf.attachments[PLAN].obj)])
        pdf.Root.OutputIntents = pikepdf.Array([_colours(pdf)])
        for page in pdf.pages:
            drawn = page.obj.Contents
            if isinstance(drawn, pikepdf.Stream) and drawn.read_raw_bytes()[-1:] in b"\r\n":
                _pack(drawn, drawn.read_bytes() + b"\n")  # its last byte would be read as the end of the line behind it
            for kind in ("/Pattern", "/Shading"):
                if kind in page.resources and not page.resources[kind].keys():
                    del page.resources[kind]
        said = pdf.Root.Metadata.read_bytes().replace(_END, _SAYS + _END)
        pdf.Root.Metadata = pdf.make_stream(said, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
        done = BytesIO()
        pdf.save(
            done,
            compress_streams=False,  # metadata stays readable; all else is compressed already
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            deterministic_id=True,
        )
    return done.getvalue()


def _colours(pdf: object) -> object:
    """What the document's red, green and blue mean: sRGB."""
    import pikepdf

    assert isinstance(pdf, pikepdf.Pdf)
    profile = files("weasyprint.pdf").joinpath("sRGB2014.icc").read_bytes()
    stream = pdf.make_stream(b"", N=3)
    _pack(stream, profile)
    return pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent,
        S=pikepdf.Name.GTS_PDFA1,
        OutputConditionIdentifier="sRGB2014",
        Info="sRGB2014",
        DestOutputProfile=stream,
    )


def _pack(stream: object, data: bytes) -> None:
    """Put `data` into a stream, compressed."""
    import pikepdf

    assert isinstance(stream, pikepdf.Object)
    stream.write(zlib.compress(data, 9), filter=pikepdf.Name.FlateDecode)
