"""Evidence that units send along is no return, and nobody is asked about it."""

from tests.pipeline.ended import LISTS, return_workbook
from toolkit.pipeline import collect, collect_overview, open_workspace


def test_files_named_as_evidence__are_noted_and_others_are_still_named(small):
    measures = [dict(row) for row in LISTS["整改落实清单"]]
    measures[1]["佐证材料"] = "学习制度.pdf"
    return_workbook(small, "01", {**LISTS, "整改落实清单": measures})
    for name in ("学习制度.pdf", "扫描件.pdf"):
        (small.folders.returned / name).write_bytes(b"%PDF-1.4\n%%EOF\n")
    collected = collect(open_workspace(small.folders.folder))
    on_files = {finding.at.file: (finding.severity, finding.rule) for finding in collected.found if not finding.unit}
    assert on_files["学习制度.pdf"] == ("notice", "evidence_file")
    assert on_files["扫描件.pdf"] == ("warning", "not_a_workbook")
    assert [other["file"] for other in collect_overview(collected)["others"]] == ["扫描件.pdf"]
