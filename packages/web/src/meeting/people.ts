import type { Role, Waiting } from "@parley/protocol";
import { type May, type Person, selfOf } from "./meeting-model.ts";

export const ROLE_BADGES = { owner: "Host", cohost: "Co-host", member: null } as const;

export type PeopleSections = {
  readonly waiting: readonly Waiting[];
  /** In the order of raising. */
  readonly hands: readonly Person[];
  /** Oneself first, then hosts, then by name. */
  readonly people: readonly Person[];
};

const RANK = { owner: 0, cohost: 1, member: 2 } as const;

/** Everyone by section, as far as their name has what is searched for. */
export function peopleSections(
  people: readonly Person[],
  waiting: readonly Waiting[],
  query: string,
): PeopleSections {
  const wanted = query.trim().toLocaleLowerCase();
  const matches = ({ name }: { name: string }) => name.toLocaleLowerCase().includes(wanted);
  const found = people.filter(matches);
  return {
    waiting: waiting.filter(matches),
    hands: found
      .flatMap((person) => (person.hand === null ? [] : { person, place: person.hand }))
      .toSorted((a, b) => a.place - b.place)
      .map(({ person }) => person),
    people: found.toSorted(byPlaceInList),
  };
}

function byPlaceInList(a: Person, b: Person): number {
  return (
    Number(b.self) - Number(a.self) ||
    RANK[a.role] - RANK[b.role] ||
    a.name.localeCompare(b.name) ||
    a.id.localeCompare(b.id)
  );
}

/** What one can do about a person. */
export type PersonAction =
  | "message"
  | "lower-hand"
  | "mute"
  | "ask-mic"
  | "stop-camera"
  | "ask-camera"
  | "stop-screen"
  | "make-cohost"
  | "make-member"
  | "hand-over"
  | "remove"
  | "ban";

/** Those of the actions that are of use for this person, in the order of a menu. */
export function personActions(
  person: Person,
  people: readonly Person[],
  may: May,
): readonly PersonAction[] {
  const me = selfOf(people);
  if (me === undefined) return [];
  if (person.self) return person.hand === null ? [] : ["lower-hand"];
  const actions: PersonAction[] = may.chat ? ["message"] : [];
  if (mayTouch(me.role, person.role)) actions.push(...controlActions(person, may));
  if (may.assignRoles) actions.push(...roleActions(person));
  if (may.remove && mayTouch(me.role, person.role)) actions.push("remove", "ban");
  return actions;
}

/** As the server has it: nobody but the owner has a say over the owner. */
function mayTouch(mine: Role, theirs: Role): boolean {
  return mine === "owner" || (mine === "cohost" && theirs !== "owner");
}

function controlActions({ hand, mic, cameraOn, screenOn }: Person, may: May): PersonAction[] {
  if (!may.mute) return [];
  const actions: PersonAction[] = [];
  if (hand !== null) actions.push("lower-hand");
  actions.push(mic ? "mute" : "ask-mic", cameraOn ? "stop-camera" : "ask-camera");
  if (screenOn) actions.push("stop-screen");
  return actions;
}

function roleActions({ role, guest }: Person): PersonAction[] {
  const change = role === "cohost" ? "make-member" : "make-cohost";
  return guest ? [change] : [change, "hand-over"];
}
