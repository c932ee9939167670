import type { SignalingClient, SignalingState } from "../../src/signaling-client.ts";

/** Resolves when the client is in this state; at once when it is already. */
export function reached(
  client: SignalingClient,
  name: SignalingState["state"],
): Promise<SignalingState> {
  if (client.state.state === name) return Promise.resolve(client.state);
  return new Promise((resolve) => {
    const stop = client.onState((state) => {
      if (state.state !== name) return;
      stop();
      resolve(state);
    });
  });
}
