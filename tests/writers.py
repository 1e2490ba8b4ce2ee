"""Writes a text as a literal of a format by hand and at random, wherever the format leaves a choice: the opposite of what the readers do.

Each returns None for a text that its form cannot hold. Lines end with LF.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

_NOT_PRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\ufeff\ufffe\uffff]")
_SAFE_WORD = re.compile(r"[A-Za-z][^\s:#,\[\]{}\x00-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]*")
_NAMED = {"\0": "0", "\a": "a", "\b": "b", "\t": "t", "\n": "n", "\v": "v", "\f": "f", "\r": "r", "\x1b": "e", '"': '"', "\\": "\\", "\x85": "N", "\xa0": "_", "/": "/"}


def yaml_plain(text: str, random: Random, indent: int) -> str | None:
    if not text or not all(_SAFE_WORD.fullmatch(word) for word in re.split(r" |\n+", text)):
        return None
    return _folded_flow(text, random, indent, tab="")


def yaml_single(text: str, random: Random, indent: int) -> str | None:
    if _NOT_PRINTABLE.search(text) or re.search(r"[ \t]\n|\n[ \t]|^\n|\n$", text):
        return None
    return "'" + _folded_flow(text.replace("'", "''"), random, indent) + "'"


def _folded_flow(text: str, random: Random, indent: int, tab: str = "\t") -> str:
    """Line breaks, and some spaces, as the line breaks of a flow scalar."""
    pad = " " * random.randint(indent + 1, indent + 4)
    text = re.sub(r"\n+", lambda found: "\n" + found.group() + pad, text)
    return re.sub(r"(?<=[^\s]) (?=[A-Za-z])", lambda _: random.choice([" ", " ", "\n" + pad, f" {tab}\n{pad}{tab}"]), text)


def yaml_double(text: str, random: Random, indent: int) -> str | None:
    pad = "\n" + " " * random.randint(indent + 1, indent + 4)
    parts = []
    for at, char in enumerate(text):
        code = ord(char)
        if 0xD800 <= code < 0xE000:
            return None
        named = "\\" + _NAMED[char] if char in _NAMED else None
        forms = [form for form in (named, f"\\x{code:02x}" if code < 256 else None, f"\\u{code:04X}" if code < 65536 else None, f"\\U{code:08x}") if form]
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        if char == " " and before.isalpha() and after.isalpha():
            parts.append(random.choice([" ", " ", pad, "\\ ", " \\" + pad, "\\" + pad + "\\ "]))
        elif char in '"\\\n\t ' or _NOT_PRINTABLE.match(char) or random.random() < 0.1:
            parts.append(random.choice(forms) + (random.choice(["", "\\" + pad]) if after.isalpha() else ""))
        else:
            parts.append(char)
    return '"' + "".join(parts) + '"'


def yaml_literal(text: str, random: Random, indent: int) -> str | None:
    return _block("|", text, text, random, indent)


def yaml_folded(text: str, random: Random, indent: int) -> str | None:
    body, end = text.rstrip("\n"), text[len(text.rstrip("\n")) :]
    lines = body.split("\n")
    written, last = [], None
    for line in lines:
        spaced = line[:1] in (" ", "\t")
        if line and last is not None and not spaced and not last:
            written.append("")  # the break that is folded away
        if line:
            last = spaced
        if line and not spaced:
            line = re.sub(r"(?<=[^\s]) (?=[^\s])", lambda _: random.choice([" ", " ", "\n"]), line)
        written.append(line)
    return _block(">", text, "\n".join(written) + end, random, indent)


def _block(sign: str, text: str, written: str, random: Random, indent: int) -> str | None:
    if _NOT_PRINTABLE.search(text) or not text.strip(" \n") or re.search(r"\n[ \t]+\n*$", text):
        return None
    body = written.rstrip("\n")
    end = len(written) - len(body)
    lead = random.randint(1, 6)
    given = str(lead) if re.match(r"\n*[ \t]", text) or random.random() < 0.3 else ""
    chomp = "-" if end == 0 else "" if end == 1 and random.random() < 0.7 else "+"
    header = sign + random.choice([given + chomp, chomp + given]) + random.choice(["", " ", " # a note"])
    pad = " " * (indent + lead)
    lines = [pad + line if line else " " * random.choice([0, 0, random.randint(0, indent + lead)]) for line in body.split("\n")]
    blank = random.choice(["", pad]) if chomp != "+" else ""
    return header + "\n" + "\n".join(lines) + "\n" * max(end - 1, 0) + ("\n" + blank if blank and end < 2 else "")


YAML: dict[str, Callable[[str, Random, int], str | None]] = {
    "plain": yaml_plain, "single": yaml_single, "double": yaml_double, "literal": yaml_literal, "folded": yaml_folded,
}  # fmt: skip

PO_BITS = ("a", "We can't take it back.", "Hi Mara,", " ", "\n", "\n\n", "\t", "\U0001f600", '"', "'", "\\", "\\n", "#", "%(x)s", "<p>", "{$name}", "msgid", "\u2019", "\xa0")


def po_string(text: str, random: Random) -> str:
    """A text of a catalogue, cut into lines anywhere."""
    lines = [""]
    for char in text:
        lines[-1] += {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\"}.get(char, char)
        if random.random() < (0.8 if char == "\n" else 0.05):
            lines.append("")
    if len(lines) > 1 and random.random() < 0.7:
        lines.insert(0, "")
    return "\n".join(f'"{line}"' for line in lines)


def hcl_quoted(text: str, random: Random) -> str:
    """A text in quotes of Terraform."""
    escapes = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
    written = [escapes.get(char) or (f"\\U{ord(char):08x}" if random.random() < 0.05 else char) for char in text]
    return '"' + "".join(written).replace("${", "$${").replace("%{", "%%{") + '"'


def hcl_heredoc(text: str, random: Random) -> str | None:
    """A heredoc, indented or not, for a text that ends with a line break."""
    lines = text.split("\n")[:-1]
    if not text.endswith("\n") or any("\r" in line or (line.strip() in ("", "EOT") and line) for line in lines) or not any(lines):
        return None
    pad = "  " * random.randint(0, 3)
    if pad and all(line[:1].isspace() for line in lines if line):
        return None
    body = "".join(pad + line + "\n" if line else "\n" for line in lines).replace("${", "$${").replace("%{", "%%{")
    return f"<<{'-' if pad else ''}EOT\n{body}{pad}EOT"
