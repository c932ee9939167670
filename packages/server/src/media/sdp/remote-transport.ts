import { type MediaDescription, type SessionDescription, textOf } from "./description.ts";
import type { RemoteTransport } from "./transport-parameters.ts";

export type DtlsSetup = "actpass" | "active" | "passive";

/**
 * The transport of a section, from its own attributes or else from those of the session.
 *
 * @returns null when ICE credentials (RFC 8839 5.4) or a SHA-256 fingerprint (RFC 8122) are missing
 */
export function readTransport(
  session: SessionDescription,
  section: MediaDescription,
): RemoteTransport | null {
  const ufrag = textOf(section.iceUfrag ?? session.iceUfrag);
  const pwd = textOf(section.icePwd ?? session.icePwd);
  const fingerprint = sha256(section.fingerprint ?? session.fingerprint);
  const complete = UFRAG.test(ufrag) && PWD.test(pwd) && fingerprint !== null;
  return complete ? { ufrag, pwd, fingerprint } : null;
}

const UFRAG = /^[A-Za-z0-9+/]{4,256}$/;
const PWD = /^[A-Za-z0-9+/]{22,256}$/;
const SHA256 = /^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/;

function sha256(fingerprint: MediaDescription["fingerprint"]): string | null {
  const hash = textOf(fingerprint?.hash).toUpperCase();
  return textOf(fingerprint?.type).toLowerCase() === "sha-256" && SHA256.test(hash) ? hash : null;
}

/** The DTLS role of a section (RFC 8842 5.2); null when none is given. */
export function readSetup(
  session: SessionDescription,
  section: MediaDescription,
): DtlsSetup | null {
  const setup = textOf(section.setup ?? session.setup);
  return setup === "actpass" || setup === "active" || setup === "passive" ? setup : null;
}

/** The mids of the BUNDLE group (RFC 9143), in its order. Only the first group counts. */
export function bundledMids(session: SessionDescription): ReadonlySet<string> {
  const bundle = session.groups?.find(({ type }) => type === "BUNDLE");
  return new Set(textOf(bundle?.mids).split(" "));
}
