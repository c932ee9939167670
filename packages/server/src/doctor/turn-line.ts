/** A way to a TURN server, over which STUN messages go. */
import { type Socket as UdpSocket, createSocket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { once } from "node:events";
import { type Socket, connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { LIMITS } from "@parley/protocol/limits";

/** What a `turn:` or `turns:` URL says (RFC 7065). */
export type TurnPlace = {
  readonly host: string;
  readonly port: number;
  readonly transport: "udp" | "tcp" | "tls";
};

export type Line = {
  /** Whether what is sent may be lost on the way. */
  readonly lossy: boolean;
  send(bytes: Buffer): void;
  onMessage(listener: (bytes: Buffer) => void): void;
  close(): void;
};

/** Of a URL that readConfig has let through; null for a relay by DTLS, which browsers do not have. */
export function placeOf(url: string): TurnPlace | null {
  const [, scheme, place = "", transport] =
    /^(turns?):([^?]+)(?:\?transport=(udp|tcp))?$/.exec(url) ?? [];
  const { hostname = "", port = "" } = URL.parse(`stun://${place}`) ?? {};
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  if (scheme === "turns") {
    if (transport === "udp") return null;
    return { host, port: Number(port || 5349), transport: "tls" };
  }
  return { host, port: Number(port || 3478), transport: transport === "tcp" ? "tcp" : "udp" };
}

/** @throws the system's error */
export function openLine(place: TurnPlace): Promise<Line> {
  return place.transport === "udp" ? openUdp(place) : openStream(place);
}

async function openUdp({ host, port }: TurnPlace): Promise<Line> {
  const { address, family } = await lookup(host);
  const socket: UdpSocket = createSocket(family === 6 ? "udp6" : "udp4");
  // Connected, it hears when nobody listens there.
  socket.connect(port, address);
  await once(socket, "connect");
  // That is no answer yet: another may come, and what does not come in time is told as that.
  socket.on("error", () => undefined);
  return {
    lossy: true,
    send: (bytes) => socket.send(bytes),
    onMessage: (listener) => socket.on("message", listener),
    close: () => socket.close(),
  };
}

async function openStream({ host, port, transport }: TurnPlace): Promise<Line> {
  const socket: Socket =
    transport === "tls" ? connectTls({ host, port, servername: host }) : connect({ host, port });
  const signal = AbortSignal.timeout(LIMITS.doctorAnswerMs);
  try {
    await once(socket, transport === "tls" ? "secureConnect" : "connect", { signal });
  } catch (error) {
    socket.destroy();
    throw error;
  }
  socket.on("error", () => undefined);
  return {
    lossy: false,
    send: (bytes) => socket.write(bytes),
    onMessage: (listener) => splitInto(socket, listener),
    close: () => socket.destroy(),
  };
}

/** A message says in its header how long it is (RFC 8489 section 6.2.2). */
function splitInto(socket: Socket, listener: (bytes: Buffer) => void): void {
  let held = Buffer.alloc(0);
  socket.on("data", (bytes: Buffer) => {
    held = Buffer.concat([held, bytes]);
    while (held.length >= 20 && held.length >= 20 + held.readUInt16BE(2)) {
      const end = 20 + held.readUInt16BE(2);
      listener(held.subarray(0, end));
      held = held.subarray(end);
    }
  });
}
