import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const RATE = 48_000;
const HEADER_BYTES = 44;
/** Of a voice, and where a mouth makes it loud, in Hz. */
const PITCH = 120;
const FORMANTS = [500, 1500, 2500];
const HARMONICS = 30;
const SYLLABLES_PER_SECOND = 4;
const SECONDS = 4;

/** A voice without words, as a WAV file for `--use-file-for-fake-audio-capture`. */
export async function speechFile(): Promise<{ path: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "parley-speech-"));
  const path = join(folder, "speech.wav");
  await writeFile(path, speech());
  return { path, remove: () => rm(folder, { recursive: true }) };
}

/** 16 bit, one channel. */
function speech(): Buffer {
  const samples = RATE * SECONDS;
  const wav = Buffer.alloc(HEADER_BYTES + 2 * samples);
  writeHeader(wav);
  for (let at = 0; at < samples; at += 1) {
    wav.writeInt16LE(Math.round(20_000 * voice(at / RATE)), HEADER_BYTES + 2 * at);
  }
  return wav;
}

/** From -1 to 1. The mouth opens and closes; the pitch goes up and down a little. */
function voice(seconds: number): number {
  const mouth = Math.sin(Math.PI * SYLLABLES_PER_SECOND * seconds) ** 2;
  const phase = 2 * Math.PI * PITCH * seconds + 3 * Math.sin(2 * Math.PI * 0.75 * seconds);
  let sum = 0;
  for (let harmonic = 1; harmonic <= HARMONICS; harmonic += 1) {
    sum += loudness(harmonic * PITCH) * Math.sin(harmonic * phase);
  }
  return (mouth * sum) / 4;
}

const loudness = (hertz: number): number =>
  Math.max(...FORMANTS.map((formant, i) => 1 / (1 + i) / (1 + ((hertz - formant) / 150) ** 2)));

function writeHeader(wav: Buffer): void {
  wav.write("RIFF", 0);
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.write("WAVEfmt ", 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(RATE, 24);
  wav.writeUInt32LE(2 * RATE, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write("data", 36);
  wav.writeUInt32LE(wav.length - HEADER_BYTES, 40);
}
