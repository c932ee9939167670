import type { Place } from "./ports.ts";

/** The room is not here: another node has it, or nobody can tell yet. */
export class Elsewhere extends Error {
  readonly place: Exclude<Place, { state: "here" }>;

  constructor(place: Exclude<Place, { state: "here" }>) {
    super("Another node has the room.");
    this.name = "Elsewhere";
    this.place = place;
  }
}
