from __future__ import annotations

import pytest

from portal.accounts.held_forms import HeldForms
from portal.accounts.models import Account
from portal.services import Services
from tests.accounts.office import ANA
from tests.conftest import browser


@pytest.fixture
def held_forms(services: Services) -> HeldForms:
    return HeldForms(services.database, services.vault)


@pytest.fixture
def account_id(app, sign_in, services: Services) -> str:
    sign_in(browser(app), ANA.email)
    with services.database.read() as db:
        return db.query(Account).one().id


def test_values_come_back_for_their_account_and_form_alone(
    held_forms: HeldForms, account_id: str
) -> None:
    secret = held_forms.keep(account_id, "/notes/1", {"labels": ["a", "b"]})
    assert secret is not None
    assert held_forms.values_for(secret, account_id, "/notes/1") == {"labels": ["a", "b"]}
    assert held_forms.values_for(secret, account_id, "/notes/2") is None
    assert held_forms.values_for(secret, "another", "/notes/1") is None
    assert held_forms.values_for("made up", account_id, "/notes/1") is None
