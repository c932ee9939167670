import { Search } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "../ui/button.tsx";
import type { MeetingModel } from "./meeting-model.ts";
import { Panel, PanelBody } from "./panel.tsx";
import { peopleSections, personActions } from "./people.ts";
import type { PersonMenuActions } from "./person-menu.tsx";
import { HandRow, PersonRow, WaitingRow } from "./people-rows.tsx";

const SEARCH_FROM = 9;

/** Everyone who is in or wants in, with a search when they are many. */
export function PeoplePanel({
  model,
  actions,
  onClose,
}: {
  model: MeetingModel;
  actions: PersonMenuActions;
  onClose: () => void;
}) {
  const [query, setQuery] = useState("");
  const { people, waiting, may } = model;
  const many = people.length + waiting.length >= SEARCH_FROM;
  const found = peopleSections(people, waiting, many ? query : "");
  const none = found.waiting.length + found.people.length === 0;
  return (
    <Panel title="People" onClose={onClose}>
      <PanelBody>
        {many && <SearchField query={query} onChange={setQuery} />}
        {may.admit && found.waiting.length > 0 && (
          <WaitingSection waiting={found.waiting} actions={actions} />
        )}
        {found.hands.length > 0 && (
          <Section
            title="Raised hands"
            end={
              may.mute && (
                <Button look="quiet" size="s" onClick={actions.room.lowerAllHands}>
                  Lower all
                </Button>
              )
            }
          >
            {found.hands.map((person) => (
              <HandRow
                key={person.id}
                person={person}
                mayLower={personActions(person, people, may).includes("lower-hand")}
                onLower={actions.room.lowerHand}
              />
            ))}
          </Section>
        )}
        <Section
          title={`${people.length} in the meeting`}
          end={
            may.mute &&
            people.length > 1 && (
              <Button look="quiet" size="s" onClick={actions.room.muteAll}>
                Mute all
              </Button>
            )
          }
        >
          {found.people.map((person) => (
            <PersonRow
              key={person.id}
              person={person}
              offered={personActions(person, people, may)}
              actions={actions}
            />
          ))}
        </Section>
        {none && <p className="text-muted">Nobody here has “{query.trim()}” in their name.</p>}
      </PanelBody>
    </Panel>
  );
}

function WaitingSection({
  waiting,
  actions,
}: {
  waiting: MeetingModel["waiting"];
  actions: PersonMenuActions;
}) {
  const { admit, deny } = actions.room;
  return (
    <Section
      title="Waiting"
      end={
        waiting.length > 1 && (
          <>
            <Button look="quiet" size="s" onClick={() => deny("all")}>
              Deny all
            </Button>
            <Button look="quiet" size="s" onClick={() => admit("all")}>
              Admit all
            </Button>
          </>
        )
      }
    >
      {waiting.map((one) => (
        <WaitingRow
          key={one.id}
          one={one}
          onAdmit={() => admit([one.id])}
          onDeny={() => deny([one.id])}
        />
      ))}
    </Section>
  );
}

function Section({ title, end, children }: { title: string; end: ReactNode; children: ReactNode }) {
  return (
    <section className="grid gap-0.5">
      <header className="flex min-h-9 items-center justify-between gap-2">
        <h3 className="text-s text-muted tabular-nums">{title}</h3>
        <div className="-mr-3.5 flex shrink-0">{end}</div>
      </header>
      <ul className="-mx-2 grid">{children}</ul>
    </section>
  );
}

function SearchField({ query, onChange }: { query: string; onChange: (query: string) => void }) {
  return (
    <label className="flex min-h-11 shrink-0 items-center gap-2.5 rounded-m bg-raised px-3.5 focus-within:outline-2 focus-within:outline-focus">
      <Search size={18} aria-hidden className="shrink-0 text-muted" />
      <input
        type="search"
        aria-label="Search people"
        placeholder="Search people"
        value={query}
        onChange={(event) => onChange(event.target.value)}
        className="min-w-0 flex-1 bg-transparent py-2 outline-none"
      />
    </label>
  );
}
