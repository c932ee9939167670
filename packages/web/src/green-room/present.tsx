import type { Participant } from "@parley/protocol";
import { whoIsHere } from "../lib/person.ts";
import { Avatar } from "../ui/avatar.tsx";

const FACES = 4;

/** Who is in the meeting already. */
export function Present({ participants }: { participants: readonly Participant[] }) {
  return (
    <div className="flex min-h-9 items-center gap-3">
      {participants.length > 0 && (
        <span className="flex shrink-0 -space-x-1">
          {participants.slice(0, FACES).map(({ id, name }) => (
            <Avatar key={id} id={id} name={name} className="size-9 text-s ring-2 ring-bg" />
          ))}
        </span>
      )}
      <p className="min-w-0 text-pretty text-muted">
        {whoIsHere(participants.map(({ name }) => name))}
      </p>
    </div>
  );
}
