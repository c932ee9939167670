import { ENDINGS } from "@parley/protocol";
import type { LocalMediaView } from "@parley/sdk";
import type { ReactNode } from "react";
import { AccountCorner } from "../src/account/account-menu.tsx";
import { AccountPage } from "../src/account/account-page.tsx";
import { SignInPage } from "../src/account/sign-in-page.tsx";
import { SignUpPage } from "../src/account/sign-up-page.tsx";
import { DoorPage } from "../src/green-room/door-page.tsx";
import { EntryPage } from "../src/green-room/entry-page.tsx";
import { GreenRoom } from "../src/green-room/green-room.tsx";
import { HomePage } from "../src/home/home-page.tsx";
import { NotFoundPage } from "../src/home/not-found-page.tsx";
import type { Failure } from "../src/lib/failure.ts";
import { Lobby } from "../src/lobby/lobby.tsx";
import { NewRoomDialog } from "../src/rooms/new-room-dialog.tsx";
import { RoomPage } from "../src/rooms/room-page.tsx";
import { RoomsPage } from "../src/rooms/rooms-page.tsx";
import { LoadingPage } from "../src/ui/page.tsx";
import { UnreachablePage } from "../src/ui/unreachable-page.tsx";
import { EndedPage } from "../src/visit/ended-page.tsx";
import { endingText, unavailableText } from "../src/visit/ending-text.ts";
import type { Place } from "../src/visit/visit-view.ts";
import {
  OFF,
  details,
  failing,
  failure,
  idle,
  local,
  noDevices,
  signedIn,
  signedOut,
  user,
} from "./fixtures.ts";
import {
  accountApi,
  asha,
  brokenRoomApi,
  card,
  emptyHomeApi,
  expiredRoomApi,
  guestsRoomApi,
  homeApi,
  roomApi,
  rosa,
  unknownRoomApi,
} from "./place-fixtures.ts";
import { Pressed } from "./pressed.tsx";

const nothing = () => {};
const CODE = "qhk-wvze-dtm";
const corner = <AccountCorner session={signedIn} signOut={idle} />;
const guestCorner = <AccountCorner session={signedOut} signOut={idle} />;
const actions = {
  setMic: nothing,
  setCamera: nothing,
  select: nothing,
  retry: nothing,
  join: nothing,
  changeName: nothing,
  cancel: nothing,
};

function Home(props: Partial<Parameters<typeof HomePage>[0]>) {
  return (
    <HomePage
      session={signedIn}
      api={homeApi}
      start={idle}
      signOut={idle}
      onRetry={nothing}
      {...props}
    />
  );
}

const FOUR = ["Mia Torres", "Jonas Weber", "Lena Fischer", "Sam Okoro"];

function Green({
  room = details(FOUR),
  visitor = asha,
  devices = local(),
  invited = false,
  joining = false,
  why = null,
}: Partial<Place> & {
  devices?: LocalMediaView;
  invited?: boolean;
  joining?: boolean;
  why?: Failure | null;
}) {
  const theirs = visitor.kind === "guest" ? guestCorner : corner;
  return (
    <DoorPage visitor={visitor} local={devices} actions={actions} corner={theirs}>
      <GreenRoom
        scene={{ room, visitor, invited, joining, failure: why }}
        local={devices}
        actions={actions}
      />
    </DoorPage>
  );
}

function Waiting({ name = "Stand-up" }: { name?: string }) {
  const devices = local();
  return (
    <DoorPage visitor={rosa} local={devices} actions={actions} corner={guestCorner}>
      <Lobby room={{ code: CODE, name }} visitor={rosa} local={devices} actions={actions} />
    </DoorPage>
  );
}

function Entry({ why = null, name = "" }: { why?: Failure | null; name?: string }) {
  return (
    <EntryPage
      code={CODE}
      from={`/${CODE}`}
      name={name}
      busy={false}
      failure={why}
      onEnter={nothing}
    />
  );
}

function Ended({ reason }: { reason: string }) {
  const lastedMs = reason === "denied" ? null : 754_000;
  const props = { code: CODE, reason, corner, lastedMs, onAgain: nothing };
  return <EndedPage ending={endingText(reason)} {...props} />;
}

function Unavailable({ code }: { code: string }) {
  const props = { code: CODE, reason: code, corner, onAgain: nothing };
  return <EndedPage ending={unavailableText(failure(code))} lastedMs={null} {...props} />;
}

const room = (api = roomApi) => (
  <RoomPage code={CODE} api={api} onDeleted={nothing} corner={corner} />
);

const account = (
  <AccountPage
    user={user}
    api={accountApi}
    onChanged={nothing}
    onDeleted={nothing}
    corner={corner}
  />
);

const failed = (problem: "denied" | "not_found" | "busy" | "insecure") =>
  ({ state: "failed", problem }) as const;

const without = (problem: "denied" | "insecure") =>
  local({ mic: failed(problem), camera: failed(problem), devices: noDevices });

const home: { readonly [name: string]: () => ReactNode } = {
  "home-out": () => <Home session={signedOut} />,
  "home-in": () => <Home />,
  "home-new": () => <Home api={emptyHomeApi} />,
  "home-menu": () => (
    <Pressed names={["More ways to meet"]}>
      <Home />
    </Pressed>
  ),
  "home-checking": () => <Home session={{ state: "checking" }} />,
  "home-failed": () => <Home start={failing(failure("rate_limited", { retryAfterMs: 90_000 }))} />,
  "home-unreachable": () => (
    <Home session={{ state: "unreachable", failure: failure("network_error") }} />
  ),
  "new-room": () => (
    <>
      <Home />
      <NewRoomDialog api={homeApi} access="restricted" onCreated={nothing} onClose={nothing} />
    </>
  ),
  "new-room-ready": () => (
    <Pressed names={["Create meeting"]}>
      <Home />
      <NewRoomDialog api={homeApi} access="trusted" onCreated={nothing} onClose={nothing} />
    </Pressed>
  ),
};

const accounts: { readonly [name: string]: () => ReactNode } = {
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
  account: () => account,
  "account-menu": () => <Pressed names={["Account of Asha Kumar"]}>{account}</Pressed>,
  "account-delete": () => <Pressed names={["Delete account"]}>{account}</Pressed>,
};

const rooms: { readonly [name: string]: () => ReactNode } = {
  rooms: () => <RoomsPage api={homeApi} corner={corner} />,
  "rooms-none": () => <RoomsPage api={emptyHomeApi} corner={corner} />,
  "room-page": () => room(),
  "room-page-invite": () => <Pressed names={["Create invite link"]}>{room()}</Pressed>,
  "room-page-broken": () => room(brokenRoomApi),
  "room-page-no-host": () => room(guestsRoomApi),
  "room-page-expired": () => room(expiredRoomApi),
  "room-page-unknown": () => room(unknownRoomApi),
  "room-page-delete": () => <Pressed names={["Delete room"]}>{room()}</Pressed>,
};

const visits: { readonly [name: string]: () => ReactNode } = {
  entry: () => <Entry />,
  "entry-again": () => <Entry name="Rosa Diaz" />,
  "entry-limited": () => <Entry why={failure("rate_limited", { retryAfterMs: 90_000 })} />,
  green: () => <Green />,
  "green-first": () => <Green room={details([], "")} devices={local({ camera: OFF, mic: OFF })} />,
  "green-guest": () => <Green room={card("trusted")} visitor={rosa} />,
  "green-guest-open": () => <Green room={card("open")} visitor={rosa} />,
  "green-ask": () => <Green room={card("restricted")} />,
  "green-locked": () => <Green room={card("trusted")} why={failure("room_locked")} />,
  "green-invite": () => (
    <Green room={card("restricted")} visitor={rosa} why={failure("invalid_invite")} />
  ),
  "green-denied": () => <Green devices={without("denied")} />,
  "green-insecure": () => <Green devices={without("insecure")} />,
  "green-missing": () => <Green devices={local({ camera: failed("not_found") })} />,
  "green-busy": () => <Green devices={local({ camera: failed("busy") })} />,
  "green-joining": () => <Green joining />,
  "green-full": () => <Green why={failure("room_full")} />,
  lobby: () => <Waiting />,
  "lobby-unnamed": () => <Waiting name="" />,
};

const NOWHERE = [
  "room_not_found",
  "room_expired",
  "room_deleted",
  "banned",
  "unavailable",
  "rate_limited",
];

/** The pages around the meeting, each in each state that it has, from fixtures. */
export const placeScenes: { readonly [name: string]: () => ReactNode } = {
  ...home,
  ...accounts,
  ...rooms,
  ...visits,
  "not-found": () => <NotFoundPage />,
  loading: () => <LoadingPage corner={corner} />,
  unreachable: () => <UnreachablePage failure={failure("network_error")} onRetry={nothing} />,
  ...Object.fromEntries(
    Object.keys(ENDINGS).map((reason) => [`ended-${reason}`, () => <Ended reason={reason} />]),
  ),
  ...Object.fromEntries(
    NOWHERE.map((code) => [`nowhere-${code}`, () => <Unavailable code={code} />]),
  ),
};
