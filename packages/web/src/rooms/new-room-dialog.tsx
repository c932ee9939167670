import { type Access, LIMITS, type LinkedRoom } from "@parley/protocol";
import type { HttpClient } from "@parley/sdk";
import { ChevronRight } from "lucide-react";
import { type SubmitEvent, useState } from "react";
import { Problem } from "../lib/problem.tsx";
import { roomPagePath, roomPath } from "../lib/route.ts";
import { useAction } from "../lib/use-action.ts";
import { Button, LinkButton } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { LinkBox } from "../ui/link-box.tsx";
import { Switch } from "../ui/switch.tsx";
import { AccessField } from "./access-field.tsx";

export type NewRoomApi = Pick<HttpClient, "createRoom">;

/** A room for later: named if one likes, with its door, and its link to send. */
export function NewRoomDialog({
  api,
  access,
  onCreated,
  onClose,
}: {
  api: NewRoomApi;
  /** What is chosen at first. */
  access: Access;
  onCreated: () => void;
  onClose: () => void;
}) {
  const [room, setRoom] = useState<LinkedRoom | null>(null);
  const created = (made: LinkedRoom) => {
    setRoom(made);
    onCreated();
  };
  return (
    <Dialog title={room === null ? "New meeting" : "Your meeting is ready"} onClose={onClose}>
      {() =>
        room === null ? (
          <NewRoomForm api={api} first={access} onCreated={created} />
        ) : (
          <ReadyRoom room={room} />
        )
      }
    </Dialog>
  );
}

function NewRoomForm({
  api,
  first,
  onCreated,
}: {
  api: NewRoomApi;
  first: Access;
  onCreated: (room: LinkedRoom) => void;
}) {
  const [name, setName] = useState("");
  const [access, setAccess] = useState(first);
  const [direct, setDirect] = useState(false);
  const create = useAction(async () => {
    const title = name.trim();
    onCreated(
      await api.createRoom({
        access,
        ...(title === "" ? {} : { name: title }),
        ...(direct ? { settings: { media: "mesh" } } : {}),
      }),
    );
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    create.run();
  };
  return (
    <form noValidate onSubmit={submit} className="grid gap-5">
      <Field
        label="Name"
        hint="If you like. Everyone with the link sees it."
        value={name}
        onChange={(event) => setName(event.target.value)}
        maxLength={LIMITS.nameLength}
        autoComplete="off"
        error={create.failure?.fields["name"]}
      />
      <AccessField value={access} onChange={setAccess} />
      <Advanced direct={direct} onDirect={setDirect} />
      {create.failure !== null && create.failure.fields["name"] === undefined && (
        <Problem failure={create.failure} />
      )}
      <Button type="submit" busy={create.busy}>
        Create meeting
      </Button>
    </form>
  );
}

/** Closed at first: hardly anybody needs it. */
function Advanced({ direct, onDirect }: { direct: boolean; onDirect: (on: boolean) => void }) {
  return (
    <details className="group">
      <summary className="flex min-h-11 cursor-pointer list-none items-center gap-2 rounded-s font-medium text-muted hover:text-ink [&::-webkit-details-marker]:hidden">
        <ChevronRight size={18} aria-hidden className="transition-transform group-open:rotate-90" />
        Advanced
      </summary>
      <Switch
        label="Connect people directly"
        hint={`Picture and sound go from person to person, not through the server. For up to ${LIMITS.participantsPerMesh} people.`}
        on={direct}
        onChange={onDirect}
      />
    </details>
  );
}

function ReadyRoom({ room }: { room: LinkedRoom }) {
  return (
    <div className="grid gap-4">
      <p className="text-pretty text-muted">
        Send this link to those you want to meet. It works whenever you like.
      </p>
      <LinkBox link={room.url} />
      <div className="grid grid-cols-[repeat(auto-fit,minmax(8rem,1fr))] gap-3">
        <LinkButton look="plain" href={roomPath(room.code)}>
          Start now
        </LinkButton>
        <LinkButton look="plain" href={roomPagePath(room.code)}>
          Settings
        </LinkButton>
      </div>
    </div>
  );
}
