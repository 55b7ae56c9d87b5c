"""Look for anything in a result that acts, reaches out, or was a clerk's text and became more than a text."""

import io
import json
import posixpath
import re
import zipfile
from urllib.parse import unquote

from lxml import etree

# Parts that act or reach out, by their names, wherever they lie.
_PARTS = re.compile(
    r"vbaProject|vbaData|macrosheets|activeX|externalLinks?/|connections|queryTables?|customUI|embeddings|ctrlProps|attachedToolbars",
    re.I,
)
_TYPES = re.compile(r"macroEnabled|vbaProject|ms-office\.activeX", re.I)
# What a formula of ours never has: other workbooks, DDE, functions that reach out or run something.
_FORMULA = re.compile(
    r"\[\d*[^\]]*\]|\||\b(?:WEBSERVICE|RTD|CALL|EXEC|REGISTER(?:\.ID)?|DDE|FILTERXML|INDIRECT|EVALUATE)\(", re.I
)
_LITERAL = re.compile(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'')
_LINK = re.compile(r'HYPERLINK\(\(?((?:"(?:[^"]|"")*"&?)+)')
_WORD = re.compile(r"instrText|fldSimple|attachedTemplate|altChunk|subDoc|oleObj|w:control\b|w:mailMerge|w:object\b")
_FIELDS = re.compile(r"^\s*(?:PAGE|NUMPAGES|SECTIONPAGES)\b[\s\\*A-Za-z]*$")
TRICKS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
)
_BEGINS = re.compile("^[=+\\-@\t\r\n＝＋－＠]")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def scan_result(name, content):
    """Return what is wrong with one result, in words; nothing where it is safe."""
    if name.endswith((".xlsx", ".docx", ".xlsm", ".docm")):
        found = list(_scan_package(content, is_book=name.endswith(".xlsx")))
        return [*found, *(["macros"] if name.endswith("m") else [])]
    if name.endswith(".txt"):
        return [f"character {sign!r}" for sign in TRICKS.findall(content.decode("utf-8-sig").replace("\r\n", "\n"))]
    if name.endswith(".json"):
        json.loads(content)
    return []


def _scan_package(content, *, is_book):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for name, part in parts.items():
        if _PARTS.search(name):
            yield f"part {name}"
        if name == "[Content_Types].xml" and (kind := _TYPES.search(part.decode())):
            yield f"type {kind[0]}"
        if not name.endswith((".xml", ".rels", ".vml")):
            continue
        root = etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))
        if root.getroottree().docinfo.doctype:
            yield f"{name}: DOCTYPE"
        if name.endswith(".rels"):
            yield from _scan_links(name, root)
        text = "".join(root.itertext())
        if TRICKS.search(text) or any(TRICKS.search(v) for element in root.iter() for v in element.attrib.values()):
            yield f"{name}: a character that is obeyed"
        if is_book:
            yield from _scan_book_part(name, root)
        else:
            yield from _scan_word_part(name, root, part.decode())
    if is_book:
        yield from _scan_texts(parts)


def _scan_links(name, root):
    for link in root:
        if link.get("TargetMode") == "External":
            yield f"{name}: external {link.get('Target')}"
        elif "://" in link.get("Target", "") or ".." in posixpath.normpath(
            posixpath.join("a/b", link.get("Target", ""))
        ):
            yield f"{name}: {link.get('Target')}"


def _scan_book_part(name, root):
    for element in root.iter():
        tag = etree.QName(element).localname
        if tag in ("ddeLink", "oleLink", "externalReference", "oleObject", "control", "fileSharing", "dbPr", "webPr"):
            yield f"{name}: {tag}"
        if tag in ("f", "formula", "formula1", "formula2", "definedName") and element.text:
            yield from _scan_formula(name, element.text)
        if tag == "hyperlink" and [key for key in element.attrib if key.endswith("}id")]:
            yield f"{name}: link {element.attrib}"


def _scan_formula(name, formula):
    if _FORMULA.search(_LITERAL.sub('""', formula)):
        yield f"{name}: formula {formula}"
    for found in _LINK.findall(formula):
        target = unquote("".join(part[1:-1].replace('""', '"') for part in re.findall(r'"(?:[^"]|"")*"', found)))
        if re.match(r"(?i)[a-z]{2,}:|//|\\\\|/", target):
            yield f"{name}: leads out {target}"


def _scan_word_part(name, root, part):
    for found in _WORD.findall(part):
        if found not in ("instrText", "fldSimple"):
            yield f"{name}: {found}"
    for element in root.iter():
        tag = etree.QName(element).localname
        said = element.text if tag == "instrText" else element.get(_word("instr")) if tag == "fldSimple" else None
        if said and not _FIELDS.match(said):
            yield f"{name}: field {said}"


def _word(name):
    return "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}" + name


def _scan_texts(parts):
    """Yield the texts that begin like formulas in cells without the mark of a text."""
    looks = etree.fromstring(parts["xl/styles.xml"]).find(f"{_MAIN}cellXfs")
    marked = {number for number, look in enumerate(looks) if look.get("quotePrefix") == "1"}
    shared = parts.get("xl/sharedStrings.xml")
    strings = [_text(each) for each in etree.fromstring(shared)] if shared else []
    for name, part in parts.items():
        if not re.fullmatch(r"xl/worksheets/[^/]*\.xml", name):
            continue
        for cell in etree.fromstring(part).iter(f"{_MAIN}c"):
            kind, value = cell.get("t"), cell.find(f"{_MAIN}v")
            text = strings[int(value.text)] if kind == "s" else _text(cell) if kind == "inlineStr" else ""
            if _BEGINS.match(text) and int(cell.get("s") or 0) not in marked:
                yield f"{name}: {cell.get('r')} {text!r} without mark"


def _text(element):
    return "".join(node.text or "" for node in element.iter(f"{_MAIN}t"))
