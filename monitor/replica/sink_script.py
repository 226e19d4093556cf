"""What a sink shall answer instead of yes: orders, each for some address and some number of times."""

import threading
from dataclasses import dataclass
from typing import Generic, TypeVar

A = TypeVar("A")


@dataclass(slots=True)
class _Order(Generic[A]):
    answer: A
    only: str | None  # None: whoever comes
    times: int | None  # None: always


class Script(Generic[A]):
    """The orders given to a sink, the oldest that fits first; one thread may write while another reads."""

    def __init__(self) -> None:
        self._orders: list[_Order[A]] = []
        self._lock = threading.Lock()

    def add(self, answer: A, *, only: str | None, times: int | None) -> None:
        """Give an order. Raises: ValueError if it is to be carried out less than once."""
        if times is not None and times < 1:
            raise ValueError(f"times is {times}; it must be at least 1, or None for always")
        with self._lock:
            self._orders.append(_Order(answer, only, times))

    def take(self, *keys: str) -> A | None:
        """Give the answer ordered for one of these addresses and count it as given; None without an order."""
        with self._lock:
            order = next((one for one in self._orders if one.only is None or one.only in keys), None)
            if order is None:
                return None
            if order.times is not None:
                order.times -= 1
                if order.times == 0:
                    self._orders.remove(order)
            return order.answer

    def clear(self) -> None:
        """Forget all orders."""
        with self._lock:
            self._orders.clear()
