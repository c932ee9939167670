/** The real server behind a real proxy that runs with the configuration that we ship. */
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { TestApp } from "../support/test-app.ts";
import { freePorts, programFolder, removeFolder, startProgram } from "./program.ts";
import { SERVER_NAME, Visitor } from "./visitor.ts";

const run = promisify(execFile);

/** What differs between the shipped configuration and the one that is run. */
export type Place = {
  readonly folder: string;
  /** Of the server: `127.0.0.1:8000`. */
  readonly upstream: string;
  readonly http: number;
  readonly https: number;
  /** Paths of PEM files. */
  readonly cert: string;
  readonly key: string;
};

export type Proxy = {
  readonly command: string;
  /** Below deploy/. */
  readonly shipped: string;
  /** Texts of the shipped file, and what stands there in the test. */
  readonly replacements: (place: Place) => readonly (readonly [string, string])[];
  /** The main configuration, which includes the shipped file from the same folder. */
  readonly main: (place: Place) => { readonly name: string; readonly text: string };
  readonly args: readonly string[];
  readonly ready: RegExp;
};

export type Deployment = {
  readonly app: TestApp;
  readonly http: number;
  readonly https: number;
  visitor(address: string): Visitor;
  close(): Promise<void>;
};

const LIMITS = { guestsPerAddress: 1, connectionsPerAddress: 1 };

export async function deploy(proxy: Proxy): Promise<Deployment> {
  const folder = await programFolder();
  const [http = 0, https = 0] = await freePorts(2);
  const ca = await certify(folder);
  const env = { PUBLIC_URL: `https://${SERVER_NAME}:${https}`, TRUST_PROXY: "loopback" };
  const app = await TestApp.start({ env, limits: LIMITS });
  const files = { cert: join(folder, "cert.pem"), key: join(folder, "key.pem") };
  const place = { folder, upstream: new URL(app.url).host, http, https, ...files };
  const visitors: Visitor[] = [];
  const stop = await startProxy(proxy, place).catch(async (error: unknown) => {
    await app.close();
    await removeFolder(folder);
    throw error;
  });
  return {
    ...{ app, http, https },
    visitor: (address) => {
      const visitor = new Visitor({ address, port: https, ca });
      visitors.push(visitor);
      return visitor;
    },
    close: async () => {
      for (const visitor of visitors) visitor.close();
      await stop();
      await app.close();
      await removeFolder(folder);
    },
  };
}

export async function shippedText(shipped: string): Promise<string> {
  return readFile(new URL(`../../../../deploy/${shipped}`, import.meta.url), "utf8");
}

async function startProxy(proxy: Proxy, place: Place): Promise<() => Promise<void>> {
  let text = await shippedText(proxy.shipped);
  for (const [from, to] of proxy.replacements(place)) {
    if (!text.includes(from)) throw new Error(`${proxy.shipped} has no "${from}" any more`);
    text = text.replaceAll(from, to);
  }
  await writeFile(join(place.folder, "shipped.conf"), text);
  const { name, text: main } = proxy.main(place);
  await writeFile(join(place.folder, name), main);
  const { command, args, ready } = proxy;
  return startProgram({ command, args, folder: place.folder, ready });
}

/** Makes a certificate and its key in the folder; resolves with the certificate. */
async function certify(folder: string): Promise<string> {
  const cert = join(folder, "cert.pem");
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const files = ["-keyout", join(folder, "key.pem"), "-out", cert, "-days", "2"];
  const names = ["-subj", `/CN=${SERVER_NAME}`, "-addext", `subjectAltName=DNS:${SERVER_NAME}`];
  await run("openssl", ["req", "-x509", ...key, ...files, ...names]);
  return readFile(cert, "utf8");
}
