-- Every import of a roster: who ran it, when, from which export, and what came of it. Counts and codes only, no names:
-- the export itself is recognised by its digest and not kept.

create table roster_run (
  id uuid primary key default gen_random_uuid(),
  source text not null,
  -- SHA-256 of the export, hexadecimal
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  -- the operating system's user for the command line
  started_by text not null,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  -- running: neither applied nor failed yet, or its process died; applied: the register is changed, the rooms are not
  -- yet in line; done; incomplete: some rooms could not be brought into line; failed: nothing was changed
  state text not null default 'running' check (state in ('running', 'applied', 'done', 'incomplete', 'failed')),
  -- {"create person": 3, "update class": 1, ...}
  changes jsonb not null default '{}',
  -- {"person": 2, ...}: records of this source that the export no longer has; they are reported and kept
  vanished jsonb not null default '{}',
  -- {"value_spelling": 12, ...}
  findings jsonb not null default '{}',
  -- a code, e.g. of PostgreSQL (SQLSTATE) or of a finding
  error text,
  check ((finished_at is null) = (state in ('running', 'applied')))
);
create index roster_run_by_time on roster_run (started_at);
