-- Broadcasts: questions that viewers ask, and what LiveKit Egress records or streams.

create table lesson_question (
  id uuid primary key default gen_random_uuid(),
  session_id uuid not null references lesson_session on delete cascade,
  person_id uuid not null references person on delete cascade,
  text text not null check (text <> '' and length(text) <= 500),
  -- the asker lets their name be said
  named boolean not null default false,
  status text not null default 'waiting' check (status in ('waiting', 'approved', 'declined')),
  -- the name is said
  with_name boolean not null default false check (named or not with_name),
  -- what asked, when it may ask twice
  cause text unique,
  asked_at timestamptz not null default now(),
  decided_by uuid references person on delete set null,
  decided_at timestamptz
);
create index lesson_question_by_session on lesson_question (session_id, asked_at);

create table lesson_egress (
  id uuid primary key default gen_random_uuid(),
  -- sessions are forgotten some day; what was recorded of them has a time of its own
  session_id uuid references lesson_session on delete set null,
  room_id text not null,
  school_id uuid not null references school,
  title text not null,
  kind text not null check (kind in ('recording', 'hls')),
  -- LiveKit's own name for it; null while it is being started
  egress_id text,
  -- below the folder that Egress writes to
  path text not null check (path <> '' and path not like '%..%'),
  started_by uuid references person on delete set null,
  started_at timestamptz not null default now(),
  stopped_at timestamptz,
  failed boolean not null default false,
  -- when its files are deleted, and when they were
  delete_at timestamptz not null,
  deleted_at timestamptz
);
create unique index lesson_egress_one_running on lesson_egress (session_id, kind) where stopped_at is null;
create index lesson_egress_by_deletion on lesson_egress (delete_at) where deleted_at is null;
