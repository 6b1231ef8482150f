-- What a message of the bot offers: whoever it was meant for takes one by reacting to the message alike.
create table bot_choice (
  event_id text not null,
  key text not null,
  user_id text not null,
  -- the command that the reaction stands for
  command text not null,
  offered_at timestamptz not null default now(),
  primary key (event_id, key)
);
create index bot_choice_by_time on bot_choice (offered_at);
