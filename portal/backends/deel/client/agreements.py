"""Amendments (§4) and resignation (§5)."""

from __future__ import annotations

import json
from collections.abc import Sequence

from portal.backends.calls import Call, route
from portal.backends.deel.client.endpoints import Endpoints
from portal.backends.deel.models import agreements
from portal.backends.deel.models.fields import below, one
from portal.backends.download import StreamedFile
from portal.backends.errors import Unavailable
from portal.backends.json_body import JSON
from portal.backends.types import Upload


class AgreementEndpoints(Endpoints):
    def amendments(self, contract_id: str) -> list[agreements.Amendment]:
        """GET /eor/contracts/{contract_id}/amendments (§4)."""
        path = route("/eor/contracts/{}/amendments", contract_id)
        return self._list(agreements.Amendment, "amendments.list", path)

    def open_amendment(self, contract_id: str, amendment_id: str) -> StreamedFile:
        """GET /eor/contracts/{contract_id}/amendments/{id}/pdf (§4)."""
        path = route("/eor/contracts/{}/amendments/{}/pdf", contract_id, amendment_id)
        return self._file("amendments.pdf", path)

    def create_amendment(
        self, contract_id: str, data: dict[str, JSON], key: str
    ) -> agreements.Amendment:
        """POST /eor/contracts/{contract_id}/amendments (§4): a draft."""
        path = route("/eor/contracts/{}/amendments", contract_id)
        answer = self._write("amendments.create", "POST", path, data, key=key)
        return one(agreements.Amendment, below(answer, "data"))

    def amendment_settings(self, contract_id: str) -> list[agreements.Setting]:
        """GET …/amendments/validation/settings (§4): what may change, and how far."""
        path = route("/eor/contracts/{}/amendments/validation/settings", contract_id)
        return self._list(agreements.Setting, "amendments.settings", path)

    def effective_dates(self, contract_id: str, amendment_id: str) -> agreements.EffectiveDates:
        """GET …/amendments/{id}/effective-date-limitations (§4): of a draft alone."""
        path = route(
            "/eor/contracts/{}/amendments/{}/effective-date-limitations", contract_id, amendment_id
        )
        answer = self._get("amendments.effective_dates", path)
        return one(agreements.EffectiveDates, below(answer, "data"))

    def validate_amendment(
        self, contract_id: str, data: dict[str, JSON]
    ) -> dict[str, agreements.Validity]:
        """POST …/amendments/validate (§4), by field; invalid is an answer, not an error."""
        path = route("/eor/contracts/{}/amendments/validate", contract_id)
        call = Call.question("amendments.validate", path, {"data": data})
        found = below(self._caller.json(call), "data")
        if not isinstance(found, dict):
            raise Unavailable("no answer by field")
        return {name: one(agreements.Validity, value) for name, value in found.items()}

    def update_amendment(
        self, contract_id: str, amendment_id: str, data: dict[str, JSON], key: str
    ) -> None:
        """PATCH …/amendments/{id} (§4): a draft's fields."""
        path = route("/eor/contracts/{}/amendments/{}", contract_id, amendment_id)
        self._write("amendments.update", "PATCH", path, data, key=key)

    def confirm_amendment(self, contract_id: str, amendment_id: str, key: str) -> None:
        """POST …/amendments/{id}/confirm (§4): the draft is done, and its way begins."""
        path = route("/eor/contracts/{}/amendments/{}/confirm", contract_id, amendment_id)
        self._write("amendments.confirm", "POST", path, key=key)

    def accept_amendment(self, contract_id: str, amendment_id: str, key: str) -> None:
        """POST …/amendments/{id}/accept (§4): the employer agrees to what Deel has prepared."""
        path = route("/eor/contracts/{}/amendments/{}/accept", contract_id, amendment_id)
        self._write("amendments.accept", "POST", path, key=key)

    def delete_amendment(self, contract_id: str, amendment_id: str) -> None:
        """DELETE …/amendments/{id} (§4): only before all have signed."""
        path = route("/eor/contracts/{}/amendments/{}", contract_id, amendment_id)
        self._write("amendments.delete", "DELETE", path)

    def sign_amendment(self, amendment_id: str, signature: str, key: str) -> agreements.Signed:
        """POST /workers/amendments/{amendment_id}/sign (§4)."""
        path = route("/workers/amendments/{}/sign", amendment_id)
        data: JSON = {"contractor_signature": signature}
        answer = self._write("amendments.sign", "POST", path, data, key=key)
        return one(agreements.Signed, below(answer, "data"))

    def preview_resignation_letter(self, contract_id: str) -> StreamedFile:
        """GET /eor/workers/contracts/{contract_id}/offboarding/resignation-letter (§5)."""
        path = route("/eor/workers/contracts/{}/offboarding/resignation-letter", contract_id)
        return self._bytes("resignation.preview", path)

    def resignations(self) -> list[agreements.Offboarding]:
        """GET /eor/workers/resignations (§5)."""
        return self._list(agreements.Offboarding, "resignation.list", "/eor/workers/resignations")

    def submit_resignation(
        self, contract_id: str, data: dict[str, str], attachments: Sequence[Upload], key: str
    ) -> agreements.Offboarding:
        """POST /eor/workers/contracts/{contract_id}/offboarding (§5): a form whose part ``data``
        is JSON; the files' part name is [assumed]."""
        path = route("/eor/workers/contracts/{}/offboarding", contract_id)
        parts: list[tuple[str, str | Upload]] = [("data", json.dumps(data))]
        parts += [("supporting_documents", upload) for upload in attachments]
        answer = self._caller.json(Call.form("resignation.submit", path, parts, key=key))
        return one(agreements.Offboarding, below(answer, "data"))

    def sign_resignation_letter(self, contract_id: str, signature: str, key: str) -> None:
        """POST …/offboarding/resignation-letter/sign (§5)."""
        path = route("/eor/workers/contracts/{}/offboarding/resignation-letter/sign", contract_id)
        self._write("resignation.sign", "POST", path, {"signature": signature}, key=key)
