import { ChevronDown, SendHorizontal } from "lucide-react";
import { type KeyboardEvent, type RefObject, useId } from "react";
import { Tip } from "../ui/tip.tsx";
import { type Recipient, lengthNote, recipientOf, sendable } from "./chat-model.ts";
import type { Person } from "./meeting-model.ts";
import type { Chat } from "./use-chat.ts";

type Props = {
  field: RefObject<HTMLTextAreaElement | null>;
  chat: Pick<Chat, "draft" | "setDraft" | "to" | "setTo">;
  people: readonly Person[];
  onSend: (text: string, to: string | null) => void;
};

/** Where one writes: Enter sends, Shift+Enter begins a new line. */
export function Composer({ field, chat, people, onSend }: Props) {
  const others = people.filter(({ self }) => !self);
  const recipient = recipientOf(chat.to, others);
  const text = recipient.kind === "gone" ? null : sendable(chat.draft);
  const note = noteOf(recipient, chat.draft);
  const noteId = useId();
  const send = () => {
    if (text === null) return;
    onSend(text, chat.to);
    chat.setDraft("");
    field.current?.focus();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      className="grid gap-2 px-3.5 pt-1 pb-3.5"
    >
      <RecipientSelect others={others} recipient={recipient} onChange={chat.setTo} />
      <div
        className={`flex items-end gap-1 rounded-[22px] border bg-raised pr-1 focus-within:outline-2 focus-within:outline-focus ${recipient.kind === "everyone" ? "border-raised" : "border-accent"}`}
      >
        <Field
          field={field}
          draft={chat.draft}
          name={fieldName(recipient)}
          noteId={note === null ? undefined : noteId}
          onChange={chat.setDraft}
          onEnter={send}
        />
        <Tip text="Send" shortcut="Enter">
          <button
            type="submit"
            aria-label="Send"
            aria-disabled={text === null || undefined}
            className="mb-1 grid size-9 shrink-0 place-items-center rounded-full bg-accent text-accent-text transition-colors hover:bg-accent-hover aria-disabled:cursor-default aria-disabled:bg-transparent aria-disabled:text-muted"
          >
            <SendHorizontal size={18} aria-hidden />
          </button>
        </Tip>
      </div>
      {note !== null && (
        <p
          id={noteId}
          className={`px-2 text-s tabular-nums ${note.over ? "text-off-mark" : "text-muted"}`}
        >
          {note.text}
        </p>
      )}
    </form>
  );
}

function fieldName(recipient: Recipient): string {
  return recipient.kind === "person" ? `Message ${recipient.person.name} only` : "Message everyone";
}

function noteOf(recipient: Recipient, draft: string): ReturnType<typeof lengthNote> {
  if (recipient.kind !== "gone") return lengthNote(draft);
  return { text: "They have left the meeting. Choose whom to write to.", over: true };
}

function Field({
  field,
  draft,
  name,
  noteId,
  onChange,
  onEnter,
}: {
  field: RefObject<HTMLTextAreaElement | null>;
  draft: string;
  name: string;
  noteId: string | undefined;
  onChange: (draft: string) => void;
  onEnter: () => void;
}) {
  const press = (event: KeyboardEvent) => {
    // While an input method composes, Enter chooses a word.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    onEnter();
  };
  return (
    <div className="grid max-h-36 min-w-0 flex-1 overflow-y-auto *:col-start-1 *:row-start-1 *:px-3.5 *:py-2.5">
      {/* The same text, unseen, gives the field its height. */}
      <p aria-hidden className="invisible wrap-anywhere whitespace-pre-wrap">
        {`${draft} `}
      </p>
      <textarea
        ref={field}
        rows={1}
        aria-label={name}
        aria-describedby={noteId}
        placeholder={name}
        value={draft}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={press}
        className="resize-none overflow-hidden bg-transparent wrap-anywhere outline-none placeholder:truncate"
      />
    </div>
  );
}

function RecipientSelect({
  others,
  recipient,
  onChange,
}: {
  others: readonly Person[];
  recipient: Recipient;
  onChange: (to: string | null) => void;
}) {
  const id = useId();
  const everyone = recipient.kind === "everyone";
  if (others.length === 0 && everyone) return null;
  return (
    <div className="flex min-w-0 items-center gap-2 px-1.5 text-s">
      <label htmlFor={id} className="shrink-0 text-muted">
        To
      </label>
      <span className="relative flex min-w-0 items-center">
        <select
          id={id}
          value={selectedId(recipient)}
          onChange={(event) => onChange(event.target.value === "" ? null : event.target.value)}
          className={`min-h-8 max-w-full min-w-0 appearance-none truncate rounded-full border py-1 pr-8 pl-3 font-medium [&>option]:bg-surface [&>option]:text-ink ${everyone ? "border-line bg-transparent" : "border-accent bg-accent-soft text-accent"}`}
        >
          <option value="">Everyone</option>
          {recipient.kind === "gone" && <option value={recipient.id}>Somebody who has left</option>}
          {others.map(({ id: personId, name, guest }) => (
            <option key={personId} value={personId}>
              {guest ? `${name} (guest)` : name}
            </option>
          ))}
        </select>
        <ChevronDown size={15} aria-hidden className="pointer-events-none absolute right-2.5" />
      </span>
    </div>
  );
}

function selectedId(recipient: Recipient): string {
  if (recipient.kind === "everyone") return "";
  return recipient.kind === "person" ? recipient.person.id : recipient.id;
}
