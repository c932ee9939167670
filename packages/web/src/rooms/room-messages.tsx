import { dateText } from "../lib/time-text.ts";
import { cursorOf, usePages } from "../lib/use-loaded.ts";
import { MoreOf, Nothing, Section, isEmpty } from "./parts.tsx";
import type { RoomApi } from "./room-page.tsx";

/** What was written, the oldest first; earlier pages come above. */
export function MessagesSection({ code, api }: { code: string; api: Pick<RoomApi, "messages"> }) {
  const [view, pages] = usePages(async (cursor) => {
    const { messages, next } = await api.messages(code, cursorOf(cursor));
    return { rows: messages, next };
  });
  const messages = view.pages.toReversed().flat();
  return (
    <Section title="Chat" lead="What you may see of it: messages to everyone, and your own.">
      <MoreOf view={view} pages={pages} name="Show earlier messages" />
      {isEmpty(view) && <Nothing>Nothing has been written yet.</Nothing>}
      {messages.length > 0 && (
        <ol className="grid gap-4">
          {messages.map(({ id, from, to, text, sentAt }) => (
            <li key={id} className="grid gap-0.5">
              <p className="flex flex-wrap items-baseline gap-x-2">
                <span className="min-w-0 font-semibold wrap-anywhere">{from.name}</span>
                <span className="text-s text-muted tabular-nums">{dateText(sentAt)}</span>
                {to !== null && <span className="text-s text-muted">direct message</span>}
              </p>
              <p className="wrap-anywhere whitespace-pre-wrap">{text}</p>
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}
