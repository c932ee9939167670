import type { RoomDetails } from "@parley/protocol";
import { useState } from "react";
import { announce } from "../lib/announcer.tsx";
import { Problem } from "../lib/problem.tsx";
import { useAction } from "../lib/use-action.ts";
import { useLoaded } from "../lib/use-loaded.ts";
import { Button } from "../ui/button.tsx";
import { candidates } from "./candidates.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { DeletionSection } from "./deletion-section.tsx";
import { Nothing, Section, WhenLoaded } from "./parts.tsx";
import { roomTitle } from "./room-line.ts";
import type { RoomApi } from "./room-page.tsx";
import { SelectField } from "./select-field.tsx";

type OwnerApi = Pick<RoomApi, "updateRoom" | "deleteRoom" | "attendance">;

/** What only the owner may do: give the room away, or delete it. */
export function OwnerSection({
  room,
  api,
  onDeleted,
}: {
  room: RoomDetails;
  api: OwnerApi;
  onDeleted: () => void;
}) {
  return (
    <>
      <HandOver room={room} api={api} />
      <DeleteRoom room={room} api={api} onDeleted={onDeleted} />
    </>
  );
}

function HandOver({ room, api }: { room: RoomDetails; api: OwnerApi }) {
  const [view, loaded] = useLoaded(async () =>
    candidates(room.participants, (await api.attendance(room.code)).stays),
  );
  const [chosen, setChosen] = useState("");
  const [asking, setAsking] = useState(false);
  const [done, setDone] = useState<string | null>(null);
  const handOver = useAction(async (id: string, name: string) => {
    await api.updateRoom(room.code, { ownerId: id });
    setDone(name);
    announce(`The room belongs to ${name} now`);
  });
  return (
    <Section
      title="Hand over"
      lead="Make somebody else the owner. You stay a co-host. Only the owner can do this."
    >
      {done === null ? (
        <WhenLoaded view={view} loaded={loaded}>
          {(people) =>
            people.length === 0 ? (
              <Nothing>Nobody else with an account has been here yet.</Nothing>
            ) : (
              <div className="flex flex-wrap items-end gap-3">
                <div className="min-w-0 flex-1 basis-50">
                  <SelectField
                    label="New owner"
                    value={chosen}
                    onChange={(event) => setChosen(event.target.value)}
                  >
                    <option value="">Choose somebody</option>
                    {people.map(({ id, name }) => (
                      <option key={id} value={id}>
                        {name}
                      </option>
                    ))}
                  </SelectField>
                </div>
                <Button look="plain" disabled={chosen === ""} onClick={() => setAsking(true)}>
                  Hand over
                </Button>
                {asking && (
                  <ConfirmDialog
                    title={`Make ${nameOf(people, chosen)} the owner?`}
                    text="The room is theirs from then on, and only they can give it back."
                    action="Hand over"
                    onConfirm={() => handOver.run(chosen, nameOf(people, chosen))}
                    onClose={() => setAsking(false)}
                  />
                )}
              </div>
            )
          }
        </WhenLoaded>
      ) : (
        <p>The room belongs to {done} now. You are a co-host.</p>
      )}
      {handOver.failure !== null && <Problem failure={handOver.failure} />}
    </Section>
  );
}

const nameOf = (people: readonly { id: string; name: string }[], id: string) =>
  people.find((one) => one.id === id)?.name ?? "";

function DeleteRoom({
  room,
  api,
  onDeleted,
}: {
  room: RoomDetails;
  api: OwnerApi;
  onDeleted: () => void;
}) {
  const remove = useAction(async () => {
    await api.deleteRoom(room.code);
    onDeleted();
  });
  return (
    <DeletionSection
      title="Delete the room"
      lead="Ends the meeting, and the link stops working for good. Only the owner can do this."
      button="Delete room"
      question={`Delete ${roomTitle(room)}?`}
      consequences="Everyone is sent out, the link stops working, and its chat and attendance cannot be seen any more. This cannot be undone."
      typed={room.code}
      action={remove}
    />
  );
}
