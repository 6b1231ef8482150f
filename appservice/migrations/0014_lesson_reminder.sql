-- Reminders before lessons. Whoever has no row wants none: that is how everybody begins.

create table lesson_reminder (
  person_id uuid primary key references person on delete cascade,
  minutes smallint not null check (minutes between 5 and 60)
);

-- Up to when reminders that became due were queued: each minute of time is looked at once, by whichever process.
create table lesson_reminder_progress (
  only_row boolean primary key default true check (only_row),
  queued_until timestamptz not null
);
