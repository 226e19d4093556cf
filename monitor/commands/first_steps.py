"""What is left to do before the first start, in order: what a newcomer is told in place of faults."""

from collections.abc import Iterator

from monitor.bootstrap import Configured


def first_steps(found: Configured) -> list[str]:
    """Give what is left to do until the monitor watches, a numbered line each."""
    return [f"{number}. {step}" for number, step in enumerate(_steps(found), 1)]


def _steps(found: Configured) -> Iterator[str]:
    monitor = found.settings.monitor
    if not monitor.ofsted.contact:
        yield "monitor.toml: fill in contact under [ofsted], an address at which Ofsted could reach you"
    if not monitor.delivery.only_to:
        yield (
            "monitor.toml: fill in [email], your mail server, and only_to under [delivery], who may be "
            "written to; begin with your own address"
        )
    if not monitor.operator.to:
        yield "monitor.toml: fill in to under [operator], who hears when something breaks"
    if not found.settings.subscribers.subscriber:
        yield "subscribers.toml: say who hears of which areas"
    yield "send-monitor check: until there is no mistake left, and each note is as you want it"
    yield 'send-monitor test-alert "NAME": a marked sample to a subscriber of that name'
    if monitor.queue.url:
        yield "send-monitor migrate: makes the store; then start the scheduler and the workers"
        return
    yield (
        "send-monitor run: makes the store, reads all reports there are without writing to anybody, which "
        "takes about five minutes, and then watches"
    )
