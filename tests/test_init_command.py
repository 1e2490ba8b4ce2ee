"""`replylint init`: it writes the defaults, every key of them can be used, and no configuration is lost to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from replylint.cli.init import STARTER
from replylint.config import Config
from tests.command_line import run, two_replies

here = pytest.fixture(two_replies)


def test_init_writes_once(here: Path) -> None:
    result = run("init")
    assert (result.exit_code, result.stdout) == (0, "replylint.yaml\n")
    written = (here / "replylint.yaml").read_text()
    (here / "replylint.yaml").write_text("profile: chat\n")
    again = run("init")
    assert again.exit_code == 2
    assert again.stderr.startswith("replylint.yaml: is there already")
    assert (here / "replylint.yaml").read_text() == "profile: chat\n"
    assert run("init", "--force").exit_code == 0
    assert (here / "replylint.yaml").read_text() == written


def test_what_init_writes_is_the_defaults(here: Path) -> None:
    run("init")
    settings = Config.load(here / "replylint.yaml").settings_for("bad.txt")
    assert settings == Config.default().settings_for(None, origin=settings.origin)
    assert run("check", "good.txt").exit_code == 0


def test_every_key_of_what_init_writes_can_be_used(here: Path) -> None:
    from replylint.config_schema import ConfigModel

    lines = [line[1:] if line.startswith("#") and not line.startswith("# ") else line for line in STARTER.read_text("utf-8").splitlines()]
    (here / "replylint.yaml").write_text("\n".join(lines) + "\n")
    (here / ".replylint-baseline.json").write_text('{"replylint_baseline": 1, "findings": []}')
    keys = {line.split(":")[0] for line in lines if line and line[0].isalpha()}
    assert keys == {name.replace("_", "-") for name in ConfigModel.model_fields}
    assert run("check", "good.txt").exit_code == 0
    settings = Config.load(here / "replylint.yaml").settings_for("bad.txt")
    assert (settings.model, settings.max_length) == (Config.default().settings_for(None).model, Config.default().settings_for(None).max_length)


@pytest.mark.parametrize(("name", "text"), [(".replylint.yaml", "profile: chat\n"), ("pyproject.toml", "[tool.replylint]\nprofile = 'chat'\n")])
def test_init_refuses_a_second_configuration(here: Path, name: str, text: str) -> None:
    (here / name).write_text(text)
    result = run("init")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"{name}: ")
    assert not (here / "replylint.yaml").exists()
    assert run("init", "--force").exit_code == 0
    assert (here / name).read_text() == text


def test_init_minds_only_its_own_folder(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "replylint.yaml").write_text("profile: chat\n")
    (here / "sub").mkdir()
    (here / "sub" / "pyproject.toml").write_text("[project]\nname = 'other'\n")
    monkeypatch.chdir(here / "sub")
    assert run("init").exit_code == 0
