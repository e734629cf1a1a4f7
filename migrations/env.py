"""One environment for every lineage; whoever runs it hands over the connection and the lineage's options."""

from alembic import context

options = context.config.attributes
context.configure(connection=options["connection"], **options["configure"])
with context.begin_transaction():
    context.run_migrations()
