"""What somebody typed into a form whose session had ended: kept sealed for an hour, for the same
account in the same browser. No Flask in here."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select

from portal.accounts.models import HeldForm
from portal.accounts.tokens import hash_of, new_secret
from portal.db import Database, Vault, VaultError

LIFETIME = timedelta(hours=1)
MAX_CHARACTERS = 100_000
Values = Mapping[str, Sequence[str]]


class HeldForms:
    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def keep(self, account_id: str, path: str, values: Values) -> str | None:
        """Keep the values for the form at ``path``. Returns the secret that finds them again, for
        this browser's cookie; None when they are too long to keep."""
        text = json.dumps({name: list(texts) for name, texts in values.items()})
        if len(text) > MAX_CHARACTERS:
            return None
        secret = new_secret()
        with self._database.begin() as db:
            db.add(
                HeldForm(
                    token_hash=hash_of(secret),
                    account_id=account_id,
                    path=path,
                    sealed_values=self._vault.seal(text),
                    expires_at=datetime.now(UTC) + LIFETIME,
                )
            )
        return secret

    def is_kept(self, secret: str) -> bool:
        return self._find(secret) is not None

    def path_for(self, secret: str, account_id: str) -> str | None:
        """Where this account's values belong. Another account's are deleted instead."""
        held = self._find(secret)
        if held is None:
            return None
        if held.account_id != account_id:
            self.drop(secret)
            return None
        return held.path

    def values_for(self, secret: str, account_id: str, path: str) -> dict[str, list[str]] | None:
        """The values of this account for the form at ``path``; they stay until sent or expired."""
        held = self._find(secret)
        if held is None or held.account_id != account_id or held.path != path:
            return None
        try:
            values: dict[str, list[str]] = json.loads(self._vault.open(held.sealed_values))
        except VaultError:
            return None
        return values

    def drop(self, secret: str) -> None:
        with self._database.begin() as db:
            db.execute(delete(HeldForm).where(HeldForm.token_hash == hash_of(secret)))

    def _find(self, secret: str) -> HeldForm | None:
        with self._database.read() as db:
            return db.scalar(
                select(HeldForm).where(
                    HeldForm.token_hash == hash_of(secret),
                    HeldForm.expires_at > datetime.now(UTC),
                )
            )


def delete_expired(database: Database) -> None:
    with database.begin() as db:
        db.execute(delete(HeldForm).where(HeldForm.expires_at < datetime.now(UTC)))
