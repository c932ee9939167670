/** Opens a database, uses it and closes it; fails to open another; then has nothing left to do. */
import assert from "node:assert/strict";
import { openDatabase } from "../../../src/db/database.ts";
import { account } from "../fixtures.ts";

const [, , path = "", folder = ""] = process.argv;
const database = await openDatabase({ path });
await database.stores.accounts.create(account());
await database.close();
await assert.rejects(openDatabase({ path: folder }));
await assert.rejects(openDatabase({ path: process.execPath }));
console.log(process.getActiveResourcesInfo().includes("MessagePort") ? "a thread is left" : "done");
