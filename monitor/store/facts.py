"""Facts about past inspections that were imported: every version of what files said of them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine, Row, select

from monitor.domain.inspection import Inspection
from monitor.errors import StoreError
from monitor.ports.knowledge import StoredFact
from monitor.store.connections import reading, writing
from monitor.store.schema import facts
from monitor.store.writes import insert_new


class FactRows:
    """Imported facts of a store."""

    _engine: Engine

    def facts(self, *, area: str | None = None, superseded: bool = False) -> list[StoredFact]:
        """Give what we go by, by area; with `superseded` every version of it, oldest first."""
        wanted = select(facts).order_by(facts.c.area, facts.c.key, facts.c.version)
        if area is not None:
            wanted = wanted.where(facts.c.area == area)
        with reading(self._engine) as connection:
            found = [_fact_of(row) for row in connection.execute(wanted)]
        if superseded:
            return found
        return list({(fact.inspection.area, fact.key): fact for fact in found}.values())

    def record_facts(self, new: Sequence[StoredFact]) -> None:
        """Write new versions of facts, all or none. Raises StoreError if somebody wrote one meanwhile."""
        with writing(self._engine) as connection:
            for fact in new:
                key = {"area": fact.inspection.area, "key": fact.key, "version": fact.version}
                if insert_new(connection, facts, key, _values(fact)) is None:
                    raise StoreError("another import came in between, nothing was written: run it again")


def _values(fact: StoredFact) -> dict[str, Any]:
    inspection = fact.inspection
    return {
        "kind": inspection.kind,
        "framework": inspection.framework,
        "started": inspection.start,
        "ended": inspection.end,
        "about": inspection.about,
        "published": inspection.published,
        "outcome": dict(inspection.outcome),
        "predecessor": inspection.predecessor,
        "source": fact.source,
        "sha256": fact.sha256,
        "as_at": fact.as_at,
        "imported": fact.imported,
    }


def _fact_of(row: Row[Any]) -> StoredFact:
    inspection = Inspection(
        area=row.area,
        kind=row.kind,
        framework=row.framework,
        start=row.started,
        end=row.ended,
        published=row.published,
        outcome=row.outcome,
        source=row.source,
        about=row.about,
        predecessor=row.predecessor,
    )
    return StoredFact(row.key, row.version, inspection, row.source, row.sha256, row.as_at, row.imported)
