"""The command `evledger`. What a command needs is imported inside it: `extract` starts without Prefect or DuckDB.

Exit codes: 0 done, also where single pages became Problems; 1 a source, load, check or publish failed; 2 wrong use.
"""

import logging
import os
import shlex
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from typer.exceptions import Abort, TyperException

from flows import cli_operation, cli_sources, cli_warehouse
from flows.cli_base import Day, Stop, Warehouse, read_catalogue, read_settings

log = logging.getLogger(__name__)

app = typer.Typer(
    help="A ledger of what carmakers said they built, and how their shares moved.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.add_typer(cli_operation.app)
app.add_typer(cli_sources.app, name="sources")
app.add_typer(cli_warehouse.app)

Form = StrEnum("Form", ["table", "csv", "json", "markdown"])


@app.callback()
def common(
    verbose: Annotated[bool, typer.Option("--verbose", help="Say more, and where something fails say where.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say only what went wrong, and what was asked for.")] = False,
) -> None:
    """A ledger of what carmakers said they built, and how their shares moved."""
    from flows.progress import ROOMS

    for room in ROOMS:
        logging.getLogger(room).setLevel(logging.DEBUG if verbose else logging.WARNING if quiet else logging.INFO)


@app.command()
def run(
    archive: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="Read this web archive instead of the live sources.")
    ] = None,
    source: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Read this source.")] = None,
    since: Day = None,
    warehouse: Warehouse = None,
) -> None:
    """Read pages, extract their facts, load and publish them. An option for several values is given once for each."""
    from flows import progress, show, summary
    from flows.prefect_home import call, prefect_api

    settings = read_settings()
    target = warehouse.expanduser().absolute() if warehouse else settings.warehouse
    if archive and source:
        raise Stop("An archive is read whole: give --archive or --source, not both.")
    for path in archive or []:
        if not path.exists():
            raise Stop(f"There is no archive {path}: give a WARC file, or no --archive to read the live sources.")
    catalogue = read_catalogue()
    if unknown := sorted(set(source or ()) - catalogue.keys()):
        raise Stop(f"There is no source {', '.join(unknown)}: `evledger sources` lists the {len(catalogue)} there are.")
    if not archive and not source and not any(it.enabled for it in catalogue.values()):
        raise Stop("No source is switched on: name one with --source, or read an archive with --archive.")
    with progress.shown(), prefect_api(settings.prefect_home, settings.prefect_api_url):
        log.info("starting Prefect")
        from flows.daily import daily
        from flows.news import TooManyFailed

        try:
            report = call(
                daily,
                source=source or None,
                since=since.date() if since else None,
                archive=[path.absolute() for path in archive or ()] or None,
                warehouse=target,
            )
        except TooManyFailed as error:
            report = error.report
    option = f" --warehouse {shlex.quote(str(target))}" if target != settings.warehouse else ""
    query = "SELECT company, metric, value, period, quote FROM milestones WHERE company = 'byd' ORDER BY period DESC"
    if log.isEnabledFor(logging.INFO):
        summary.show(report, show.console(), f'evledger sql{option} "{query}"')
    if report.failed:
        raise Stop(f"The run is not complete: {len(report.failed)} of its sources failed, as listed above.", 1)


@app.command()
def extract(
    inputs: Annotated[list[str], typer.Argument(metavar="INPUT...", help="Files, folders, or - for standard input.")],
    published: Day = None,
    lang: Annotated[
        str | None, typer.Option(metavar="XX", help="The language, where the page should not decide.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON array instead of a table.")] = False,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write here instead of standard output.")] = None,
) -> None:
    """What does this page say? Takes .html, .pdf, .txt, .md and .json (a document as in docs/facts.md)."""
    from extractors.text import languages
    from flows import inputs as reading
    from flows import show

    paths = [Path(it) for it in inputs if it != "-"]
    try:
        files = list(reading.files(paths))
    except FileNotFoundError as error:
        raise Stop(f"There is no file or folder {error}.") from error
    except ValueError as error:
        raise Stop(f"{error} is of no kind that is read here: give {', '.join(sorted(reading.SUFFIXES))}.") from error
    if lang and lang not in languages():
        raise Stop(f"There is no language {lang}: it is one of {', '.join(sorted(languages()))}.")
    day = published.date() if published else None
    answers = [reading.answer("-", sys.stdin.buffer.read(), day, lang)] if "-" in inputs else []
    for path in files:
        try:
            answers.append(reading.answer(str(path), path.read_bytes(), day, lang))
        except OSError as error:
            raise Stop(f"{path} cannot be read: {error.strerror}.") from error
    if as_json:
        text = reading.as_json(answers)
    else:
        text = show.as_table(reading.COLUMNS, [row for it in answers for row in reading.rows(it)])
    if out is None:
        sys.stdout.write(text)
    else:
        out.write_text(text, "utf-8")


@app.command()
def explain(
    source: Annotated[Path, typer.Argument(metavar="INPUT", help="One file: .html, .pdf, .txt, .md or .json.")],
    published: Day = None,
    lang: Annotated[
        str | None, typer.Option(metavar="XX", help="The language, where the page should not decide.")
    ] = None,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write a page instead.")] = None,
) -> None:
    """Why did each number become a fact, or not? The text with all that was recognised, and every decision."""
    from extractors.facts.explain import explain as explained
    from extractors.model import Problem
    from extractors.readers import read_file
    from flows import explanation, show

    try:
        document = read_file(str(source), source.read_bytes(), published.date() if published else None, lang)
    except OSError as error:
        raise Stop(f"{source} cannot be read: {error.strerror}.") from error
    if isinstance(document, Problem):
        raise Stop(document.message)
    found = explained(document)
    if html:
        html.write_text(explanation.as_page(found), "utf-8")
    else:
        show.console().print(explanation.as_terminal(found))


@app.command()
def sql(
    query: Annotated[
        str | None, typer.Argument(metavar="SELECT", help="Without it, statements from standard input.")
    ] = None,
    warehouse: Warehouse = None,
    form: Annotated[Form, typer.Option("--format", help="How rows are written.")] = Form.table,
) -> None:
    """Ask the published warehouse; it is open to any number of readers, also during a run."""
    from flows import show
    from warehouse import WarehouseError
    from warehouse import query as ask

    try:
        answer = ask(warehouse or read_settings().warehouse, query or sys.stdin.read())
    except WarehouseError as error:
        raise Stop(error) from error
    sys.stdout.write(show.FORMATS[form](answer.columns, answer.rows))


@app.command("eval")
def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD_DIR", help="A folder of labelled documents.")],
    errors: Annotated[int, typer.Option(metavar="N", min=0, help="Also list this many of the worst documents.")] = 0,
) -> None:
    """Score the extractor against labelled documents: precision, recall and F1, by language."""
    from flows import evaluation, inputs

    if not gold.is_dir():
        raise Stop(f"There is no folder {gold}: give one with labelled documents (docs/facts.md) as .json files.")
    golds = evaluation.labelled(gold)
    if not golds:
        raise Stop(f"{gold} holds no labelled document: give a folder with .json files as in docs/facts.md.")
    found = [inputs.answer(f"{it['id']}.json", body) for it, body in golds]
    sys.stdout.write(evaluation.as_text([it for it, _ in golds], found, errors))


def main() -> NoReturn:
    """Run the command line and exit with its code."""
    code = _code()
    sys.stderr.flush()
    # DuckDB's binding calls it a leak when the interpreter takes its modules apart in another order than its own.
    os._exit(code)


def _code() -> int:
    try:
        app(standalone_mode=False)
        sys.stdout.flush()
        return 0
    except TyperException as error:
        return _say(f"{error.format_message().rstrip('.')}; `evledger --help` says what there is.", 2)
    except Stop as stop:
        return _say(stop, stop.code)
    except BrokenPipeError:
        # The reader of our output has seen enough; closing it again at exit must not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (KeyboardInterrupt, Abort):
        return _say("Stopped; the warehouse is as it was, and the next run makes good what is missing.", 130)
    except Exception as error:
        log.debug("the command failed", exc_info=True)
        return _say(f"{error or type(error).__name__}", 1)


def _say(message: object, code: int) -> int:
    sys.stderr.write(f"evledger: {message}\n")
    return code
