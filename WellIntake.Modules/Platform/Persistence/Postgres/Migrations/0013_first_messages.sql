-- Until when somebody has a request's first message in hand, so that of several processes one posts it.

ALTER TABLE teams_digest_requests ADD COLUMN card_held_until timestamptz;
