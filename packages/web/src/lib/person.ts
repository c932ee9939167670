const HUES = 12;

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

function firstGrapheme(word: string): string {
  for (const { segment } of graphemes.segment(word)) return segment;
  return "";
}

/** One or two letters for an avatar: of the first and the last word of a name. */
export function initials(name: string): string {
  const words = name
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(word));
  const first = words[0] ?? name.trim();
  const last = words.length > 1 ? (words.at(-1) ?? "") : "";
  return `${firstGrapheme(first)}${firstGrapheme(last)}`.toUpperCase();
}

/** The class of an avatar's colour: the same id has the same colour everywhere. FNV-1a, 32 bits. */
export function hueClass(id: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return `hue-${((hash >>> 0) % HUES) + 1}`;
}

/** Who is in a room, in one sentence: at most two by name. */
export function whoIsHere(names: readonly string[]): string {
  const [first, second] = names;
  if (first === undefined) return "Nobody else is here yet";
  if (second === undefined) return `${first} is here`;
  if (names.length === 2) return `${first} and ${second} are here`;
  const others = names.length - 2;
  return `${first}, ${second} and ${others === 1 ? "one other" : `${others} others`} are here`;
}
