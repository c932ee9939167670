import type { Layer } from "@parley/protocol";
import { type MediaDescription, numberOf, textOf } from "./description.ts";

/** A stream that a section announces by SSRC, with the one that repeats its packets (RFC 4588). */
export type SentStream = { readonly ssrc: number; readonly rtxSsrc: number | null };

const LAYERS: readonly Layer[] = ["q", "h", "f"];
const MAX_SSRC = 2 ** 32 - 1;

/** The simulcast layers that a section sends (RFC 8853), in its order; others than ours are left out. */
export function readRids(section: MediaDescription): readonly Layer[] {
  const { dir1, list1, dir2, list2 } = section.simulcast ?? {};
  const list = dir1 === "send" ? list1 : dir2 === "send" ? list2 : "";
  const declared = new Set(
    (section.rids ?? []).filter((it) => it.direction === "send").map(({ id }) => textOf(id)),
  );
  const wanted = textOf(list)
    .split(";")
    .map((alternatives) => alternatives.split(",", 1).join("").replace(/^~/, ""));
  const layers = wanted.flatMap((rid) => LAYERS.filter((layer) => layer === rid));
  return [...new Set(layers)].filter((layer) => declared.has(layer));
}

/**
 * The streams of a section's a=ssrc lines. One for each layer is enough: a section that names more
 * is known by its header extensions only.
 */
export function readStreams(section: MediaDescription): readonly SentStream[] {
  const ssrcs = new Set((section.ssrcs ?? []).map(({ id }) => ssrcOf(id)));
  const repairs = readPairs(section);
  const streams: SentStream[] = [];
  for (const ssrc of ssrcs) {
    if (ssrc === null || repairs.has(ssrc)) continue;
    const repair = [...repairs].find(([, original]) => original === ssrc);
    streams.push({ ssrc, rtxSsrc: repair?.[0] ?? null });
    if (streams.length > LAYERS.length) return [];
  }
  return streams;
}

/** RTX SSRC -> the SSRC it repairs (RFC 5576 4.2, FID). */
function readPairs(section: MediaDescription): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>();
  for (const { semantics, ssrcs } of (section.ssrcGroups ?? []).slice(0, LAYERS.length)) {
    const [original = null, repair = null] = textOf(ssrcs).split(" ", 2).map(ssrcOf);
    if (semantics === "FID" && original !== null && repair !== null) pairs.set(repair, original);
  }
  return pairs;
}

const ssrcOf = (value: unknown): number | null => numberOf(value, MAX_SSRC);
