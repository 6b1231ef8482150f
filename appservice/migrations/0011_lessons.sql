-- Lessons as they are held: sessions of lesson rooms and broadcast halls, seats in them, attendance, and what is needed to take part in
-- calls on LiveKit. About pupils it keeps who was in a lesson and when, and deletes that when lessons.attendance_keep_days are over.

alter table managed_room drop constraint managed_room_kind_check;
alter table managed_room add constraint managed_room_kind_check check (kind in (
  'school_space', 'announcements', 'staff_room', 'broadcast_hall',
  'class_space', 'class_chat', 'lesson_room', 'parents_space', 'parents_chat'
));
alter table managed_room drop constraint managed_room_check;
alter table managed_room add constraint managed_room_check
  check ((class_id is null) = (kind in ('school_space', 'announcements', 'staff_room', 'broadcast_hall')));

create table lesson_session (
  id uuid primary key default gen_random_uuid(),
  room_id text not null check (room_id like '!%'),
  kind text not null check (kind in ('lesson', 'broadcast')),
  school_id uuid not null references school,
  class_id uuid references class,
  title text not null check (title <> ''),
  profile text not null check (profile in ('discussion', 'listen', 'test', 'broadcast')),
  locked boolean not null default false,
  lobby boolean not null default false,
  spotlight text,
  -- [{n, title, user_ids}]
  groups jsonb not null default '[]' check (jsonb_typeof(groups) = 'array'),
  -- occurrence of the timetable; null when it was opened by hand
  lesson_id uuid,
  recurrence_id timestamp,
  lesson_uid text,
  opens_at timestamptz not null,
  begins_at timestamptz not null,
  ends_at timestamptz not null,
  closes_at timestamptz not null,
  prolonged boolean not null default false,
  -- who gives it by the timetable, substitutes included
  teacher_ids uuid[] not null default '{}',
  -- a teacher has been in it: pupils do not wait any more
  teacher_came boolean not null default false,
  -- when LiveKit last said who is there
  swept_at timestamptz,
  -- when a process last took it upon itself to ask
  claimed_at timestamptz,
  ended_at timestamptz,
  check ((lesson_id is null) = (recurrence_id is null) and (lesson_id is null) = (lesson_uid is null)),
  check (opens_at <= begins_at and begins_at < ends_at and ends_at <= closes_at),
  unique (room_id, lesson_id, recurrence_id)
);
create unique index lesson_session_one_open on lesson_session (room_id) where ended_at is null;
create index lesson_session_by_class on lesson_session (class_id, begins_at);

-- One account's place in a session.
create table lesson_seat (
  session_id uuid not null references lesson_session on delete cascade,
  user_id text not null check (user_id like '@%:%'),
  person_id uuid not null references person on delete cascade,
  role text not null check (role in ('teacher', 'pupil', 'viewer')),
  admitted boolean not null default false,
  -- null: as the profile says
  may_speak boolean,
  may_show boolean,
  removed boolean not null default false,
  -- has been in the session: a lock does not keep them out
  came boolean not null default false,
  primary key (session_id, user_id)
);

-- Participants that tokens were given out for. Who joins a room on LiveKit without being here is removed from it.
create table lesson_identity (
  room_id text not null,
  -- of the room on LiveKit: the lesson's, or that of a breakout group
  sfu_room text not null,
  identity text not null,
  user_id text not null,
  issued_at timestamptz not null default now(),
  -- the account has left the room: its tokens are worth nothing
  revoked boolean not null default false,
  primary key (sfu_room, identity)
);
create index lesson_identity_by_user on lesson_identity (room_id, user_id);

-- One connection of one participant to LiveKit during one session.
create table attendance_visit (
  session_id uuid not null references lesson_session on delete cascade,
  participant_sid text not null,
  person_id uuid not null references person on delete cascade,
  user_id text not null,
  role text not null check (role in ('teacher', 'pupil', 'viewer')),
  joined_at timestamptz not null,
  -- last moment at which LiveKit said that they are there
  seen_at timestamptz not null,
  left_at timestamptz,
  primary key (session_id, participant_sid),
  check (joined_at <= seen_at and (left_at is null or joined_at <= left_at))
);
create index attendance_visit_open on attendance_visit (participant_sid) where left_at is null;

-- What a teacher says against what was recorded.
create table attendance_correction (
  session_id uuid not null references lesson_session on delete cascade,
  person_id uuid not null references person on delete cascade,
  status text check (status in ('present', 'late', 'absent', 'excused')),
  note text check (note <> ''),
  corrected_by uuid references person on delete set null,
  corrected_at timestamptz not null default now(),
  primary key (session_id, person_id),
  check (status is not null or note is not null)
);

-- Webhooks and commands that were handled, so that a repeat does nothing.
create table lesson_cause (
  id text primary key,
  received_at timestamptz not null default now()
);
create index lesson_cause_by_age on lesson_cause (received_at);

-- Memberships of calls (org.matrix.msc3401.call.member) and the hands that are raised on them (m.reaction).
create table lesson_call_member (
  room_id text not null,
  state_key text not null,
  user_id text not null,
  event_id text not null,
  primary key (room_id, state_key)
);
create table lesson_hand (
  event_id text primary key,
  room_id text not null,
  user_id text not null,
  member_event_id text not null,
  raised_at timestamptz not null default now()
);
create index lesson_hand_by_room on lesson_hand (room_id);

-- When the timetable may next change what is held in a room.
create table lesson_clock (
  room_id text primary key,
  due_at timestamptz not null default now()
);
create index lesson_clock_by_due on lesson_clock (due_at);
