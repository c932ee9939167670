export const LOOPBACK = "127.0.0.1";

export const PORT_RANGE = "a whole number from 0 to 65535 (0: any free port)";

export function isLoopback(host: string): boolean {
  return host === "::1" || host.toLowerCase() === "localhost" || /^127(\.\d+){3}$/.test(host);
}
