/**
 * A call over bad lines for longer than a test may take: a minute at a loss of 5 %, and a minute at
 * 400 kbit/s with the time it takes to be back on the largest picture. Needs root, as the lab does.
 * `npm run hunt:line -- 120` for two minutes of each.
 */
import { callInLab } from "../support/lab-call.ts";
import { concealed, heightOf, listened, reception } from "../support/reception.ts";

const SECONDS = Number(process.argv[2] ?? 60);
const MOST_BACK_SECONDS = 30;
const LIMITED_KBIT = 400;
const LOST_PER_MILLE = 50;

const { lab, bob, close } = await callInLab();
try {
  await untilLarge();
  lab.lose(LOST_PER_MILLE);
  await listened(bob.page, 10_000);
  await measure("5 % loss", { freezes: Math.ceil(SECONDS / 60), concealed: 0.05 });
  lab.loseNothing();
  lab.limit(LIMITED_KBIT);
  await listened(bob.page, 10_000);
  await measure(`${LIMITED_KBIT} kbit/s`, { freezes: 0, concealed: 0.02 });
  lab.unlimit();
  check("back on the largest picture, s", await untilLarge(), MOST_BACK_SECONDS);
} finally {
  await close();
}

async function measure(label: string, most: { freezes: number; concealed: number }) {
  const before = await reception(bob.page);
  await listened(bob.page, SECONDS * 1000);
  const after = await reception(bob.page);
  const frames = (after.framesDecoded - before.framesDecoded) / SECONDS;
  process.stdout.write(`${label}, ${SECONDS} s: ${frames.toFixed(1)} frames/s\n`);
  check("  freezes", after.freezes - before.freezes, most.freezes);
  check("  concealed share of the sound", concealed(before, after), most.concealed);
}

/** Seconds until the largest picture is shown. */
async function untilLarge(): Promise<number> {
  const began = performance.now();
  while ((await heightOf(bob.page)) !== 720) await listened(bob.page, 500);
  return (performance.now() - began) / 1000;
}

function check(label: string, value: number, most: number): void {
  const good = value <= most;
  if (!good) process.exitCode = 1;
  process.stdout.write(`${label}: ${value.toFixed(3)} (at most ${most})${good ? "" : " FAILED"}\n`);
}
