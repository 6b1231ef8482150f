-- Who may talk to whom: where a school or the district says otherwise than the default, quiet hours, and who is of age.

create table contact_rule (
  -- null: the whole district
  school_id uuid references school on delete cascade,
  -- the two roles in the order of CONTACT_ROLES (policy/model.ts), so that a pair is written in one way only
  one_role text not null,
  other_role text not null,
  relation text not null check (relation in ('same_class', 'same_school', 'same_district', 'unknown', 'other_homeserver')),
  age text not null check (age in ('under_age', 'of_age')),
  outcome text not null check (outcome in ('allow', 'second_adult', 'teacher_first', 'deny')),
  unique nulls not distinct (school_id, one_role, other_role, relation, age)
);

create table quiet_hours (
  id uuid primary key default gen_random_uuid(),
  school_id uuid not null references school on delete cascade,
  -- null: every role, every class
  role text check (role in ('pupil', 'parent', 'teacher', 'class_teacher', 'staff', 'school_admin')),
  class_id uuid references class on delete cascade,
  -- days on which it begins, 1 is Monday
  weekdays smallint[] not null check (weekdays <@ '{1,2,3,4,5,6,7}'::smallint[]),
  begins_at time not null,
  -- not later than begins_at: on the next day
  ends_at time not null,
  -- days off of the school calendar are quiet from midnight to midnight
  days_off boolean not null default false
);
create index quiet_hours_by_school on quiet_hours (school_id);

-- The day from which somebody counts as of age: the first of a month, so that no birthday is kept. Nobody needs to be here: pupils
-- without a line count as under age, everybody else as of age.
create table person_age (
  person_id uuid primary key references person on delete cascade,
  of_age_from date not null check (extract(day from of_age_from) = 1)
);
