/** Another node has the room now: what was stored is for that one to tell. */
export class Fenced extends Error {
  constructor() {
    super("Another node has the room now.");
    this.name = "Fenced";
  }
}
