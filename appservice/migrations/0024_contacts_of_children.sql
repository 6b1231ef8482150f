-- A guardianship concerns the child's rooms too: the guardian may be of another homeserver, where nobody can be asked for theirs.

create trigger guardianship_contact_insert_child after insert on guardianship referencing new table as changed
  for each statement execute function note_contact_change('child_id');
create trigger guardianship_contact_update_child after update on guardianship referencing new table as changed
  for each statement execute function note_contact_change('child_id');
create trigger guardianship_contact_delete_child after delete on guardianship referencing old table as changed
  for each statement execute function note_contact_change('child_id');
