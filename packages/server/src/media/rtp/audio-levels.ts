/** The level byte of RFC 6464: the sender's voice flag, and -dBov from 0 (loudest) to 127. */
const VOICE_FLAG = 0x80;
const SILENCE = 127;
/** From here on it counts as speech, further down only if the sender hears a voice in it. */
const SPEECH = 50;
const VOICE = 60;
/** Speech must add up to this before somebody speaks; less than it is a cough or a click. */
const BEGIN_MS = 250;
/** A pause of this ends it. */
const END_MS = 1000;
/** What one level stands for at most: packets are 20 ms apart, or lost, or left out in silence. */
const LEVEL_MS = 60;
/** How fast the loudness that is compared follows the level. */
const LOUDNESS_MS = 500;
/** Who overtakes another in the ranking is louder by so many dB. */
const CLEARLY_DB = 6;

type Voice = {
  readonly id: string;
  levelAt: number;
  /** When speech was heard last. */
  speechAt: number;
  /** Speech less silence, 0 to `BEGIN_MS`. */
  speechMs: number;
  /** dB above silence, smoothed. */
  loudness: number;
  isSpeaking: boolean;
};

/** Finds out who speaks, from the audio levels that packets carry (RFC 6464). */
export class ActiveSpeakers {
  readonly #voices = new Map<string, Voice>();
  /** Those who speak, in the order last given. */
  #ranking: Voice[] = [];
  #holders: Voice[] = [];

  /** The level byte of a packet of this source, which is known from then on. */
  level(id: string, levelByte: number, nowMs: number): void {
    const voice = this.#voices.get(id) ?? this.#meet(id, nowMs);
    const sinceLast = Math.max(0, nowMs - voice.levelAt);
    const elapsed = Math.min(LEVEL_MS, sinceLast);
    const level = levelByte & SILENCE;
    const isSpeech = level <= ((levelByte & VOICE_FLAG) === 0 ? SPEECH : VOICE);
    voice.levelAt = nowMs;
    voice.loudness += (SILENCE - level - voice.loudness) * (elapsed / (elapsed + LOUDNESS_MS));
    // Where nothing came for longer there was nothing to hear (DTX).
    const before = Math.max(0, voice.speechMs - (sinceLast - elapsed));
    const speechMs = before + (isSpeech ? elapsed : -elapsed);
    voice.speechMs = Math.max(0, Math.min(BEGIN_MS, speechMs));
    if (isSpeech) voice.speechAt = nowMs;
    if (voice.speechMs === BEGIN_MS) this.#begin(voice);
  }

  remove(id: string): void {
    this.#voices.delete(id);
    this.#ranking = this.#ranking.filter((voice) => voice.id !== id);
    this.#holders = this.#holders.filter((voice) => voice.id !== id);
  }

  /** Who speaks now, loudest first. Nobody moves up without being clearly louder. */
  ranking(nowMs: number): readonly string[] {
    this.#endPauses(nowMs);
    const order = this.#ranking;
    for (let index = 1; index < order.length; index += 1) overtake(order, index);
    return order.map(({ id }) => id);
  }

  /**
   * Who holds the `count` places for the loudest, in no order. Free places go to those who speak,
   * then to anybody known. A holder loses its place only to somebody who speaks while it does not.
   */
  loudest(count: number, nowMs: number): readonly string[] {
    const speaking = this.ranking(nowMs);
    this.#shrinkHolders(count);
    for (const id of [...speaking, ...this.#voices.keys()]) this.#seat(id, count);
    return this.#holders.map(({ id }) => id);
  }

  #meet(id: string, nowMs: number): Voice {
    const voice = {
      id,
      levelAt: nowMs,
      speechAt: Number.NEGATIVE_INFINITY,
      speechMs: 0,
      loudness: 0,
      isSpeaking: false,
    };
    this.#voices.set(id, voice);
    return voice;
  }

  #begin(voice: Voice): void {
    if (voice.isSpeaking) return;
    voice.isSpeaking = true;
    this.#ranking.push(voice);
  }

  #endPauses(nowMs: number): void {
    for (const voice of this.#ranking) {
      voice.isSpeaking = nowMs - voice.speechAt < END_MS;
      if (!voice.isSpeaking) voice.speechMs = 0;
    }
    this.#ranking = this.#ranking.filter(({ isSpeaking }) => isSpeaking);
  }

  #shrinkHolders(count: number): void {
    while (this.#holders.length > count) {
      const silent = this.#longestSilent();
      this.#holders.splice(silent < 0 ? this.#holders.length - 1 : silent, 1);
    }
  }

  #seat(id: string, count: number): void {
    const voice = this.#voices.get(id);
    if (voice === undefined || this.#holders.includes(voice)) return;
    if (this.#holders.length < count) {
      this.#holders.push(voice);
      return;
    }
    const silent = voice.isSpeaking ? this.#longestSilent() : -1;
    if (silent >= 0) this.#holders[silent] = voice;
  }

  /** The place of the holder who has not spoken for the longest time; -1 when all speak. */
  #longestSilent(): number {
    let found = -1;
    let since = Number.POSITIVE_INFINITY;
    for (const [index, holder] of this.#holders.entries()) {
      if (holder.isSpeaking || (found >= 0 && holder.speechAt >= since)) continue;
      found = index;
      since = holder.speechAt;
    }
    return found;
  }
}

/** Moves the one at `index` up past everybody in front of it who is clearly quieter. */
function overtake(order: Voice[], index: number): void {
  for (let at = index; at > 0; at -= 1) {
    const challenger = order[at];
    const before = order[at - 1];
    if (challenger === undefined || before === undefined) return;
    if (challenger.loudness < before.loudness + CLEARLY_DB) return;
    order[at - 1] = challenger;
    order[at] = before;
  }
}
