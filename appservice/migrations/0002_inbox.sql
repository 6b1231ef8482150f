-- The inbox: what the homeserver pushed, stored before it is acknowledged, and how far each event was handled.
-- Bodies and senders stay only while an event still has to be handled; ids stay for inbox.keep_days, to recognise repeats.

create table homeserver_transaction (
  id bigint generated always as identity primary key,
  txn_id text not null,
  -- SHA-256 over what the transaction says, because transaction ids may restart from 1 after a new registration
  content_key bytea not null check (length(content_key) = 32),
  events integer not null,
  ephemeral integer not null,
  to_device integer not null,
  received_at timestamptz not null default now(),
  unique (txn_id, content_key)
);
create index homeserver_transaction_by_time on homeserver_transaction using brin (received_at);

create table inbox_event (
  -- the order of arrival, which is the order of handling within a room
  seq bigint generated always as identity primary key,
  event_id text not null unique,
  room_id text collate "C" not null,
  type text not null,
  sender text,
  -- json, not jsonb: jsonb refuses \u0000 and lone surrogates, which people do send
  body json,
  state text not null check (state in ('pending', 'done', 'dead')),
  -- failed tries that count towards the dead letters, and those that do not (the homeserver or the database was away)
  attempts integer not null default 0,
  outages integer not null default 0,
  due_at timestamptz not null default now(),
  -- class and code of the last error, never its text: that may quote the event
  last_error text,
  received_at timestamptz not null default now(),
  done_at timestamptz,
  check ((state = 'done') = (done_at is not null)),
  -- data minimisation: a handled event leaves no content behind
  check (state <> 'done' or (body is null and sender is null))
);
-- The head of each room, and a loose index scan over the rooms that have one.
create index inbox_event_pending on inbox_event (room_id, seq) where state = 'pending';
create index inbox_event_dead on inbox_event (seq) where state = 'dead';
-- For pruning; BRIN, because it costs the receiver nothing.
create index inbox_event_by_time on inbox_event using brin (received_at);
