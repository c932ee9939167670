import type { IceServer, ServerMessages } from "@parley/protocol";
import type { TrackSource } from "./local-media.ts";
import { LocalSenders, type SendGroups } from "./local-senders.ts";
import { RemoteStreams } from "./remote-streams.ts";
import type { OutgoingSignal } from "./room-events.ts";
import { contentByMid, sessionId, withContent } from "./sdp-content.ts";

export type Description = ServerMessages["offer" | "answer"]["description"];
export type Candidate = ServerMessages["candidate"]["candidate"];

export type PeerLinkOptions = {
  readonly peerId: string;
  readonly pc: RTCPeerConnection;
  /** As they are now: credentials are renewed in a long meeting. */
  readonly iceServers: () => readonly IceServer[];
  /** Which side gives way when both make an offer at once. */
  readonly polite: boolean;
  readonly groups: SendGroups;
  readonly send: (message: OutgoingSignal) => void;
  readonly onNegotiationNeeded: () => void;
  /** The connection state or the remote streams changed. */
  readonly onChange: () => void;
};

/** Candidates that came before the description they belong to. */
const HELD_CANDIDATES = 64;

/**
 * One RTCPeerConnection to another participant, negotiated by the perfect negotiation pattern
 * (WebRTC 1.0, section 10.7). Its asynchronous methods must be called one after another.
 */
export class PeerLink {
  readonly pc: RTCPeerConnection;
  readonly remote = new RemoteStreams();
  readonly #options: PeerLinkOptions;
  readonly #senders: LocalSenders;
  readonly #listening = new AbortController();
  #held: RTCIceCandidateInit[] = [];
  /** The other side's RTCPeerConnection, by its session id; null before its first description. */
  #remoteSession: string | null = null;

  constructor(options: PeerLinkOptions) {
    const { pc } = options;
    this.pc = pc;
    this.#options = options;
    this.#senders = new LocalSenders(pc, options.groups);
    const { signal } = this.#listening;
    pc.addEventListener("negotiationneeded", options.onNegotiationNeeded, { signal });
    pc.addEventListener("icecandidate", (event) => this.#sendCandidate(event.candidate), {
      signal,
    });
    pc.addEventListener("connectionstatechange", options.onChange, { signal });
    // Carries nothing. With it there is something to negotiate, and a connection, before anybody
    // has a track; being negotiated beforehand, both sides have the same one.
    pc.createDataChannel("parley", { negotiated: true, id: 0 });
  }

  /** Whether a description is of another RTCPeerConnection than the one this link talks to. */
  isOfAnother(description: Description): boolean {
    return this.#remoteSession !== null && this.#remoteSession !== sessionId(description.sdp);
  }

  setTrack(source: TrackSource, track: MediaStreamTrack | null): Promise<void> {
    return this.#senders.set(source, track);
  }

  /** What the section with this mid sends; null when that is nothing. */
  sourceAt(mid: string | undefined): TrackSource | null {
    return this.#senders.sourceAt(mid);
  }

  /** Makes an offer, unless one is under way: then the browser asks again afterwards. */
  async offer(): Promise<void> {
    if (this.pc.signalingState !== "stable") return;
    await this.pc.setLocalDescription();
    this.#sendDescription();
  }

  /** Repeats an offer that got no answer, or looks for a new way when media does not flow. */
  mend(): void {
    if (this.pc.signalingState === "have-local-offer") this.#sendDescription();
    else if (this.pc.connectionState !== "connected") this.#restartIce();
  }

  #restartIce(): void {
    const iceServers = [...this.#options.iceServers()];
    this.pc.setConfiguration({ ...this.pc.getConfiguration(), iceServers });
    this.pc.restartIce();
  }

  async receiveOffer(description: Description): Promise<void> {
    const collision = this.pc.signalingState !== "stable";
    if (collision && !this.#options.polite) return;
    await this.#setRemote(description);
    await this.pc.setLocalDescription();
    this.#sendDescription();
  }

  async receiveAnswer(description: Description): Promise<void> {
    if (this.pc.signalingState === "have-local-offer") await this.#setRemote(description);
  }

  async receiveCandidate(candidate: Candidate): Promise<void> {
    if (candidate === null) return;
    if (this.pc.remoteDescription !== null) await this.#addCandidate(candidate);
    else if (this.#held.length < HELD_CANDIDATES) this.#held.push(candidate);
  }

  close(): void {
    this.#listening.abort();
    this.pc.close();
  }

  async #setRemote(description: Description): Promise<void> {
    await this.pc.setRemoteDescription(description);
    this.#remoteSession = sessionId(description.sdp);
    this.remote.update(this.pc.getTransceivers(), contentByMid(description.sdp));
    const held = this.#held;
    this.#held = [];
    for (const candidate of held) await this.#addCandidate(candidate);
    this.#options.onChange();
  }

  /**
   * A candidate that does not fit costs one way among several. It comes with an offer that was
   * passed over in a collision, and from a newer browser that knows more kinds of address.
   */
  async #addCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    try {
      await this.pc.addIceCandidate(candidate);
    } catch (error) {
      if (this.pc.signalingState === "closed") throw error;
    }
  }

  #sendDescription(): void {
    const { peerId: to, send } = this.#options;
    const local = this.pc.localDescription;
    if (local === null) return;
    const sdp = withContent(local.sdp, this.#senders.contents());
    if (local.type === "offer") send({ type: "offer", to, description: { type: "offer", sdp } });
    if (local.type === "answer") send({ type: "answer", to, description: { type: "answer", sdp } });
  }

  #sendCandidate(candidate: RTCIceCandidate | null): void {
    if (candidate === null) return;
    const { peerId: to, send } = this.#options;
    send({ type: "candidate", to, candidate: candidate.toJSON() });
  }
}
