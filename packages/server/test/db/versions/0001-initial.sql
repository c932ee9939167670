-- A database as version 0001-initial left it: its schema to the letter, and the data that every
-- fixture in this folder holds. Never changed: it stands for files that users have.

CREATE TABLE "kysely_migration" ("name" varchar(255) not null primary key, "timestamp" varchar(255) not null);

CREATE TABLE "kysely_migration_lock" ("id" varchar(255) not null primary key, "is_locked" integer default 0 not null);

CREATE TABLE "accounts" ("id" text not null primary key, "username" text not null, "usernameKey" text not null unique, "displayName" text not null, "createdAt" bigint not null, "passwordHash" text not null, "passwordRule" text not null);

CREATE TABLE "sessions" ("id" text not null primary key, "accountId" text not null references "accounts" ("id") on delete cascade, "createdAt" bigint not null, "expiresAt" bigint not null);

CREATE INDEX "sessions_accountId" on "sessions" ("accountId");

CREATE INDEX "sessions_expiresAt" on "sessions" ("expiresAt");

CREATE TABLE "rooms" ("id" text not null primary key, "code" text not null unique, "name" text not null, "ownerId" text not null references "accounts" ("id"), "access" text not null, "locked" integer not null, "settings" text not null, "createdAt" bigint not null, "expiresAt" bigint);

CREATE INDEX "rooms_ownerId" on "rooms" ("ownerId");

CREATE TABLE "memberships" ("roomId" text not null references "rooms" ("id") on delete cascade, "principal" text not null, "participantId" text not null, "role" text not null, "epoch" integer not null, "admittedAt" bigint not null, constraint "memberships_pk" primary key ("roomId", "principal"), constraint "memberships_participantId" unique ("roomId", "participantId"));

CREATE TABLE "stays" ("id" text not null primary key, "roomId" text not null references "rooms" ("id") on delete cascade, "participantId" text not null, "name" text not null, "joinedAt" bigint not null, "leftAt" bigint);

CREATE INDEX "stays_roomId_joinedAt" on "stays" ("roomId", "joinedAt");

CREATE INDEX "stays_leftAt" on "stays" ("leftAt");

insert into "kysely_migration" values ('0001-initial', '2026-01-01T00:00:00.000Z');
insert into "kysely_migration_lock" values ('migration_lock', 0);

insert into "accounts" values
  ('a1', 'Ada', 'ada', 'Ada Lovelace', 1767225600000, '$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA', 'strict'),
  ('a2', 'Grace', 'grace', 'Grace 王', 1767225601000, '$argon2id$v=19$m=65536,t=3,p=4$c2FsdB$aGFzaB', 'trial');
insert into "sessions" values
  ('s1', 'a1', 1767225602000, 1768435202000),
  ('s2', 'a2', 1767225603000, 1768435203000);
insert into "rooms" values
  ('r1', 'abc-defg-hij', 'Stand-up', 'a1', 'trusted', 1,
   '{"chat":false,"reactions":true,"screenShare":true,"muteOnEntry":true,"media":"mesh"}',
   1767225604000, 1767312004000),
  ('r2', 'klm-nopq-rst', '', 'a2', 'open', 0,
   '{"chat":true,"reactions":true,"screenShare":true,"muteOnEntry":false,"media":"mesh"}',
   1767225605000, null);
insert into "memberships" values
  ('r1', 'account:a1', 'p1', 'owner', 1, 1767225604000),
  ('r1', 'account:a2', 'p2', 'member', 2, 1767225606000),
  ('r2', 'account:a2', 'p3', 'owner', 1, 1767225605000);
insert into "stays" values
  ('t1', 'r1', 'p1', 'Ada Lovelace', 1767225607000, 1767225609000),
  ('t2', 'r1', 'p2', 'Grace 王', 1767225608000, null);
