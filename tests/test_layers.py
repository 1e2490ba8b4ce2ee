"""Who may import whom, read off the source: nothing flows back, no check knows another, and nothing heavy comes in before it is needed."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ENGINE = ROOT / "replylint"
CHECKS = ROOT / "checks" / "replylint_checks"

# From the ground up; a module may import its own layer and those below. What is set up (configuration, profiles) stands beside the drafts.
LAYERS: tuple[frozenset[str], ...] = (
    frozenset({"__init__", "errors", "model", "did_you_mean", "py"}),
    frozenset({"draft", "placed", "placed_toml", "git_ignore"}),
    frozenset({"formats", "nlp", "settings", "config", "config_file", "config_schema", "config_check", "suppress", "suppress_read", "profiles", "sources", "language",
               "fingerprint", "fixing", "plain_words", "asked", "turns", "capitals"}),
    frozenset({"cues"}),
    frozenset({"moves"}),
    frozenset({"checks", "check_folder", "housekeeping", "kinds", "registry", "rule_choice", "runner", "linters"}),
    frozenset({"reporters", "judging", "mending", "api", "testing", "cache", "baseline", "changes"}),
    frozenset({"cli", "lsp", "mcp_server", "service", "front", "__main__"}),
)
HEAVY = (
    *("spacy", "rich", "pydantic", "tree_sitter", "tree_sitter_markdown", "tree_sitter_hcl", "yaml", "jsonschema", "numpy", "py3langid", "jinja2"),
    *("mcp", "pygls", "lsprotocol", "starlette", "uvicorn"),
)


def layer_of(part: str) -> int:
    return next(number for number, parts in enumerate(LAYERS) if part in parts)


def part_of(path: Path) -> str:
    relative = path.relative_to(ENGINE)
    return relative.parts[0] if len(relative.parts) > 1 else relative.stem


def imports_of(path: Path) -> Iterator[tuple[str, int]]:
    """Every module that a file imports when it runs, also inside functions, with its line. `from replylint import x` counts as `replylint.x`.

    What is imported for types only ties nothing together and is left out.
    """
    package = ("replylint_checks", *path.relative_to(CHECKS).parts[:-1]) if path.is_relative_to(CHECKS) else ("replylint", *path.relative_to(ENGINE).parts[:-1])
    tree = ast.parse(path.read_text("utf-8"))
    for_types = {id(inner) for block in ast.walk(tree) if isinstance(block, ast.If) and _is_type_checking(block) for node in block.body for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in for_types:
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join((*package[: len(package) - node.level + 1], *([node.module] if node.module else []))) if node.level else node.module or ""
            yield from ((f"{base}.{alias.name}" if base in ("replylint", "replylint_checks") else base, node.lineno) for alias in node.names)


def _is_type_checking(node: ast.If) -> bool:
    return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def modules(top: Path) -> list[Path]:
    return sorted(path for path in top.rglob("*.py") if "__pycache__" not in path.parts)


def test_every_module_has_a_layer() -> None:
    parts = {part_of(path) for path in modules(ENGINE)}
    assert parts - {part for layer in LAYERS for part in layer} == set()


def test_the_package_itself_imports_nothing() -> None:
    assert [name for name, _ in imports_of(ENGINE / "__init__.py") if name.partition(".")[0] == "replylint"] == []


@pytest.mark.parametrize("path", [path for path in modules(ENGINE) if path != ENGINE / "__init__.py"], ids=lambda path: str(path.relative_to(ENGINE)))
def test_nothing_flows_back(path: Path) -> None:
    own = layer_of(part_of(path))
    wrong = []
    for name, line in imports_of(path):
        if not is_within(name, "replylint"):
            continue
        part = name.split(".")[1] if "." in name else "__init__"
        if not ((ENGINE / part).is_dir() or (ENGINE / f"{part}.py").is_file()):
            part = "__init__"  # a name of the package itself, such as __version__
        if layer_of(part) > own:
            wrong.append(f"{path.name}:{line} imports {name}")
    assert wrong == []


@pytest.mark.parametrize("path", modules(ENGINE), ids=lambda path: str(path.relative_to(ENGINE)))
def test_the_engine_knows_no_check(path: Path) -> None:
    assert [name for name, _ in imports_of(path) if name.partition(".")[0] == "replylint_checks"] == []
    # Nor by a name in a string: checks come in through the entry points.
    assert "replylint_checks" not in path.read_text("utf-8")


FORBIDDEN = ("click", "rich", "spacy", "replylint.reporters", "replylint.nlp", "replylint.cli", "replylint.runner", "replylint.registry", "replylint.api", "replylint.formats")


def is_within(name: str, top: str) -> bool:
    return name == top or name.startswith(f"{top}.")


@pytest.mark.parametrize("path", modules(CHECKS), ids=lambda path: str(path.relative_to(CHECKS)))
def test_a_check_imports_no_other_check_no_parser_and_no_reporter(path: Path) -> None:
    row = path.relative_to(CHECKS).parts[0]
    wrong = []
    for name, line in imports_of(path):
        forbidden = any(is_within(name, top) for top in FORBIDDEN)
        other = path.parent != CHECKS and is_within(name, "replylint_checks") and not is_within(name, f"replylint_checks.{row}")
        if forbidden or other:
            wrong.append(f"{row}:{line} imports {name}")
    assert wrong == []


@pytest.mark.parametrize("code", [
    "import replylint",
    "import replylint; replylint.Severity, replylint.Failure, replylint.Move, replylint.Report",
    "import sys; sys.argv = ['replylint', '--help']; import runpy; runpy.run_module('replylint', run_name='__main__')",
    "import sys; sys.argv = ['replylint', 'check', '--help']; import runpy; runpy.run_module('replylint', run_name='__main__')",
])  # fmt: skip
def test_nothing_heavy_is_imported_before_it_is_needed(code: str) -> None:
    whole = f"import atexit, sys\natexit.register(lambda: sys.stderr.write(','.join(name for name in {HEAVY!r} if name in sys.modules)))\n{code}\n"
    done = subprocess.run([sys.executable, "-c", whole], capture_output=True, text=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("command", [["rules"], ["explain", "ALT001"], ["schema"]])
def test_what_parses_no_draft_loads_no_parser(command: list[str], tmp_path: Path) -> None:
    code = f"import sys\nfrom replylint.cli import main\ntry: main({command!r})\nexcept SystemExit as end: assert not end.code\nsys.stderr.write(str('spacy' in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "False")
