"""A Word template must not hand on to every document what acts or reaches out."""

import io
import zipfile

import pytest

from tests.bulletin.papers import paper
from toolkit.bulletin import open_template

LINK = '<Relationship Id="rId99" Type="http://x/relationships/{}" Target="{}" TargetMode="External"/></Relationships>'


def changed(change=lambda name, part: part, **more):
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(paper("正文"))) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            target.writestr(name, change(name, source.read(name)))
        for name, part in more.items():
            target.writestr(name, part)
    return stream.getvalue()


def linked(kind, to):
    end = LINK.format(kind, to).encode()
    return changed(
        lambda name, part: part.replace(b"</Relationships>", end) if name == "word/_rels/document.xml.rels" else part
    )


def with_field(*runs):
    written = "".join(f"<w:r>{run}</w:r>" for run in runs)
    field = f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{written}</w:p><w:sectPr'.encode()
    return changed(lambda name, part: part.replace(b"<w:sectPr", field, 1) if name == "word/document.xml" else part)


def mistakes(content):
    return [str(each) for each in open_template(content, file="通报.docx").find_mistakes({}, {})]


@pytest.mark.parametrize(
    ("content", "kinds"),
    [
        (changed(**{"word/vbaProject.bin": b"x"}), "宏"),
        (changed(**{"word/activeX/activeX1.xml": b"<x/>"}), "控件（ActiveX）"),
        (linked("attachedTemplate", "http://e.vil/a.dotm"), "指向别的电脑或网址的链接"),
        (linked("image", "file://host/a.png"), "指向别的电脑或网址的链接"),
        (
            with_field("<w:instrText> INCLUDE</w:instrText>", "<w:instrText>TEXT a.docx</w:instrText>"),
            "从别处取内容的域",
        ),
        (with_field("<w:instrText>DDEAUTO cmd</w:instrText>"), "从别处取内容的域"),
    ],
)
def test_a_template_that_acts_or_reaches_out__is_refused_once(content, kinds):
    assert mistakes(content) == [
        f"通报.docx：里面有{kinds}，写出的通报也会带着。请在 Word 或 WPS 里去掉，另存为“Word 文档（*.docx）”。"
    ]


@pytest.mark.parametrize(
    "content",
    [
        paper("正文"),
        linked("hyperlink", "http://example.org"),
        linked("attachedTemplate", "file:///C:\\Users\\a\\Normal.dotm"),
        with_field("<w:instrText> PAGE </w:instrText>"),
        with_field('<w:instrText> TOC \\o "1-3" </w:instrText>'),
    ],
)
def test_what_every_office_has_in_its_templates__is_not(content):
    assert mistakes(content) == []
