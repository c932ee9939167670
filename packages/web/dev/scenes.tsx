import { type ReactNode, useEffect, useState } from "react";
import { Store } from "../src/lib/store.ts";
import { useView } from "../src/lib/use-view.ts";
import type { Reaction } from "../src/meeting/reactions.ts";
import type { Toast, ToastNews } from "../src/meeting/toasts.ts";
import { MEMBER, asHost, local, model, people, share } from "./fixtures.ts";
import { Meet } from "./meet.tsx";
import { conversation, longChat, waiting, withHands } from "./meeting-fixtures.ts";

/** Messages that come while the panel is closed, and then the panel. */
function MeetThenWrite({ press }: { press: readonly string[] }) {
  const [cast] = useState(() => people(5));
  const [store] = useState(() => new Store(conversation(cast).slice(0, 2)));
  const chat = useView(store);
  useEffect(() => store.set(conversation(cast).slice(0, 6)), [store, cast]);
  return <Meet model={model(cast, { chat })} press={press} />;
}

/** A chat that is longer than the panel, with earlier messages and a new one that comes. */
function MeetThenRead() {
  const [cast] = useState(() => people(5));
  const [store] = useState(() => new Store(longChat(cast, 50, 60)));
  const chat = useView(store);
  useEffect(() => {
    const timer = setTimeout(() => store.set([...store.view, ...longChat(cast, 110, 1)]), 2500);
    return () => clearTimeout(timer);
  }, [store, cast]);
  const loadEarlier = async () => {
    store.set([...longChat(cast, 0, 50), ...store.view]);
    return false;
  };
  return <Meet model={model(cast, { chat })} surface="chat" does={{ loadEarlier }} />;
}

const REACTED: readonly Reaction[] = ["💖", "👍", "🎉", "😂"].map((emoji, i) => ({
  key: i + 1,
  participantId: people(6)[i]?.id ?? "",
  emoji,
  until: Infinity,
}));

const toast = (news: ToastNews): Toast => ({ ...news, key: 1, until: null });
const MIA = "p_0_Mia Torres";

/** Devices that fail during the meeting; those that failed before it are not told again. */
function MeetThenFail() {
  const [store] = useState(() => new Store(local()));
  const devices = useView(store);
  useEffect(() => store.set(local({ mic: failed("denied"), camera: failed("busy") })), [store]);
  const cast = people(3).map((one) => (one.self ? { ...one, camera: null, mic: false } : one));
  return <Meet model={model(cast)} devices={devices} />;
}

const failed = (problem: "denied" | "not_found" | "busy" | "insecure") =>
  ({ state: "failed", problem }) as const;

const LONG_NAMES = [
  "Maximiliane Alexandra von Hohenzollern-Sigmaringen",
  "Supercalifragilisticexpialidocious",
  "山田太郎",
  "عبد الرحمن",
];

/** The meeting in each state that it has, from fixtures. */
export const scenes: { readonly [name: string]: () => ReactNode } = {
  "meet-1": () => <Meet model={model(people(1))} />,
  "meet-2": () => <Meet model={model(people(2))} />,
  "meet-3": () => <Meet model={model(people(3))} />,
  "meet-4": () => <Meet model={model(people(4))} />,
  "meet-6": () => <Meet model={model(people(6))} />,
  "meet-9": () => <Meet model={model(people(9))} />,
  "meet-50": () => <Meet model={model(people(50))} />,
  "meet-9-people": () => <Meet model={model(people(9))} surface="people" />,
  "meet-3-details": () => (
    <Meet model={model(people(3), { expiresAt: 1_780_000_000_000 })} surface="details" />
  ),
  "meet-3-devices": () => <Meet model={model(people(3))} surface="devices" />,
  "meet-share": () => {
    const cast = people(5);
    return <Meet model={model(cast, { shares: cast.slice(0, 1).map(share) })} />;
  },
  "meet-share-2": () => {
    const cast = people(9);
    return <Meet model={model(cast, { shares: cast.slice(0, 2).map(share) })} />;
  },
  "meet-presenting": () => <Meet model={model(people(3), { sharing: true })} />,
  "meet-reconnecting": () => {
    const connection = {
      state: "reconnecting",
      since: Date.now() - 12_000,
      attempt: 3,
      retryAt: null,
    } as const;
    return <Meet model={model(people(3), { connection })} />;
  },
  "meet-links": () => {
    const links = ["away", "unreachable", "here", "connecting"] as const;
    const cast = people(4).map((one, i) => ({ ...one, link: links[i] ?? "here" }));
    return <Meet model={model(cast)} />;
  },
  "meet-long": () => {
    const cast = people(4).map((one, i) => ({
      ...one,
      self: false,
      camera: null,
      mic: false,
      name: LONG_NAMES[i] ?? "",
    }));
    return (
      <Meet
        model={model(cast, {
          title: "A meeting whose name is as long as a name may be, to the end",
        })}
        surface="people"
      />
    );
  },
  "meet-problem": () => <MeetThenFail />,
  "meet-chat-empty": () => <Meet model={model(people(3))} surface="chat" />,
  "meet-chat": () => {
    const cast = people(5);
    return <Meet model={model(cast, { chat: conversation(cast) })} surface="chat" />;
  },
  "meet-chat-unread": () => <MeetThenWrite press={[]} />,
  "meet-chat-new": () => <MeetThenWrite press={["Chat"]} />,
  "meet-chat-long": () => <MeetThenRead />,
  "meet-chat-off": () => {
    const cast = people(5);
    const chat = conversation(cast).slice(0, 4);
    const may = { ...MEMBER, chat: false, react: false, share: false };
    return <Meet model={model(cast, { chat, may })} surface="chat" />;
  },
  "meet-chat-offline": () => {
    const cast = people(5);
    const chat = conversation(cast).slice(0, 9);
    const connection = {
      state: "reconnecting",
      since: Date.now() - 7000,
      attempt: 2,
      retryAt: null,
    } as const;
    return <Meet model={model(cast, { chat, connection })} surface="chat" />;
  },
  "meet-people-host": () => {
    const shown = asHost(9, { waiting: waiting(3) });
    const hands = withHands(shown.people, 1, 4);
    return <Meet model={{ ...shown, people: hands }} surface="people" />;
  },
  "meet-people-menu": () => (
    <Meet model={asHost(4)} surface="people" press={["Options for Jonas Weber"]} />
  ),
  "meet-people-member": () => <Meet model={model(withHands(people(6), 5, 2))} surface="people" />,
  "meet-host": () => <Meet model={asHost(4)} surface="host" />,
  "meet-reactions": () => <Meet model={model(people(4))} press={["Reactions"]} />,
  "meet-react-menu": () => <Meet model={model(people(4))} press={["More", "Reactions"]} />,
  "meet-reacted": () => <Meet model={model(people(6))} reactions={REACTED} />,
  "meet-hands": () => <Meet model={model(withHands(people(6), 4, 1, 2))} />,
  "meet-lobby": () => <Meet model={asHost(4, { waiting: waiting(1) })} />,
  "meet-lobby-3": () => <Meet model={asHost(4, { waiting: waiting(3) })} />,
  "meet-lobby-chat": () => <Meet model={asHost(4, { waiting: waiting(2) })} surface="chat" />,
  "meet-muted": () => (
    <Meet
      model={model(people(4).map((one) => (one.self ? { ...one, mic: false } : one)))}
      devices={local({ mic: { state: "off" } })}
      toasts={[toast({ kind: "muted", source: "mic", by: MIA })]}
    />
  ),
  "meet-unmute": () => (
    <Meet
      model={model(people(4).map((one) => (one.self ? { ...one, mic: false } : one)))}
      devices={local({ mic: { state: "off" } })}
      toasts={[
        { ...toast({ kind: "refused", text: "They are not in the meeting any more." }), key: 2 },
        toast({ kind: "unmute", source: "mic", by: MIA }),
      ]}
    />
  ),
  "meet-expiring": () => (
    <Meet model={asHost(4, { expiresSoonAt: Date.now() + 4 * 60_000 + 31_000 })} />
  ),
  "meet-expires": () => <Meet model={model(people(4), { expiresSoonAt: Date.now() + 47_000 })} />,
  "meet-leave": () => <Meet model={asHost(4)} press={["Leave"]} />,
  "meet-more": () => <Meet model={asHost(4)} press={["More"]} />,
  "meet-end": () => <Meet model={asHost(4)} press={["Leave", "End for everyone"]} />,
  "meet-ban": () => (
    <Meet model={asHost(6)} surface="people" press={["Options for Tom Baker", "Remove and ban"]} />
  ),
  "meet-hand-over": () => (
    <Meet
      model={asHost(6)}
      surface="people"
      press={["Options for Mia Torres", "Hand the room over"]}
    />
  ),
  "meet-shortcuts": () => <Meet model={model(people(2))} surface="shortcuts" />,
};
