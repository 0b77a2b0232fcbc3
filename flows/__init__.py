"""The shell: order, retries, logs, artifacts. The only room that imports prefect."""
