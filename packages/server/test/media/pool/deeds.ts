/** What a test asks of the stand-in worker, in the place of a session description. */
import { decodeJson } from "@parley/protocol";

export type Deed =
  /** To say its process id, its environment, its rooms, and of whom it has heard. */
  | { readonly deed: "tell" }
  /** To send what no worker should send. */
  | { readonly deed: "nonsense" }
  /** To stop beating, and to mind nothing any more. */
  | { readonly deed: "hang" }
  | { readonly deed: "beat"; readonly transports: number; readonly packets: number };

export function readDeed(text: string): Deed {
  return decodeJson<Deed>(text, () => true) ?? { deed: "tell" };
}

export type Told = {
  readonly pid: number;
  readonly env: { readonly [name: string]: string };
  readonly heard: readonly string[];
  readonly rooms: readonly string[];
};
