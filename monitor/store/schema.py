"""The tables: what we remember, and the unique keys that make a second run of any step harmless.

Whatever changes here needs a migration beside it; a test compares the two.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from monitor.store.columns import JsonText, UtcTime

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "0011")
"""The migrations this code knows, oldest first; a store must stand at the last."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

# --- what the sources showed ---------------------------------------------------------------------------

pages = Table(
    "pages",
    metadata,
    Column("url", Text, primary_key=True),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("sha256", String(64), nullable=False),
    Column("parsed", Text, nullable=False),
)

providers = Table(
    "providers",
    metadata,
    Column("urn", Text, primary_key=True),
    Column("area", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("latest_report", Text),
    Column("page_read_at", UtcTime),
    # False: not on the last accepted listing; the row stays, so that a return finds what was known.
    Column("listed", Boolean, nullable=False),
)

publications = Table(
    "publications",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("area", Text, nullable=False),
    Column("urn", Text, nullable=False),
    Column("file_id", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("inspected", Date),
    Column("published", Date, nullable=False),
    Column("state", String(20), nullable=False),
    Column("baseline", Boolean, nullable=False),
    Column("first_seen", UtcTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due", UtcTime),
    Column("error", Text),
    # Who works on it. With state `done` it is a re-check that is under way: a re-check never loses `done`.
    Column("holder", Text),
    Column("lease_until", UtcTime),
    Column("recheck_step", Integer, nullable=False),
    Column("recheck_due", UtcTime),
    Column("missing_since", UtcTime),
    Column("missing_sightings", Integer, nullable=False),
    Column("last_missed", UtcTime),  # the last sighting that counted
    Column("trace", Text),  # names the look that found it, in the log
    UniqueConstraint("area", "file_id"),
    Index(None, "state"),
    Index(None, "state", "recheck_due"),
)

# --- documents and what was read from them -------------------------------------------------------------

documents = Table(
    "documents",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("size", Integer, nullable=False),
    Column("first_seen", UtcTime, nullable=False),
    Column("data", LargeBinary, nullable=False),  # last, so that the small columns are read without it
)

# Every version a publication has had, numbered from 1; the highest is what it shows now. The same bytes may
# come back: A, B, A is three versions.
publication_documents = Table(
    "publication_documents",
    metadata,
    Column("publication_id", Integer, ForeignKey("publications.id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("sha256", String(64), ForeignKey("documents.sha256"), nullable=False),
    Column("seen", UtcTime, nullable=False),
)

reports = Table(
    "reports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("publication_id", Integer, ForeignKey("publications.id"), nullable=False),
    Column("sha256", String(64), ForeignKey("documents.sha256"), nullable=False),
    Column("parser_version", Text, nullable=False),
    Column("data", JsonText, nullable=False),
    Column("created", UtcTime, nullable=False),
    Column("current", Boolean, nullable=False),
    Column("read_seconds", Float),  # how long the document took to read
    UniqueConstraint("publication_id", "sha256", "parser_version"),
)

# At most one reading of a publication is the current one.
Index(
    "uq_reports_current",
    reports.c.publication_id,
    unique=True,
    # On PostgreSQL too: the migration says so. Said here, it would load that dialect at every start.
    sqlite_where=text("current"),
)

# What others publish about inspections that we have not read. A changed value is a new version, numbered
# from 1; the highest is what we go by, the others say what was held before.
facts = Table(
    "facts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("area", Text, nullable=False),
    Column("key", Text, nullable=False),  # which inspection of the area: kind, and its day as first told
    Column("version", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("framework", String(10), nullable=False),
    Column("started", Date),
    Column("ended", Date),
    Column("about", String(7)),  # the month of the visit, where no more is told
    Column("published", Date),
    Column("outcome", JsonText, nullable=False),
    Column("predecessor", Text),
    Column("source", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("as_at", Date),
    Column("imported", UtcTime, nullable=False),
    UniqueConstraint("area", "key", "version"),
)

# Dates of plans and visits that the operator heard of. The last row of an area and a kind of date holds; one
# without a day takes it back. Nothing is ever changed here.
recorded_dates = Table(
    "recorded_dates",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("area", Text, nullable=False),
    Column("what", String(30), nullable=False),
    Column("follows", Date),  # publication of the inspection that it follows from: the next one starts anew
    Column("day", Date),
    Column("source", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("recorded_at", UtcTime, nullable=False),
    Index(None, "area"),
)

# --- the outbox ----------------------------------------------------------------------------------------

events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False),
    Column("kind", String(50), nullable=False),
    Column("area", Text),
    Column("band", String(30)),
    Column("occurred", UtcTime, nullable=False),
    Column("seen", UtcTime, nullable=False),
    Column("data", JsonText, nullable=False),
    Column("trace", Text),  # names what led to it, in the log
    UniqueConstraint("key"),
    Index(None, "area"),
    Index(None, "seen"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("event_id", Integer, ForeignKey("events.id"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("subscribers", JsonText, nullable=False),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due", UtcTime, nullable=False),
    Column("created", UtcTime, nullable=False),
    Column("settled", UtcTime),  # when the last try ended
    Column("maybe_sent_at", UtcTime),  # the first time that it may have gone out; never cleared
    Column("message_id", Text),
    Column("rendered", JsonText),
    Column("error", Text),
    Column("answer", Text),  # what the remote said when it took the message
    Column("holder", Text),
    Column("lease_until", UtcTime),
    # Tries in a row that began and never ended: a message that kills its sender must not be tried for ever.
    Column("unended", Integer, nullable=False, server_default="0"),
    Column("requested", UtcTime),  # when the operator last asked for it to be sent again
    UniqueConstraint("event_id", "channel", "address"),
    Index(None, "state", "due", "channel"),
    Index(None, "channel", "address", "state"),
)

# What was sent is nearly all there is, so that its indexes hold nothing else. On PostgreSQL too, as above.
Index("ix_deliveries_sent", deliveries.c.channel, deliveries.c.settled, sqlite_where=text("state = 'sent'"))
Index("ix_deliveries_maybe_sent", deliveries.c.channel, sqlite_where=text("maybe_sent_at IS NOT NULL"))

# Whom we may not write to any more, whatever the config says. One row closes an address for all areas ("") or
# for one of them.
blocks = Table(
    "blocks",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("address", Text, primary_key=True),  # in small letters: one mailbox, however it is spelt
    Column("area", Text, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("why", Text, nullable=False),
    Column("since", UtcTime, nullable=False),
)

# --- news ----------------------------------------------------------------------------------------------

feeds = Table(
    "feeds",
    metadata,
    Column("url", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("sha256", String(64)),  # of the last body that was read well; none after a failure
    Column("first_read", UtcTime),
    Column("last_read", UtcTime),
    Column("due", UtcTime),
    Column("unchanged", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("oddities", JsonText, nullable=False),
)

stories = Table(
    "stories",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("feed_url", Text, nullable=False),
    Column("feed", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("url", Text),
    Column("summary", Text, nullable=False),
    Column("published", UtcTime),
    Column("first_seen", UtcTime, nullable=False),
    Column("triage", JsonText, nullable=False),
    Column("silent", Boolean, nullable=False),
    Column("due", Boolean, nullable=False),  # still to be read and placed
    Column("attempts", Integer, nullable=False),
    Column("holder", Text),
    Column("lease_until", UtcTime),
    Column("body_sha256", String(64)),
    Index(None, "due"),
    Index(None, "first_seen"),
)

# Every key that a story was ever known by; kept for ever, so that no story is new twice.
story_keys = Table(
    "story_keys",
    metadata,
    Column("key", String(80), primary_key=True),
    Column("story_id", Integer, ForeignKey("stories.id"), nullable=False),
)

story_areas = Table(
    "story_areas",
    metadata,
    Column("story_id", Integer, ForeignKey("stories.id"), primary_key=True),
    Column("area", Text, primary_key=True),
    Index(None, "area"),
)

# All that is told of one inspection of one area; without a publication it is a lead.
clusters = Table(
    "clusters",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("area", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("publication_id", Integer, ForeignKey("publications.id")),
    Column("opened", UtcTime, nullable=False),
    Index(None, "area"),
)

cluster_stories = Table(
    "cluster_stories",
    metadata,
    Column("cluster_id", Integer, ForeignKey("clusters.id"), primary_key=True),
    Column("story_id", Integer, ForeignKey("stories.id"), primary_key=True),
    Column("copy", Boolean, nullable=False),
    Index(None, "story_id"),
)
# --- how things go -------------------------------------------------------------------------------------

sources = Table(
    "sources",
    metadata,
    Column("name", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("first_failed", UtcTime),
    Column("last_ok", UtcTime),
    Column("last_error", Text),
    Column("told", Boolean, nullable=False),
    # How often it was read in all, well and not.
    Column("ok_count", Integer, nullable=False, server_default="0"),
    Column("failed_count", Integer, nullable=False, server_default="0"),
)

hosts = Table(
    "hosts",
    metadata,
    Column("host", Text, primary_key=True),
    Column("entered", UtcTime),  # start of the last request
    Column("held_until", UtcTime),  # set while a request is in flight
    Column("next_at", UtcTime),
    Column("closed_until", UtcTime),
    Column("refusals", Integer, nullable=False),
)

polls = Table(
    "polls",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("started", UtcTime, nullable=False),
    Column("finished", UtcTime),
    Column("ok", Boolean, nullable=False),
    Column("summary", JsonText, nullable=False),
    Index(None, "kind", "ok", "finished"),
)

ticks = Table(
    "ticks",
    metadata,
    Column("name", Text, primary_key=True),
    Column("due", UtcTime, nullable=False),
    Column("wanted", UtcTime),  # since when its work is to be done; empty when it is
    Column("holder", Text),
    Column("lease_until", UtcTime),
    # Starts in a row that never ended: counted before the work, which may kill whoever does it.
    Column("unended", Integer, nullable=False, server_default="0"),
)
