"""The broker that carries work: inside this process, on threads.

The database remembers what is to be done; the queue only carries ids, and may be lost at any moment.
Retries have one owner, the ledger, so that dramatiq's own are off.
"""

from dramatiq.brokers.stub import StubBroker
from dramatiq.middleware import Callbacks, Retries, TimeLimit

LONGEST_CALL = 10 * 60 * 1000  # milliseconds; a full sweep has its own, longer limit


def local_broker() -> StubBroker:
    """Make a broker that lives in this process."""
    broker = StubBroker(middleware=[TimeLimit(time_limit=LONGEST_CALL), Callbacks(), Retries(max_retries=0)])
    broker.emit_after("process_boot")
    return broker
