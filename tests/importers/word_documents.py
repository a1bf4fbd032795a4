"""Word documents made by hand for the tests: a few helpers that write the XML which matters."""

import io
import zipfile
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def run(text, *, bold=False, underlined=False, raised=False):
    marks = ("<w:b/>" if bold else "") + ('<w:u w:val="single"/>' if underlined else "") + ('<w:vertAlign w:val="superscript"/>' if raised else "")
    parts = []
    for line in text.split("\n"):
        pieces = [f'<w:t xml:space="preserve">{escape(piece)}</w:t>' if piece else "" for piece in line.split("\t")]
        parts.append("<w:tab/>".join(pieces))
    return f"<w:r><w:rPr>{marks}</w:rPr>{'<w:br/>'.join(parts)}</w:r>"


def paragraph(*runs, stops=(), style="", number=None):
    """`stops`: (place, leader) of tab stops; `number`: (list, level)."""
    tabs = "".join(f'<w:tab w:val="left" w:pos="{place}" w:leader="{leader}"/>' for place, leader in stops)
    properties = (f'<w:pStyle w:val="{style}"/>' if style else "") + (f"<w:tabs>{tabs}</w:tabs>" if tabs else "")
    if number:
        properties += f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(one if one.startswith('<') else run(one) for one in runs)}</w:p>"


def cell(*content, span=1, merge=""):
    inner = "".join(one if one.startswith(("<w:p", "<w:tbl")) else paragraph(one) for one in content) or "<w:p/>"
    properties = (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "") + (f'<w:vMerge w:val="{merge}"/>' if merge else "")
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def table(*rows):
    """Rows of cells; a text is a cell with it."""
    return "<w:tbl>" + "".join("<w:tr>" + "".join(one if one.startswith("<w:tc") else cell(one) for one in row) + "</w:tr>" for row in rows) + "</w:tbl>"


def checkbox(kind="sdt"):
    if kind == "sdt":
        return '<w:sdt><w:sdtPr><w14:checkbox xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"/></w:sdtPr><w:sdtContent><w:r><w:t>☐</w:t></w:r></w:sdtContent></w:sdt>'
    if kind == "symbol":
        return '<w:r><w:sym w:font="Wingdings" w:char="F06F"/></w:r>'
    return '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:sizeAuto/></w:checkBox></w:ffData></w:fldChar></w:r>'


def dropdown(*items):
    listed = "".join(f'<w:listItem w:displayText="{item}" w:value="{item}"/>' for item in items)
    return f'<w:sdt><w:sdtPr><w:dropDownList><w:listItem w:displayText="Choose" w:value=""/>{listed}</w:dropDownList></w:sdtPr><w:sdtContent><w:r><w:t>Choose</w:t></w:r></w:sdtContent></w:sdt>'


def document(*blocks, parts=None):
    """A .docx as bytes; a text is a paragraph. `parts`: further parts by name."""
    body = "".join(one if one.startswith("<w:") else paragraph(one) for one in blocks)
    return archive({"word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>', **(parts or {})})


def archive(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return out.getvalue()
