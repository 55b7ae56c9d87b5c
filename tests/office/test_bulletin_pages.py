"""The bulletins as LibreOffice lays them out: titles broken at words, no page that holds the signature alone."""

import dataclasses
import shutil
import subprocess

import pytest

from tests.conftest import skip_where_missing
from tests.pipeline.test_meeting_bulletin import FACTS, problems
from tests.summary.preparation import LEAD, preparation_round
from tests.summary.rounds import summed
from toolkit.pipeline.bulletins import collect_bulletin_values, start_bulletins

pytestmark = pytest.mark.libreoffice
SIGNED = "市委办公室"


def find_missing_tools():
    """Return which programs are missing; LibreOffice's part for documents is a package of its own."""
    missing = [name for name in ("soffice", "lowriter", "pdftotext") if shutil.which(name) is None]
    return f"not installed: {' '.join(missing)}" if missing else ""


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Return the pages of each bulletin of a whole preparation as lists of lines, by its file name."""
    skip_where_missing(find_missing_tools())
    folder = tmp_path_factory.mktemp("pages")
    campaign, returned = preparation_round()
    returned[LEAD] = {**returned[LEAD], "problem": problems(60)}
    summary, _ = summed(dataclasses.replace(campaign, facts=FACTS), returned)
    bulletins = start_bulletins(summary, collect_bulletin_values(summary, ()))
    found = {}
    for name, content in bulletins.documents.items():
        path = folder / name
        path.write_bytes(content)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        text = subprocess.run(
            ["pdftotext", "-layout", path.with_suffix(".pdf"), "-"], check=True, capture_output=True, text=True
        ).stdout
        found[name] = [[line.strip() for line in page.splitlines() if line.strip()] for page in text.split("\f")[:-1]]
    return found


def test_both_bulletins__are_opened_and_laid_out(pages):
    assert set(pages) == {"会议情况通报.docx", "整改落实情况通报.docx"}
    assert all(len(laid_out) > 1 for laid_out in pages.values())


def test_title__is_broken_at_words(pages):
    for laid_out in pages.values():
        end = next(index for index, line in enumerate(laid_out[0]) if line.endswith("通报"))
        lines = [line.replace(" ", "") for line in laid_out[0][: end + 1]]
        assert len(lines) > 1 or len(lines[0]) <= 20
        for word in ("民主生活会", "整改落实", "通报"):
            assert "".join(lines).count(word) == sum(line.count(word) for line in lines), lines


def test_signature__stands_with_text_before_it(pages):
    for laid_out in pages.values():
        signed = [page for page in laid_out if any(line == SIGNED for line in page)]
        assert len(signed) == 1, laid_out[-2:]
        above = signed[0][: signed[0].index(SIGNED)]
        assert any(line.endswith("。") for line in above)
