import { once } from "node:events";
import { createServer } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";

/**
 * The least that a signalling server can do, to compare with: rooms by path, JSON in, `from`
 * stamped on it, JSON out to the others. No identity, no order, no limits, no checks.
 */
const rooms = new Map<string, Set<WebSocket>>();
const server = createServer();
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
let connections = 0;

sockets.on("connection", (socket, request) => {
  const path = request.url ?? "/";
  const room = rooms.get(path) ?? new Set();
  rooms.set(path, room.add(socket));
  const from = `p${(connections += 1)}`;
  socket.on("message", (data) => {
    if (!Buffer.isBuffer(data)) return;
    const message: unknown = JSON.parse(data.toString("utf8"));
    if (typeof message !== "object") return;
    const frame = JSON.stringify({ ...message, from });
    for (const other of room) if (other !== socket) other.send(frame);
  });
  socket.on("close", () => room.delete(socket));
});

server.listen(0, "127.0.0.1");
await once(server, "listening");
const address = server.address();
if (address === null || typeof address === "string") throw new Error("no port");
process.stdout.write(`ready at http://127.0.0.1:${address.port}\n`);
process.on("SIGTERM", () => process.exit(0));
