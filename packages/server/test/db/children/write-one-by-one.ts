/** Creates accounts one after another, prints each acknowledgement, and closes the database. */
import { writeSync } from "node:fs";
import { openDatabase } from "../../../src/db/database.ts";
import { account } from "../fixtures.ts";

const [, , path = "", count = "0"] = process.argv;
const database = await openDatabase({ path });
writeSync(1, "acknowledged 0\n");
for (let n = 1; n <= Number(count); n += 1) {
  await database.stores.accounts.create(account());
  writeSync(1, `acknowledged ${n}\n`);
}
await database.close();
writeSync(1, "closed\n");
