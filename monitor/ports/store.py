"""All that is remembered, as one."""

from typing import Protocol

from monitor.ports.health import HealthMemory
from monitor.ports.hosts import HostGate
from monitor.ports.knowledge import Knowledge
from monitor.ports.ledger import LedgerMemory
from monitor.ports.news import NewsMemory
from monitor.ports.sources import PageMarks


class Store(PageMarks, HostGate, Knowledge, LedgerMemory, HealthMemory, NewsMemory, Protocol):
    """What we remember. Every method is one transaction; all raise StoreError."""
