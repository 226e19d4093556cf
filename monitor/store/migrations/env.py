"""What Alembic runs to reach the database: always within the transaction it is given."""

from alembic import context

from monitor.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # ours begins the transaction itself, so SQLite's tables come and go with it
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
