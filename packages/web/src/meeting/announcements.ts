import type { ChatItem } from "@parley/sdk";
import { beginReading, unreadOf } from "./chat-model.ts";
import { type MeetingModel, type Person, selfOf } from "./meeting-model.ts";
import { reactionName } from "./reactions.ts";

const NAMED_AT_ONCE = 3;
const TEXT_LENGTH = 140;

/** What a screen reader should hear about the step from one moment of a meeting to the next. */
export function announcements(before: MeetingModel, after: MeetingModel): string[] {
  return [
    ...connectionNews(before, after),
    ...named(missingFrom(after.people, before.people), "joined"),
    ...named(missingFrom(before.people, after.people), "left"),
    ...waitingNews(before, after),
    ...microphoneNews(before, after),
    ...handNews(before, after),
    ...sharingNews(before, after),
    ...chatNews(before, after),
  ];
}

/** The people of one list that are not in another, without oneself. */
function missingFrom(list: readonly Person[], other: readonly Person[]): Person[] {
  const known = new Set(other.map(({ id }) => id));
  return list.filter(({ id, self }) => !self && !known.has(id));
}

/** One sentence for each of a few; a crowd is counted. */
function named(people: readonly { name: string }[], did: string, theyDid = did): string[] {
  if (people.length > NAMED_AT_ONCE) return [`${people.length} people ${theyDid}`];
  return people.map(({ name }) => `${name} ${did}`);
}

function waitingNews(before: MeetingModel, after: MeetingModel): string[] {
  const known = new Set(before.waiting.map(({ id }) => id));
  const news = after.waiting.filter(({ id }) => !known.has(id));
  return named(news, "asks to join", "ask to join");
}

function microphoneNews(before: MeetingModel, after: MeetingModel): string[] {
  const was = selfOf(before.people)?.mic;
  const is = selfOf(after.people)?.mic;
  if (was === undefined || is === undefined || was === is) return [];
  return [is ? "Your microphone is on" : "Your microphone is off"];
}

function handNews(before: MeetingModel, after: MeetingModel): string[] {
  const up = new Set(before.people.filter(({ hand }) => hand !== null).map(({ id }) => id));
  const raised = after.people.filter(({ id, hand, self }) => !self && hand !== null && !up.has(id));
  const news = named(raised, "raised a hand");
  const me = selfOf(after.people);
  if (me === undefined || up.has(me.id) === (me.hand !== null)) return news;
  return [me.hand === null ? "Your hand is down" : "Your hand is raised", ...news];
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

function chatNews(before: MeetingModel, after: MeetingModel): string[] {
  if (before.chat === after.chat) return [];
  const selfId = selfOf(after.people)?.id ?? null;
  const news = unreadOf(after.chat, selfId, beginReading(before.chat).mark);
  if (news.length > NAMED_AT_ONCE) return [`${news.length} new messages`];
  return news.map(messageText);
}

function messageText({ from, to, text }: ChatItem): string {
  const short = text.length > TEXT_LENGTH ? `${text.slice(0, TEXT_LENGTH)}…` : text;
  return `${to === null ? "Message" : "Direct message"} from ${from.name}: ${short}`;
}

function connectionNews(before: MeetingModel, after: MeetingModel): string[] {
  const was = before.connection.state;
  const is = after.connection.state;
  if (was === "live" && is === "reconnecting") {
    return ["The connection to the server is lost. Your call goes on; we are reconnecting."];
  }
  return was === "reconnecting" && is === "live" ? ["Connected again"] : [];
}

/** Who reacted with what since it was last told; many are counted. */
export function reactionNews(
  reactions: readonly { readonly name: string; readonly emoji: string }[],
): string | null {
  if (reactions.length > NAMED_AT_ONCE) return `${reactions.length} reactions`;
  if (reactions.length === 0) return null;
  return reactions.map(({ name, emoji }) => `${name}: ${reactionName(emoji)}`).join(". ");
}

const ROLE_NEWS = {
  owner: "This room is yours now",
  cohost: "You are a co-host now",
  member: "You are not a host any more",
} as const;

/** What to tell somebody whose own role has changed. */
export function roleNews(before: MeetingModel, after: MeetingModel): string | null {
  const was = selfOf(before.people)?.role;
  const is = selfOf(after.people)?.role;
  return was === undefined || is === undefined || was === is ? null : ROLE_NEWS[is];
}
