-- Invite links into a class, who came by them, and the audit trail of what people in power did.

create table invite (
  id uuid primary key default gen_random_uuid(),
  -- SHA-256 of the normalised code; the code itself is shown once and not kept
  secret_hash bytea not null unique check (octet_length(secret_hash) = 32),
  class_id uuid not null references class,
  role text not null check (role in ('pupil', 'parent', 'teacher')),
  max_uses integer not null check (max_uses between 1 and 1000),
  -- counted by one conditional update in the transaction of the use, so the bound holds under any concurrency
  uses integer not null default 0 check (uses between 0 and max_uses),
  needs_approval boolean not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  created_by uuid not null references person,
  created_at timestamptz not null default now()
);
create index invite_by_class on invite (class_id, created_at);

create table invite_use (
  id uuid primary key default gen_random_uuid(),
  invite_id uuid not null references invite,
  person_id uuid not null references person on delete cascade,
  user_id text not null,
  status text not null check (status in ('approved', 'waiting', 'declined')),
  -- of the client's key, so that a repeated request is recognised and makes no second person
  key_hash bytea not null unique check (octet_length(key_hash) = 32),
  used_at timestamptz not null default now(),
  decided_by uuid references person on delete set null,
  decided_at timestamptz,
  unique (invite_id, person_id)
);
create index invite_use_by_person on invite_use (person_id);
create index invite_use_waiting on invite_use (invite_id) where status = 'waiting';

-- Who did what, by ids: no names, no secrets. Persons are not referenced, for a line outlives those it speaks of.
create table audit_entry (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  action text not null check (action ~ '^[a-z_]+\.[a-z_]+$'),
  -- null: an operator or Parta itself
  actor_id uuid,
  school_id uuid,
  details jsonb not null default '{}'
);
create index audit_entry_by_school on audit_entry (school_id, at);

create function refuse_audit_change() returns trigger language plpgsql as $$
begin
  raise exception 'audit_entry is append-only: % refused', tg_op;
end
$$;
create trigger audit_entry_append_only before update or delete or truncate on audit_entry
  for each statement execute function refuse_audit_change();
