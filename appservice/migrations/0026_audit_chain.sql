-- The audit trail becomes a hash chain for each school and one for the district. The database itself numbers and chains what is
-- written, so no caller can forget it, and two processes at once keep one chain. docs/audit.md says how to verify it without us.

-- The newest entry of each chain: its row is the lock that writers of a chain take, until their transaction ends.
create table audit_head (
  -- the school's id, or district
  chain text primary key,
  seq bigint not null check (seq >= 0),
  hash bytea not null check (octet_length(hash) = 32)
);

create function refuse_audit_head_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and tg_level = 'ROW' then
    if new.chain = old.chain and new.seq = old.seq + 1 then return new; end if;
  end if;
  raise exception 'audit_head only moves on: % refused', tg_op;
end
$$;
create trigger audit_head_moves_on before update or delete on audit_head
  for each row execute function refuse_audit_head_change();
create trigger audit_head_stays before truncate on audit_head
  for each statement execute function refuse_audit_head_change();

-- A flat object as RFC 8785 writes it: keys in order, no spaces, whole numbers plain.
create function audit_canonical_details(details jsonb) returns text language sql immutable strict as $$
  select '{' || coalesce(string_agg(
      to_json(key)::text || ':' ||
        case jsonb_typeof(value) when 'number' then trim_scale((value #>> '{}')::numeric)::text else value::text end,
      ',' order by key collate "C"), '') || '}'
    from jsonb_each(details)
$$;

-- What the hash of an entry is made of: RFC 8785 of the entry without the hash itself.
create function audit_canonical(
  chain text, seq bigint, at timestamptz, actor uuid, action text, details jsonb, prev bytea
) returns text language sql stable as $$
  select '{"action":' || to_json(action)::text
    || ',"actor":' || coalesce('"' || actor::text || '"', 'null')
    || ',"at":"' || to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    || '","chain":' || to_json(chain)::text
    || ',"details":' || audit_canonical_details(details)
    || ',"prev":"' || encode(prev, 'hex')
    || '","seq":' || seq || '}'
$$;

alter table audit_entry
  add column chain text,
  add column seq bigint,
  add column prev_hash bytea,
  add column hash bytea;

-- Entries from before the chain, in the order in which they were written.
alter table audit_entry disable trigger audit_entry_append_only;
do $$
declare
  entry record;
  head bytea;
  place bigint;
  now_chain text := null;
  next_hash bytea;
begin
  for entry in select id, at, actor_id, action, details, coalesce(school_id::text, 'district') as of_chain
                 from audit_entry order by of_chain, id
  loop
    if now_chain is distinct from entry.of_chain then
      now_chain := entry.of_chain;
      place := 0;
      head := decode(repeat('00', 32), 'hex');
      insert into audit_head (chain, seq, hash) values (now_chain, 0, head);
    end if;
    place := place + 1;
    next_hash := sha256(convert_to(audit_canonical(
      now_chain, place, entry.at, entry.actor_id, entry.action, entry.details, head), 'UTF8'));
    update audit_entry set chain = now_chain, seq = place, prev_hash = head, hash = next_hash where id = entry.id;
    update audit_head set seq = place, hash = next_hash where audit_head.chain = now_chain;
    head := next_hash;
  end loop;
end
$$;
alter table audit_entry enable trigger audit_entry_append_only;

alter table audit_entry
  alter column chain set not null,
  alter column seq set not null,
  alter column prev_hash set not null,
  alter column hash set not null,
  add constraint audit_entry_of_its_chain check (chain = coalesce(school_id::text, 'district')),
  add constraint audit_entry_place unique (chain, seq);
drop index audit_entry_by_school;
create index audit_entry_by_action on audit_entry (chain, action, seq);
create index audit_entry_by_actor on audit_entry (chain, actor_id, seq);

create function chain_audit_entry() returns trigger language plpgsql as $$
declare
  head audit_head;
begin
  if exists (select 1 from jsonb_each(new.details) where jsonb_typeof(value) in ('object', 'array')
      or (jsonb_typeof(value) = 'number' and (value #>> '{}')::numeric % 1 <> 0)) then
    raise exception 'the details of an audit entry are strings, whole numbers, booleans and null';
  end if;
  new.chain := coalesce(new.school_id::text, 'district');
  insert into audit_head (chain, seq, hash) values (new.chain, 0, decode(repeat('00', 32), 'hex'))
    on conflict do nothing;
  select * into head from audit_head where chain = new.chain for update;
  new.seq := head.seq + 1;
  new.prev_hash := head.hash;
  -- The time at which it got its place, so that times rise along the chain.
  new.at := clock_timestamp();
  new.hash := sha256(convert_to(audit_canonical(
    new.chain, new.seq, new.at, new.actor_id, new.action, new.details, new.prev_hash), 'UTF8'));
  update audit_head set seq = new.seq, hash = new.hash where chain = new.chain;
  return new;
end
$$;
create trigger audit_entry_chained before insert on audit_entry
  for each row execute function chain_audit_entry();

-- For finding entries about a person.
create index audit_entry_by_subject on audit_entry (chain, (details ->> 'person_id'), seq);
