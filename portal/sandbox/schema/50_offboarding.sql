CREATE TABLE offboardings (
    id TEXT PRIMARY KEY,
    contract_id TEXT NOT NULL REFERENCES contracts (contract_id),
    status TEXT NOT NULL,               -- AWAITING_PTO … COMPLETED, CANCELLED
    reason TEXT NOT NULL,
    reason_detail TEXT NOT NULL,
    desired_end_date TEXT NOT NULL,
    end_date TEXT,
    used_time_off TEXT,                 -- JSON
    decline_reason TEXT,
    decline_reason_detail TEXT,
    severance_type TEXT,
    severance_amount TEXT,
    letter_id TEXT UNIQUE,
    letter_status TEXT,                 -- AWAITING_SIGNATURE, SIGNED
    letter_signature TEXT,
    letter_signed_at TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX offboardings_by_contract ON offboardings (contract_id);

CREATE TABLE offboarding_attachments (
    id TEXT PRIMARY KEY,
    offboarding_id TEXT NOT NULL REFERENCES offboardings (id),
    name TEXT NOT NULL,
    content_type TEXT NOT NULL,
    content BLOB NOT NULL
) STRICT;
CREATE INDEX offboarding_attachments_by_offboarding ON offboarding_attachments (offboarding_id);

CREATE TABLE offboarding_documents (    -- the final papers, signed off by both sides
    id TEXT PRIMARY KEY,
    offboarding_id TEXT NOT NULL REFERENCES offboardings (id),
    reviewer_type TEXT NOT NULL,        -- CLIENT, EMPLOYEE
    status TEXT NOT NULL,
    requested_changes TEXT,
    reviewer_signature TEXT,
    reviewed_at TEXT,
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX offboarding_documents_by_offboarding ON offboarding_documents (offboarding_id);
