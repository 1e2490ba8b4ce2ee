"""What is in the wheel: the builder obeys .gitignore, so a data file could be dropped in silence."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.check_wheel import inside, wanted

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    builders = pytest.importorskip("hatchling.builders.wheel", reason="hatchling is not installed: pip install 'replylint[test]'")
    (path,) = builders.WheelBuilder(str(ROOT)).build(directory=str(tmp_path_factory.mktemp("wheel")), versions=["standard"])
    return zipfile.ZipFile(path)


def test_every_file_of_both_packages_is_in_it(wheel: zipfile.ZipFile) -> None:
    assert inside(wheel) == wanted()


@pytest.mark.parametrize("suffix", [".yaml", ".npz", ".py", ".md"])
def test_data_is_in_it(wheel: zipfile.ZipFile, suffix: str) -> None:
    found = {name for name in inside(wheel) if name.endswith(suffix)}
    assert found == {name for name in wanted() if name.endswith(suffix)}
    assert found


def test_both_packages_are_typed(wheel: zipfile.ZipFile) -> None:
    assert {"replylint/py.typed", "replylint_checks/py.typed"} <= set(wheel.namelist())


def test_it_registers_the_command_and_the_checks(wheel: zipfile.ZipFile) -> None:
    (name,) = (name for name in wheel.namelist() if name.endswith("/entry_points.txt"))
    lines = wheel.read(name).decode().splitlines()
    assert lines[lines.index("[console_scripts]") + 1] == "replylint = replylint.front:main"
    assert lines[lines.index("[replylint.checks]") + 1] == "shipped = replylint_checks"


def test_it_carries_its_licence(wheel: zipfile.ZipFile) -> None:
    assert [name for name in wheel.namelist() if name.endswith("licenses/LICENSE")]


def test_the_trained_weights_stay_small(wheel: zipfile.ZipFile) -> None:
    assert wheel.getinfo("replylint/moves/annotator.npz").file_size < 5_000_000
