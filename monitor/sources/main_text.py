"""The story on a news page, without menus and other stories; the only module that loads trafilatura."""

import logging

from trafilatura import extract

LONGEST = 100_000  # characters
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # a page without text is no news to the log


def main_text(page: bytes, url: str) -> str | None:
    """Give the main text of a page, a paragraph a line, or None. Nothing is fetched."""
    text = extract(page, url=url, include_comments=False, include_tables=False, deduplicate=False)
    return text[:LONGEST].strip() or None if text else None
