/** A real connection whose state the test may overrule. */
export class FaultyConnection extends RTCPeerConnection {
  #overruled: RTCPeerConnectionState | null = null;

  override get connectionState(): RTCPeerConnectionState {
    return this.#overruled ?? super.connectionState;
  }

  overrule(state: RTCPeerConnectionState | null): void {
    this.#overruled = state;
    this.dispatchEvent(new Event("connectionstatechange"));
  }
}
