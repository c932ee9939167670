/** Whether the database can be used; nothing is written to it. */
import { constants } from "node:fs";
import { access, open, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { LIMITS } from "@parley/protocol/limits";
import Type from "typebox";
import { Check } from "typebox/value";
import { accept } from "@parley/protocol";
import { Client } from "pg";
import type { DatabaseConfig } from "../config.ts";
import { codeOf, reasonOf } from "./explain.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";
import { CLOCK_MS } from "./inside-check.ts";

const CHECK = "database";

export function checkDatabase(config: DatabaseConfig): Promise<readonly Finding[]> {
  return config.kind === "sqlite" ? checkSqlite(config.path) : checkPostgres(config.url);
}

async function checkSqlite(path: string): Promise<readonly Finding[]> {
  const owner = "Make it the server's user's (chown), or set DATA_DIR or DATABASE_URL to another.";
  if ((await stat(path).catch(() => null)) === null) {
    const change = "Set DATA_DIR or DATABASE_URL as for the server, which makes the file.";
    return [fail(CHECK, `${path} is not there.`, change)];
  }
  if (!(await mayWrite(path))) return [fail(CHECK, `${path} cannot be written.`, owner)];
  const folder = dirname(path);
  if (!(await mayWrite(folder))) {
    return [fail(CHECK, `${folder} cannot be written; SQLite keeps files beside its own.`, owner)];
  }
  return [await sqliteForm(path)];
}

async function mayWrite(path: string): Promise<boolean> {
  return access(path, constants.R_OK | constants.W_OK).then(
    () => true,
    () => false,
  );
}

/** By its header (SQLite's "Database File Format", 1.3), so that not even a lock is taken. */
async function sqliteForm(path: string): Promise<Finding> {
  const file = await open(path, "r");
  try {
    const { buffer: header } = await file.read(Buffer.alloc(100), 0, 100, 0);
    if (header.toString("latin1", 0, 15) !== "SQLite format 3") {
      return fail(CHECK, `${path} is not an SQLite database.`, "Set DATABASE_URL to another file.");
    }
    if (header.readUInt8(18) !== 2) {
      return warn(CHECK, `${path} has no WAL.`, "Start the server once on it: it sets that.");
    }
    return ok(CHECK, `${path} is SQLite with WAL, and can be written.`);
  } finally {
    await file.close();
  }
}

const Row = Type.Object({
  version: Type.String(),
  encoding: Type.String(),
  now: Type.Number(),
  standby: Type.Boolean(),
  mayCreate: Type.Boolean(),
});

const QUERY = `select current_setting('server_version') as version,
  current_setting('server_encoding') as encoding,
  (extract(epoch from clock_timestamp()) * 1000)::float8 as now,
  pg_is_in_recovery() as standby,
  coalesce(has_schema_privilege(current_schema(), 'create'), false) as "mayCreate"`;

async function checkPostgres(url: string): Promise<readonly Finding[]> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: LIMITS.doctorAnswerMs,
    query_timeout: LIMITS.doctorAnswerMs,
  });
  // Told by what is awaited; without a listener it would end the process.
  client.on("error", () => undefined);
  try {
    await client.connect();
    const asked = Date.now();
    const { rows } = await client.query(QUERY);
    const row = accept<Type.Static<typeof Row>>(rows[0], (value) => Check(Row, value));
    if (row === null) throw new Error("its answer is not that of Postgres");
    return postgresFindings(placeOf(url), row, row.now - (asked + Date.now()) / 2);
  } catch (error) {
    return [postgresProblem(placeOf(url), error)];
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The oldest version that its makers still look after. */
const OLDEST = 14;

function postgresFindings(
  place: string,
  { version, encoding, standby, mayCreate }: Type.Static<typeof Row>,
  apartMs: number,
): readonly Finding[] {
  const change = "Name another database in DATABASE_URL";
  if (encoding !== "UTF8")
    return [fail(CHECK, `${place} is in ${encoding}.`, `${change}, in UTF8.`)];
  if (standby) return [fail(CHECK, `${place} is a standby, which only reads.`, `${change}.`)];
  if (!mayCreate) {
    const grant =
      "Make the user of DATABASE_URL the database's owner: alter database ... owner to.";
    return [fail(CHECK, `The user of ${place} may not make tables there.`, grant)];
  }
  const found = `${place} is Postgres ${version}, in UTF8.`;
  const isOld = Number.parseInt(version, 10) < OLDEST;
  const database = isOld
    ? warn(CHECK, found, `Upgrade it to ${OLDEST} or newer.`)
    : ok(CHECK, found);
  return Math.abs(apartMs) < CLOCK_MS ? [database] : [database, clockProblem(apartMs)];
}

function clockProblem(apartMs: number): Finding {
  const seconds = Math.round(Math.abs(apartMs) / 1000);
  return warn("clock", `The clock of Postgres is ${seconds} s from ours.`, "Set both by NTP.");
}

/** SQLSTATEs (PostgreSQL, Appendix A). */
const REFUSALS: { readonly [code: string]: string } = {
  "28P01": "Correct the user and the password in DATABASE_URL.",
  "28000": "Let pg_hba.conf take this user from this machine, or correct DATABASE_URL.",
  "3D000": "Make the database, or correct its name in DATABASE_URL.",
  "53300": "Raise max_connections of Postgres; Parley takes up to 16.",
};

function postgresProblem(place: string, error: unknown): Finding {
  const change = REFUSALS[codeOf(error)] ?? "Start Postgres, or correct DATABASE_URL.";
  return fail(CHECK, `${place} does not work: ${reasonOf(error)}.`, change);
}

/** Where it is, without the password. */
function placeOf(url: string): string {
  const { host = "", pathname = "" } = URL.parse(url) ?? {};
  return `${host}${pathname}`;
}
