"""Nothing of a draft leaves the process, and loading the models runs no pickle: watched through Python's audit events in a fresh interpreter."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
SECRET = "zanzibarquince"

# Judges an English text and one that asks the language identifier, and prints what happened: connections, unpickling, processes, files written.
WATCHED = f"""
import json, sys
seen = {{}}
def hook(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "pickle.find_class", "subprocess.Popen", "os.system"):
        seen.setdefault(event, []).append(repr(arguments)[:200])
sys.addaudithook(hook)
import replylint
report = replylint.lint("We can't send the {SECRET}, because the shop is closed. You can fetch it on Monday.")
other = replylint.lint("Leider koennen wir Ihnen die {SECRET} nicht schicken, denn der Laden ist seit gestern geschlossen.")
print(json.dumps({{"refusal": report.drafts[0].refusal, "note": other.drafts[0].note, "seen": seen}}))
"""


def test_a_run_connects_to_nothing_and_unpickles_nothing(tmp_path: Path) -> None:
    search = os.pathsep.join(part for part in (str(ROOT), str(ROOT / "checks"), os.environ.get("PYTHONPATH", "")) if part)
    environment = {**os.environ, "PYTHONPATH": search, "TMPDIR": str(tmp_path), "HOME": str(tmp_path)}
    ran = subprocess.run([sys.executable, "-c", WATCHED], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    result = json.loads(ran.stdout)
    assert result["refusal"] == "full"
    assert "not in English" in result["note"]
    assert result["seen"] == {}
    assert ran.stderr == ""
    left = [path for path in tmp_path.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]
    assert left == [], "the draft's words were written to a file"
