import json
from pathlib import Path

import pytest

from portal.web.assets import AssetsNotBuilt, asset_urls


def built(folder: Path) -> Path:
    (folder / "build").mkdir()
    manifest = {"files": {"app.css": "app.0123456789ab.css"}}
    (folder / "build" / "manifest.json").write_text(json.dumps(manifest))
    return folder


def test_plain_name_becomes_the_address_of_the_hashed_file(tmp_path: Path) -> None:
    asset_url = asset_urls(built(tmp_path), "/static")
    assert asset_url("app.css") == "/static/build/app.0123456789ab.css"


def test_slash_at_the_end_of_the_static_address_is_not_doubled(tmp_path: Path) -> None:
    asset_url = asset_urls(built(tmp_path), "/portal/static/")
    assert asset_url("app.css") == "/portal/static/build/app.0123456789ab.css"


def test_unknown_name_fails_loudly(tmp_path: Path) -> None:
    asset_url = asset_urls(built(tmp_path), "/static")
    with pytest.raises(KeyError, match=r"missing\.css"):
        asset_url("missing.css")


def test_missing_build_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(AssetsNotBuilt, match=r"pip install -e \."):
        asset_urls(tmp_path, "/static")
