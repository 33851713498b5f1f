"""Journeys and links under parallel use, on both kinds of database."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.fernet import Fernet

from portal.accounts.oidc.journeys import Journeys, delete_old
from portal.accounts.oidc.subjects import Subjects
from portal.db import Database, Vault
from tests.accounts.office import ANA, BEN
from tests.support.stores import store_templates, store_url
from tests.support.time import later

__all__ = ["later", "store_templates", "store_url"]


@pytest.fixture
def database(store_url: str) -> Iterator[Database]:
    database = Database(store_url)
    yield database
    database.close()


@pytest.fixture
def journeys(database: Database) -> Journeys:
    return Journeys(database, Vault([Fernet.generate_key().decode()]))


@pytest.fixture
def subjects(database: Database) -> Subjects:
    return Subjects(database)


def test_journey_ends_once(journeys: Journeys) -> None:
    begun = journeys.begin("1", "a browser", next_path="/notes")
    with ThreadPoolExecutor(8) as threads:
        ended = list(threads.map(lambda _: journeys.end(begun.state, "a browser"), range(8)))
    [journey] = [one for one in ended if one]
    assert (journey.nonce, journey.verifier) == (begun.nonce, begun.verifier)
    assert journey.next_path == "/notes"


def test_journey_under_a_key_that_is_gone_is_over(journeys: Journeys, database: Database) -> None:
    begun = journeys.begin("1", "a browser")
    after_rotation = Journeys(database, Vault([Fernet.generate_key().decode()]))
    assert after_rotation.end(begun.state, "a browser") is None


def test_journey_is_forgotten(journeys: Journeys, database: Database, later) -> None:  # type: ignore[no-untyped-def]
    begun = journeys.begin("1", "a browser")
    delete_old(database)
    assert journeys.end(begun.state, "a browser") is not None
    later(minutes=11)
    delete_old(database)
    assert journeys.end(begun.state, "a browser") is None


def test_subject_opens_one_account_and_an_account_has_one(subjects: Subjects) -> None:
    assert subjects.link(ANA, "https://id.example", "s-1")
    assert subjects.link(ANA, "https://id.example", "s-1")
    assert not subjects.link(ANA, "https://id.example", "s-2")
    assert not subjects.link(ANA, "https://other.example", "s-1")
    assert not subjects.link(BEN, "https://id.example", "s-1")
    assert subjects.worker_of("https://id.example", "s-1") == ANA
    assert subjects.worker_of("https://other.example", "s-1") is None


def test_two_subjects_at_the_same_moment(subjects: Subjects) -> None:
    with ThreadPoolExecutor(8) as threads:
        linked = list(
            threads.map(lambda n: subjects.link(ANA, "https://id.example", f"s-{n}"), range(8))
        )
    assert linked.count(True) == 1
