import type { LocalMediaView } from "@parley/sdk";
import type { ReactNode } from "react";
import { canShareScreen } from "../lib/platform.ts";
import { useDocumentTitle } from "../lib/use-document-title.ts";
import type { DeviceProblem } from "../media/problem-text.ts";
import { AloneCard } from "./alone-card.tsx";
import { PresentingBanner, ReconnectingBanner } from "./banners.tsx";
import { Bar, type BarActions } from "./bar.tsx";
import { DetailsPanel } from "./details-panel.tsx";
import { DevicesDialog } from "./devices-dialog.tsx";
import type { MeetingModel } from "./meeting-model.ts";
import { PeoplePanel } from "./people-panel.tsx";
import { ProblemToasts } from "./problem-toasts.tsx";
import { RemoteSound } from "./remote-sound.tsx";
import { Stage } from "./stage.tsx";
import type { Surfaces } from "./surfaces.ts";
import { useStage } from "./use-stage.ts";

export type MeetingActions = BarActions & {
  select: (kind: "mic" | "camera" | "speaker", deviceId: string) => void;
  retry: (sources: DeviceProblem["sources"]) => void;
};

export type MeetingScreenProps = {
  model: MeetingModel;
  link: string;
  local: LocalMediaView;
  surfaces: Surfaces;
  actions: MeetingActions;
};

/** The whole meeting, drawn from what it is given. */
export function MeetingScreen(props: MeetingScreenProps) {
  const { model, local, surfaces, actions } = props;
  const title = model.title === "" ? model.code : model.title;
  useStage();
  useDocumentTitle(title);
  return (
    <main className="fixed inset-0 grid grid-rows-[minmax(0,1fr)_auto] bg-bg text-ink">
      <h1 className="sr-only">{title}</h1>
      <div className="relative flex min-h-0">
        <StageArea {...props} />
        <SidePanel {...props} />
      </div>
      <Bar
        title={title}
        local={local}
        count={model.people.length}
        canShare={canShareScreen && model.mayShare}
        sharing={model.sharing}
        surfaces={surfaces}
        actions={actions}
      />
      {surfaces.shown === "devices" && (
        <DevicesDialog local={local} onSelect={actions.select} onClose={surfaces.close} />
      )}
    </main>
  );
}

function StageArea({ model, link, local, surfaces, actions }: MeetingScreenProps) {
  const { people, shares, connection } = model;
  const alone = people.length === 1 && shares.length === 0;
  return (
    <div className="relative flex min-w-0 flex-1 flex-col gap-2 p-2 pb-0 md:p-3 md:pb-1">
      <div className="min-h-0 flex-1">
        <Stage
          people={people}
          shares={shares}
          onShowPeople={(opener) => surfaces.open("people", opener)}
        />
      </div>
      {alone && (
        <div className="shrink-0 md:absolute md:right-6 md:bottom-5 md:z-10 md:w-92">
          <AloneCard link={link} />
        </div>
      )}
      <Overlay edge="top">
        {connection.state === "reconnecting" && <ReconnectingBanner since={connection.since} />}
        {model.sharing && <PresentingBanner onStop={() => actions.setScreen(false)} />}
      </Overlay>
      <Overlay edge="bottom">
        <RemoteSound sounds={model.sounds} speaker={local.selected.speaker} />
        <ProblemToasts local={local} onRetry={actions.retry} />
      </Overlay>
    </div>
  );
}

/** Lies over the tiles without taking their clicks. */
function Overlay({ edge, children }: { edge: "top" | "bottom"; children: ReactNode }) {
  const place = edge === "top" ? "top-4" : "bottom-4";
  return (
    <div
      className={`pointer-events-none absolute inset-x-4 z-10 grid justify-items-center gap-2 *:pointer-events-auto ${place}`}
    >
      {children}
    </div>
  );
}

function SidePanel({ model, link, surfaces }: MeetingScreenProps) {
  if (surfaces.shown !== "people" && surfaces.shown !== "details") return null;
  return (
    <div className="contents md:flex md:p-3 md:pb-1 md:pl-0">
      {surfaces.shown === "people" ? (
        <PeoplePanel people={model.people} onClose={surfaces.close} />
      ) : (
        <DetailsPanel
          title={model.title}
          code={model.code}
          link={link}
          expiresAt={model.expiresAt}
          onClose={surfaces.close}
        />
      )}
    </div>
  );
}
