-- A role that is ended before it began has an empty period: what it was meant to be stays on record, and so an import does not bring it back.

alter table role_grant drop constraint role_grant_check;
alter table role_grant add constraint role_grant_period check (begins_on is null or ends_on is null or begins_on <= ends_on);
alter table enrollment drop constraint enrollment_check;
alter table enrollment add constraint enrollment_period check (begins_on is null or ends_on is null or begins_on <= ends_on);
