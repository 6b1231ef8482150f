-- Documents: class libraries, work that is handed in, personal stores.

-- A task to hand in. Each pupil of its class has a slot.
create table hand_in_task (
  id uuid primary key default gen_random_uuid(),
  class_id uuid not null references class (id),
  author_id uuid not null references person (id),
  title text not null check (title <> ''),
  instructions text not null default '',
  due_at timestamptz,
  created_at timestamptz not null default now(),
  -- Told in the class's chat.
  told_at timestamptz,
  -- Those who had not handed in were reminded.
  reminded_at timestamptz,
  -- Taken back: its slots are no longer shown.
  deleted_at timestamptz
);
create index on hand_in_task (class_id);
create index on hand_in_task (due_at) where reminded_at is null and deleted_at is null;

-- How a pupil's work stands; without a row nothing was handed in.
create table hand_in_slot (
  task_id uuid not null references hand_in_task (id) on delete cascade,
  pupil_id uuid not null references person (id),
  handed_in_at timestamptz,
  returned_at timestamptz,
  primary key (task_id, pupil_id)
);

create table hand_in_comment (
  id uuid primary key default gen_random_uuid(),
  task_id uuid not null,
  pupil_id uuid not null,
  author_id uuid not null references person (id),
  text text not null,
  created_at timestamptz not null default now(),
  foreign key (task_id, pupil_id) references hand_in_slot (task_id, pupil_id) on delete cascade
);
create index on hand_in_comment (task_id, pupil_id);

-- Content, once for the whole deployment however many documents have it.
create table blob (
  sha256 bytea primary key check (length(sha256) = 32),
  size bigint not null,
  content_type text not null,
  -- As the store calls it.
  location text not null,
  -- A small picture of it.
  thumbnail bytea,
  created_at timestamptz not null default now()
);

create table document (
  id uuid primary key default gen_random_uuid(),
  place text not null check (place in ('library', 'hand_in', 'personal')),
  class_id uuid references class (id),
  task_id uuid references hand_in_task (id),
  -- Of a slot the pupil, of a personal store its owner.
  owner_id uuid references person (id),
  -- Levels with slashes between them; empty at the top.
  folder text not null default '',
  name text not null check (name <> ''),
  created_at timestamptz not null default now(),
  deleted_at timestamptz,
  -- Told in the class's chat.
  told_at timestamptz,
  check (case place
    when 'library' then class_id is not null and task_id is null and owner_id is null
    when 'hand_in' then class_id is not null and task_id is not null and owner_id is not null
    else class_id is null and task_id is null and owner_id is not null end)
);
create index on document (class_id) where deleted_at is null;
create index on document (task_id, owner_id) where deleted_at is null;
create index on document (owner_id) where deleted_at is null;

create table document_version (
  id uuid primary key default gen_random_uuid(),
  document_id uuid not null references document (id) on delete cascade,
  number integer not null check (number > 0),
  uploaded_by uuid not null references person (id),
  created_at timestamptz not null default now(),
  size bigint not null check (size >= 0),
  -- arriving: being uploaded; checking: all is there; held: cannot be looked through for viruses just now;
  -- ready: can be read; quarantined: a virus; refused: it is something that is not kept.
  state text not null default 'arriving' check (state in ('arriving', 'checking', 'held', 'ready', 'quarantined', 'refused')),
  -- Why it was refused, or what the scanner called it.
  reason text,
  sha256 bytea references blob (sha256),
  unique (document_id, number),
  check ((state = 'ready') = (sha256 is not null))
);
create index on document_version (sha256);

-- What is arriving. Every process can go on with it, for its pieces are here until the content is in the store.
create table upload (
  version_id uuid primary key references document_version (id) on delete cascade,
  person_id uuid not null references person (id),
  received bigint not null default 0,
  touched_at timestamptz not null default now()
);
create index on upload (touched_at);

create table upload_piece (
  version_id uuid not null references upload (version_id) on delete cascade,
  position bigint not null,
  bytes bytea not null,
  primary key (version_id, position)
);

-- One reading of one version by one person, soon. Only SHA-256 of the secret.
create table document_ticket (
  token_hash bytea primary key,
  version_id uuid not null references document_version (id) on delete cascade,
  person_id uuid not null references person (id),
  share_id uuid,
  inline boolean not null,
  expires_at timestamptz not null
);
create index on document_ticket (expires_at);

-- A link into a chat: for those who are in the room when they open it, until it ends.
create table document_share (
  id uuid primary key default gen_random_uuid(),
  document_id uuid not null references document (id) on delete cascade,
  shared_by uuid not null references person (id),
  user_id text not null,
  room_id text not null,
  token_hash bytea not null unique,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index on document_share (document_id);
