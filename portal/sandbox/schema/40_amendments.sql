CREATE TABLE amendments (
    id TEXT PRIMARY KEY,
    contract_id TEXT NOT NULL REFERENCES contracts (contract_id),
    kind TEXT NOT NULL,                 -- INSTANT, AUTOMATED, OPS, LEGAL
    document_type TEXT NOT NULL,        -- EA, SOW, SOW_EA
    stage TEXT NOT NULL,
    effective_date TEXT NOT NULL,
    changes TEXT NOT NULL,              -- JSON: the fields of the create body
    items TEXT NOT NULL,                -- JSON: [{data_point, item, type, previous_value, new_value}]
    statuses TEXT NOT NULL,             -- JSON: [[name, instant], …], as they were reached
    source TEXT NOT NULL,               -- APP, PUBLIC_API, APP_BULK_AMENDMENT
    requested_by TEXT NOT NULL,
    is_older_spelling INTEGER NOT NULL, -- status names and their key as before 2026
    employee_signature TEXT,
    signed_at TEXT,
    is_applied INTEGER NOT NULL,        -- the contract has the new values
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX amendments_by_contract ON amendments (contract_id);
CREATE INDEX amendments_to_apply ON amendments (stage, effective_date);
