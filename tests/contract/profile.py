import pytest

from portal.backends.contract import Backend, WorkerAPI
from portal.backends.errors import Unsupported
from portal.backends.types import Address, Phone, PhoneKind, ProfileChange
from tests.contract.cast import Cast


class ProfileContract:
    def test_person_is_the_worker_who_asks(self, api: WorkerAPI, cast: Cast) -> None:
        person = api.person()

        assert person.worker_id == api.identity.worker_id
        assert person.work_email == cast.worker
        assert person.employment is not None
        assert person.employment.contract_id == api.identity.contract_id
        assert not person.employment.ended

    def test_what_is_changed_is_read_back(self, api: WorkerAPI) -> None:
        phone = Phone(PhoneKind.WORK, "+49", "30 123456")
        change = ProfileChange(preferred_name="Janne", personal_email="j@mail.example", phone=phone)

        api.change_profile(change, key="change-1")

        person = api.person()
        assert person.preferred_name == "Janne"
        assert person.personal_email == "j@mail.example"
        assert phone in api.phones()

    def test_what_is_not_named_stays(self, api: WorkerAPI) -> None:
        before = api.person()

        api.change_profile(ProfileChange(preferred_name="Janne"), key="change-1")

        assert api.person().personal_email == before.personal_email

    def test_what_is_not_editable_is_unsupported(self, api: WorkerAPI) -> None:
        assert "address" not in api.person().editable

        with pytest.raises(Unsupported):
            api.change_profile(ProfileChange(address=Address(street="Elsewhere 1")), key="change-1")

    def test_hr_contact_has_a_name(self, api: WorkerAPI) -> None:
        contact = api.hr_contact()

        assert contact is not None
        assert contact.name

    def test_benefits_are_of_this_employment(self, api: WorkerAPI, strangers: WorkerAPI) -> None:
        own = {benefit.id for benefit in api.benefits()}

        assert own
        assert own.isdisjoint(benefit.id for benefit in strangers.benefits())
        assert api.foreign == strangers.foreign == []


class CapabilityContract:
    def test_document_groups_are_offered_once_each(self, backend: Backend) -> None:
        assert len(set(backend.document_groups)) == len(backend.document_groups)

    def test_name_is_fit_for_an_address(self, backend: Backend) -> None:
        assert backend.name.isidentifier()
        assert backend.label
