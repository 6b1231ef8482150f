-- Polls: what is asked in managed rooms, the votes that were sent there, and the ballots of anonymous polls, which are in no room.

create table poll (
  id uuid primary key default gen_random_uuid(),
  school_id uuid not null references school,
  class_id uuid references class,
  room_id text not null,
  -- that began it; of an anonymous poll null until its announcement is sent
  event_id text unique,
  -- Matrix ID of who asked, for themselves or by the bot
  author text not null,
  question jsonb not null,
  anonymous boolean not null,
  per text not null check (per in ('person', 'child')),
  -- by which people of other clients vote in an anonymous poll
  code text unique,
  -- whether the bot says the result in the room: not of polls that know nothing of Parta
  announced boolean not null,
  closes_at timestamptz,
  -- of the request or command, so that a repeat makes no second one
  cause text unique,
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  -- the count at the end: nothing changes it any more
  result jsonb,
  check (event_id is not null or anonymous),
  check (anonymous = (code is not null)),
  check ((ended_at is null) = (result is null))
);
create index poll_by_room on poll (room_id, created_at);

-- A vote as it stands in the room; a deleted one is no more.
create table poll_vote (
  event_id text primary key,
  poll_id uuid not null references poll on delete cascade,
  user_id text not null,
  at timestamptz not null,
  -- null when it could not be read
  answers text[]
);
create index poll_vote_by_poll on poll_vote (poll_id);

-- What an anonymous poll was answered, until its end; then only the counts remain. Keyed hashes stand for the voice (a person or a
-- child) and for who gave it, so that a vote can be changed and nobody sees whose it is.
create table poll_ballot (
  poll_id uuid not null references poll on delete cascade,
  voice bytea not null,
  voter bytea not null,
  answers text[] not null,
  primary key (poll_id, voice)
);
