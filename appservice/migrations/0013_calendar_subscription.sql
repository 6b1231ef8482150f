-- Calendars of others that a class is subscribed to. Their lessons belong to the import source.

create table calendar_subscription (
  id uuid primary key default gen_random_uuid(),
  source_id uuid not null unique references import_source,
  -- often a secret: never logged, never shown in full again
  url text not null check (url ~ '^https?://'),
  every_minutes integer not null check (every_minutes between 15 and 1440),
  paused boolean not null default false,
  -- of what was applied last, for conditional requests
  etag text,
  last_modified text,
  fetched_at timestamptz,
  -- when its lessons were last known to be up to date
  current_at timestamptz,
  next_fetch_at timestamptz not null default now(),
  failures integer not null default 0 check (failures >= 0),
  -- what is wrong, by code
  problem jsonb,
  problem_since timestamptz,
  -- what was found in it when it was read last, by place and code
  findings jsonb not null default '[]' check (jsonb_typeof(findings) = 'array'),
  -- somebody said that it is right to lose so many lessons
  confirmed boolean not null default false,
  created_at timestamptz not null default now(),
  check ((problem is null) = (problem_since is null))
);
create index calendar_subscription_due on calendar_subscription (next_fetch_at) where not paused;
