"""`python -m flows` is `evledger`, also where no such command is on the path."""

from flows.cli import main

main()
