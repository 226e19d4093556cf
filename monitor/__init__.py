"""Watches area SEND inspections in England and tells people what was found."""
