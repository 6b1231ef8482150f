-- When a teacher was told by the bot that somebody waits, so that each is told of once.

alter table invite_use add column told_at timestamptz;
