-- Whose profile on the homeserver says no more than that they are a pupil; their name is said room by room, where everybody may know it.
-- Everybody who is a pupil somewhere, is to be one, waits to be let in as one or was one until lately, and works nowhere. A
-- month more than the role lasts, so that no name is spread before its person has left the rooms of the school.
create view pupil_profile as
select person_id, min(locale) as locale
  from (
    select e.person_id, s.locale, e.ends_on
      from enrollment e join class c on c.id = e.class_id join school s on s.id = c.school_id where e.role = 'pupil'
    union all
    select g.person_id, s.locale, g.ends_on from role_grant g join school s on s.id = g.school_id where g.role = 'pupil'
    union all
    select u.person_id, s.locale, null
      from invite_use u join invite i on i.id = u.invite_id join class c on c.id = i.class_id join school s on s.id = c.school_id
     where i.role = 'pupil' and u.status = 'waiting'
  ) pupil
 where (ends_on is null or ends_on > current_date - 30)
   and not exists (select 1 from role_grant g
                    where g.person_id = pupil.person_id and g.role in ('teacher', 'staff', 'school_admin', 'district_admin')
                      and (g.ends_on is null or g.ends_on > current_date))
   and not exists (select 1 from enrollment e
                    where e.person_id = pupil.person_id and e.role in ('teacher', 'class_teacher')
                      and (e.ends_on is null or e.ends_on > current_date))
 group by person_id;

-- Direct rooms call a pupil by their name: so whose name changes is looked at, too.
alter table direct_room
  -- a hash of the two people's names as the room was last told them
  add column names_told text;
drop trigger person_contact_update on person;
create trigger person_contact_update after update of active, given_name, family_name on person
  for each row when ((old.active, old.given_name, old.family_name) is distinct from (new.active, new.given_name, new.family_name))
  execute function note_person_change();
