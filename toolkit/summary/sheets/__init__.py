"""The sheets of the summary workbook.

How to add a sheet:

* A table or a listing needs no code: declare it in the definition with the name of its sheet, and
  `declared_sheets` writes it. `sheets` in summary.toml puts the sheets in order.
* Any other sheet is a file here. Its writer takes the `WorkbookWriter` (`book`), opens its sheet with
  `book.open_sheet(name)`, and writes cells with `write_value` and `write_formula`: a formula always together with
  the value it has now. `workbook._SummaryBuilder.write` calls it; sheets stand in the order in which they are
  opened. Its name goes into messages/summary.toml, and into `collect_summary_sheets` of definition/lint/sheets.py.

A chart of the workbook is built in `chart_sheet`; those of the bulletin in `toolkit.bulletin.charts`.
"""
