"""How commands find the area that a person named."""

import typer

from monitor.domain.area import Area, AreaTable


def one_area(table: AreaTable, text: str) -> Area:
    """Give the area of a name or URN. Raises BadParameter, with names that look like it."""
    area = table.by_urn(text) or table.named(text)
    if area is not None:
        return area
    names = " or ".join(table.near(text))
    raise typer.BadParameter(f'there is no area "{text}"' + (f"; did you mean {names}?" if names else ""))
