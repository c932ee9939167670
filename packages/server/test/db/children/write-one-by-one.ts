/**
 * Stores things one after another, prints each acknowledgement, and closes the database. The third
 * argument says what: `account`, `chat`, or `unawaited`, which prints before the store has answered:
 * the mistake that the test must be able to see.
 */
import { writeSync } from "node:fs";
import { openDatabase } from "../../../src/db/database.ts";
import { account, message, storedRoom } from "../fixtures.ts";

const [, , path = "", count = "0", what = ""] = process.argv;
const database = await openDatabase({ path });
const { accounts, chat } = database.stores;
const room = await storedRoom(database.stores);
const unawaited: Promise<void>[] = [];

async function store(n: number): Promise<void> {
  if (what === "account") await accounts.create(account());
  else await chat.append(room.id, message(n));
}

writeSync(1, "acknowledged 0\n");
for (let n = 1; n <= Number(count); n += 1) {
  const stored = store(n);
  if (what === "unawaited") unawaited.push(stored);
  else await stored;
  writeSync(1, `acknowledged ${n}\n`);
}
await Promise.all(unawaited);
await database.close();
writeSync(1, "closed\n");
