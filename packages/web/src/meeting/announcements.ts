import type { MeetingModel, Person } from "./meeting-model.ts";

const NAMED_AT_ONCE = 3;

/** What a screen reader should hear about the step from one moment of a meeting to the next. */
export function announcements(before: MeetingModel, after: MeetingModel): string[] {
  return [
    ...connectionNews(before, after),
    ...peopleNews(missingFrom(after.people, before.people), "joined"),
    ...peopleNews(missingFrom(before.people, after.people), "left"),
    ...microphoneNews(before, after),
    ...sharingNews(before, after),
  ];
}

/** The people of one list that are not in another, without oneself. */
function missingFrom(list: readonly Person[], other: readonly Person[]): Person[] {
  const known = new Set(other.map(({ id }) => id));
  return list.filter(({ id, self }) => !self && !known.has(id));
}

function peopleNews(people: readonly Person[], what: "joined" | "left"): string[] {
  if (people.length > NAMED_AT_ONCE) return [`${people.length} people ${what}`];
  return people.map(({ name }) => `${name} ${what}`);
}

function microphoneNews(before: MeetingModel, after: MeetingModel): string[] {
  const was = before.people.find(({ self }) => self)?.mic;
  const is = after.people.find(({ self }) => self)?.mic;
  if (was === undefined || is === undefined || was === is) return [];
  return [is ? "Your microphone is on" : "Your microphone is off"];
}

function sharingNews(before: MeetingModel, after: MeetingModel): string[] {
  const was = new Map(before.shares.map(({ personId, name }) => [personId, name]));
  const is = new Map(after.shares.map(({ personId, name }) => [personId, name]));
  const news = [];
  for (const [id, name] of is) if (!was.has(id)) news.push(`${name} started presenting`);
  for (const [id, name] of was) if (!is.has(id)) news.push(`${name} stopped presenting`);
  if (!before.sharing && after.sharing) news.push("You started presenting");
  if (before.sharing && !after.sharing) news.push("You stopped presenting");
  return news;
}

function connectionNews(before: MeetingModel, after: MeetingModel): string[] {
  const was = before.connection.state;
  const is = after.connection.state;
  if (was === "live" && is === "reconnecting") {
    return ["The connection to the server is lost. Your call goes on; we are reconnecting."];
  }
  return was === "reconnecting" && is === "live" ? ["Connected again"] : [];
}
