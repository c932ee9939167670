import { createSocket } from "node:dgram";
import { once } from "node:events";
import { isIPv6 } from "node:net";

/**
 * Binds a UDP port and frees it again, since libjuice ends the process when it cannot.
 *
 * @param port 0: any free one
 * @returns the port
 * @throws when it cannot be bound
 */
export async function checkPort(to: { bindAddress: string; port: number }): Promise<number> {
  const socket = createSocket(isIPv6(to.bindAddress) ? "udp6" : "udp4");
  socket.bind({ address: to.bindAddress, port: to.port, exclusive: true });
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  await once(socket, "close");
  return port;
}
