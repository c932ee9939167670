import { readFile, readdir, writeFile } from "node:fs/promises";
import { extname, join, relative, resolve } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Plugin, Rolldown } from "vite";

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
 * What of a build is not fetched with the first page: neither the entry nor anything that it imports
 * (dynamic imports are for later), and no style sheet, because the page has all of them.
 */
function laterFiles(bundle: Rolldown.OutputBundle): ReadonlySet<string> {
  const chunks = new Map(
    Object.values(bundle).flatMap((file) => (file.type === "chunk" ? [[file.fileName, file]] : [])),
  );
  const first = new Set<string>();
  const add = (name: string) => {
    if (first.has(name)) return;
    first.add(name);
    chunks.get(name)?.imports.forEach(add);
  };
  for (const [name, { isEntry }] of chunks) if (isEntry) add(name);
  return new Set([...chunks.keys()].filter((name) => !first.has(name)));
}

/**
 * The server sends files that were compressed here, once, at the highest level. The sum of those of
 * the first load is also held against the budget: too much fails.
 */
export function precompress(): Plugin {
  let folder = "";
  let later: ReadonlySet<string> = new Set();
  return {
    name: "parley:precompress",
    apply: "build",
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir);
    },
    writeBundle(_options, bundle) {
      later = laterFiles(bundle);
    },
    async closeBundle() {
      const paths = await compressibleFiles(folder);
      const all = await Promise.all(
        paths.map(async (path) => ({ path, sizes: await compress(path) })),
      );
      const first = all.filter(({ path }) => !later.has(relative(folder, path)));
      const size = total(first.map(({ sizes }) => sizes));
      this.info(`first load ${kib(size.gzip)} gzip, ${kib(size.brotli)} brotli`);
      if (size.gzip > FIRST_LOAD_BUDGET_BYTES) {
        this.error(`The first load may be ${kib(FIRST_LOAD_BUDGET_BYTES)} gzip.`);
      }
    },
  };
}
