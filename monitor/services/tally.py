"""What one cycle gave: how much was seen, read, sent and put off, in the words of `poll --json`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.domain.wording import utc_text
from monitor.services.discover import Discovery
from monitor.services.scan_news import NewsRound


@dataclass(frozen=True, slots=True)
class Tally:
    """What a cycle did, in the shape of `poll --json`."""

    started: datetime
    finished: datetime
    expected: int
    discovery: Discovery
    new: int
    ingested: int
    failed: int
    quarantined: int
    events: list[dict[str, Any]]
    deliveries: dict[str, int]
    requests: int
    not_modified: int
    news: NewsRound

    @property
    def ok(self) -> bool:
        """Say whether Ofsted's site gave what we came for; a feed may be broken for weeks."""
        return not self.discovery.problems

    def as_json(self) -> dict[str, Any]:
        """Give the summary as the JSON object of `poll --json`."""
        return {
            "started": utc_text(self.started),
            "finished": utc_text(self.finished),
            "listing": {"seen": self.discovery.seen, "expected": self.expected},
            "pages_fetched": self.discovery.pages_fetched,
            "requests": self.requests,
            "not_modified": self.not_modified,
            "publications": {
                "new": self.new,
                "ingested": self.ingested,
                "quarantined": self.quarantined,
                "failed": self.failed,
            },
            "news": self.news.as_json(),
            "events": self.events,
            "deliveries": self.deliveries,
            "problems": [
                {"source": source, "error": error}
                for source, error in (*self.discovery.problems, *self.news.reading.problems)
            ],
            "notices": [*self.discovery.notices, *self.news.reading.notices],
        }
