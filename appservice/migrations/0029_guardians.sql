-- Guardianships with the word of both sides, rights and dates; parents' links bound to one child; devices by which people came in.

alter table guardianship
  add column id uuid not null default gen_random_uuid() unique,
  -- the guardian says yes
  add column accepted_at timestamptz,
  -- the child's side says yes: the school, or the register that the school keeps
  add column confirmed_at timestamptz,
  add column confirmed_by uuid references person on delete set null,
  add column ended_at timestamptz,
  -- restricted (by a court): nothing follows from the guardianship
  add column contact text not null default 'allowed' check (contact in ('allowed', 'restricted')),
  -- to what needs a guardian's consent; null: not asked yet
  add column consent boolean,
  add column consent_at timestamptz,
  add column begins_on date,
  add column ends_on date,
  -- what an import last said the relation was, where somebody has said otherwise by hand since
  add column exported_relation text,
  add constraint guardianship_period check (begins_on is null or ends_on is null or begins_on < ends_on);
update guardianship set accepted_at = now(), confirmed_at = now();
alter table guardianship
  add column status text not null generated always as (
    case when ended_at is not null then 'ended'
         when accepted_at is null or confirmed_at is null then 'pending'
         else 'active' end) stored;

-- Those from which something follows, on the days from begins_on to ends_on. Whoever asks about rights reads this, not the table.
create view guardianship_in_force as
  select guardian_id, child_id, relation, begins_on, ends_on from guardianship
   where status = 'active' and contact = 'allowed';

alter table invite
  -- whose guardian the invite makes; such a link made by the child itself (created_by) waits for the school
  add column child_id uuid references person on delete cascade,
  add constraint invite_of_child check (child_id is null or role = 'parent');
create index invite_by_child on invite (child_id) where child_id is not null;

-- Browsers in which somebody came in or logged in, by a random key that the browser keeps. Only SHA-256 of the key.
create table person_device (
  person_id uuid not null references person on delete cascade,
  key_hash bytea not null check (octet_length(key_hash) = 32),
  seen_at timestamptz not null default now(),
  primary key (person_id, key_hash)
);
create index person_device_by_key on person_device (key_hash);
