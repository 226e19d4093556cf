"""What one value of the config may look like: each is checked by itself, and says what to write instead.

A check gives the value back as it is meant, or raises ValueError: `Private` where it may hold a secret.
"""

import re
from datetime import time, timedelta
from email.utils import getaddresses
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator

from monitor.config_files import Private, shown

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_MAIL = re.compile(r"[^@\s<>,;:\"]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


def _duration(value: object) -> timedelta:
    # A bare number is refused: whoever writes 10 may mean seconds or minutes.
    found = re.fullmatch(
        r"(\d{1,6}(?:\.\d{1,6})?)\s*([smhd])", value.strip() if isinstance(value, str) else ""
    )
    if not found:
        raise ValueError('is not a length of time; write a number and s, m, h or d, such as "10m"')
    return timedelta(**{_UNITS[found[2]]: float(found[1])})


def _some_time(value: timedelta) -> timedelta:
    if value <= timedelta():
        raise ValueError('must be longer than nothing, such as "10m"')
    return value


def _no_truth(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("is not a number")
    return value


def _clock_time(value: object) -> object:
    if isinstance(value, time):
        return value
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", str(value).strip())
    if not found:
        raise ValueError('is not a time of day; write it as "09:45"')
    return time(int(found[1]), int(found[2]))


def web_address(value: str) -> str:
    """Give a web address back without a slash at its end, or raise ValueError."""
    try:
        parts = urlsplit(value)
        port_is_right = parts.port is None or parts.port > 0
    except ValueError:
        port_is_right, parts = False, urlsplit("")
    if parts.username or parts.password:
        raise Private("is a web address that holds a user name or password; take them out of it")
    odd = not value.isprintable() or re.search(r"[\s<>\"\\^`{|}]", value)
    if odd or parts.scheme not in ("http", "https") or not parts.hostname or not port_is_right:
        raise ValueError('is not a web address; it should look like "https://reports.ofsted.gov.uk"')
    return value.rstrip("/")


def _feed_address(value: str) -> str:
    web_address(value)
    return value  # a slash at its end is part of it: some papers answer only with it


def _web_address_or_empty(value: str) -> str:
    return web_address(value) if value else value


def _one_line(value: str) -> str:
    if not value.isprintable():
        raise ValueError("must be one line, without control characters")
    return value


def _host(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9._:-]{1,253}", value):
        raise ValueError('is not the name of a computer, such as "mail.example.org"')
    return value


def host_and_port(value: str) -> tuple[str, int]:
    """Give the two parts of `host:port` or `[::1]:port`, or raise ValueError."""
    found = re.fullmatch(r"(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]{1,253})):(\d{1,5})", value)
    if not found or int(found[3]) > 65535:
        raise ValueError('is not an address to listen at, such as "127.0.0.1:8000"')
    return found[1] or found[2], int(found[3])


def _bind(value: str) -> str:
    if value:
        host_and_port(value)
    return value


def mail_address(text: str) -> str:
    """Give a bare mail address back, or raise ValueError."""
    if not _MAIL.fullmatch(text) or not text.isprintable() or len(text) > 254:
        raise ValueError(f"{shown(text)} is not a mail address such as chair@example.org")
    return text


def _sender(value: str) -> str:
    try:
        ((_, address),) = getaddresses([_one_line(value)])
        mail_address(address)
    except ValueError as error:
        raise ValueError('is not one sender, such as "SEND monitor <alerts@example.org>"') from error
    return value


def _variable(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", value):
        raise Private(
            "must be the name of an environment variable, such as SEND_MONITOR_SLACK_TEAM; the secret itself "
            "never stands in a config file"
        )
    return value


def store_address(value: str) -> str:
    """Give a store's address back, or raise ValueError."""
    if not re.fullmatch(r"sqlite:///.+|postgresql(\+psycopg)?://.+", value):
        raise Private(
            'is not a store; write "sqlite:///" and the path of a file, or "postgresql://USER@HOST/DATABASE"'
        )
    try:
        urlsplit(value)
    except ValueError as error:
        raise Private("is not a store: its address cannot be read") from error
    return value


def _queue_address(value: str) -> str:
    if value and not re.fullmatch(r"(rediss?|unix)://.+", value):
        raise Private('is not a queue; write "redis://HOST:6379/0", or leave it empty to do without one')
    try:
        urlsplit(value)
    except ValueError as error:
        raise Private("is not a queue: its address cannot be read") from error
    return value


Duration = Annotated[timedelta, BeforeValidator(_duration)]
SomeTime = Annotated[timedelta, BeforeValidator(_duration), AfterValidator(_some_time)]
ClockTime = Annotated[time, BeforeValidator(_clock_time)]
WholeNumber = Annotated[int, BeforeValidator(_no_truth)]
Number = Annotated[float, BeforeValidator(_no_truth)]
Variable = Annotated[str, AfterValidator(_variable)]
WebAddress = Annotated[str, AfterValidator(web_address)]
FeedAddress = Annotated[str, AfterValidator(_feed_address)]
OptionalWebAddress = Annotated[str, AfterValidator(_web_address_or_empty)]
Line = Annotated[str, AfterValidator(_one_line)]
HostName = Annotated[str, AfterValidator(_host)]
Sender = Annotated[str, AfterValidator(_sender)]
ListensAt = Annotated[str, AfterValidator(_bind)]
StoreAddress = Annotated[str, AfterValidator(store_address)]
QueueAddress = Annotated[str, AfterValidator(_queue_address)]
