import pytest

from portal.backends.contract import Backend, WorkerAPI
from portal.backends.errors import NotFound, Unsupported
from portal.backends.types import Document, Upload, UploadState, is_valid_id
from tests.contract.cast import NOT_IDS, Cast

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


def documents_of(backend: Backend, api: WorkerAPI) -> list[Document]:
    return [document for group in backend.document_groups for document in api.documents(group)]


def upload_slot(backend: Backend, api: WorkerAPI, **wanted: object) -> Document:
    return next(
        document
        for document in documents_of(backend, api)
        if document.upload
        and all(getattr(document.upload, name) == value for name, value in wanted.items())
    )


class DocumentsContract:
    def test_every_group_has_papers_of_its_own(self, backend: Backend, api: WorkerAPI) -> None:
        for group in backend.document_groups:
            found = api.documents(group)
            assert found
            assert {document.group for document in found} == {group}
            assert {backend.group_of(document.id) for document in found} == {group}

    def test_ids_are_unique_and_fit_for_addresses(self, backend: Backend, api: WorkerAPI) -> None:
        ids = [document.id for document in documents_of(backend, api)]

        assert len(set(ids)) == len(ids)
        assert all(map(is_valid_id, ids))

    def test_what_is_downloadable_opens(self, backend: Backend, api: WorkerAPI) -> None:
        for group in backend.document_groups:
            for document in [each for each in api.documents(group) if each.downloadable][:2]:
                file = api.open_document(document.id)
                size = sum(map(len, file.chunks()))
                file.close()
                assert size == file.length > 0

    def test_what_is_only_listed_is_unsupported(self, backend: Backend, api: WorkerAPI) -> None:
        listed = [
            each for each in documents_of(backend, api) if not each.downloadable and not each.upload
        ]

        for document in listed:
            with pytest.raises(Unsupported):
                api.open_document(document.id)

    def test_strangers_documents_are_not_found(
        self, backend: Backend, api: WorkerAPI, strangers: WorkerAPI
    ) -> None:
        own = {document.id for document in documents_of(backend, api)}
        theirs = [each for each in documents_of(backend, strangers) if each.id not in own]

        assert theirs
        for document in theirs:
            with pytest.raises(NotFound):
                api.open_document(document.id)

    @pytest.mark.parametrize("text", [*NOT_IDS, "tax.", "tax...", "nothing.1"])
    def test_what_is_no_id_makes_no_call(self, api: WorkerAPI, cast: Cast, text: str) -> None:
        before = cast.calls()

        with pytest.raises(NotFound):
            api.open_document(text)

        assert cast.calls() == before


class UploadContract:
    def test_uploaded_paper_is_in_review(self, backend: Backend, api: WorkerAPI) -> None:
        slot = upload_slot(backend, api, state=UploadState.MISSING, acknowledge_only=False)

        api.upload_document(slot.id, Upload("paper.png", "image/png", PNG), key="upload-1")

        after = next(each for each in documents_of(backend, api) if each.id == slot.id)
        assert after.upload is not None
        assert after.upload.state is UploadState.IN_REVIEW
        assert after.upload.file_names == ("paper.png",)

    def test_stranger_cannot_upload(
        self, backend: Backend, api: WorkerAPI, strangers: WorkerAPI
    ) -> None:
        theirs = upload_slot(backend, strangers, state=UploadState.MISSING, acknowledge_only=False)

        with pytest.raises(NotFound):
            api.upload_document(theirs.id, Upload("x.png", "image/png", PNG), key="upload-1")

    def test_template_opens(self, backend: Backend, api: WorkerAPI) -> None:
        slot = upload_slot(backend, api, has_template=True)

        file = api.open_template(slot.id)
        content = b"".join(file.chunks())
        file.close()

        assert content.startswith(b"%PDF-")

    def test_acknowledged_paper_no_longer_waits(self, backend: Backend, api: WorkerAPI) -> None:
        slot = upload_slot(backend, api, acknowledge_only=True, state=UploadState.MISSING)

        api.acknowledge_document(slot.id, key="acknowledge-1")

        after = next(each for each in documents_of(backend, api) if each.id == slot.id)
        assert after.upload is not None
        assert after.upload.state is not UploadState.MISSING
