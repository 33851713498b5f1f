CREATE TABLE worker_tokens (
    token_hash TEXT PRIMARY KEY,
    hris_profile_id TEXT NOT NULL UNIQUE,
    expires_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE idempotent_answers (
    caller TEXT NOT NULL,
    key TEXT NOT NULL,
    request_id TEXT NOT NULL,
    status INTEGER NOT NULL,
    content_type TEXT NOT NULL,
    body BLOB NOT NULL,
    stored_at TEXT NOT NULL,
    PRIMARY KEY (caller, key)
) STRICT, WITHOUT ROWID;
