/** What the running server tells who holds its SECRET. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DoctorFacts } from "@parley/protocol/doctor";
import type { Config } from "../config.ts";
import { issueDoctorToken } from "../identity/doctor-token.ts";
import { ask, bodyOf } from "./ask.ts";

/** As loadSecret has it, but none is made. @throws when there is none to read */
export async function readSecret({ secret, dataDir }: Config): Promise<Buffer> {
  return secret === null ? readFile(join(dataDir, "secret")) : Buffer.from(secret, "utf8");
}

export type Told = {
  readonly facts: DoctorFacts;
  /** By our clock, in the middle between the question and the answer. */
  readonly at: number;
  /** The address from which we asked. */
  readonly from: string | null;
};

/**
 * Null when the server does not believe the token. That is made by the server's clock: how far it
 * is from ours is something to be found out. @throws when there is no answer
 */
export async function askFacts(url: string, secret: Buffer): Promise<Told | null> {
  const { date } = await ask(`${url}/health/live`);
  const bearer = issueDoctorToken(secret, date ?? Date.now());
  const asked = Date.now();
  const answer = await ask(`${url}/doctor/`, { bearer });
  const facts = answer.status === 200 ? bodyOf(answer, DoctorFacts) : null;
  if (facts === null) return null;
  return { facts, at: asked + (Date.now() - asked) / 2, from: answer.from };
}
