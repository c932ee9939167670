/** Tells when the browser is online again, or on another network; the returned function stops it. */
export function onNetworkChange(listener: () => void): () => void {
  const listening = new AbortController();
  const { signal } = listening;
  globalThis.addEventListener?.("online", listener, { signal });
  // Not every browser tells of its network.
  const network: unknown = "connection" in navigator ? navigator.connection : null;
  if (network instanceof EventTarget) network.addEventListener("change", listener, { signal });
  return () => listening.abort();
}
