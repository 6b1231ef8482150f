-- Quiet hours that act: whose pushes are held, who has left quiet hours, and what waits for the morning.

-- An account of this homeserver whose pushes Parta can hold.
create table quiet_account (
  user_id text primary key,
  person_id uuid not null references person on delete cascade,
  -- whether it carries Parta's push rules, as far as these were written
  held boolean not null default false,
  -- when it is looked at again; infinity: no quiet hours concern it
  due_at timestamptz not null default '-infinity'
);
create index quiet_account_by_due on quiet_account (due_at);
create index quiet_account_by_person on quiet_account (person_id);
create index quiet_account_held on quiet_account (user_id) where held;

insert into quiet_account (user_id, person_id) select user_id, person_id from matrix_account;

create function note_quiet_account() returns trigger language plpgsql as $$
begin
  insert into quiet_account (user_id, person_id) values (new.user_id, new.person_id)
  on conflict (user_id) do update set person_id = excluded.person_id, due_at = '-infinity';
  return null;
end
$$;
create trigger matrix_account_quiet after insert or update of person_id on matrix_account
  for each row execute function note_quiet_account();

-- Somebody, or all of a school, about whom something changed that quiet hours depend on. Only added to, and emptied by the one who looks at
-- accounts: many transactions write here and must not wait for each other.
create table quiet_change (
  id bigint generated always as identity primary key,
  person_id uuid,
  school_id uuid,
  check (num_nonnulls(person_id, school_id) = 1)
);

create function note_quiet_change() returns trigger language plpgsql as $$
begin
  insert into quiet_change (school_id) select distinct school_id from changed;
  return null;
end
$$;
create trigger quiet_hours_insert after insert on quiet_hours referencing new table as changed
  for each statement execute function note_quiet_change();
create trigger quiet_hours_delete after delete on quiet_hours referencing old table as changed
  for each statement execute function note_quiet_change();
create trigger day_off_quiet_insert after insert on day_off referencing new table as changed
  for each statement execute function note_quiet_change();
create trigger day_off_quiet_update after update on day_off referencing new table as changed
  for each statement execute function note_quiet_change();
create trigger day_off_quiet_delete after delete on day_off referencing old table as changed
  for each statement execute function note_quiet_change();

create function note_quiet_zone() returns trigger language plpgsql as $$
begin
  insert into quiet_change (school_id) values (new.id);
  return null;
end
$$;
create trigger school_quiet_zone after update of time_zone on school
  for each row when (old.time_zone is distinct from new.time_zone) execute function note_quiet_zone();

-- Adults who want pushes in quiet hours too.
create table quiet_left (
  person_id uuid primary key references person on delete cascade,
  left_at timestamptz not null default now()
);

create function note_quiet_left() returns trigger language plpgsql as $$
begin
  insert into quiet_change (person_id) select person_id from changed;
  return null;
end
$$;
create trigger quiet_left_insert after insert on quiet_left referencing new table as changed
  for each statement execute function note_quiet_left();
create trigger quiet_left_delete after delete on quiet_left referencing old table as changed
  for each statement execute function note_quiet_left();

-- Schools whose staff may not post without a reason in the quiet hours of those who read it.
create table quiet_posting (
  school_id uuid primary key references school on delete cascade,
  now_allowed boolean not null
);

-- What staff wrote in quiet hours and is sent by Parta: in the morning, or at once and urgent.
create table waiting_post (
  id uuid primary key default gen_random_uuid(),
  author_id uuid not null references person on delete cascade,
  author_user text not null,
  room_id text not null check (room_id like '!%'),
  school_id uuid references school on delete set null,
  kind text not null check (kind in ('morning', 'urgent')),
  reason text check ((kind = 'urgent') = (reason is not null)),
  -- null as soon as it does not wait any more
  body text,
  formatted_body text,
  -- what it answers; with an empty body, the message that is urgent
  reply_to text,
  send_at timestamptz not null,
  status text not null default 'waiting' check (status in ('waiting', 'sent', 'cancelled', 'refused')),
  -- why it was refused
  refusal text check ((status = 'refused') = (refusal is not null)),
  event_id text,
  -- chosen by the author's client, so that a repeat makes no second post
  key text not null,
  created_at timestamptz not null default now(),
  done_at timestamptz,
  check (body <> '' or (kind = 'urgent' and reply_to is not null)),
  unique (author_id, key),
  check ((status = 'waiting') = (body is not null)),
  check ((status = 'waiting') = (done_at is null))
);
create index waiting_post_due on waiting_post (send_at) where status = 'waiting';
