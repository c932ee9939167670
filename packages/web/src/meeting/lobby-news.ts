import type { Waiting } from "@parley/protocol";

export type LobbyNews = { readonly first: Waiting; readonly others: number };

/**
 * Whom to tell a host about who is not looking at the people: the one who has waited longest, and
 * how many more there are. Null when nobody waits whom the host has not put away.
 */
export function lobbyNews(
  waiting: readonly Waiting[],
  putAway: ReadonlySet<string>,
): LobbyNews | null {
  const news = waiting.filter(({ id }) => !putAway.has(id)).toSorted((a, b) => a.since - b.since);
  const [first] = news;
  return first === undefined ? null : { first, others: news.length - 1 };
}
