-- A database as version 0003-cluster left it: its schema to the letter, the data that every fixture
-- in this folder holds, and rows of what came with this version. Never changed: it stands for files
-- that users have.

CREATE TABLE "kysely_migration" ("name" varchar(255) not null primary key, "timestamp" varchar(255) not null);

CREATE TABLE "kysely_migration_lock" ("id" varchar(255) not null primary key, "is_locked" integer default 0 not null);

CREATE TABLE "accounts" ("id" text not null primary key, "username" text not null, "usernameKey" text not null unique, "displayName" text not null, "createdAt" bigint not null, "passwordHash" text not null, "passwordRule" text not null, "deletedAt" bigint);

CREATE TABLE "sessions" ("id" text not null primary key, "accountId" text not null references "accounts" ("id") on delete cascade, "createdAt" bigint not null, "expiresAt" bigint not null, "userAgent" text);

CREATE INDEX "sessions_accountId" on "sessions" ("accountId");

CREATE INDEX "sessions_expiresAt" on "sessions" ("expiresAt");

CREATE TABLE "rooms" ("id" text not null primary key, "code" text not null unique, "name" text not null, "ownerId" text not null references "accounts" ("id"), "access" text not null, "locked" integer not null, "settings" text not null, "createdAt" bigint not null, "expiresAt" bigint, "usedAt" bigint default 0 not null, "deletedAt" bigint);

CREATE TABLE "stays" ("id" text not null primary key, "roomId" text not null references "rooms" ("id") on delete cascade, "participantId" text not null, "name" text not null, "joinedAt" bigint not null, "leftAt" bigint);

CREATE INDEX "stays_roomId_joinedAt" on "stays" ("roomId", "joinedAt");

CREATE INDEX "stays_leftAt" on "stays" ("leftAt");

CREATE INDEX "rooms_ownerId_createdAt" on "rooms" ("ownerId", "createdAt");

CREATE TABLE "memberships" ("roomId" text not null references "rooms" ("id") on delete cascade, "principal" text not null, "participantId" text not null, "name" text not null, "role" text not null, "epoch" integer not null, "admittedAt" bigint, "bannedAt" bigint, constraint "memberships_roomId_principal" primary key ("roomId", "principal"), constraint "memberships_roomId_participantId" unique ("roomId", "participantId"));

CREATE TABLE "chatMessages" ("roomId" text not null references "rooms" ("id") on delete cascade, "position" integer not null, "id" text not null, "clientId" text not null, "participantId" text not null, "name" text not null, "toParticipantId" text, "text" text not null, "sentAt" bigint not null, constraint "chatMessages_roomId_position" primary key ("roomId", "position"), constraint "chatMessages_clientId" unique ("roomId", "participantId", "clientId"));

CREATE TABLE "invites" ("id" text not null primary key, "roomId" text not null references "rooms" ("id") on delete cascade, "tokenHash" text not null unique, "role" text not null, "createdAt" bigint not null, "expiresAt" bigint, "usesLeft" integer, "revokedAt" bigint);

CREATE INDEX "invites_roomId" on "invites" ("roomId");

CREATE TABLE "tokenFamilies" ("id" text not null primary key, "accountId" text not null references "accounts" ("id") on delete cascade, "tokenHash" text not null, "createdAt" bigint not null, "expiresAt" bigint not null, "userAgent" text);

CREATE INDEX "tokenFamilies_accountId" on "tokenFamilies" ("accountId");

CREATE INDEX "tokenFamilies_expiresAt" on "tokenFamilies" ("expiresAt");

CREATE TABLE "signingKeys" ("id" text not null primary key, "publicKey" text not null, "privateKey" text not null, "createdAt" bigint not null);

CREATE TABLE "nodes" ("id" text not null primary key, "address" text not null, "aliveAt" bigint not null, "rooms" integer not null, "draining" integer not null);

CREATE TABLE "roomOwners" ("roomId" text not null primary key references "rooms" ("id") on delete cascade, "nodeId" text, "fence" bigint not null, "isLogged" integer not null);

CREATE INDEX "roomOwners_nodeId" on "roomOwners" ("nodeId");

CREATE TABLE "usedTickets" ("id" text not null primary key, "expiresAt" bigint not null);

CREATE INDEX "usedTickets_expiresAt" on "usedTickets" ("expiresAt");

insert into "kysely_migration" values
  ('0001-initial', '2026-01-01T00:00:00.000Z'),
  ('0002-chat-invites-tokens', '2026-01-01T00:00:00.000Z'),
  ('0003-cluster', '2026-01-01T00:00:00.000Z');
insert into "kysely_migration_lock" values ('migration_lock', 0);

insert into "accounts" values
  ('a1', 'Ada', 'ada', 'Ada Lovelace', 1767225600000, '$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA', 'strict', null),
  ('a2', 'Grace', 'grace', 'Grace 王', 1767225601000, '$argon2id$v=19$m=65536,t=3,p=4$c2FsdB$aGFzaB', 'trial', null),
  ('a3', 'deleted a3', 'deleted a3', '', 1767225601500, 'deleted', 'strict', 1767225602500);
insert into "sessions" values
  ('s1', 'a1', 1767225602000, 1768435202000, null),
  ('s2', 'a2', 1767225603000, 1768435203000, 'Mozilla/5.0 (X11; Linux x86_64)');
insert into "tokenFamilies" values
  ('f1', 'a1', 'aGFzaC1vZi1hLXRva2Vu', 1767225602000, 1769817602000, 'curl/8.5.0');
insert into "signingKeys" values
  ('k1', '{"kty":"EC","crv":"P-256","kid":"k1"}', 'ZW5jcnlwdGVk', 1767225600000);
insert into "rooms" values
  ('r1', 'abc-defg-hij', 'Stand-up', 'a1', 'trusted', 1,
   '{"chat":false,"reactions":true,"screenShare":true,"muteOnEntry":true,"media":"mesh"}',
   1767225604000, 1767312004000, 1767225609000, null),
  ('r2', 'klm-nopq-rst', '', 'a2', 'open', 0,
   '{"chat":true,"reactions":true,"screenShare":true,"muteOnEntry":false,"media":"mesh"}',
   1767225605000, null, 1767225605000, null),
  ('r3', 'uvw-xyza-bcd', 'Gone', 'a3', 'restricted', 0,
   '{"chat":true,"reactions":true,"screenShare":true,"muteOnEntry":false,"media":"mesh"}',
   1767225601600, null, 1767225601700, 1767225602500);
insert into "memberships" values
  ('r1', 'account:a1', 'p1', 'Ada Lovelace', 'owner', 1, 1767225604000, null),
  ('r1', 'account:a2', 'p2', 'Grace 王', 'member', 2, 1767225606000, null),
  ('r1', 'guest:g1', 'p4', 'Mallory', 'member', 3, null, 1767225608500),
  ('r2', 'account:a2', 'p3', '', 'owner', 1, 1767225605000, null);
insert into "invites" values
  ('i1', 'r1', 'aGFzaC1vZi1hbi1pbnZpdGU', 'cohost', 1767225606000, 1767312004000, 3, null),
  ('i2', 'r1', 'aGFzaC1vZi1hbm90aGVy', 'member', 1767225607000, null, null, 1767225608000);
insert into "chatMessages" values
  ('r1', 1, 'm1', 'c1', 'p1', 'Ada Lovelace', null, 'Hello, <b>王</b>', 1767225608100),
  ('r1', 2, 'm2', 'c1', 'p2', 'Grace 王', 'p1', 'Between us', 1767225608200);
insert into "stays" values
  ('t1', 'r1', 'p1', 'Ada Lovelace', 1767225607000, 1767225609000),
  ('t2', 'r1', 'p2', 'Grace 王', 1767225608000, null);
insert into "nodes" values
  ('n1', '192.0.2.7:7000', 1767225609500, 2, 0),
  ('n2', 'node-2.example.org:7000', 1767225600500, 0, 1);
insert into "roomOwners" values
  ('r1', 'n1', 3, 1),
  ('r2', null, 7, 0);
insert into "usedTickets" values
  ('u1', 1767225660000);
