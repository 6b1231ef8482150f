-- How people come in: the Matrix accounts that Parta makes, API sessions, one-time log-in links,
-- and the bot's direct chats. Of every secret only the SHA-256 is kept.

-- Localparts that Parta chose. A row is committed before the homeserver is asked to register it, so a lost answer
-- leads to the same account again and never to a second one. Rows stay when a person is deleted: nobody else
-- may ever get that account. The account itself appears in matrix_account once the homeserver has it.
create table account_reservation (
  localpart text primary key check (localpart ~ '^parta_[a-z0-9]+$'),
  person_id uuid unique references person on delete set null,
  created_at timestamptz not null default now()
);

alter table matrix_account
  -- the first session that Parta saw; until then somebody of the roster "has not come yet"
  add column arrived_at timestamptz,
  -- the display name last set on the homeserver; only for accounts that Parta made
  add column profile_name text;

create table api_session (
  token_hash bytea primary key check (octet_length(token_hash) = 32),
  person_id uuid not null references person on delete cascade,
  user_id text not null references matrix_account on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index api_session_by_person on api_session (person_id, created_at);
create index api_session_by_expiry on api_session (expires_at);

create table login_link (
  id uuid primary key default gen_random_uuid(),
  secret_hash bytea not null unique check (octet_length(secret_hash) = 32),
  person_id uuid not null references person on delete cascade,
  -- null: made by an operator on the command line
  created_by uuid references person on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  -- of the browser that used it: it alone may repeat a lost answer
  used_key_hash bytea check (octet_length(used_key_hash) = 32),
  check ((used_at is null) = (used_key_hash is null))
);
create index login_link_by_person on login_link (person_id);

-- Rooms that hold nobody but the bot and one Matrix user.
create table bot_chat (
  room_id text primary key,
  user_id text not null,
  created_at timestamptz not null default now()
);
create index bot_chat_by_user on bot_chat (user_id, created_at);
