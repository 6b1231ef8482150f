-- "This and all following": a lesson that was cut in two. UIDs rather than ids: they are what calendars know each other by.

alter table lesson
  -- of the first part, in every later one
  add column first_uid text check (first_uid <> ''),
  -- of the part after this one
  add column next_uid text check (next_uid <> '');
