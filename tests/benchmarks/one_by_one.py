"""The work pattern of a well-known public scraper of these pages, written anew to be measured against.

The pattern, not the program: everything is asked for again each time, one after another, without a kept
connection; each page is parsed by BeautifulSoup on `html.parser`, each area SEND report read by PyPDF2 as far
as its outcome, and what was found becomes a pandas table. It is kinder than the original, which loads more
libraries, reads more of each report and writes a spreadsheet and a web page: what is left out would only make
us look better. It runs in a venv of its own: `python one_by_one.py SITE [--libraries-of-the-original]`. The
option loads what the original loads besides, and reads nothing: it shows what that takes of memory.
"""

import io
import json
import re
import sys
from importlib import import_module
from typing import Any
from urllib.parse import urljoin

import pandas as pd  # type: ignore[import-not-found,import-untyped,unused-ignore]
import PyPDF2  # type: ignore[import-not-found,unused-ignore]
import requests
from bs4 import BeautifulSoup

LISTING = (
    "/search?q=&location=&lat=&lon=&radius=&level_1_types=3&level_2_types%5B%5D=12&start={start}&rows=100"
)
WANTED = "area send full inspection"
PHRASES = {
    "typically_positive": "typically lead to positive experiences",
    "inconsistent": "lead to inconsistent experiences",
    "systemic_failings": "widespread and/or systemic failings",
}
PAGES_READ = 2  # the outcome stands on the first or second
TIMEOUT = 10
LOADED_BESIDES = ("pymupdf", "tabula", "xlsxwriter", "git")


def main(site: str) -> None:
    """Read everything and print what was found as one JSON object."""
    links = [link for start in (0, 100) for link in _provider_links(site + LISTING.format(start=start))]
    rows = [row for link in links for row in _reports(link)]
    table = pd.DataFrame(rows, columns=["area", "file_id", "band"])
    found = {str(row.file_id): row.band for row in table.itertuples()}
    print(json.dumps({"areas": len(links), "reports": found}))


def _provider_links(url: str) -> list[str]:
    page = _page(url)
    return [urljoin(url, str(link["href"])) for link in page.select('a[href*="/provider/"]')]


def _reports(url: str) -> list[dict[str, Any]]:
    page = _page(url)
    heading = page.find("h1")
    rows = []
    for link in page.find_all("a", class_="publication-link"):
        if WANTED in link.get_text().lower():
            text = _words(requests.get(str(link["href"]), timeout=TIMEOUT).content)
            bands = [band for band, phrase in PHRASES.items() if phrase in text]
            rows.append(
                {
                    "area": heading.get_text() if heading else "",
                    "file_id": str(link["href"]).rsplit("/", 1)[-1],
                    "band": bands[0] if bands else None,
                }
            )
    return rows


def _page(url: str) -> BeautifulSoup:
    answer = requests.get(url, timeout=TIMEOUT)
    answer.raise_for_status()
    return BeautifulSoup(answer.content, "html.parser")


def _words(pdf: bytes) -> str:
    pages = PyPDF2.PdfReader(io.BytesIO(pdf)).pages
    text = " ".join(page.extract_text() for page in pages[:PAGES_READ])
    return re.sub(r"\s+", " ", text).lower()


if __name__ == "__main__":
    if sys.argv[2:]:
        for library in LOADED_BESIDES:
            import_module(library)
    else:
        main(sys.argv[1])
