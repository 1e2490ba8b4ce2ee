"""Options that several commands share, and what their words mean."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from replylint.did_you_mean import did_you_mean
from replylint.errors import Failure, ReplylintError

if TYPE_CHECKING:
    from replylint.config import Config
    from replylint.registry import Registry

config_option = click.option(
    "--config", "config_path", metavar="PATH", type=click.Path(), help="Read this configuration instead of looking for one upwards from each file."
)
profile_option = click.option("--profile", metavar="NAME", help="What is asked: support (default), government, open-source, chat, or one of a plug-in.")


def split_commas(_: click.Context, __: click.Parameter, values: Sequence[str]) -> tuple[str, ...]:
    """The words of an option that takes lists with commas and may be given several times."""
    return tuple(dict.fromkeys(word.strip() for value in values for word in value.split(",") if word.strip()))


def load_config(path: str | None, start: str = ".") -> Config:
    """The configuration that was named, else the one found upwards from `start`. Raises ConfigError."""
    from replylint.config import Config

    return Config.discover(start) if path is None else Config.load(Path(path))


def check_words(registry: Registry, *, profile: str | None = None, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> None:
    """Raises ReplylintError for every rule or profile of the command line that is not there, with the nearest one that is, and when no rule is left."""
    from replylint.settings import selects_rule

    rules = registry.rules.values()
    known = [word for rule in rules for word in (rule.code, rule.name)]
    faults = [
        Failure(f"{option} {word}: there is no such rule", hint=did_you_mean(word, known) or "`replylint rules` lists them")
        for option, words in (("--select", select), ("--ignore", ignore))
        for word in words
        if not any(selects_rule(word, rule) for rule in rules)
    ]
    picked = [rule for rule in rules if any(selects_rule(word, rule) for word in select)] if select else list(rules)
    if picked and all(any(selects_rule(word, rule) for word in ignore) for rule in picked):
        faults.append(Failure("no rule is left: --ignore takes out all that --select picks" if select else "no rule is left: --ignore takes out all of them",
                              hint="leave one of the two out; `replylint rules` lists what there is"))
    if profile is not None and profile not in registry.profiles:
        faults.append(Failure(f"--profile {profile}: there is no such profile", hint=did_you_mean(profile, registry.profiles, all_of_them=True)))
    if faults:
        raise ReplylintError(faults)


def wants_color(choice: str, out: TextIO) -> bool:
    """Whether to write in colour: as chosen, else on a terminal that has colours and whose user has not turned them off (NO_COLOR)."""
    if choice != "auto":
        return choice == "always"
    return out.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
