-- Moderation: what holds in rooms for a time, and cases that reports make.

-- A lock, slow mode, mute, removal or pause of invites. What holds now is part of how rooms should be, so that bringing rooms into line
-- keeps it and its end undoes it.
create table moderation_restriction (
  id uuid primary key default gen_random_uuid(),
  kind text not null check (kind in ('lock', 'slow', 'mute', 'removal', 'join_pause')),
  school_id uuid not null references school,
  class_id uuid references class,
  -- of managed_room; a pause is of the class and of no room
  room_key text,
  room_id text,
  person_id uuid references person on delete cascade,
  seconds integer check (seconds between 1 and 3600),
  begins_at timestamptz not null default now(),
  -- null: until somebody ends it
  until timestamptz,
  ended_at timestamptz,
  case_id uuid,
  created_by uuid not null,
  -- of the command or request, so that a repeat makes no second one
  cause text not null unique,
  check ((kind = 'join_pause') = (room_key is null) and (room_key is null) = (room_id is null)),
  check (kind <> 'join_pause' or class_id is not null),
  check ((kind in ('mute', 'removal')) = (person_id is not null)),
  check ((kind = 'slow') = (seconds is not null))
);
create index moderation_restriction_by_school on moderation_restriction (school_id) where ended_at is null;
create index moderation_restriction_by_room on moderation_restriction (room_id) where ended_at is null;
create index moderation_restriction_by_class on moderation_restriction (class_id) where ended_at is null;

-- When somebody last wrote in a room in slow mode.
create table moderation_pace (
  restriction_id uuid not null references moderation_restriction on delete cascade,
  user_id text not null,
  at timestamptz not null,
  primary key (restriction_id, user_id)
);

create table moderation_case (
  id uuid primary key default gen_random_uuid(),
  school_id uuid not null references school,
  class_id uuid references class,
  kind text not null check (kind in ('message', 'room', 'person')),
  room_id text,
  event_id text,
  -- whom it is about; null for a room, and for somebody who is not in the register
  person_id uuid references person on delete set null,
  user_id text,
  state text not null default 'open' check (state in ('open', 'decided', 'appealed', 'closed')),
  -- set from the decision on: whether a rule was broken
  upheld boolean,
  decided_by uuid,
  decided_at timestamptz,
  assignee_id uuid,
  deadline_at timestamptz not null,
  -- AES-256-GCM, see moderation/seal.ts; null when the bot could read nothing
  evidence bytea,
  -- SHA-256 of what was sealed, which the audit log holds too
  evidence_hash text,
  created_at timestamptz not null default now(),
  check ((state = 'open') = (decided_by is null)),
  check ((kind = 'message') = (event_id is not null)),
  check ((evidence is null) = (evidence_hash is null))
);
create index moderation_case_by_school on moderation_case (school_id, created_at);
-- Reports of the same message while it is open are one case.
create unique index moderation_case_open_event on moderation_case (event_id) where state = 'open';

create table moderation_report (
  id uuid primary key default gen_random_uuid(),
  case_id uuid not null references moderation_case,
  -- null for somebody who is not in the register
  reporter_id uuid references person on delete set null,
  source text not null check (source in ('bot', 'web', 'homeserver')),
  -- of the command, request or report of the homeserver, so that a repeat makes no second one
  cause text not null unique,
  -- sealed
  reason bytea,
  at timestamptz not null default now()
);
create index moderation_report_by_case on moderation_report (case_id);
create index moderation_report_by_reporter on moderation_report (reporter_id, at);

-- What was done in a case.
create table moderation_step (
  id uuid primary key default gen_random_uuid(),
  case_id uuid not null references moderation_case,
  at timestamptz not null default clock_timestamp(),
  actor_id uuid,
  action text not null,
  -- sealed
  text bytea,
  restriction_id uuid references moderation_restriction,
  cause text not null unique,
  -- null while it is still to be carried out on the homeserver
  done_at timestamptz
);
create index moderation_step_by_case on moderation_step (case_id, at);

-- Reading what is sealed takes two people.
create table moderation_access (
  id uuid primary key default gen_random_uuid(),
  case_id uuid not null references moderation_case,
  asked_by uuid not null,
  asked_at timestamptz not null default now(),
  -- sealed
  reason bytea not null,
  allowed_by uuid check (allowed_by <> asked_by),
  expires_at timestamptz,
  cause text not null unique,
  check ((allowed_by is null) = (expires_at is null))
);
create index moderation_access_by_case on moderation_access (case_id, asked_by);

-- How far the homeserver's own list of reports was read.
create table moderation_reports_read (
  id integer primary key default 1 check (id = 1),
  last_id bigint not null
);
