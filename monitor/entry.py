"""Where the command line starts: Ctrl-C before it is loaded ends it at once and quietly.

Python would show where in our imports it was, and an import that is broken off may come out as any error.
"""

import signal
from importlib import import_module  # is there already: what is loaded here comes before we can be quiet


def main() -> None:
    """Load the command line and run it; what interrupts it from then on is its own."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # not where it is to be ignored
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    import_module("monitor.cli").main()
