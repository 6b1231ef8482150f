-- Who may talk to whom, on the homeserver: invite rules of pupils' accounts, direct rooms, what was done about rooms of others.

-- Accounts that carry the homeserver's invite rules, because their person is a pupil.
create table invite_rule (
  user_id text primary key,
  set_at timestamptz not null default now(),
  -- since when they are lifted, so that the bot gets through; for moments only, and put back by the sweep if a process died then
  lifted_at timestamptz
);

-- Direct rooms that Parta made, one for each pair of people.
create table direct_room (
  -- SHA-256 over the two, in hex: the key of making it once, and all that the room itself tells of who it is for
  key text primary key check (key ~ '^[0-9a-f]{64}$'),
  alias_localpart text not null unique,
  -- null while it is not known whether the room exists
  room_id text unique check (room_id like '!%'),
  school_id uuid references school on delete set null,
  -- the two; without a person: an account that is nobody's here
  one_user text not null,
  one_person uuid references person on delete set null,
  other_user text not null,
  other_person uuid references person on delete set null,
  -- who asked for it
  opened_by text not null,
  -- whether the rules ask for a second adult, and who it is; nobody yet: the room is read-only
  supervised boolean not null default false,
  second_user text,
  second_person uuid references person on delete set null,
  -- read_only: the second adult is missing; closed: the rules allow the two no room any more
  status text not null default 'open' check (status in ('open', 'read_only', 'closed')),
  created_at timestamptz not null default now()
);
create index direct_room_by_one on direct_room (one_person);
create index direct_room_by_other on direct_room (other_person);
create index direct_room_by_second on direct_room (second_person) where second_person is not null;

-- What was done about a room that Parta did not make. Written before it is done, so that a death in between loses neither the act
-- nor its explanation.
create table room_intervention (
  id bigint generated always as identity primary key,
  room_id text not null,
  -- the event, or the sweep, that led to it: the same cause again is the same intervention
  cause text not null,
  -- cut: some had to leave; closed: everybody of here did; replaced: by a direct room of Parta
  action text not null check (action in ('cut', 'closed', 'replaced')),
  rule text not null,
  replaced_by text,
  at timestamptz not null default now(),
  unique (room_id, cause)
);

-- People about whom something changed that may change whom they can talk to; emptied by the sweep. No key but the order of arrival: many
-- transactions write here at once and must not wait for each other.
create table contact_change (
  id bigint generated always as identity primary key,
  person_id uuid not null,
  taken_at timestamptz
);

-- The argument is the column that names the person.
create function note_contact_change() returns trigger language plpgsql as $$
begin
  execute format('insert into contact_change (person_id) select distinct %I from changed where %1$I is not null', tg_argv[0]);
  return null;
end
$$;
create function note_person_change() returns trigger language plpgsql as $$
begin
  insert into contact_change (person_id) values (new.id);
  return null;
end
$$;
create function note_class_change() returns trigger language plpgsql as $$
begin
  insert into contact_change (person_id) select distinct person_id from enrollment where class_id = new.id;
  return null;
end
$$;

create trigger role_grant_contact_insert after insert on role_grant referencing new table as changed
  for each statement execute function note_contact_change('person_id');
create trigger role_grant_contact_update after update on role_grant referencing new table as changed
  for each statement execute function note_contact_change('person_id');
create trigger role_grant_contact_delete after delete on role_grant referencing old table as changed
  for each statement execute function note_contact_change('person_id');
create trigger enrollment_contact_insert after insert on enrollment referencing new table as changed
  for each statement execute function note_contact_change('person_id');
create trigger enrollment_contact_update after update on enrollment referencing new table as changed
  for each statement execute function note_contact_change('person_id');
create trigger enrollment_contact_delete after delete on enrollment referencing old table as changed
  for each statement execute function note_contact_change('person_id');
create trigger guardianship_contact_insert after insert on guardianship referencing new table as changed
  for each statement execute function note_contact_change('guardian_id');
create trigger guardianship_contact_update after update on guardianship referencing new table as changed
  for each statement execute function note_contact_change('guardian_id');
create trigger guardianship_contact_delete after delete on guardianship referencing old table as changed
  for each statement execute function note_contact_change('guardian_id');
create trigger matrix_account_contact_insert after insert on matrix_account referencing new table as changed
  for each statement execute function note_contact_change('person_id');
create trigger person_contact_update after update of active on person
  for each row when (old.active is distinct from new.active) execute function note_person_change();
create trigger class_contact_update after update of archived on class
  for each row when (old.archived is distinct from new.archived) execute function note_class_change();

create function note_rule_change() returns trigger language plpgsql as $$
begin
  insert into contact_change (person_id)
  select distinct a.person_id from matrix_account a
   where exists (select 1 from changed where school_id is null)
      or exists (select 1 from role_grant r where r.person_id = a.person_id and r.school_id in (select school_id from changed))
      or exists (select 1 from enrollment e join class c on c.id = e.class_id
                  where c.school_id in (select school_id from changed)
                    and (e.person_id = a.person_id
                         or e.person_id in (select child_id from guardianship where guardian_id = a.person_id)));
  return null;
end
$$;
create trigger contact_rule_contact_insert after insert on contact_rule referencing new table as changed
  for each statement execute function note_rule_change();
create trigger contact_rule_contact_update after update on contact_rule referencing new table as changed
  for each statement execute function note_rule_change();
create trigger contact_rule_contact_delete after delete on contact_rule referencing old table as changed
  for each statement execute function note_rule_change();
create trigger person_age_contact_insert after insert on person_age referencing new table as changed
  for each statement execute function note_contact_change('person_id');
create trigger person_age_contact_update after update on person_age referencing new table as changed
  for each statement execute function note_contact_change('person_id');
create trigger person_age_contact_delete after delete on person_age referencing old table as changed
  for each statement execute function note_contact_change('person_id');
