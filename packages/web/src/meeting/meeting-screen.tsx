import type { LocalMediaView, MediaDetails, Shown } from "@parley/sdk";
import { useMemo } from "react";
import { LazyPart } from "../lib/lazy-page.tsx";
import { canShareScreen } from "../lib/platform.ts";
import type { View } from "../lib/store.ts";
import { useDocumentTitle } from "../lib/use-document-title.ts";
import type { DeviceProblem } from "../media/problem-text.ts";
import { Bar, type BarActions } from "./bar.tsx";
import { ConfirmationDialog } from "./confirmation-dialog.tsx";
import type { Confirmation } from "./confirmation.ts";
import { DevicesDialog } from "./devices-dialog.tsx";
import { type MeetingModel, selfOf } from "./meeting-model.ts";
import type { Reaction } from "./reactions.ts";
import type { RoomActions } from "./room-actions.ts";
import { ShortcutsDialog } from "./shortcuts-dialog.tsx";
import type { Speakers } from "./speakers.ts";
import { StageArea } from "./stage-area.tsx";
import { stageItems } from "./stage-items.ts";
import { type Surfaces, panelOf, useOpened } from "./surfaces.ts";
import type { Toast } from "./toasts.ts";
import { useChat } from "./use-chat.ts";
import { useMediaQuery } from "./use-media-query.ts";
import { useMeetingShortcuts } from "./use-meeting-shortcuts.ts";
import { usePin } from "./use-pin.ts";
import { useStage } from "./use-stage.ts";

export type MeetingActions = BarActions &
  RoomActions & {
    readonly select: (kind: "mic" | "camera" | "speaker", deviceId: string) => void;
    readonly retry: (sources: DeviceProblem["sources"]) => void;
    readonly dismissToast: (key: number) => void;
    /** Tells which pictures are seen, and how wide they are. */
    readonly show: (pictures: readonly Shown[]) => void;
    /** Measures what goes to and fro now. */
    readonly measure: () => Promise<MediaDetails>;
  };

export type MeetingScreenProps = {
  model: MeetingModel;
  speakers: View<Speakers>;
  link: string;
  local: LocalMediaView;
  toasts: readonly Toast[];
  reactions: readonly Reaction[];
  surfaces: Surfaces;
  actions: MeetingActions;
};

/** The panels come after the tiles; they are fetched before anybody opens one. */
const loadPanels = () => import("./side-panel.tsx");

/** Below this width a panel covers everything: it is the md: of the styles. */
const NARROW = "(width < 48rem)";

/** The whole meeting, drawn from what it is given. */
export function MeetingScreen(props: MeetingScreenProps) {
  const { model, local, surfaces, actions } = props;
  const { people, shares, may } = model;
  const items = useMemo(() => stageItems(people, shares), [people, shares]);
  const pin = usePin(items);
  const title = model.title === "" ? model.code : model.title;
  const me = selfOf(people);
  const chat = useChat(model.chat, me?.id ?? null, surfaces.shown === "chat", actions.loadEarlier);
  const strip = useOpened<"strip">();
  const confirmations = useOpened<Confirmation>();
  const panel = panelOf(surfaces.shown, may);
  const covered = useMediaQuery(NARROW) && panel !== null;
  const handUp = me !== undefined && me.hand !== null;
  useStage();
  useDocumentTitle(title);
  useMeetingShortcuts((shortcut) => {
    if (shortcut === "help") return surfaces.open("shortcuts", focused());
    if (shortcut === "hand") return handUp ? actions.lowerHand() : actions.raiseHand();
    if (shortcut === "close") return strip.shown === null ? surfaces.close() : strip.close();
    if (surfaces.shown === shortcut) return surfaces.close();
    return surfaces.open(shortcut, focused());
  });
  return (
    <main className="fixed inset-0 grid grid-rows-[minmax(0,1fr)_auto] bg-bg text-ink">
      <h1 className="sr-only">{title}</h1>
      <div className="relative flex min-h-0">
        <StageArea {...props} items={items} pin={pin} covered={covered} />
        <LazyPart load={loadPanels}>
          {({ SidePanel }) => (
            <SidePanel
              {...props}
              panel={panel}
              chat={chat}
              pin={pin}
              confirm={confirmations.open}
            />
          )}
        </LazyPart>
      </div>
      <Bar
        title={title}
        local={local}
        count={people.length}
        waiting={model.waiting.length}
        unread={chat.unread}
        canShare={canShareScreen}
        sharing={model.sharing}
        handUp={handUp}
        may={may}
        isHost={may.changeRoom}
        surfaces={surfaces}
        reactions={strip}
        onEnd={
          may.end && people.length > 1
            ? (opener) => confirmations.open({ kind: "end" }, opener)
            : null
        }
        actions={actions}
        inert={covered}
      />
      {surfaces.shown === "devices" && (
        <DevicesDialog local={local} onSelect={actions.select} onClose={surfaces.close} />
      )}
      {surfaces.shown === "shortcuts" && <ShortcutsDialog onClose={surfaces.close} />}
      {confirmations.shown !== null && (
        <ConfirmationDialog
          confirmation={confirmations.shown}
          actions={actions}
          onClose={confirmations.close}
        />
      )}
    </main>
  );
}

function focused(): HTMLElement | null {
  return document.activeElement instanceof HTMLElement ? document.activeElement : null;
}
