"""When a burst of events becomes one message to an address: thirteen reports at half past nine are one.

Each event keeps a row of its own in the ledger; one message settles them all.
"""

from monitor.domain.events import OPERATOR_KINDS, OWN_KINDS

SMALLEST_GROUP = 4
"""So few as three are better read each by itself, in full."""
LARGEST_GROUP = 20
"""So many parts fit into one Slack message."""

SENT_ALONE = OPERATOR_KINDS | OWN_KINDS
UNGROUPED_CHANNELS = frozenset({"webhook"})
"""Programs at the other end of a webhook want one event at a time."""

ALONE = "its group could not be written as one message, so it goes by itself"
TRIED_TOGETHER = 2
"""After so many tries that never ended each goes by itself, so that one poisoned event holds up no other."""
