CREATE TABLE payslips (
    id TEXT PRIMARY KEY,
    hris_profile_id TEXT NOT NULL REFERENCES people (hris_profile_id),
    contract_id TEXT NOT NULL REFERENCES contracts (contract_id),
    period TEXT NOT NULL,               -- YYYY-MM
    from_date TEXT NOT NULL,
    to_date TEXT,
    status TEXT NOT NULL,
    currency TEXT NOT NULL,
    gross TEXT NOT NULL,                -- decimals in the currency's own places
    deductions TEXT NOT NULL,
    net TEXT NOT NULL,
    created_at TEXT NOT NULL,
    published_at TEXT,
    file_bytes INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX payslips_by_person ON payslips (hris_profile_id, period);

CREATE TABLE payslip_lines (
    payslip_id TEXT NOT NULL REFERENCES payslips (id),
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,                 -- earning, deduction
    label TEXT NOT NULL,
    amount TEXT NOT NULL,
    PRIMARY KEY (payslip_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE documents (
    id TEXT PRIMARY KEY,
    hris_profile_id TEXT NOT NULL REFERENCES people (hris_profile_id),
    contract_id TEXT NOT NULL REFERENCES contracts (contract_id),
    kind TEXT NOT NULL,                 -- tax, hr_letter, hrx
    name TEXT NOT NULL,
    category TEXT,
    category_type TEXT,
    category_description TEXT,
    year INTEGER,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX documents_by_contract ON documents (contract_id, kind);
CREATE INDEX documents_by_person ON documents (hris_profile_id, kind);

CREATE TABLE compliance_documents (
    id TEXT PRIMARY KEY,
    hris_profile_id TEXT NOT NULL REFERENCES people (hris_profile_id),
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    country TEXT NOT NULL,
    status TEXT,
    is_optional INTEGER NOT NULL,
    required_in_30_days INTEGER NOT NULL,
    has_template INTEGER NOT NULL,
    fillable INTEGER NOT NULL,
    filename TEXT,
    content BLOB,
    content_type TEXT,
    uploaded_at TEXT,
    rejection_message TEXT,
    is_acknowledgement_only_document INTEGER NOT NULL,
    is_consent_required INTEGER NOT NULL,
    acknowledged_at TEXT
) STRICT;
CREATE INDEX compliance_by_person ON compliance_documents (hris_profile_id);

CREATE TABLE benefits (
    id TEXT PRIMARY KEY,
    contract_id TEXT NOT NULL REFERENCES contracts (contract_id),
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    status TEXT NOT NULL,
    description TEXT NOT NULL,
    enrollment_details TEXT NOT NULL    -- JSON
) STRICT;
CREATE INDEX benefits_by_contract ON benefits (contract_id);
