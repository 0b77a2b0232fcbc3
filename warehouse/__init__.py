"""The only room that imports duckdb; of extractors it sees model.py alone."""
