"""`replylint mcp`: what stops it before it serves, and the addresses that --http takes."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from replylint.cli import main

pytest.importorskip("mcp", reason="the MCP SDK is not installed: pip install 'replylint[mcp]'")

from replylint.mcp_server.run import Address


def test_a_port_in_use_is_said_to_be() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        ran = CliRunner().invoke(main, ["mcp", "--http", address])
    assert ran.exit_code == 2
    assert ran.stderr == f"replylint: cannot listen on {address}: Address already in use\n  give --http another address; port 0 takes any that is free\n"


@pytest.mark.parametrize("address", ["", "host", "host:", "127.0.0.1:x", "127.0.0.1:70000", "127.0.0.1:-1", "\u00b2"])
def test_an_address_that_is_none(address: str) -> None:
    ran = CliRunner().invoke(main, ["mcp", "--http", address])
    assert ran.exit_code == 2
    assert "is not HOST:PORT or PORT" in ran.stderr


@pytest.mark.parametrize(
    ("address", "shown", "loopback"),
    [
        (Address("127.0.0.1", 8), "127.0.0.1:8", True),
        (Address("localhost", 8), "localhost:8", True),
        (Address("::1", 8), "[::1]:8", True),
        (Address("0.0.0.0", 8), "0.0.0.0:8", False),
        (Address("replies.example", 8), "replies.example:8", False),
    ],
)
def test_an_address_knows_who_reaches_it(address: Address, shown: str, loopback: bool) -> None:
    assert (str(address), address.is_loopback) == (shown, loopback)


def test_an_unknown_profile_and_a_faulty_configuration(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("profil: chat\n")
    for arguments, message in ((["--profile", "chatt"], "chatt"), (["--config", str(tmp_path / "own.yaml")], "own.yaml:1:1")):
        ran = CliRunner().invoke(main, ["mcp", *arguments])
        assert ran.exit_code == 2
        assert message in ran.stderr


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server", None)
    ran = CliRunner().invoke(main, ["mcp"])
    assert ran.exit_code == 2
    assert ran.stderr == "replylint: the package mcp, version 2, is not installed\n  pip install 'replylint[mcp]'\n"
