import type { LocalMediaView } from "@parley/sdk";
import { type ReactNode, useEffect, useState } from "react";
import { AccountCorner } from "../src/account/account-menu.tsx";
import { SignInPage } from "../src/account/sign-in-page.tsx";
import { SignUpPage } from "../src/account/sign-up-page.tsx";
import { GreenRoom } from "../src/green-room/green-room.tsx";
import { HomePage } from "../src/home/home-page.tsx";
import { NotFoundPage } from "../src/home/not-found-page.tsx";
import type { Failure } from "../src/lib/failure.ts";
import type { MeetingModel } from "../src/meeting/meeting-model.ts";
import { MeetingScreen } from "../src/meeting/meeting-screen.tsx";
import { type Surface, useSurfaces } from "../src/meeting/surfaces.ts";
import { Store } from "../src/lib/store.ts";
import { useView } from "../src/lib/use-view.ts";
import { LoadingPage } from "../src/ui/page.tsx";
import { UnreachablePage } from "../src/ui/unreachable-page.tsx";
import { EndedPage } from "../src/visit/ended-page.tsx";
import { endingText, unavailableText } from "../src/visit/ending-text.ts";
import {
  LINK,
  OFF,
  details,
  failing,
  failure,
  idle,
  local,
  model,
  noDevices,
  people,
  share,
  signedIn,
  signedOut,
  user,
} from "./fixtures.ts";

const nothing = () => {};
const corner = <AccountCorner session={signedIn} signOut={idle} />;
const actions = {
  setMic: nothing,
  setCamera: nothing,
  setScreen: nothing,
  select: nothing,
  retry: nothing,
  join: nothing,
  leave: nothing,
};

function Home({ session = signedIn, create = idle }: Partial<Parameters<typeof HomePage>[0]>) {
  return <HomePage session={session} create={create} signOut={idle} onRetry={nothing} />;
}

const FOUR = ["Mia Torres", "Jonas Weber", "Lena Fischer", "Sam Okoro"];

function Green({
  names = FOUR,
  devices = local(),
  joining = false,
  why = null,
  name,
}: {
  names?: string[];
  devices?: LocalMediaView;
  joining?: boolean;
  why?: Failure | null;
  name?: string;
}) {
  return (
    <GreenRoom
      details={details(names, name)}
      user={user}
      local={devices}
      joining={joining}
      failure={why}
      actions={actions}
      corner={corner}
    />
  );
}

function Meet({
  model: shown,
  devices = local(),
  surface = null,
}: {
  model: MeetingModel;
  devices?: LocalMediaView;
  surface?: Surface | null;
}) {
  const surfaces = useSurfaces(surface);
  return (
    <MeetingScreen
      model={shown}
      link={LINK}
      local={devices}
      surfaces={surfaces}
      actions={actions}
    />
  );
}

/** Devices that fail during the meeting; those that failed before it are not told again. */
function MeetThenFail() {
  const [store] = useState(() => new Store(local()));
  const devices = useView(store);
  useEffect(() => store.set(local({ mic: failed("denied"), camera: failed("busy") })), [store]);
  const cast = people(3).map((one) => (one.self ? { ...one, camera: null, mic: false } : one));
  return <Meet model={model(cast)} devices={devices} />;
}

function Ended({ reason }: { reason: string }) {
  const props = { code: "qhk-wvze-dtm", reason, corner, onAgain: nothing };
  return <EndedPage ending={endingText(reason)} lastedMs={754_000} {...props} />;
}

function Unavailable({ code }: { code: string }) {
  const props = { code: "qhk-wvze-dtm", reason: code, corner, onAgain: nothing };
  return <EndedPage ending={unavailableText(failure(code))} lastedMs={null} {...props} />;
}

const failed = (problem: "denied" | "not_found" | "busy" | "insecure") =>
  ({ state: "failed", problem }) as const;

const LONG_NAMES = [
  "Maximiliane Alexandra von Hohenzollern-Sigmaringen",
  "Supercalifragilisticexpialidocious",
  "山田太郎",
  "عبد الرحمن",
];

/** Each page in each state that it has, from fixtures. */
export const scenes: { readonly [name: string]: () => ReactNode } = {
  "home-out": () => <Home session={signedOut} />,
  "home-in": () => <Home />,
  "home-checking": () => <Home session={{ state: "checking" }} />,
  "home-failed": () => <Home create={failing(failure("rate_limited", { retryAfterMs: 90_000 }))} />,
  "home-unreachable": () => (
    <Home session={{ state: "unreachable", failure: failure("network_error") }} />
  ),
  "sign-in": () => <SignInPage from="/" signIn={idle} />,
  "sign-in-wrong": () => (
    <SignInPage from="/qhk-wvze-dtm" signIn={failing(failure("wrong_credentials"))} />
  ),
  "sign-in-limited": () => (
    <SignInPage from="/" signIn={failing(failure("rate_limited", { retryAfterMs: 125_000 }))} />
  ),
  "sign-in-renew": () => (
    <SignInPage from="/" signIn={failing(failure("password_change_required"))} />
  ),
  "sign-up": () => <SignUpPage from="/" signUp={idle} />,
  "sign-up-taken": () => <SignUpPage from="/" signUp={failing(failure("username_taken"))} />,
  "not-found": () => <NotFoundPage />,
  loading: () => <LoadingPage corner={corner} />,
  unreachable: () => <UnreachablePage failure={failure("network_error")} onRetry={nothing} />,
  green: () => <Green />,
  "green-first": () => <Green names={[]} name="" devices={local({ camera: OFF, mic: OFF })} />,
  "green-denied": () => (
    <Green
      devices={local({ mic: failed("denied"), camera: failed("denied"), devices: noDevices })}
    />
  ),
  "green-insecure": () => (
    <Green
      devices={local({ mic: failed("insecure"), camera: failed("insecure"), devices: noDevices })}
    />
  ),
  "green-missing": () => <Green devices={local({ camera: failed("not_found") })} />,
  "green-busy": () => <Green devices={local({ camera: failed("busy") })} />,
  "green-joining": () => <Green joining />,
  "green-full": () => <Green why={failure("room_full")} />,
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
  "ended-left": () => <Ended reason="left" />,
  "ended-taken-over": () => <Ended reason="taken_over" />,
  "ended-signed-out": () => <Ended reason="signed_out" />,
  "ended-expired": () => <Ended reason="room_expired" />,
  "ended-full": () => <Ended reason="room_full" />,
  "ended-other": () => <Ended reason="too_many_unknown_codes" />,
  "room-unknown": () => <Unavailable code="room_not_found" />,
  "room-expired": () => <Unavailable code="room_expired" />,
  "room-restarting": () => <Unavailable code="unavailable" />,
};
