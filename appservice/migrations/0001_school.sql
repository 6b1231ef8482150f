-- The school register: schools, years, classes, people, roles, enrollments, guardianships, Matrix accounts.
-- PostgreSQL is the authority for all of it; rooms on the homeserver are a projection.
-- `source` names the system a record came from ('oneroster:<system code>', 'invite', 'manual') and
-- `sourced_id` is that system's own key, so that an import finds its records again.

create table deployment (
  one boolean primary key default true check (one),
  id uuid not null default gen_random_uuid()
);
insert into deployment default values;

create table school (
  id uuid primary key default gen_random_uuid(),
  source text not null,
  sourced_id text not null,
  name text not null check (name <> ''),
  locale text not null check (locale in ('ru', 'en')),
  time_zone text not null check (time_zone <> ''),
  unique (source, sourced_id)
);

create table school_year (
  id uuid primary key default gen_random_uuid(),
  school_id uuid not null references school,
  source text not null,
  sourced_id text not null,
  title text not null,
  begins_on date not null,
  ends_on date not null,
  check (begins_on < ends_on),
  unique (school_id, source, sourced_id),
  unique (id, school_id)
);

create table class (
  id uuid primary key default gen_random_uuid(),
  school_id uuid not null references school,
  school_year_id uuid not null,
  source text not null,
  sourced_id text not null,
  title text not null check (title <> ''),
  kind text not null check (kind in ('homeroom', 'group')),
  archived boolean not null default false,
  unique (source, sourced_id),
  -- a class belongs to a year of its own school
  foreign key (school_year_id, school_id) references school_year (id, school_id)
);
create index class_by_school on class (school_id);

create table person (
  id uuid primary key default gen_random_uuid(),
  source text not null,
  sourced_id text not null,
  given_name text not null check (given_name <> ''),
  family_name text not null default '',
  middle_name text not null default '',
  locale text check (locale in ('ru', 'en')),
  active boolean not null default true,
  created_at timestamptz not null default now(),
  unique (source, sourced_id)
);

create table role_grant (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references person on delete cascade,
  school_id uuid references school,
  role text not null check (role in ('pupil', 'parent', 'teacher', 'staff', 'school_admin', 'district_admin')),
  source text not null,
  begins_on date,
  ends_on date,
  check (begins_on is null or ends_on is null or begins_on < ends_on),
  check ((role = 'district_admin') = (school_id is null)),
  unique nulls not distinct (person_id, school_id, role)
);
create index role_grant_by_school on role_grant (school_id);

create table enrollment (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references person on delete cascade,
  class_id uuid not null references class,
  role text not null check (role in ('pupil', 'parent', 'teacher', 'class_teacher')),
  source text not null,
  begins_on date,
  ends_on date,
  check (begins_on is null or ends_on is null or begins_on < ends_on),
  unique (person_id, class_id, role)
);
create index enrollment_by_class on enrollment (class_id);

create table guardianship (
  guardian_id uuid not null references person on delete cascade,
  child_id uuid not null references person on delete cascade,
  relation text not null default 'guardian',
  source text not null,
  primary key (guardian_id, child_id),
  -- nobody is their own guardian
  check (guardian_id <> child_id)
);
create index guardianship_by_child on guardianship (child_id);

create table matrix_account (
  user_id text primary key check (user_id like '@%:%'),
  person_id uuid not null references person on delete cascade,
  origin text not null check (origin in ('created', 'linked')),
  created_at timestamptz not null default now()
);
create index matrix_account_by_person on matrix_account (person_id);
-- Parta makes at most one account for a person; linked ones may be many.
create unique index matrix_account_one_created on matrix_account (person_id) where origin = 'created';
