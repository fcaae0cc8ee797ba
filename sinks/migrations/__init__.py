"""The warehouse's tables and views, as numbered SQL files."""
