"""The time, which services are given and never ask for themselves."""

from collections.abc import Callable
from datetime import datetime

Clock = Callable[[], datetime]
"""Gives the time now, in UTC and aware of it."""
