"""A workbook with everything that marking must not lose: what libraries write, and what only office programs do."""

import io
import struct
import zipfile
import zlib

import xlsxwriter

SHEET = "检视问题清单"
X14_LIST = (
    '<ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" xmlns:x14="http://schemas.microsoft.com/office/'
    'spreadsheetml/2009/9/main"><x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"'
    ' count="1"><x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>选项!$A$1:$A$2</xm:f></x14:formula1>'
    "<xm:sqref>C4:C9</xm:sqref></x14:dataValidation></x14:dataValidations></ext>"
)
# Parts that office programs put in, and that nothing in the workbook may lose.
FOREIGN = {
    "xl/cellimages.xml": b'<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"/>',
    "xl/media/image9.png": b"\x89PNG of a program",
    "customXml/item1.xml": "<a>甲</a>".encode(),
    "xl/printerSettings/printerSettings1.bin": bytes(range(256)),
    "xl/threadedComments/threadedComment1.xml": b'<ThreadedComments xmlns="urn:t"/>',
    "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 no macro",
}


def pixel():
    """Return a PNG of one grey pixel."""

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\x80")) + chunk(b"IEND", b"")


def rich_workbook():
    """Return the workbook's bytes; the list's records stand in rows 4 to 9, A to D, the hint in E."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": "甲", "author": "乙"})
    book.set_custom_property("qingdan", "记号")
    book.define_name("我的范围", f"={SHEET}!$A$4:$A$9")
    sheet, options = book.add_worksheet(SHEET), book.add_worksheet("选项")
    options.write_column(0, 0, ["甲", "乙"])
    _cells(book, sheet)
    _extras(book, sheet)
    book.add_worksheet("隐藏").very_hidden()
    book.close()
    return _with_foreign(buffer.getvalue())


def _cells(book, sheet):
    for place, head in enumerate(["问题编号", "存在问题", "整改类别", "数", "填写提示"]):
        sheet.write_string(2, place, head)
    bold = book.add_format({"bold": True, "font_color": "red"})
    locked = book.add_format({"bg_color": "#F5F6F8", "locked": True})
    sheet.write_string(3, 0, "WT-001", locked)
    sheet.write_rich_string(3, 1, "学习", bold, "不够", "深入")
    sheet.write_string(3, 2, "阶段整改")
    sheet.write_number(3, 3, 18.5)
    sheet.write_formula(3, 4, '=IF(B4="","","√")', None, "√")
    sheet.merge_range(4, 1, 5, 1, "两行合成一格")
    sheet.write_formula(6, 3, '=_xlfn.DISPIMG("ID_1",1)', None, '=DISPIMG("ID_1",1)')
    sheet.write_comment(3, 1, "单位自己的批注\n第二行", {"author": "张三"})
    sheet.write_comment(8, 0, "别处的批注")


def _extras(book, sheet):
    sheet.set_row(7, None, None, {"hidden": True})
    sheet.data_validation("D4:D9", {"validate": "decimal", "criteria": ">", "value": 0})
    sheet.conditional_format("D4:D9", {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format("A4:A9", {"type": "duplicate", "format": book.add_format({"bg_color": "#FFC7CE"})})
    sheet.add_sparkline("F4", {"range": f"{SHEET}!D4:D9"})
    sheet.insert_image("H4", "p.png", {"image_data": io.BytesIO(pixel())})
    sheet.insert_textbox("H9", "文本框")
    sheet.insert_button("H15", {"caption": "按钮"})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": f"={SHEET}!$D$4:$D$9"})
    sheet.insert_chart("H20", chart)
    sheet.set_background(io.BytesIO(pixel()))
    sheet.set_header("&L&G", {"image_left": "p.png", "image_data_left": io.BytesIO(pixel())})
    sheet.protect("暗号", {"sort": True})
    sheet.unprotect_range("C4:C9", "可改")
    sheet.ignore_errors({"number_stored_as_text": "A4:A9"})
    sheet.autofilter("A3:E9")
    sheet.freeze_panes(3, 1)
    sheet.set_h_pagebreaks([20])
    sheet.repeat_rows(2)
    sheet.print_area("A1:E30")
    sheet.add_table("J3:K5", {"columns": [{"header": "甲"}, {"header": "乙"}]})


def _with_foreign(content):
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for item in source.infolist():
            part = source.read(item)
            if item.filename == "xl/worksheets/sheet1.xml":
                part = part.replace(b"<extLst>", b"<extLst>" + X14_LIST.encode())
                assert X14_LIST.encode() in part
            package.writestr(item, part)
        for name, part in FOREIGN.items():
            package.writestr(name, part)
    return made.getvalue()
