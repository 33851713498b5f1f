"""Benefits and the worker's contact in HR (hr-apis/deel.md section 2)."""

import json

from portal.sandbox.deel.call import Answer, Call, ok
from portal.sandbox.deel.endpoint import Endpoints
from portal.sandbox.records import contracts_of

endpoints = Endpoints()


@endpoints.get(
    "/eor/worker/benefits",
    operation="benefits.list",
    scopes={"benefits:read"},
    worker_only=True,
)
def list_benefits(call: Call) -> Answer:
    """The calling worker's benefits, by contract."""
    groups = []
    for contract in contracts_of(call.db, call.worker):
        rows = call.db.execute(
            "SELECT * FROM benefits WHERE contract_id = ? ORDER BY name", (contract["contract_id"],)
        )
        benefits = [
            {
                "id": row["id"],
                "name": row["name"],
                "type": row["type"],
                "status": row["status"],
                "description": row["description"],
                "enrollment_details": json.loads(row["enrollment_details"]),
            }
            for row in rows
        ]
        groups.append(
            {
                "contract_id": contract["contract_id"],
                "currency": contract["currency"],
                "benefits": benefits,
            }
        )
    return ok(groups)


@endpoints.get("/escalations/workers/me/hrx", operation="hr_contact.get", scopes={"worker:read"})
def get_hr_contact(_call: Call) -> Answer:
    """Who answers the calling worker's questions."""
    return ok(
        {
            "id": "4b8f2f86-55f5-4a4e-8a61-6f4d4a8c3a10",
            "name": "Marta Ferreira",
            "email": "marta.ferreira@deel.example",
            "avatar": None,
            "cal_com_url": "https://cal.example/marta-ferreira/30min",
        }
    )
