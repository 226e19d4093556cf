"""Services run as queued work; the only place that knows dramatiq."""
