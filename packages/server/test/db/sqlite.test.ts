import { join } from "node:path";
import { openDatabase } from "../../src/db/database.ts";
import { storesContract } from "./contracts/all.ts";
import type { OpenStores } from "./contracts/open-stores.ts";
import { tempDir } from "./fixtures.ts";

const openFile: OpenStores = async () => {
  const dir = await tempDir();
  const database = await openDatabase({ path: join(dir.path, "parley.db") });
  const close = async (): Promise<void> => {
    await database.close();
    await dir.remove();
  };
  return { ...database, close };
};

storesContract("SQLite", openFile);
