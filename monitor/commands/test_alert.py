"""The command that sends a marked sample to one subscriber."""

import os
import re
from dataclasses import replace
from datetime import datetime
from typing import Annotated
from uuid import uuid4

import typer

from monitor.bootstrap import configured, open_channels
from monitor.config_files import near
from monitor.domain.events import Event, EventKind, Rendered
from monitor.domain.matching import Subscription, allowed
from monitor.domain.message_id import make_message_id
from monitor.domain.outcome import Band
from monitor.errors import DeliveryError
from monitor.options import Options

app = typer.Typer()

MARK = "TEST"
NOTICE = "This is a test of your alerts. The area, the report and every date in it are invented."


@app.command("test-alert")
def test_alert(
    ctx: typer.Context,
    subscriber: Annotated[str, typer.Argument(help="The subscriber's name, as in subscribers.toml.")],
) -> None:
    """Send a marked sample to one subscriber.

    It goes to each of their channels, and what happened is said.
    """
    options: Options = ctx.obj
    found = configured(options, os.environ)
    wanted = _subscription(found.watching.subscriptions, subscriber)
    only_to = found.settings.monitor.delivery.only_to
    failed = False
    with open_channels(found) as (channels, renderer, domain):
        event = _sample(found.clock())
        message = _marked(renderer.render(event, [f"{wanted.name}: this is a test"]))
        for channel, address in wanted.to:
            where = f"{channel}:{address}"
            if not allowed(channel, address, only_to):
                typer.echo(f"{where}: not sent, because it is not in [delivery] only_to of monitor.toml")
                failed = True
                continue
            message_id = make_message_id(event.key, channel, address, domain)
            try:
                channels[channel].send(address, message, message_id=message_id, event=event)
                typer.echo(f"{where}: sent")
            except DeliveryError as error:
                typer.echo(f"{where}: not sent: {error}")
                failed = True
    if failed:
        raise typer.Exit(1)


def _subscription(known: tuple[Subscription, ...], name: str) -> Subscription:
    for subscription in known:
        if subscription.name.casefold() == name.casefold():
            return subscription
    hint = near(name, [one.name for one in known])
    raise typer.BadParameter(f'there is no subscriber "{name}" in subscribers.toml{hint}')


def _marked(message: Rendered) -> Rendered:
    """Mark every rendering as a test, where nobody can miss it."""
    block = {"type": "section", "text": {"type": "plain_text", "text": f"{MARK}. {NOTICE}"}}
    return replace(
        message,
        subject=f"[{MARK}] {message.subject}",
        text=f"{MARK}. {NOTICE}\n\n{message.text}",
        html=re.sub(r"(<body[^>]*>)", rf"\1<p><strong>{MARK}. {NOTICE}</strong></p>", message.html, count=1),
        blocks=(block, *message.blocks),
    )


def _sample(now: datetime) -> Event:
    day = now.date().isoformat()
    sentence = (
        "The local area partnership’s arrangements lead to inconsistent experiences and outcomes for "
        "children and young people with special educational needs and/or disabilities (SEND)."
    )
    report = {
        "kind": "full",
        "framework": "2023",
        "partnership": "Exampleshire Local Area Partnership",
        "inspection": {"start": day, "end": day},
        "previous_inspection": {"text": "Not previously inspected", "start": None, "end": None},
        "outcome": {"band": Band.INCONSISTENT.value, "evidence": sentence, "page": 1},
        "next": {"full_months": 36, "monitoring_months": None, "text": None},
        "plan": "strategic_plan",
        "warnings": [],
    }
    data = {
        "area_name": f"Exampleshire ({MARK})",
        "region": None,
        "report": report,
        "published": day,
        "title": "Area SEND full inspection",
        "file_url": None,
        "page_url": None,
        "sha256": None,
        "first_seen": now.isoformat(),
        "withheld": None,
    }
    # A key of its own each time: a test that was sent twice shall arrive twice.
    key = f"test:{uuid4()}"
    return Event(0, key, EventKind.REPORT_PUBLISHED, None, Band.INCONSISTENT, now, now, data)


@app.callback()
def _group() -> None:
    """Keep a single command a command of its name."""
