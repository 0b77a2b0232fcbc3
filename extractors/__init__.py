"""Bytes in, typed values out: no prefect, no duckdb; network and clock only in web/."""
