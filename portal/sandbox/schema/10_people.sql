CREATE TABLE people (
    hris_profile_id TEXT PRIMARY KEY,
    worker_id TEXT NOT NULL UNIQUE,
    user_id INTEGER NOT NULL UNIQUE,
    external_id TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,                 -- worker, manager, leaver, new, client
    first_name TEXT NOT NULL,
    middle_name TEXT,
    last_name TEXT NOT NULL,
    preferred_first_name TEXT,
    latin_name TEXT NOT NULL,           -- the full name in Latin letters, as in a passport
    work_email TEXT UNIQUE,
    personal_email TEXT NOT NULL UNIQUE,
    birth_date TEXT NOT NULL,
    start_date TEXT NOT NULL,
    completion_date TEXT,
    country TEXT NOT NULL,
    state TEXT,
    timezone TEXT NOT NULL,
    nationality TEXT NOT NULL,
    street TEXT,
    city TEXT,
    region TEXT,
    postal_code TEXT,
    job_title TEXT NOT NULL,
    seniority TEXT,
    department_id TEXT NOT NULL,
    department_name TEXT NOT NULL,
    team_id TEXT NOT NULL,
    team_name TEXT NOT NULL,
    manager_id TEXT REFERENCES people (hris_profile_id),
    hiring_type TEXT NOT NULL,          -- eor, hris_direct_employee
    hiring_status TEXT NOT NULL,        -- onboarding, active, offboarding, inactive
    new_hiring_status TEXT NOT NULL,
    termination_status TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX people_by_manager ON people (manager_id);

CREATE TABLE phones (
    hris_profile_id TEXT NOT NULL REFERENCES people (hris_profile_id),
    type TEXT NOT NULL,                 -- PERSONAL, WORK, HOME
    dial_code TEXT NOT NULL,
    phone_number TEXT NOT NULL,
    PRIMARY KEY (hris_profile_id, type)
) STRICT, WITHOUT ROWID;

CREATE TABLE emergency_contacts (
    hris_profile_id TEXT PRIMARY KEY REFERENCES people (hris_profile_id),
    full_name TEXT NOT NULL,
    relationship TEXT NOT NULL,
    phone TEXT NOT NULL,
    email TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE contracts (
    contract_id TEXT PRIMARY KEY,
    hris_profile_id TEXT NOT NULL REFERENCES people (hris_profile_id),
    name TEXT NOT NULL,
    country TEXT NOT NULL,
    state TEXT,
    currency TEXT NOT NULL,
    salary TEXT NOT NULL,               -- decimal, a year, gross
    scale TEXT NOT NULL,
    job_title TEXT NOT NULL,
    seniority TEXT,
    seniority_id TEXT,
    scope TEXT NOT NULL,
    employment_type TEXT NOT NULL,      -- FULL_TIME, PART_TIME
    work_hours_per_week TEXT NOT NULL,
    holidays TEXT NOT NULL,             -- days of paid leave a year
    notice_period_days INTEGER NOT NULL,
    probation_period_days INTEGER NOT NULL,
    start_date TEXT NOT NULL,
    end_date TEXT,
    status TEXT NOT NULL,               -- the contract statuses of hr-apis/deel.md section 8
    hiring_type TEXT NOT NULL,
    hiring_status TEXT NOT NULL,
    is_ended INTEGER NOT NULL,
    termination_last_day TEXT,
    has_eor_termination INTEGER NOT NULL,
    legal_entity_id TEXT NOT NULL,
    legal_entity_name TEXT NOT NULL,
    employer_name TEXT NOT NULL,        -- the local employer of record
    agreement_version INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX contracts_by_person ON contracts (hris_profile_id);

CREATE TABLE additional_information (
    contract_id TEXT NOT NULL REFERENCES contracts (contract_id),
    key TEXT NOT NULL,
    value TEXT NOT NULL,                -- JSON
    PRIMARY KEY (contract_id, key)
) STRICT, WITHOUT ROWID;
