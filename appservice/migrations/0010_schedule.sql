-- The timetable: terms, days off, bells, locations, lessons with their overrides (RFC 5545), feeds, import sources and the changes
-- that people have yet to be told. Times of lessons are local to their time zone and therefore `timestamp` without one.

create table school_term (
  id uuid primary key default gen_random_uuid(),
  school_id uuid not null references school,
  title text not null check (title <> ''),
  begins_on date not null,
  ends_on date not null,
  -- 2: weeks A and B alternate, and the week of begins_on is A
  week_cycle smallint not null default 1 check (week_cycle in (1, 2)),
  check (begins_on < ends_on),
  unique (school_id, title)
);

create table day_off (
  id uuid primary key default gen_random_uuid(),
  school_id uuid not null references school,
  title text not null check (title <> ''),
  begins_on date not null,
  ends_on date not null,
  check (begins_on < ends_on)
);
create index day_off_by_school on day_off (school_id, begins_on);

create table bell_period (
  school_id uuid not null references school,
  number smallint not null check (number between 0 and 20),
  begins_at time not null,
  ends_at time not null,
  check (begins_at < ends_at),
  primary key (school_id, number)
);

-- Where lessons are held. The word room is kept for Matrix rooms.
create table location (
  id uuid primary key default gen_random_uuid(),
  school_id uuid not null references school,
  title text not null check (title <> ''),
  unique (school_id, title),
  unique (id, school_id)
);

create table import_source (
  id uuid primary key default gen_random_uuid(),
  school_id uuid not null references school,
  -- of iCalendar files, which do not say whose they are
  class_id uuid references class,
  format text not null check (format in ('ical', 'csv')),
  title text not null check (title <> ''),
  -- what people answered about time zones that Parta did not know: TZID to IANA name
  time_zones jsonb not null default '{}' check (jsonb_typeof(time_zones) = 'object'),
  digest bytea check (octet_length(digest) = 32),
  imported_at timestamptz,
  created_by uuid references person on delete set null,
  created_at timestamptz not null default now(),
  check ((format = 'ical') = (class_id is not null))
);
create index import_source_by_school on import_source (school_id);

create table lesson (
  id uuid primary key default gen_random_uuid(),
  school_id uuid not null references school,
  uid text not null unique check (uid <> ''),
  title text not null check (title <> ''),
  starts_at timestamp not null,
  time_zone text not null check (time_zone <> ''),
  duration_minutes integer not null check (duration_minutes between 1 and 1440),
  rrule text check (rrule <> ''),
  exdates timestamp[] not null default '{}' check (cardinality(exdates) <= 1000),
  location_id uuid,
  note text,
  status text not null default 'confirmed' check (status in ('confirmed', 'cancelled')),
  sequence integer not null default 0 check (sequence >= 0),
  -- first and last moment with all overrides, so that a window finds its lessons; null: the rule has no end
  extent_begins timestamptz not null,
  extent_ends timestamptz,
  source_id uuid references import_source,
  sourced_id text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  check ((source_id is null) = (sourced_id is null)),
  unique (source_id, sourced_id),
  -- a lesson is held in a location of its own school
  foreign key (location_id, school_id) references location (id, school_id)
);
create index lesson_by_school on lesson (school_id, extent_begins);
create index lesson_by_location on lesson (location_id) where location_id is not null;

create table lesson_class (
  lesson_id uuid not null references lesson on delete cascade,
  class_id uuid not null references class,
  primary key (lesson_id, class_id)
);
create index lesson_class_by_class on lesson_class (class_id);

create table lesson_teacher (
  lesson_id uuid not null references lesson on delete cascade,
  person_id uuid not null references person on delete cascade,
  primary key (lesson_id, person_id)
);
create index lesson_teacher_by_person on lesson_teacher (person_id);

create table lesson_override (
  lesson_id uuid not null references lesson on delete cascade,
  -- the start that the lesson's rule gives
  recurrence_id timestamp not null,
  status text not null check (status in ('confirmed', 'cancelled')),
  -- null: as in the lesson
  starts_at timestamp,
  duration_minutes integer check (duration_minutes between 1 and 1440),
  title text check (title <> ''),
  location_id uuid references location,
  teacher_ids uuid[],
  note text,
  primary key (lesson_id, recurrence_id)
);
create index lesson_override_by_teacher on lesson_override using gin (teacher_ids);
create index lesson_override_by_location on lesson_override (location_id) where location_id is not null;

-- Secret addresses of calendars. Only the SHA-256 of the token is kept.
create table calendar_feed (
  id uuid primary key default gen_random_uuid(),
  token_hash bytea not null unique check (octet_length(token_hash) = 32),
  person_id uuid references person on delete cascade,
  class_id uuid references class,
  location_id uuid references location,
  -- whoever made it must still be allowed to see it when it is fetched
  created_by uuid not null references person on delete cascade,
  created_at timestamptz not null default now(),
  fetched_at timestamptz,
  revoked_at timestamptz,
  check (num_nonnulls(person_id, class_id, location_id) = 1)
);
create index calendar_feed_by_creator on calendar_feed (created_by, created_at);

-- Changes that a class has yet to be told, oldest first; told ones are deleted. `was` and `now` hold ids, no names.
create table timetable_change (
  id bigint generated always as identity primary key,
  class_id uuid not null references class,
  lesson_id uuid not null references lesson on delete cascade,
  -- null: the whole lesson
  recurrence_id timestamp,
  was jsonb,
  now jsonb not null,
  changed_at timestamptz not null default now()
);
create index timetable_change_by_class on timetable_change (class_id, id);
