CREATE TABLE time_offs (
    id TEXT PRIMARY KEY,
    hris_profile_id TEXT NOT NULL REFERENCES people (hris_profile_id),
    requester_id TEXT REFERENCES people (hris_profile_id), -- NULL: somebody at the client
    policy_id TEXT NOT NULL,
    type_id TEXT NOT NULL,
    status TEXT NOT NULL,               -- as decided: an APPROVED one that is over reads as USED
    start_date TEXT NOT NULL,
    end_date TEXT NOT NULL,
    amount TEXT NOT NULL,               -- decimal, in the policy's unit
    dailies TEXT NOT NULL,              -- JSON: [[date, type, amount, holiday name or null], …]
    day_type TEXT,                      -- HALF_DAY, FULL_DAY, HOURLY: what was asked for
    partial_dates TEXT NOT NULL,        -- JSON: the dates that day_type is for
    is_paid INTEGER NOT NULL,
    reason TEXT NOT NULL,
    description TEXT NOT NULL,
    other_type_description TEXT NOT NULL,
    percentage TEXT,
    event_id TEXT REFERENCES time_off_events (id),
    requested_on TEXT NOT NULL,
    approved_at TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX time_offs_by_person ON time_offs (hris_profile_id, start_date);
CREATE INDEX time_offs_by_start ON time_offs (start_date);

CREATE TABLE time_off_attachments (
    id TEXT PRIMARY KEY,
    time_off_id TEXT NOT NULL REFERENCES time_offs (id),
    filename TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX time_off_attachments_by_time_off ON time_off_attachments (time_off_id);

CREATE TABLE time_off_events (          -- births and adoptions
    id TEXT PRIMARY KEY,
    hris_profile_id TEXT NOT NULL REFERENCES people (hris_profile_id),
    details TEXT NOT NULL,              -- JSON
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX time_off_events_by_person ON time_off_events (hris_profile_id);

CREATE TABLE time_off_rollovers (
    hris_profile_id TEXT NOT NULL REFERENCES people (hris_profile_id),
    policy_id TEXT NOT NULL,
    amount TEXT NOT NULL,
    expires_on TEXT NOT NULL,
    PRIMARY KEY (hris_profile_id, policy_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE time_off_adjustments (
    id TEXT PRIMARY KEY,
    hris_profile_id TEXT NOT NULL REFERENCES people (hris_profile_id),
    policy_id TEXT NOT NULL,
    on_date TEXT NOT NULL,
    amount TEXT NOT NULL,
    note TEXT NOT NULL
) STRICT;
CREATE INDEX time_off_adjustments_by_person ON time_off_adjustments (hris_profile_id);
