import type { Counters } from "../control.ts";
import { NO_COUNTS } from "../counters.ts";

/** Counters while they count. */
export type Counting = { -readonly [K in keyof Counters]: number };

export const counting = (): Counting => ({ ...NO_COUNTS });
