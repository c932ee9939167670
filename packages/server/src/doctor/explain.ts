/** What errors of the system and of certificates mean, in words. */

/** Of an error, or of the first that an AggregateError is made of. */
export function codeOf(error: unknown): string {
  const first: unknown = error instanceof AggregateError ? (error.errors[0] ?? error) : error;
  if (!(first instanceof Error)) return String(first);
  return "code" in first && typeof first.code === "string" ? first.code : first.message;
}

const NETWORK: { readonly [code: string]: string } = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "the name is not known",
  EAI_AGAIN: "the name service does not answer",
  EHOSTUNREACH: "there is no way to that address",
  ENETUNREACH: "there is no way to that network",
  ECONNRESET: "the connection was cut",
  EPROTO: "the other side does not speak https",
  ERR_SSL_WRONG_VERSION_NUMBER: "the other side does not speak https",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "the other side does not speak https",
  HPE_INVALID_CONSTANT: "the other side does not speak http",
};

/** Why there is no answer, such as "nothing listens there (ECONNREFUSED)". */
export function reasonOf(error: unknown): string {
  if (isTimeout(error)) return "there is no answer within 5 seconds";
  const code = codeOf(error);
  const known = NETWORK[code];
  return known === undefined ? code : `${known} (${code})`;
}

const TIMEOUTS = new Set(["AbortError", "TimeoutError", "ABORT_ERR", "ETIMEDOUT"]);

function isTimeout(error: unknown): boolean {
  return error instanceof Error && (TIMEOUTS.has(error.name) || TIMEOUTS.has(codeOf(error)));
}

/** Nobody has said no: what is sent there may go nowhere, from this machine at least. */
export function isSilence(error: unknown): boolean {
  const code = codeOf(error);
  return isTimeout(error) || code === "EHOSTUNREACH" || code === "ENETUNREACH";
}

const CERTIFICATE: { readonly [code: string]: string } = {
  DEPTH_ZERO_SELF_SIGNED_CERT: "was made by yourself",
  SELF_SIGNED_CERT_IN_CHAIN: "comes from an authority of your own",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "comes without the certificates between it and the authority",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "comes from an authority that this machine does not know",
  CERT_HAS_EXPIRED: "has expired",
  CERT_NOT_YET_VALID: "is not valid yet; look at this machine's clock",
  ERR_TLS_CERT_ALTNAME_INVALID: "is for another name",
};

/** What is wrong with a certificate, to be put after "The certificate". */
export function distrustText(code: string): string {
  return CERTIFICATE[code] ?? `is not believed (${code})`;
}

/** People and the system warn of these, and who goes on gets through. */
export function isHomeMade(code: string): boolean {
  return code === "DEPTH_ZERO_SELF_SIGNED_CERT" || code === "SELF_SIGNED_CERT_IN_CHAIN";
}
