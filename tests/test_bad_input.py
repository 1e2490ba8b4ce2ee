"""Bad input, as a user meets it: real processes, what they say, how they end, and that nothing else is lost.

Most of it is one run over one folder in which everything that can be wrong lies beside drafts that are well; each test looks at its own file.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

NO = "We can't move your lesson to Sunday because the studio is closed then. You should have checked the calendar.\n"
YES = "Your refund is on its way to you. Thank you for your patience!\n"
IS_ROOT = not hasattr(os, "geteuid") or os.geteuid() == 0
PACKAGES = Path(__file__).parent.parent


def environment(*more: Path) -> dict[str, str]:
    paths = [*map(str, more), str(PACKAGES), str(PACKAGES / "checks"), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONIOENCODING": "utf-8", "COLUMNS": "100"}


def run(folder: Path, *arguments: str, stdin: bytes = b"", packages: Path | None = None) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "replylint", *arguments], cwd=folder, input=stdin, capture_output=True, check=False, env=environment(*([packages] if packages else []))
    )
    result = subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in result.stderr
    return result


@dataclass(frozen=True)
class Run:
    """A run that was read back: records by id, failures by path, and what stood on standard error."""

    status: int
    drafts: dict[str, Any]
    failures: dict[str, list[dict[str, Any]]]
    summary: dict[str, Any]
    stderr: str

    def failure(self, path: str) -> dict[str, Any]:
        (one,) = self.failures[path]
        place = f":{one['line']}:{one['column']}" if one["line"] else ""
        assert f"{path}{place}: {one['message']}" in self.stderr
        return one


def judged(folder: Path, *arguments: str, packages: Path | None = None) -> Run:
    done = run(folder, "check", *arguments, "--format", "json", packages=packages)
    document = json.loads(done.stdout)
    failures: dict[str, list[dict[str, Any]]] = {}
    for failure in document["failures"]:
        failures.setdefault(failure["path"], []).append(failure)
    ids = [record["id"] for record in document["drafts"]]
    assert len(ids) == len(set(ids))
    return Run(done.returncode, dict(zip(ids, document["drafts"])), failures, document["summary"], done.stderr)


FILES: dict[str, bytes] = {
    "empty.txt": b"",
    "empty.md": b"",
    "empty.jsonl": b"",
    "blank.txt": b" \n\t\n\xc2\xa0\n",
    "binary.txt": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "nul.txt": NO.encode()[:20] + b"\x00" + NO.encode()[20:],
    "utf8_mark.txt": b"\xef\xbb\xbf" + NO.encode(),
    "utf16_mark.txt": NO.encode("utf-16"),
    "utf16_bare.txt": NO.encode("utf-16-le"),
    "latin1.txt": "Hi Ren\u00e9e,\n\nwe can't take the caf\u00e9 table back.\n".encode("latin-1"),
    "crlf.txt": NO.replace(" You", "\r\n\r\nYou").encode(),
    "huge.txt": b"We can't move it to Sunday.\n\n" * 360_000,
    "emoji.txt": "\U0001f642\U0001f44b\U0001f3fd \U0001f64f\n".encode(),
    "slots.txt": b"{{greeting}}\n\n{{body}}\n",
    "german.txt": "Leider k\u00f6nnen wir Ihnen den Betrag nicht erstatten, weil die Frist abgelaufen ist.\n".encode(),
    "lines.jsonl": f'{json.dumps({"id": "first", "text": NO})}\n{{"id": "second", "text": "We can\n[1]\n{{"id": "fourth"}}\n{json.dumps({"id": "last", "text": YES})}'.encode(),
    "silenced.md": NO.rstrip().encode() + b" <!-- replylint: ignore BLAME9 -- a reason -->\n",
    "nested/well.md": NO.encode(),
    "well.txt": YES.encode(),
}  # fmt: skip


@lru_cache(maxsize=1)
def everything() -> Run:
    """One run over all of it, and a path that is not there, a folder without drafts, a link to nothing and a loop of links."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / ".git").mkdir()
        (folder / "none").mkdir()
        for path, data in FILES.items():
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_bytes(data)
        (folder / "nested" / "loop").symlink_to(folder / "nested", target_is_directory=True)
        (folder / "nested" / "self.txt").symlink_to(folder / "nested" / "self.txt")
        (folder / "nested" / "gone.txt").symlink_to(folder / "nothing")
        names = [path for path in FILES if "/" not in path]
        return judged(folder, "nowhere.txt", "none", *names, "nested")


def test_the_run_ends_with_2_and_judges_all_that_can_be_judged() -> None:
    assert everything().status == 2
    assert set(everything().drafts) == {
        "empty.txt", "empty.md", "blank.txt", "utf8_mark.txt", "utf16_mark.txt", "crlf.txt", "emoji.txt", "slots.txt", "german.txt", "first", "last", "silenced.md",
        "nested/well.md", "well.txt",
    }  # fmt: skip
    assert set(everything().failures) == {
        "nowhere.txt", "none", "binary.txt", "nul.txt", "utf16_bare.txt", "latin1.txt", "huge.txt", "lines.jsonl", "nested/self.txt", "nested/gone.txt",
    }  # fmt: skip
    assert everything().summary["failures"] == sum(map(len, everything().failures.values())) == everything().stderr.count("\n") - everything().stderr.count("\n  ")


@pytest.mark.parametrize(("path", "said", "place"), [
    ("nowhere.txt", "no such file or directory", (None, None)),
    ("none", "no drafts found in none: looked for *.md, *.markdown, *.txt, *.jsonl", (None, None)),
    ("binary.txt", "is a binary file", (3, 1)),
    ("nul.txt", "is a binary file: it holds a NUL byte", (1, 21)),
    ("utf16_bare.txt", "is a binary file: it holds a NUL byte", (1, 2)),
    ("latin1.txt", "is not UTF-8 text: the byte 0xE9 cannot be read there", (1, 7)),
    ("huge.txt", "characters are too long for one reply", (1, 1)),
    ("nested/self.txt", "cannot be read", (None, None)),
    ("nested/gone.txt", "cannot be read", (None, None)),
])  # fmt: skip
def test_what_cannot_be_read_says_why_where_and_what_to_do(path: str, said: str, place: tuple[int | None, int | None]) -> None:
    failure = everything().failure(path)
    assert said in failure["message"]
    assert failure["hint"]
    assert (failure["line"], failure["column"]) == place


@pytest.mark.parametrize(("name", "note"), [
    ("empty.txt", "nothing to read"), ("empty.md", "nothing to read"), ("blank.txt", "nothing to read"), ("emoji.txt", "nothing to read"),
    ("slots.txt", "nothing but slots to fill in"), ("german.txt", "not in English, so it was not judged"),
])  # fmt: skip
def test_what_is_no_reply_is_a_note(name: str, note: str) -> None:
    record = everything().drafts[name]
    assert (record["refusal"], record["score"], record["findings"], record["moves"]) == ("none", None, [], [])
    assert {row["note"] for row in record["rows"].values()} == {note}


@pytest.mark.parametrize("name", ["utf8_mark.txt", "utf16_mark.txt", "nested/well.md", "first"])
def test_encodings_with_a_mark_are_read_and_the_mark_is_no_character(name: str) -> None:
    (blame,) = (finding for finding in everything().drafts[name]["findings"] if finding["code"] == "TON003")
    assert (blame["line"], blame["start"]) == (1, NO.index("You should"))


def test_line_ends_of_windows_are_lines() -> None:
    (blame,) = (finding for finding in everything().drafts["crlf.txt"]["findings"] if finding["code"] == "TON003")
    assert (blame["line"], blame["column"]) == (3, 1)


def test_a_malformed_line_costs_itself() -> None:
    assert [failure["line"] for failure in everything().failures["lines.jsonl"]] == [2, 3, 4]
    assert everything().drafts["first"]["refusal"] == "full"
    assert everything().drafts["last"]["refusal"] == "none"


def test_a_suppression_of_an_unknown_rule_is_a_finding_with_the_nearest_rule() -> None:
    (fault,) = (finding for finding in everything().drafts["silenced.md"]["findings"] if finding["code"] == "SUP001")
    assert "BLAME9" in fault["message"]
    assert fault["line"] == 1
    assert fault["suggestion"]
    assert "TON003" in [finding["code"] for finding in everything().drafts["silenced.md"]["findings"]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "no.txt").write_text(NO)
    (tmp_path / "yes.txt").write_text(YES)
    return tmp_path


@pytest.mark.parametrize("name", ["empty.txt", "blank.md"])
def test_an_empty_file_alone_ends_with_0(folder: Path, name: str) -> None:
    (folder / name).write_text("" if name == "empty.txt" else " \n\n\t")
    done = run(folder, "check", name)
    assert (done.returncode, done.stderr) == (0, "")
    assert "nothing to read" in done.stdout


def test_an_unknown_rule_in_an_option(folder: Path) -> None:
    done = run(folder, "check", "no.txt", "--select", "TON03", "--ignore", "blaim")
    assert (done.returncode, done.stdout.count("TON003")) == (2, 0)
    assert "replylint: --select TON03: there is no such rule\n  did you mean 'TON003'?\n" in done.stderr
    assert "replylint: --ignore blaim: there is no such rule\n  did you mean 'blame'?\n" in done.stderr


def test_all_faults_of_a_configuration_at_once(folder: Path) -> None:
    (folder / "replylint.yaml").write_text("profil: chat\nfail-on: often\nrules:\n  TON0003: off\n  ALT002: {most: three}\nmax-length: -1\n")
    done = run(folder, "check", "no.txt")
    assert done.returncode == 2
    assert [line.partition(": ")[0] for line in done.stderr.splitlines() if line.startswith("replylint.yaml:")] == [
        "replylint.yaml:1:1", "replylint.yaml:2:10", "replylint.yaml:6:13",
    ]  # fmt: skip
    (folder / "replylint.yaml").write_text("rules:\n  TON0003: off\n  ALT002: {most: three}\nprofile: chatt\nignore: [NON]\n")
    done = run(folder, "check", "no.txt")
    assert done.returncode == 2
    assert [line.partition(": ")[0] for line in done.stderr.splitlines() if line.startswith("replylint.yaml:")] == [
        "replylint.yaml:2:3", "replylint.yaml:3:18", "replylint.yaml:4:10", "replylint.yaml:5:10",
    ]  # fmt: skip
    assert "did you mean 'TON003'?" in done.stderr


def test_a_configuration_that_is_no_yaml(folder: Path) -> None:
    (folder / "replylint.yaml").write_text("rules: {TON003: off\nprofile: chat\n")
    done = run(folder, "check", "no.txt")
    assert done.returncode == 2
    assert done.stderr.startswith("replylint.yaml:2:")


def test_a_model_that_is_not_installed(folder: Path) -> None:
    (folder / "replylint.yaml").write_text("model: en_no_such_pipeline\n")
    done = run(folder, "check", "no.txt")
    assert done.returncode == 2
    assert "the language model 'en_no_such_pipeline' is not installed" in done.stderr
    assert "pip install en-no-such-pipeline" in done.stderr


def plug_in(folder: Path, name: str, code: str) -> Path:
    """A package of checks, installed into a folder of its own."""
    site = folder / "site"
    info = site / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[replylint.checks]\n{name} = {name}\n")
    (site / f"{name}.py").write_text(code)
    return site


CRASHING = """
from replylint.checks import RowInfo
from replylint.model import Rule, Severity, Verdict

class Check:
    info = RowInfo("tea", "Tea", "Is there tea?", 1.0, "any", ("a test",), "tea-house")
    rules = (Rule("TEA001", "no-tea", "tea", Severity.INFO, "m", "s"),)
    def check(self, reply, options):
        if "Sunday" in reply.draft.text:
            raise ZeroDivisionError("no leaves")
        return Verdict("tea", "met", 1.0)

def get_checks():
    return [Check()]
"""


def test_a_plug_in_that_fails_to_load_takes_nothing_along(folder: Path) -> None:
    site = plug_in(folder, "tea_house", "import no_such_kettle\n")
    result = judged(folder, "no.txt", "yes.txt", packages=site)
    assert result.status == 2
    assert "TON003" in [finding["code"] for finding in result.drafts["no.txt"]["findings"]]
    assert "replylint: the checks of tea-house (tea_house = tea_house) could not be loaded: ModuleNotFoundError" in result.stderr
    assert result.stderr.count("could not be loaded") == 1


def test_a_plug_in_that_crashes_on_one_draft_costs_its_row_there(folder: Path) -> None:
    result = judged(folder, "no.txt", "yes.txt", packages=plug_in(folder, "tea_house", CRASHING))
    assert result.status == 2
    assert {name: record["rows"]["tea"]["verdict"] for name, record in result.drafts.items()} == {"no.txt": "na", "yes.txt": "met"}
    assert "TON003" in [finding["code"] for finding in result.drafts["no.txt"]["findings"]]
    failure = result.failure("no.txt")
    assert failure["message"] == "the check 'tea' of tea-house crashed on this draft: ZeroDivisionError: no leaves"
    assert failure["line"] == 1


def test_a_closed_pipe_ends_the_run_in_silence(folder: Path) -> None:
    process = subprocess.Popen([sys.executable, "-m", "replylint", "rules"], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    said = process.stderr.read()
    process.stderr.close()
    assert (process.wait(), said) == (141, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_an_interrupt_is_one_word_and_status_130(folder: Path) -> None:
    site = plug_in(folder, "waiting", "import signal, sys\nsys.stdout.write('ready\\n')\nsys.stdout.flush()\nsignal.pause()\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "replylint", "check", "no.txt"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(site),
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background jobs ignore interrupts, and so would their children
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"  # from here on it waits
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (130, b"interrupted\n")


@pytest.mark.skipif(IS_ROOT, reason="root may read everything")
def test_an_unreadable_file(folder: Path) -> None:
    (folder / "no.txt").chmod(0)
    done = run(folder, "check", "no.txt", "yes.txt")
    assert done.returncode == 2
    assert done.stderr.startswith("no.txt: cannot be read: Permission denied")
    assert "yes.txt" in done.stdout


@pytest.mark.skipif(IS_ROOT, reason="root may read everything")
def test_an_unreadable_folder(folder: Path) -> None:
    (folder / "closed").mkdir(mode=0)
    done = run(folder, "check", "closed", "yes.txt")
    assert done.returncode == 2
    assert "closed: cannot be listed: Permission denied" in done.stderr
    assert "yes.txt" in done.stdout


def test_standard_input_that_is_no_text(folder: Path) -> None:
    done = run(folder, "check", "-", stdin=b"\xff\xfe\x00")
    assert done.returncode == 2
    assert done.stderr.startswith("<input>:1:1: is not UTF-16-LE text")


def test_nothing_on_standard_input(folder: Path) -> None:
    done = run(folder, "check", "-")
    assert (done.returncode, done.stderr) == (0, "")
