import json
from pathlib import Path

FRONTEND = Path(__file__).parents[2] / "frontend"


def test_lock_file_pins_contents_without_naming_where_they_lie() -> None:
    packages = json.loads((FRONTEND / "package-lock.json").read_text("utf-8"))["packages"]
    locked = {name: package for name, package in packages.items() if name}
    assert locked
    assert all(package["integrity"].startswith("sha512-") for package in locked.values())
    assert not any("resolved" in package for package in locked.values())
