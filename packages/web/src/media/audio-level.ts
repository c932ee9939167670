const SAMPLES = 512;
const EVERY_MS = 60;
const QUIET_DB = -60;
const LOUD_DB = -12;

let shared: AudioContext | null = null;

/**
 * One context for all meters. Before the first gesture on a page browsers refuse to start one, so
 * the caller waits for that.
 */
function context(): AudioContext {
  shared ??= new AudioContext();
  if (shared.state === "suspended") void shared.resume();
  return shared;
}

/** Calls once when sound may be used: at once, or after the first gesture. Returns a cancel. */
function whenActive(start: () => void): () => void {
  if (navigator.userActivation.hasBeenActive) {
    start();
    return () => {};
  }
  const stop = new AbortController();
  const options = { signal: stop.signal, capture: true };
  const go = () => {
    stop.abort();
    start();
  };
  for (const gesture of ["pointerup", "keyup"]) window.addEventListener(gesture, go, options);
  return () => stop.abort();
}

/** Loudness from 0 (silence) to 1, from the samples of one moment. */
export function levelOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const decibels = 10 * Math.log10(sum / samples.length + Number.EPSILON);
  return Math.min(1, Math.max(0, (decibels - QUIET_DB) / (LOUD_DB - QUIET_DB)));
}

/** Reports the loudness of a stream's audio about 16 times a second until it is stopped. */
export function watchLevel(stream: MediaStream, onLevel: (level: number) => void): () => void {
  if (stream.getAudioTracks().length === 0) return () => {};
  let stop = () => {};
  const cancel = whenActive(() => {
    const audio = context();
    const source = audio.createMediaStreamSource(stream);
    const analyser = audio.createAnalyser();
    analyser.fftSize = SAMPLES;
    source.connect(analyser);
    const samples = new Float32Array(SAMPLES);
    const timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      onLevel(levelOf(samples));
    }, EVERY_MS);
    stop = () => {
      clearInterval(timer);
      source.disconnect();
    };
  });
  return () => {
    cancel();
    stop();
  };
}
