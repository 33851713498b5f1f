from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from portal.backends.contract import Backend, WorkerAPI
from portal.backends.errors import NotFound, TokenRefused
from portal.backends.types import ProfileChange, WorkerIdentity
from tests.contract.cast import Cast

KELVIN = "\N{KELVIN SIGN}"


class DirectoryContract:
    def test_worker_is_found_by_address(self, backend: Backend, cast: Cast) -> None:
        found = backend.directory.find_by_email(cast.worker)

        assert found is not None
        assert (found.backend, found.email) == (backend.name, cast.worker)
        assert found.active

    def test_case_of_ascii_letters_does_not_matter(self, backend: Backend, cast: Cast) -> None:
        found = backend.directory.find_by_email(cast.worker.upper())

        assert found is not None
        assert found.email == cast.worker

    def test_look_alike_is_nobody(self, backend: Backend, cast: Cast) -> None:
        assert "k" in cast.worker
        assert backend.directory.find_by_email(cast.worker.replace("k", KELVIN)) is None

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "%",
            "@",
            "nobody@acme.example",
            "a\r\nb@acme.example",
            "a" * 10_000 + "@acme.example",
        ],
    )
    def test_unknown_address_is_nobody(self, backend: Backend, text: str) -> None:
        assert backend.directory.find_by_email(text) is None

    def test_part_of_an_address_is_nobody(self, backend: Backend, cast: Cast) -> None:
        assert backend.directory.find_by_email(cast.worker[:-1]) is None

    def test_work_address_is_its_owners_whoever_names_it_as_private(
        self, backend: Backend, cast: Cast, api: WorkerAPI, strangers: WorkerAPI
    ) -> None:
        change = ProfileChange(personal_email=strangers.person().work_email)
        api.change_profile(change, key="change-1")

        found = backend.directory.find_by_email(cast.stranger)

        assert found is not None
        assert found.worker_id == strangers.identity.worker_id

    def test_leaver_is_known_as_inactive(self, backend: Backend, cast: Cast) -> None:
        found = backend.directory.find_by_email(cast.leaver)

        assert found is not None
        assert not found.active
        assert found.ended
        assert found.last_day is not None
        assert found.last_day < date.today()  # noqa: DTZ011

    def test_whoever_works_has_not_ended(self, backend: Backend, cast: Cast) -> None:
        found = backend.directory.find_by_email(cast.worker)

        assert found is not None
        assert not found.ended

    def test_address_is_of_others_however_they_stand(
        self, backend: Backend, person: Callable[[str], WorkerIdentity], cast: Cast
    ) -> None:
        identity = person(cast.worker)
        taken = backend.directory.is_of_others

        assert not taken(cast.worker, identity)
        assert not taken("nobody@mail.example", identity)
        assert taken(cast.stranger.upper(), identity)
        assert taken(cast.leaver, identity)
        assert not taken(cast.stranger[1:], identity)

    def test_address_of_oneself_and_another_is_of_others(
        self, backend: Backend, cast: Cast, api: WorkerAPI, strangers: WorkerAPI
    ) -> None:
        theirs = strangers.person().work_email
        api.change_profile(ProfileChange(personal_email=theirs), key="change-1")

        assert backend.directory.is_of_others(theirs, api.identity)

    def test_refresh_tells_the_same_worker(
        self, backend: Backend, person: Callable[[str], WorkerIdentity], cast: Cast
    ) -> None:
        identity = person(cast.worker)

        assert backend.directory.refresh(identity) == identity

    def test_refresh_of_somebody_gone_is_none(
        self, backend: Backend, person: Callable[[str], WorkerIdentity], cast: Cast
    ) -> None:
        gone = replace(person(cast.worker), worker_id="00000000-0000-4000-8000-000000000000")

        assert backend.directory.refresh(gone) is None

    def test_check_passes(self, backend: Backend, cast: Cast) -> None:
        before = cast.calls()

        backend.directory.check()

        assert cast.calls() == before + 1


class CredentialContract:
    def test_token_stays_out_of_texts(
        self, backend: Backend, person: Callable[[str], WorkerIdentity], cast: Cast
    ) -> None:
        credential = backend.mint(person(cast.worker))

        assert credential.token not in repr(credential)
        assert credential.expires_at.tzinfo is not None

    def test_new_credential_kills_the_one_before(
        self, backend: Backend, person: Callable[[str], WorkerIdentity], cast: Cast
    ) -> None:
        identity = person(cast.worker)
        old, new = backend.mint(identity), backend.mint(identity)

        with pytest.raises(TokenRefused):
            backend.worker(identity, old).benefits()
        assert backend.worker(identity, new).benefits()

    def test_revoked_credential_is_refused(
        self, backend: Backend, person: Callable[[str], WorkerIdentity], cast: Cast
    ) -> None:
        identity = person(cast.worker)
        api = backend.worker(identity, backend.mint(identity))

        backend.revoke(identity)
        backend.revoke(identity)

        with pytest.raises(TokenRefused):
            api.benefits()

    def test_nobody_gets_a_credential_for_an_unknown_worker(
        self, backend: Backend, person: Callable[[str], WorkerIdentity], cast: Cast
    ) -> None:
        nobody = replace(person(cast.worker), worker_id="00000000-0000-4000-8000-000000000000")

        with pytest.raises(NotFound):
            backend.mint(nobody)
