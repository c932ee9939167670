import { MicOff, Search, WifiOff } from "lucide-react";
import { useState } from "react";
import { Avatar } from "../ui/avatar.tsx";
import type { Person } from "./meeting-model.ts";
import { Panel } from "./panel.tsx";

const SEARCH_FROM = 9;

/** Everyone who is in, with a search when they are many. */
export function PeoplePanel({
  people,
  onClose,
}: {
  people: readonly Person[];
  onClose: () => void;
}) {
  const [query, setQuery] = useState("");
  const wanted = query.trim().toLowerCase();
  const found = people.filter(({ name }) => name.toLowerCase().includes(wanted));
  return (
    <Panel title="People" onClose={onClose}>
      {people.length >= SEARCH_FROM && (
        <label className="flex min-h-11 shrink-0 items-center gap-2.5 rounded-m bg-raised px-3.5 focus-within:outline-2 focus-within:outline-focus">
          <Search size={18} aria-hidden className="shrink-0 text-muted" />
          <input
            type="search"
            aria-label="Search people"
            placeholder="Search people"
            value={query}
            onChange={(event) => setQuery(event.target.value)}
            className="min-w-0 flex-1 bg-transparent py-2 outline-none"
          />
        </label>
      )}
      <p className="text-s text-muted tabular-nums">{people.length} in the meeting</p>
      <ul className="-mx-2 grid">
        {found.map((person) => (
          <PersonRow key={person.id} person={person} />
        ))}
      </ul>
      {found.length === 0 && (
        <p className="text-muted">Nobody here has “{query.trim()}” in their name.</p>
      )}
    </Panel>
  );
}

function PersonRow({ person: { id, name, self, host, mic, link } }: { person: Person }) {
  const note = [
    self && "You",
    host && "Host",
    link === "away" && "Reconnecting",
    link === "unreachable" && "No connection",
  ];
  const notes = note.filter((part) => part !== false);
  return (
    <li className="flex min-h-13 items-center gap-3 rounded-m px-2 py-1.5">
      <Avatar id={id} name={name} className="size-9 text-s" />
      <div className="grid min-w-0 flex-1">
        <p className="truncate font-medium">{name}</p>
        {notes.length > 0 && <p className="truncate text-s text-muted">{notes.join(" · ")}</p>}
      </div>
      {link === "away" && <WifiOff size={18} aria-hidden className="shrink-0 text-warn" />}
      {!mic && (
        <MicOff size={18} role="img" aria-label="Muted" className="shrink-0 text-off-mark" />
      )}
    </li>
  );
}
