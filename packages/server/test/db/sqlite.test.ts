import { join } from "node:path";
import { openDatabase } from "../../src/db/database.ts";
import { accountStoreContract } from "./contracts/account-store.ts";
import { membershipStoreContract } from "./contracts/membership-store.ts";
import type { OpenStores } from "./contracts/open-stores.ts";
import { roomStoreContract } from "./contracts/room-store.ts";
import { sessionStoreContract } from "./contracts/session-store.ts";
import { stayStoreContract } from "./contracts/stay-store.ts";
import { tempDir } from "./fixtures.ts";

const openFile: OpenStores = async () => {
  const dir = await tempDir();
  const database = await openDatabase({ path: join(dir.path, "parley.db") });
  const close = async (): Promise<void> => {
    await database.close();
    await dir.remove();
  };
  return { stores: database.stores, close };
};

accountStoreContract("SQLite", openFile);
sessionStoreContract("SQLite", openFile);
roomStoreContract("SQLite", openFile);
membershipStoreContract("SQLite", openFile);
stayStoreContract("SQLite", openFile);
