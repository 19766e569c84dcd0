"""The command line. Each command asks the pipeline and tells what came of it.

Nothing heavy is imported before a command runs, so that ``chuquan --help`` answers at once.
"""

# ruff: noqa: PLC0415, PLR0917  commands import when they run; Typer calls them by keyword
from __future__ import annotations

import gc
import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chuquan.errors import EmptySourceError, UserError
from chuquan.faces import (
    assets_command,
    briefing,
    casebook_command,
    creators_command,
    discover_command,
    impact_command,
    judging,
    plan_command,
    serving,
)
from chuquan.faces import options as opt
from chuquan.faces.failures import EXIT_CODES, report_failure
from chuquan.version import __version__

if TYPE_CHECKING:
    from chuquan.faces.tell import Teller
    from chuquan.report import Report

GARBAGE_EVERY = 50_000
"""New objects after which the process looks for garbage; Python's own number is below 2,000."""

app = typer.Typer(
    name="chuquan",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="Find the city images that break out in what people talk about, and say why.",
    epilog=EXIT_CODES,
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Parameters
    ----------
    argv : sequence of str, optional
        Arguments without the program's name; by default those of the process.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    if argv is None:
        # A command makes much that lasts to its end: looking for garbage all the time finds none.
        gc.set_threshold(GARBAGE_EVERY)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A console of another encoding shows what it can rather than end the run.
            stream.reconfigure(errors="backslashreplace")
    try:
        app(args=arguments, prog_name="chuquan")
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else int(done.code is not None)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  the last place to tell it
        return report_failure(error, as_json="--json" in arguments)
    return 0


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"chuquan {__version__}")
        raise typer.Exit


@app.callback()
def chuquan(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="The version.")
    ] = False,
) -> None:
    """Find the city images that break out in what people talk about, and say why."""


@app.command(epilog=EXIT_CODES)
def run(
    sources: opt.SourcesArgument,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder of the results.")],
    json: opt.JsonOption = False,
    lang: opt.LangOption = "zh",
    since: opt.SinceOption = None,
    until: opt.UntilOption = None,
    settings: opt.SettingsOption = None,
    false_discovery_rate: opt.RateOption = None,
    format_: opt.FormatOption = None,
    column: opt.ColumnOption = None,
    timezone: opt.TimezoneOption = None,
    source_name: opt.SourceNameOption = None,
    encoding: opt.EncodingOption = None,
    weights: opt.WeightsOption = None,
) -> None:
    """Read mentions, find what breaks out, and write report.json, brief.html, problems.jsonl."""
    from chuquan import pipeline
    from chuquan.faces.bundle import check_folder

    check_folder(out)
    first, last = opt.days(since, until)
    chosen = opt.settings_from(settings, false_discovery_rate)
    reading = opt.read_options(format_, column, timezone, source_name, encoding)
    teller = _teller(json, lang)
    report = pipeline.run(
        sources, reading, chosen, weights, progress=teller.progress, since=first, until=last
    )
    _tell_run(report, out, teller)


@app.command(epilog=EXIT_CODES)
def digest(
    sources: opt.SourcesArgument,
    out: opt.DigestOutOption,
    origin: Annotated[
        str, typer.Option("--origin", help="Where the mentions come from and their licence.")
    ] = "",
    after: Annotated[
        list[Path] | None,
        typer.Option(
            "--after",
            metavar="DIGEST",
            help="Digests of earlier days: what was said then teaches how to read what comes now.",
        ),
    ] = None,
    no_talk: Annotated[
        bool,
        typer.Option("--no-talk", help="Leave out the words of mentions that name no place."),
    ] = False,
    json: opt.JsonOption = False,
    lang: opt.LangOption = "zh",
    settings: opt.SettingsOption = None,
    format_: opt.FormatOption = None,
    column: opt.ColumnOption = None,
    timezone: opt.TimezoneOption = None,
    source_name: opt.SourceNameOption = None,
    encoding: opt.EncodingOption = None,
    weights: opt.WeightsOption = None,
) -> None:
    """Turn mentions into a digest: counts and single words, no texts; it can be shared."""
    from chuquan import pipeline

    chosen = opt.settings_from(settings, None)
    reading = opt.read_options(format_, column, timezone, source_name, encoding)
    teller = _teller(json, lang)
    past = [pipeline.load_digest(path) for path in after or ()]
    made = pipeline.digest(
        sources,
        reading,
        chosen,
        weights,
        progress=teller.progress,
        origin=origin,
        after=pipeline.merge_digests(past) if past else None,
        talk=not no_talk,
    )
    pipeline.save_digest(made, out)
    teller.digest(made, out)


@app.command(epilog=EXIT_CODES)
def merge(
    digests: Annotated[list[Path], typer.Argument(metavar="DIGEST...", help="Digests to add up.")],
    out: opt.DigestOutOption,
    json: opt.JsonOption = False,
    lang: opt.LangOption = "zh",
) -> None:
    """Add digests of other periods, sources or machines to one."""
    from chuquan import pipeline

    merged = pipeline.merge_digests([pipeline.load_digest(path) for path in digests])
    pipeline.save_digest(merged, out)
    _teller(json, lang).digest(merged, out)


@app.command(epilog=EXIT_CODES)
def find(
    digest: opt.DigestArgument,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Write report and brief there too.")
    ] = None,
    json: opt.JsonOption = False,
    lang: opt.LangOption = "zh",
    settings: opt.SettingsOption = None,
    false_discovery_rate: opt.RateOption = None,
) -> None:
    """Find what breaks out in a digest; with --json, print the whole report."""
    from chuquan import pipeline
    from chuquan.faces.bundle import check_folder, write_bundle

    if out:
        check_folder(out)
    chosen = opt.settings_from(settings, false_discovery_rate)
    teller = _teller(json, lang)
    report = pipeline.find(pipeline.load_digest(digest), chosen, progress=teller.progress)
    if out:
        teller.files(write_bundle(report, out, lang))
    teller.report(report)


@app.command(epilog=EXIT_CODES)
def explain(
    place: Annotated[str, typer.Argument(help="Name (Chinese or English) or code of a place.")],
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE", help="A report.json.")
    ] = None,
    digest: Annotated[Path | None, typer.Option("--digest", metavar="DIGEST")] = None,
    json: opt.JsonOption = False,
    lang: opt.LangOption = "zh",
    settings: opt.SettingsOption = None,
    false_discovery_rate: opt.RateOption = None,
) -> None:
    """Say what broke out in one place and why, with shares and evidence."""
    from chuquan.faces.explain import breakouts_of

    if (report is None) == (digest is None):
        raise UserError(
            "both --report and --digest" if report else "neither --report nor --digest",
            where="explain",
            allowed="one of the two",
            todo="name the report.json of a run, or a digest",
        )
    teller = _teller(json, lang)
    if report is not None:
        from chuquan.report import Report

        found = Report.read(report)
    else:
        from chuquan import pipeline

        assert digest is not None
        chosen = opt.settings_from(settings, false_discovery_rate)
        found = pipeline.find(pipeline.load_digest(digest), chosen, progress=teller.progress)
    teller.breakouts(breakouts_of(found, place))


@app.command(epilog=EXIT_CODES)
def places(
    texts: Annotated[
        list[str] | None, typer.Argument(metavar="TEXT...", help="Texts; none reads stdin by line.")
    ] = None,
    json: opt.JsonOption = False,
    lang: opt.LangOption = "zh",
    weights: opt.WeightsOption = None,
) -> None:
    """Say which place each text means, if any, with the span and the confidence."""
    given = texts or _lines_of_stdin()
    from chuquan import pipeline

    _teller(json, lang).places(given, pipeline.resolve(given, weights).to_dicts())


app.command(epilog=EXIT_CODES)(assets_command.assets)
app.command(epilog=EXIT_CODES)(impact_command.impact)
app.command(epilog=EXIT_CODES)(discover_command.discover)
app.command(epilog=EXIT_CODES)(casebook_command.casebook)
app.command(epilog=EXIT_CODES)(plan_command.plan)
app.command(epilog=EXIT_CODES)(creators_command.creators)
app.command(epilog=EXIT_CODES)(judging.evaluate)
app.command(epilog=EXIT_CODES)(judging.train)
app.command(epilog=EXIT_CODES)(briefing.brief)
app.command(epilog=EXIT_CODES)(serving.serve)


@app.command(epilog=EXIT_CODES)
def demo(
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder of the results.")
    ] = Path("demo-out"),
    json: opt.JsonOption = False,
    lang: opt.LangOption = "zh",
    settings: opt.SettingsOption = None,
    false_discovery_rate: opt.RateOption = None,
) -> None:
    """Run on the embedded sample, a digest of Weibo's hot list; needs no input and no network."""
    from chuquan import pipeline
    from chuquan.faces.bundle import check_folder

    check_folder(out)
    chosen = opt.settings_from(settings, false_discovery_rate)
    teller = _teller(json, lang)
    report = pipeline.find(pipeline.demo_digest(), chosen, progress=teller.progress)
    _tell_run(report, out, teller)


def _teller(as_json: bool, lang: str) -> Teller:
    from chuquan.faces.tell import Teller

    return Teller(as_json=as_json, lang=lang)


def _tell_run(report: Report, out: Path, teller: Teller) -> None:
    from chuquan.faces.bundle import write_bundle

    teller.run(report, write_bundle(report, out, teller.words.lang))


def _lines_of_stdin() -> list[str]:
    texts = [line.rstrip("\r\n") for line in sys.stdin]
    if not texts:
        raise EmptySourceError(
            "no text",
            where="stdin",
            allowed="texts as arguments, or one a line on stdin",
            todo="chuquan places TEXT, or: chuquan places < FILE",
        )
    return texts


if __name__ == "__main__":
    sys.exit(main())
