-- The rooms that this deployment made, or is about to make, on its homeserver.
-- A row is written before the room is asked for: should the answer get lost, the alias tells which room it became.

create table managed_room (
  -- '<kind>/<id of its school or class>', also in the room's own org.parta.room event
  key text primary key,
  kind text not null check (kind in (
    'school_space', 'announcements', 'staff_room',
    'class_space', 'class_chat', 'lesson_room', 'parents_space', 'parents_chat'
  )),
  school_id uuid not null references school,
  class_id uuid references class,
  alias_localpart text not null unique,
  -- null while it is not known whether the room exists
  room_id text unique check (room_id like '!%'),
  -- when the homeserver was last asked to make it
  attempted_at timestamptz not null default now(),
  check ((class_id is null) = (kind in ('school_space', 'announcements', 'staff_room'))),
  check (key = kind || '/' || coalesce(class_id, school_id))
);
create index managed_room_by_school on managed_room (school_id);
create index managed_room_by_class on managed_room (class_id);
