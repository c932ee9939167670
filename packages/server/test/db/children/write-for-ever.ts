/**
 * Creates accounts, many at a time, until it is killed, and prints the id of each one when it is
 * acknowledged. With the argument `early` it prints them from inside a transaction that it never
 * commits: the mistake that the test must be able to see.
 */
import { openDatabase } from "../../../src/db/database.ts";
import { account } from "../fixtures.ts";

const WRITERS = 20;
const [, , path = "", mode] = process.argv;
const { kysely, stores } = await openDatabase({ path });

/** Resolves when the line is on its way: a reader that is slow slows the writers down. */
function acknowledge(id: string): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(`${id}\n`, () => resolve());
  });
}

async function writeForEver(): Promise<never> {
  for (;;) {
    const created = account();
    await stores.accounts.create(created);
    await acknowledge(created.id);
  }
}

async function acknowledgeEarly(): Promise<void> {
  await kysely.transaction().execute(async (trx) => {
    for (;;) {
      const created = account();
      await trx.insertInto("accounts").values(created).execute();
      await acknowledge(created.id);
    }
  });
}

if (mode === "early") await acknowledgeEarly();
else await Promise.all(Array.from({ length: WRITERS }, writeForEver));
