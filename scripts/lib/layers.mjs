import { readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join, posix } from "node:path";
import { filesBelow, readIfThere } from "./files.mjs";
import { importsOf } from "./imports.mjs";

const SOURCE = /\.(?:ts|tsx|mts|mjs|js)$/;

/** Which of our packages a package may import. */
const PACKAGES = /** @type {Record<string, readonly string[]>} */ ({
  protocol: [],
  server: ["@parley/protocol"],
  sdk: ["@parley/protocol"],
  web: ["@parley/protocol", "@parley/sdk"],
});

/**
 * The server's layers, by their first path segment below packages/server/src, and what each may
 * import of the others. "runtime/ports" is that part of the layer only; "*" is everything.
 */
const LAYERS = /** @type {Record<string, readonly string[]>} */ ({
  room: [],
  runtime: ["room"],
  identity: ["runtime", "room"],
  http: ["runtime", "identity"],
  ws: ["runtime", "identity"],
  db: ["runtime/ports"],
  bus: ["runtime/ports"],
  media: ["runtime/ports"],
  telemetry: ["runtime/ports"],
  config: [],
  "config.ts": ["config"],
  "secret.ts": [],
  app: ["*"],
  "app.ts": ["*"],
  doctor: ["config.ts", "identity/doctor-token", "identity/ice-servers"],
  "main.ts": ["app.ts", "config.ts", "telemetry"],
});

/** Layers without I/O: nothing but themselves and the protocol. */
const PURE = new Set(["room"]);

const SERVER_SOURCE = "packages/server/src/";

/**
 * Every import that goes the wrong way, as "path:line: sentence".
 * @param {string} root
 * @returns {string[]}
 */
export function layerProblems(root) {
  const manifests = new Manifests(root);
  const folders = ["packages", "e2e", "bench", "scripts"];
  const files = folders.flatMap((folder) => filesBelow(root, folder, ["scripts/test"]));
  return files
    .filter((file) => SOURCE.test(file))
    .flatMap((file) => fileProblems(root, file, manifests));
}

/**
 * @param {string} root
 * @param {string} file
 * @param {Manifests} manifests
 */
function fileProblems(root, file, manifests) {
  if (file.startsWith(SERVER_SOURCE) && LAYERS[layerOf(file)] === undefined) {
    return [`${file}:1: ${layerOf(file)} is no layer; add it to scripts/lib/layers.mjs`];
  }
  return importsOf(readFileSync(join(root, file), "utf8")).flatMap(({ name, line }) => {
    const problem = importProblem(file, name, manifests);
    return problem === undefined ? [] : [`${file}:${line}: ${problem}`];
  });
}

/**
 * @param {string} file
 * @param {string | undefined} name
 * @param {Manifests} manifests
 * @returns {string | undefined}
 */
function importProblem(file, name, manifests) {
  if (name === undefined)
    return "import() takes a literal here, or nobody can tell what it imports";
  return name.startsWith(".") ? relativeProblem(file, name) : bareProblem(file, name, manifests);
}

/**
 * @param {string} file
 * @param {string} name
 */
function relativeProblem(file, name) {
  const target = posix.join(posix.dirname(file), name);
  const from = ownerOf(file);
  if (ownerOf(target) !== from)
    return `"${name}" leaves ${from}; import the other package by its name`;
  const isSource = file.startsWith(`${from}/src/`);
  if (target === manifestOf(from)) return undefined;
  if (isSource && !target.startsWith(`${from}/src/`)) return `"${name}" leaves src`;
  return file.startsWith(SERVER_SOURCE) ? layerProblem(file, target) : undefined;
}

/**
 * @param {string} file
 * @param {string} target
 */
function layerProblem(file, target) {
  const from = layerOf(file);
  const to = layerOf(target);
  const allowed = LAYERS[from] ?? [];
  if (from === to || allowed.some((part) => isWithin(target, part))) return undefined;
  return `${from} may not import ${to}`;
}

/**
 * @param {string} file
 * @param {string} name
 * @param {Manifests} manifests
 */
function bareProblem(file, name, manifests) {
  const from = ownerOf(file);
  const isSource = file.startsWith(`${from}/src/`);
  const isPure = file.startsWith(SERVER_SOURCE) && PURE.has(layerOf(file));
  if (isPure && name !== "@parley/protocol")
    return `${layerOf(file)} is pure and may not import "${name}"`;
  if (name.startsWith("node:")) return undefined;
  if (builtinModules.includes(name)) return `write "node:${name}"`;
  const wanted = packageOf(name);
  if (wanted.startsWith("@parley/")) return siblingProblem(from, wanted, isSource, manifests);
  return manifests.declares(from, wanted, isSource)
    ? undefined
    : `"${wanted}" is not in ${from === "scripts" ? "node:, which is all scripts may use" : manifestOf(from)}`;
}

/**
 * @param {string} from
 * @param {string} wanted
 * @param {boolean} isSource
 * @param {Manifests} manifests
 */
function siblingProblem(from, wanted, isSource, manifests) {
  const allowed = PACKAGES[from.replace("packages/", "")];
  if (allowed === undefined)
    return from === "scripts" ? `scripts may not import ${wanted}` : undefined;
  if (wanted === `@parley/${posix.basename(from)}`)
    return isSource ? "a package's source imports itself by path" : undefined;
  if (isSource && !allowed.includes(wanted)) return `${from} may not import ${wanted}`;
  return manifests.declares(from, wanted, isSource)
    ? undefined
    : `"${wanted}" is not in ${manifestOf(from)}`;
}

/** Which dependencies each package.json declares. */
class Manifests {
  #root;
  /** @type {Map<string, { dependencies: Set<string>, all: Set<string> }>} */
  #read = new Map();

  /** @param {string} root */
  constructor(root) {
    this.#root = root;
  }

  /**
   * True when a file of `owner` may import `name`: shipped source only its package's
   * dependencies, everything else also the development dependencies of its package and the root.
   * @param {string} owner
   * @param {string} name
   * @param {boolean} isSource
   */
  declares(owner, name, isSource) {
    if (owner === "scripts") return false;
    const own = this.#of(manifestOf(owner));
    if (isSource) return own.dependencies.has(name);
    return own.all.has(name) || this.#of("package.json").all.has(name);
  }

  /** @param {string} path */
  #of(path) {
    const known = this.#read.get(path);
    if (known !== undefined) return known;
    const manifest = JSON.parse(readIfThere(join(this.#root, path)) ?? "{}");
    const dependencies = new Set(Object.keys(manifest.dependencies ?? {}));
    const all = new Set([...dependencies, ...Object.keys(manifest.devDependencies ?? {})]);
    this.#read.set(path, { dependencies, all });
    return { dependencies, all };
  }
}

/**
 * "packages/server" for a file of a package, else the top folder ("e2e").
 * @param {string} path
 */
function ownerOf(path) {
  const [top = "", name = ""] = path.split("/");
  return top === "packages" ? `${top}/${name}` : top;
}

/** @param {string} owner */
function manifestOf(owner) {
  return owner.startsWith("packages/") ? `${owner}/package.json` : "package.json";
}

/** @param {string} file */
function layerOf(file) {
  return file.slice(SERVER_SOURCE.length).split("/")[0] ?? "";
}

/**
 * @param {string} target
 * @param {string} part a layer, or a part of one without its extension
 */
function isWithin(target, part) {
  const path = target.slice(SERVER_SOURCE.length);
  return part === "*" || path === part || path === `${part}.ts` || path.startsWith(`${part}/`);
}

/** @param {string} name */
function packageOf(name) {
  return name
    .split("/")
    .slice(0, name.startsWith("@") ? 2 : 1)
    .join("/");
}
