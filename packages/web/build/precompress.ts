import { readFile, readdir, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Plugin } from "vite";

const COMPRESSIBLE = new Set([".html", ".js", ".css", ".svg", ".json"]);
const FIRST_LOAD_BUDGET_BYTES = 200 * 1024;

const toGzip = promisify(gzip);
const toBrotli = promisify(brotliCompress);

type Sizes = { readonly plain: number; readonly gzip: number; readonly brotli: number };

/** Writes `file.gz` and `file.br` next to a file and tells the three sizes in bytes. */
async function compress(path: string): Promise<Sizes> {
  const plain = await readFile(path);
  const [gzipped, brotlied] = await Promise.all([
    toGzip(plain, { level: 9 }),
    toBrotli(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
  ]);
  await Promise.all([writeFile(`${path}.gz`, gzipped), writeFile(`${path}.br`, brotlied)]);
  return { plain: plain.length, gzip: gzipped.length, brotli: brotlied.length };
}

async function compressibleFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && COMPRESSIBLE.has(extname(entry.name)))
    .map((entry) => join(entry.parentPath, entry.name));
}

const kib = (bytes: number) => `${(bytes / 1024).toFixed(1)} KiB`;

function total(all: readonly Sizes[]): Sizes {
  return all.reduce((sum, one) => ({
    plain: sum.plain + one.plain,
    gzip: sum.gzip + one.gzip,
    brotli: sum.brotli + one.brotli,
  }));
}

/**
 * The server sends files that were compressed here, once, at the highest level. Everything that is
 * built belongs to the first load, so the sum is also held against the budget: too much fails.
 */
export function precompress(): Plugin {
  let folder = "";
  return {
    name: "parley:precompress",
    apply: "build",
    configResolved(config) {
      folder = config.build.outDir;
    },
    async closeBundle() {
      const root = join(import.meta.dirname, "..", folder);
      const sizes = total(await Promise.all((await compressibleFiles(root)).map(compress)));
      this.info(`first load ${kib(sizes.gzip)} gzip, ${kib(sizes.brotli)} brotli`);
      if (sizes.gzip > FIRST_LOAD_BUDGET_BYTES) {
        this.error(`The first load may be ${kib(FIRST_LOAD_BUDGET_BYTES)} gzip.`);
      }
    },
  };
}
