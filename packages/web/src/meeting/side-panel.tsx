import { useMemo } from "react";
import { ChatPanel } from "./chat-panel.tsx";
import { ConnectionPanel } from "./connection-panel.tsx";
import { DetailsPanel } from "./details-panel.tsx";
import { HostPanel } from "./host-panel.tsx";
import type { MeetingScreenProps } from "./meeting-screen.tsx";
import { PeoplePanel } from "./people-panel.tsx";
import type { PersonMenuActions } from "./person-menu.tsx";
import type { PanelName } from "./surfaces.ts";
import type { Chat } from "./use-chat.ts";
import type { Pin } from "./use-pin.ts";

type Props = MeetingScreenProps & {
  panel: PanelName | null;
  chat: Chat;
  pin: Pin;
  confirm: PersonMenuActions["confirm"];
};

/** The one panel that is open, if any. */
export function SidePanel(props: Props) {
  if (props.panel === null) return null;
  return (
    <div className="contents md:flex md:p-3 md:pb-1 md:pl-0">
      <CurrentPanel {...props} />
    </div>
  );
}

function CurrentPanel({ panel, model, link, surfaces, actions, chat, pin, confirm }: Props) {
  const { open, close } = surfaces;
  const { setTo } = chat;
  const personActions = useMemo(
    () => ({
      room: actions,
      pin,
      confirm,
      message: (id: string, opener: HTMLElement | null) => {
        setTo(id);
        open("chat", opener);
      },
    }),
    [actions, pin, confirm, open, setTo],
  );
  switch (panel) {
    case "people":
      return <PeoplePanel model={model} actions={personActions} onClose={close} />;
    case "chat":
      return <ChatPanel model={model} chat={chat} actions={actions} onClose={close} />;
    case "host":
      return (
        model.room !== null && <HostPanel room={model.room} actions={actions} onClose={close} />
      );
    case "details":
      return (
        <DetailsPanel
          title={model.title}
          code={model.code}
          link={link}
          expiresAt={model.expiresAt}
          onClose={close}
        />
      );
    case "connection":
      return <ConnectionPanel model={model} measure={actions.measure} onClose={close} />;
    case null:
      return null;
  }
}
