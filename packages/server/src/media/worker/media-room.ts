import { LIMITS } from "@parley/protocol/limits";
import type { MediaCommand } from "../../runtime/ports.ts";
import type { RoomReport } from "../control.ts";
import { ActiveSpeakers } from "../rtp/audio-levels.ts";
import type { RoomContext } from "./context.ts";
import type { Wanted } from "./down-lines.ts";
import { Peer } from "./peer.ts";
import { Producer } from "./producer.ts";
import { SpeakerNotice } from "./speaker-notice.ts";
import { wantedTracks } from "./wanted-tracks.ts";

/** The level of a microphone that nothing was heard of yet (RFC 6464). */
const SILENCE = 127;

/**
 * Whose turn it is: the peers with this number, counted round and round. What is due for everybody
 * now and then is done for some on each tick, so that packets never wait for long.
 */
export type Turn = { readonly of: number; readonly turn: number };

/** One room: who is in it, and who gets what of whom. */
export class MediaRoom {
  readonly #id: string;
  readonly #context: RoomContext;
  readonly #peers = new Map<string, Peer>();
  readonly #producers = new Map<string, Producer>();
  readonly #voices = new ActiveSpeakers();
  readonly #speakers: SpeakerNotice;
  #loudest: readonly string[] = [];

  constructor(id: string, context: RoomContext) {
    this.#id = id;
    this.#context = context;
    this.#speakers = new SpeakerNotice((ids) => context.tell({ type: "speakers", ids }));
  }

  /** Does what the room asks for. A participant that has not joined, or left, is unknown. */
  command(command: MediaCommand): void {
    if (command.type === "join") return this.#join(command.participantId, command.generation);
    const peer = this.#peers.get(command.participantId);
    if (peer !== undefined) this.#obey(command, peer);
  }

  /** What is due every few ms: asking for lost packets, and padding. */
  pursue(now: number): void {
    for (const { up, down } of this.#peers.values()) {
      up?.pursue(now);
      down?.pursue(now);
    }
  }

  /** What is due several times a second: telling publishers when their packets arrived. */
  sendFeedback(turn: Turn): void {
    this.#take(turn, ({ up }) => up?.sendFeedback());
  }

  /** What is due several times a second: who speaks. */
  listen(now: number): void {
    const speaking = this.#voices.ranking(now);
    const speakers = speaking.map((id) => this.#producers.get(id)?.participantId);
    this.#speakers.update(
      speakers.filter((id) => id !== undefined),
      now,
    );
    this.#choose(speaking, now);
  }

  /** What is due several times a second: who gets which layer, and so which are watched at all. */
  steer(turn: Turn, now: number): void {
    this.#take(turn, ({ down }) => down?.steer(now));
    for (const producer of this.#producers.values()) this.#demand(producer, now);
  }

  /** What is due every second. */
  report(turn: Turn, now: number): void {
    this.#take(turn, ({ up, down }) => {
      up?.report(now);
      down?.report(now);
    });
  }

  describe(): RoomReport {
    const estimates = [...this.#peers.values()].map(({ down }) => down?.estimateBps ?? 0);
    return {
      room: this.#id,
      peers: this.#peers.size,
      tracks: this.#producers.size,
      estimateBps: estimates.reduce((sum, bps) => sum + bps, 0),
      counters: { ...this.#context.counters },
    };
  }

  /** Closes all connections. May be called again. */
  close(): void {
    for (const participantId of this.#peers.keys()) this.#leave(participantId);
  }

  /** Does something for those whose turn it is. */
  #take({ of, turn }: Turn, act: (peer: Peer) => void): void {
    let index = 0;
    for (const peer of this.#peers.values()) {
      if (index % of === turn) act(peer);
      index += 1;
    }
  }

  #obey(command: Exclude<MediaCommand, { type: "join" }>, peer: Peer): void {
    switch (command.type) {
      case "leave":
        return this.#leave(command.participantId);
      case "offer":
        return peer.offer(command);
      case "answer":
        return peer.answer(command);
      case "replace":
        return peer.replaceDown(command.generation);
      case "publish":
        return this.#publish(command, peer);
      case "unpublish":
        return this.#unpublish(command.trackId, peer);
      case "mute":
        return this.#mute(peer.producers.get(command.trackId), command.muted);
      case "subscribe":
        return this.#subscribe(command.tracks, peer);
    }
  }

  #join(participantId: string, generation: number): void {
    const peer = this.#peers.get(participantId) ?? this.#welcome(participantId);
    peer.join(generation);
  }

  #welcome(participantId: string): Peer {
    const peer = new Peer(this.#context, {
      participantId,
      heard: (producer, levelByte, now) => this.#hear(producer, levelByte, now),
      isSpeaking: (id) => this.#speakers.includes(id),
      wanted: (it) => this.#wanted(it),
    });
    this.#peers.set(participantId, peer);
    return peer;
  }

  #leave(participantId: string): void {
    const peer = this.#peers.get(participantId);
    if (peer === undefined) return;
    this.#peers.delete(participantId);
    peer.closeConnections();
    for (const trackId of peer.producers.keys()) this.#unpublish(trackId, peer);
  }

  #publish(command: MediaCommand & { type: "publish" }, peer: Peer): void {
    const { trackId, mid, generation, muted } = command;
    const binding = { mid, generation };
    const known = peer.producers.get(trackId);
    if (known === undefined)
      this.#add(new Producer({ ...command, binding, now: this.#now() }), peer);
    else {
      known.binding = binding;
      this.#mute(known, muted);
    }
    peer.attach();
    this.#changed();
  }

  #add(producer: Producer, peer: Peer): void {
    // An id of somebody else's track: rooms give every track its own.
    if (this.#producers.has(producer.trackId)) return;
    this.#producers.set(producer.trackId, producer);
    peer.producers.set(producer.trackId, producer);
    this.#noteVoice(producer);
  }

  #unpublish(trackId: string, peer: Peer): void {
    const producer = peer.producers.get(trackId);
    if (producer === undefined) return;
    producer.attach(null, this.#now());
    peer.producers.delete(trackId);
    this.#producers.delete(trackId);
    this.#voices.remove(trackId);
    for (const other of this.#peers.values()) {
      other.subscriptions.forget(trackId);
      other.down?.drop(producer);
    }
    this.#changed();
  }

  #mute(producer: Producer | undefined, muted: boolean): void {
    if (producer === undefined || producer.muted === muted) return;
    producer.mute(muted);
    this.#noteVoice(producer);
    // Who gets which sound does not depend on it, and in a large room somebody always does this.
    if (producer.kind === "audio") return;
    // Who gets the picture asks for a keyframe.
    for (const { down } of this.#peers.values()) down?.steer(this.#now());
    this.#changed();
  }

  #subscribe(tracks: (MediaCommand & { type: "subscribe" })["tracks"], peer: Peer): void {
    for (const { trackId, width } of tracks) {
      if (this.#producers.has(trackId)) peer.subscriptions.set(trackId, width);
    }
    peer.down?.update();
  }

  /** Who gets what may have changed for everybody. */
  #changed(): void {
    for (const { down } of this.#peers.values()) down?.changed();
  }

  #wanted({ participantId, subscriptions }: Peer): Wanted {
    const others = [...this.#producers.values()].filter((it) => it.participantId !== participantId);
    return wantedTracks(others, subscriptions, this.#loudest);
  }

  #hear({ trackId, source }: Producer, levelByte: number, now: number): void {
    if (source === "mic") this.#voices.level(trackId, levelByte, now);
  }

  /** Only microphones that are on are listened to. */
  #noteVoice({ trackId, source, muted }: Producer): void {
    if (muted) this.#voices.remove(trackId);
    else if (source === "mic") this.#voices.level(trackId, SILENCE, this.#now());
  }

  /** Chooses whom everybody hears. */
  #choose(speaking: readonly string[], now: number): void {
    const loudest = this.#voices.loudest(this.#micLines(), now);
    // One of the loudest does not hear itself, and so has room for whoever speaks besides.
    const order = [...new Set([...loudest.toSorted(), ...speaking])];
    if (order.join() === this.#loudest.join()) return;
    this.#loudest = order;
    this.#changed();
  }

  /** How many lines for sound are left for microphones. */
  #micLines(): number {
    const isSound = ({ source }: Producer) => source === "screenAudio";
    const sounds = [...this.#producers.values()].filter(isSound).length;
    return Math.max(0, LIMITS.downAudioLines - sounds);
  }

  /** Tells a publisher which layers anybody watches, when that has changed. */
  #demand(producer: Producer, now: number): void {
    const { demand, trackId, participantId } = producer;
    if (demand?.update(producer.wanted, now) !== true) return;
    this.#context.tell({ type: "layers", participantId, trackId, active: demand.active });
  }

  #now(): number {
    return this.#context.clock.now();
  }
}
