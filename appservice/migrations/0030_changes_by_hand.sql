-- What was changed by hand and what an import brings must not fight. A change by hand holds against what the export said then; as soon
-- as the export says something else about the same role or enrollment, the export is right again.

alter table role_grant
  -- the period, begin/end, that the export gave when somebody changed it by hand; null: not changed by hand
  add column held_against text;
alter table enrollment
  add column held_against text;
