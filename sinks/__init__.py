"""The warehouse: output topics into ClickHouse in columns, migrations, and the queries on it."""
