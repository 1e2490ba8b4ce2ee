"""`replylint --help`, `rules` and `explain`: what the program says of itself and of every rule, row, cue and move."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command_line import run, two_replies

here = pytest.fixture(two_replies)


def test_help_imports_nothing_heavy() -> None:
    heavy = "'spacy', 'rich', 'pydantic', 'yaml', 'tree_sitter', 'jsonschema', 'numpy'"
    code = (
        "import sys\nfrom replylint.cli import main\n"
        "for arguments in (['--help'], ['check', '--help'], ['--version']):\n"
        "    try: main(arguments)\n"
        "    except SystemExit as end: assert end.code == 0\n"
        f"sys.stderr.write(','.join(name for name in ({heavy},) if name in sys.modules))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    assert (result.returncode, result.stderr) == (0, b"")


# rules


def test_rules_lists_every_row_with_its_rules(here: Path) -> None:
    result = run("rules")
    assert result.exit_code == 0
    assert "reason: " in result.stdout
    document = json.loads(run("rules", "--format", "json").stdout)
    assert document["profile"] == "support"
    states = {rule["code"]: rule["state"] for row in document["rows"] for rule in row["rules"]}
    assert states["ALT001"] == "on"
    assert states["APO002"] == "off"
    assert {"TPL001", "SUP001"} <= set(states)
    assert set(states.values()) <= {"on", "off", "preview"}


def test_rules_depend_on_profile_and_configuration(here: Path) -> None:
    def state(code: str, *arguments: str) -> str:
        document = json.loads(run("rules", "--format", "json", *arguments).stdout)
        return next(str(rule["state"]) for row in document["rows"] for rule in row["rules"] if rule["code"] == code)

    assert state("THX001") == "on"
    assert state("THX001", "--profile", "chat") == "off"
    (here / "replylint.yaml").write_text("rules: {THX001: off}\n")
    assert state("THX001") == "off"
    assert run("rules", "--profile", "chatt").exit_code == 2


# explain


def test_explain_says_it_all() -> None:
    for word in ("ALT001", "alt001", "missing-alternative"):
        result = run("explain", word)
        assert result.exit_code == 0
        headings = [line for line in result.stdout.splitlines() if line and not line.startswith(" ")]
        assert headings[0].startswith("ALT001 missing-alternative (")
        wanted = [
            "What it asks",
            "Why",
            "Weak reply",
            "Better reply",
            "Limits",
            "Sources",
            "Cases in which it fires",
            "Cases in which it does not",
            "Near misses",
        ]
        assert [heading for heading in headings if heading in wanted] == wanted
        assert "<!-- replylint: ignore ALT001 -- " in result.stdout


OWN_CHECK = """
row: pets
title: Pets
question: Does the reply leave the customer's pet out of it?
scope: any
sources: ["house style: letters to keepers"]
rules:
  - code: PET001
    name: pet-name
    severity: info
    message: 'The reply calls an animal "{words}".'
    suggestion: Say what kind of animal it is.
    options: {most: 2}
    find: {kind: phrase, groups: [pet], level: weak}
phrases:
  - {id: pet, why: a pet name, any: ["doggo"]}
"""
OWN_README = "# Pets\n\n## What it asks\n\nNo pet names.\n\n## Why\n\nThey grate.\n"
OWN_CASES = """
- {rule: PET001, kind: bad, draft: "Your doggo can't come in.", finds: [{code: PET001, text: doggo}]}
- {rule: PET001, kind: good, draft: "Your dog is welcome."}
- {rule: PET001, kind: near-miss, draft: "We sell Doggone Good snacks.", why: a brand}
"""


def test_explain_a_rule_of_ones_own(here: Path) -> None:
    folder = here / "own" / "pets"
    folder.mkdir(parents=True)
    (folder / "check.yaml").write_text(OWN_CHECK)
    (folder / "README.md").write_text(OWN_README)
    (folder / "cases.yaml").write_text(OWN_CASES)
    (here / "replylint.yaml").write_text("checks: [own]\n")
    assert run("explain", "pet-name").stdout.splitlines() == [
        "PET001 pet-name (info; row pets)",
        "",
        'Says:     The reply calls an animal "{words}".',
        "Suggests: Say what kind of animal it is.",
        "",
        "What it asks",
        "  No pet names.",
        "",
        "Why",
        "  They grate.",
        "",
        "Sources",
        "  house style: letters to keepers",
        "",
        "Options, with their defaults",
        "  most: 2",
        "",
        "Cases in which it fires",
        "  | Your doggo can't come in.",
        "    finds 'doggo'",
        "",
        "Cases in which it does not",
        "  | Your dog is welcome.",
        "",
        "Near misses",
        "  | We sell Doggone Good snacks.",
        "    a brand",
        "",
        "To silence it at one place, with a reason, in Markdown or HTML before the paragraph",
        "  <!-- replylint: ignore PET001 -- the reason -->",
        "",
        "To turn it off, in replylint.yaml",
        "  rules: {PET001: off}",
    ]


def test_explain_a_row_and_a_cue() -> None:
    row = run("explain", "alternatives")
    assert row.exit_code == 0
    assert "ALT002 too-many-options" in row.stdout
    cue = run("explain", "refusal.inability")
    assert cue.stdout.startswith("refusal.inability: a cue of the move refusal\n")
    assert "\nWordings\n" in cue.stdout


def test_explain_what_the_model_weighed() -> None:
    result = run("explain", "model")
    assert result.exit_code == 0
    assert result.stdout.startswith("model: no single cue")


@pytest.mark.parametrize(
    ("word", "nearest"),
    [("ALT0001", "ALT001"), ("mising-alternative", "missing-alternative"), ("refusal.inabilty", "refusal.inability"), ("alternativs", "alternatives")],
)
def test_explain_an_unknown_word(word: str, nearest: str) -> None:
    result = run("explain", word)
    assert result.exit_code == 2
    assert result.stderr == f"replylint: explain {word}: there is no such rule, row, move or cue\n  did you mean {nearest!r}?\n"


def test_explain_the_beginning_of_a_code(here: Path) -> None:
    for word in ("ALT", "alt"):
        result = run("explain", word)
        assert result.exit_code == 0
        assert [line.split()[0] for line in result.stdout.splitlines()] == ["ALT001", "ALT002"]


def test_explain_a_move(here: Path) -> None:
    lines = run("explain", "refusal").stdout.splitlines()
    assert lines[0] == "Cues of the move refusal"
    assert any(line.startswith("  refusal.inability: ") for line in lines)
    assert all(line.startswith("  refusal.") for line in lines[1:])
    row = run("explain", "reason").stdout  # a row and a move
    assert row.startswith("reason: ")
    assert "\n\nCues of the move reason\n  reason." in row


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("frame", "only function words stand as themselves"),
        ("frame:<s> we can not", "only function words stand as themselves"),
        ("word:thank", "a word of the sentence"),
        ("asked-pair:can i", "a question at the end"),
        ("root-neg:not", "the main word of the sentence"),
        ("neg-of-others:other", "a question about the world"),
    ],
)
def test_explain_knows_the_evidence_that_moves_names(here: Path, word: str, said: str) -> None:
    result = run("explain", word)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"{word}: evidence") and said in result.stdout


def test_explain_of_a_word_that_is_nothing_names_what_there_could_be(here: Path) -> None:
    result = run("explain", "blorp:frame")
    assert result.exit_code == 2
    assert "there is no such rule, row, move or cue" in result.stderr


def test_every_kind_of_evidence_in_the_weights_has_a_name() -> None:
    from replylint.moves.evidence_names import evidence_of
    from replylint.moves.linear import annotator

    assert sorted({name.partition(":")[0] for name in annotator().sentence.number if evidence_of(name) is None}) == []
