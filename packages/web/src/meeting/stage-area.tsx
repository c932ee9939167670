import type { ReactNode } from "react";
import { roomPagePath } from "../lib/route.ts";
import { AloneCard } from "./alone-card.tsx";
import { ExpiryBanner, PresentingBanner, ReconnectingBanner } from "./banners.tsx";
import { controlId } from "./bar.tsx";
import { FloatingReactions } from "./floating-reactions.tsx";
import { LobbyToast } from "./lobby-toast.tsx";
import type { MeetingScreenProps } from "./meeting-screen.tsx";
import { ProblemToasts } from "./problem-toasts.tsx";
import { RemoteSound } from "./remote-sound.tsx";
import type { StageItem } from "./stage-items.ts";
import { Stage } from "./stage.tsx";
import { ToastList } from "./toast-list.tsx";
import type { Pin } from "./use-pin.ts";

type Props = MeetingScreenProps & {
  items: readonly StageItem[];
  pin: Pin;
  /** A panel lies over everything: only what is urgent shows above it. */
  covered: boolean;
};

/** The tiles, and what lies over them. */
export function StageArea(props: Props) {
  const { model, items, pin, speakers, link, local, reactions, surfaces, actions, covered } = props;
  const { people, shares } = model;
  const alone = people.length === 1 && shares.length === 0;
  return (
    <div className="relative flex min-w-0 flex-1 flex-col gap-2 p-2 pb-0 md:p-3 md:pb-1">
      <div inert={covered} className="min-h-0 flex-1">
        <Stage
          items={items}
          speakers={speakers}
          pin={pin}
          covered={covered}
          onShow={actions.show}
          onShowPeople={(opener) => surfaces.open("people", opener)}
        />
      </div>
      {alone && (
        <div
          inert={covered}
          className="shrink-0 md:absolute md:right-6 md:bottom-5 md:z-10 md:w-92"
        >
          <AloneCard link={link} />
        </div>
      )}
      <FloatingReactions reactions={reactions} people={people} />
      <Overlay place={covered ? "fixed top-17 z-40" : "absolute top-4 z-10"}>
        {!covered && <Banners {...props} />}
        <News {...props} />
      </Overlay>
      <Overlay place="absolute bottom-4 z-10" inert={covered}>
        <RemoteSound sounds={model.sounds} speaker={local.selected.speaker} />
        <ProblemToasts local={local} onRetry={actions.retry} />
      </Overlay>
    </div>
  );
}

function Banners({ model, actions }: Props) {
  const { connection, may, code } = model;
  // Who comes in after the warning knows the end, too.
  const end = model.expiresSoonAt ?? model.expiresAt;
  return (
    <>
      {connection.state === "reconnecting" && <ReconnectingBanner since={connection.since} />}
      {end !== null && (
        <ExpiryBanner
          key={end}
          expiresAt={end}
          settingsUrl={may.changeRoom ? roomPagePath(code) : null}
        />
      )}
      {model.sharing && <PresentingBanner onStop={() => actions.setScreen(false)} />}
    </>
  );
}

function News({ model, toasts, surfaces, actions }: Props) {
  return (
    <>
      {model.may.admit && surfaces.shown !== "people" && (
        <LobbyToast
          waiting={model.waiting}
          actions={actions}
          // This toast goes when the panel opens.
          onViewAll={() => surfaces.open("people", document.getElementById(controlId("people")))}
        />
      )}
      <ToastList
        toasts={toasts}
        people={model.people}
        onDismiss={actions.dismissToast}
        onSwitchOn={(source) => (source === "mic" ? actions.setMic(true) : actions.setCamera(true))}
      />
    </>
  );
}

/** Lies over the tiles without taking their clicks. */
function Overlay({
  place,
  inert = false,
  children,
}: {
  place: string;
  inert?: boolean;
  children: ReactNode;
}) {
  return (
    <div
      inert={inert}
      className={`pointer-events-none inset-x-4 grid justify-items-center gap-2 *:pointer-events-auto ${place}`}
    >
      {children}
    </div>
  );
}
