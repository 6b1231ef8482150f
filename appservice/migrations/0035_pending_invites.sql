-- Invites into rooms that Parta did not make, of accounts of this homeserver, while they wait for an answer: a homeserver tells of them
-- once, and a sweep must find them again when a rule or a role changes.
create table pending_invite (
  user_id text not null,
  room_id text not null,
  sender text not null,
  invited_at timestamptz not null default now(),
  primary key (user_id, room_id)
);
