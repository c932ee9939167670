import type { RoomDetails, User } from "@parley/protocol";
import type { LocalMediaView } from "@parley/sdk";
import type { ReactNode } from "react";
import { type Failure, failureText } from "../lib/failure.ts";
import { whoIsHere } from "../lib/person.ts";
import { useDocumentTitle } from "../lib/use-document-title.ts";
import { DeviceSelects } from "../media/device-select.tsx";
import { ProblemNotices } from "../media/problem-notices.tsx";
import type { DeviceProblem } from "../media/problem-text.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { Page } from "../ui/page.tsx";
import { Preview } from "./preview.tsx";

export type GreenRoomActions = {
  setMic: (on: boolean) => void;
  setCamera: (on: boolean) => void;
  select: (kind: "mic" | "camera" | "speaker", deviceId: string) => void;
  retry: (sources: DeviceProblem["sources"]) => void;
  join: () => void;
};

type Props = {
  details: RoomDetails;
  user: User;
  local: LocalMediaView;
  joining: boolean;
  failure: Failure | null;
  actions: GreenRoomActions;
  corner?: ReactNode;
};

/** Before the meeting: how one looks and sounds, who is in, and one large Join. */
export function GreenRoom({ details, user, local, joining, failure, actions, corner }: Props) {
  const title = details.name === "" ? "Ready to join?" : details.name;
  useDocumentTitle(details.name === "" ? details.code : details.name);
  return (
    <Page corner={corner}>
      <div className="m-auto grid w-full max-w-280 items-center gap-6 py-2 md:grid-cols-[1.2fr_1fr] md:gap-8 lg:grid-cols-[1.4fr_1fr] lg:gap-14">
        <Preview
          id={user.id}
          name={user.displayName}
          local={local}
          onMic={actions.setMic}
          onCamera={actions.setCamera}
        />
        <section aria-label="Join" className="grid gap-5">
          <div className="grid gap-1.5">
            <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
            <p className="text-muted tabular-nums">{details.code}</p>
          </div>
          <Present participants={details.participants} />
          <ProblemNotices local={local} onRetry={actions.retry} />
          <DeviceSelects local={local} onSelect={actions.select} />
          {failure !== null && (
            <div role="alert">
              <Notice tone="problem">{failureText(failure)}</Notice>
            </div>
          )}
          <div className="sticky bottom-0 -mx-4 grid bg-bg px-4 py-3 sm:-mx-6 sm:px-6 md:static md:m-0 md:p-0">
            <Button size="l" busy={joining} onClick={actions.join}>
              {joining ? "Joining" : "Join"}
            </Button>
          </div>
        </section>
      </div>
    </Page>
  );
}

const FACES = 4;

function Present({ participants }: { participants: RoomDetails["participants"] }) {
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
