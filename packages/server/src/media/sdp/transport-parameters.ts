/** What one end of an ICE and DTLS transport must know of the other. */
export type LocalTransport = {
  /** RFC 8839 5.4 */
  readonly ufrag: string;
  readonly pwd: string;
  /** SHA-256 of the certificate, as "AB:CD:…" in capitals (RFC 8122 5). */
  readonly fingerprint: string;
};

/** The same of the browser. Its DTLS role is not in it: the server is the DTLS client, always. */
export type RemoteTransport = LocalTransport;

/** Where browsers reach us; `address` is an IP address. */
export type Candidate = { readonly address: string; readonly port: number };
