"""A faithful local copy of the sources' behaviour, for the demo and for tests."""
