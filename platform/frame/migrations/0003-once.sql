-- Which forms and calls have had their effect, and what was answered. `key` and `content` are digests;
-- `attempt` names the request that had the effect. Without a status the answer was never noted: the
-- effect is there, but the program stopped before it could say so. Kept for a day.
CREATE TABLE frame_once (
    key TEXT NOT NULL PRIMARY KEY,
    attempt TEXT NOT NULL,
    content TEXT NOT NULL,
    at TEXT NOT NULL,
    status BIGINT,
    location TEXT,
    body TEXT
);
CREATE INDEX frame_once_at ON frame_once (at);
