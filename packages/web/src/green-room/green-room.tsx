import type { LocalMediaView } from "@parley/sdk";
import { type Failure, failureText } from "../lib/failure.ts";
import { useDocumentTitle } from "../lib/use-document-title.ts";
import { DeviceSelects } from "../media/device-select.tsx";
import { ProblemNotices } from "../media/problem-notices.tsx";
import type { DeviceProblem } from "../media/problem-text.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { hasDetails, mustAsk } from "../visit/door.ts";
import type { Place } from "../visit/visit-view.ts";
import { Present } from "./present.tsx";

export type GreenRoomActions = {
  select: (kind: "mic" | "camera" | "speaker", deviceId: string) => void;
  retry: (sources: DeviceProblem["sources"]) => void;
  join: () => void;
  changeName: () => void;
};

type Props = {
  scene: Place & {
    readonly invited: boolean;
    readonly joining: boolean;
    readonly failure: Failure | null;
  };
  local: LocalMediaView;
  actions: GreenRoomActions;
};

/** Before the meeting: who is in, which devices, and one large button to join. */
export function GreenRoom({ scene, local, actions }: Props) {
  const { room, visitor, failure } = scene;
  useDocumentTitle(room.name === "" ? room.code : room.name);
  return (
    <section aria-label="Join" className="grid gap-5">
      <div className="grid gap-1.5">
        <h1 className="text-xl font-semibold tracking-tight wrap-anywhere">
          {room.name === "" ? "Ready to join?" : room.name}
        </h1>
        <p className="text-muted tabular-nums">{room.code}</p>
      </div>
      <WhoIsIn {...scene} />
      {visitor.kind === "guest" && <GuestLine name={visitor.name} onChange={actions.changeName} />}
      <ProblemNotices local={local} onRetry={actions.retry} />
      <DeviceSelects local={local} onSelect={actions.select} />
      {failure !== null && (
        <div role="alert">
          <Notice tone="problem">{failureText(failure)}</Notice>
        </div>
      )}
      <JoinButton {...scene} onJoin={actions.join} />
    </section>
  );
}

/** Who may look inside sees who is there; the others are told what comes next. */
function WhoIsIn({ room, visitor, invited }: Props["scene"]) {
  if (hasDetails(room)) return <Present participants={room.participants} />;
  return (
    <p className="min-h-9 text-pretty text-muted">
      {mustAsk(room, visitor, invited)
        ? "A host will see your name and decide whether to let you in."
        : "You will see who is there when you are in."}
    </p>
  );
}

function GuestLine({ name, onChange }: { name: string; onChange: () => void }) {
  return (
    <p className="-my-1 flex flex-wrap items-center gap-x-3">
      <span className="min-w-0 wrap-anywhere">
        You are <strong className="font-semibold">{name}</strong>, a guest.
      </span>
      <button
        type="button"
        onClick={onChange}
        className="min-h-9 rounded-s font-semibold text-accent underline-offset-4 hover:underline"
      >
        Change name
      </button>
    </p>
  );
}

function JoinButton({
  room,
  visitor,
  invited,
  joining,
  onJoin,
}: Props["scene"] & { onJoin: () => void }) {
  const asks = mustAsk(room, visitor, invited);
  const name = asks ? "Ask to join" : "Join now";
  return (
    <div className="sticky bottom-0 -mx-4 grid bg-bg px-4 py-3 sm:-mx-6 sm:px-6 md:static md:m-0 md:p-0">
      <Button size="l" busy={joining} onClick={onJoin}>
        {joining ? (asks ? "Asking" : "Joining") : name}
      </Button>
    </div>
  );
}
