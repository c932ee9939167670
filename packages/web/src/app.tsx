import type { LoginBody, RegisterBody, User } from "@parley/protocol";
import { type ReactNode, useState } from "react";
import { AccountCorner } from "./account/account-menu.tsx";
import { SignInPage } from "./account/sign-in-page.tsx";
import { SignUpPage } from "./account/sign-up-page.tsx";
import { HomePage } from "./home/home-page.tsx";
import { NotFoundPage } from "./home/not-found-page.tsx";
import { LiveRegion } from "./lib/announcer.tsx";
import { failureOf } from "./lib/failure.ts";
import { LazyPage } from "./lib/lazy-page.tsx";
import { accountPath, roomPagePath, roomPath } from "./lib/route.ts";
import { Redirect, navigate, useRoute } from "./lib/router.tsx";
import { SignedOut } from "./lib/signed-out.ts";
import { useAction } from "./lib/use-action.ts";
import { useView } from "./lib/use-view.ts";
import { http, session, visitPorts } from "./services.ts";
import { TipProvider } from "./ui/tip.tsx";
import { UnreachablePage } from "./ui/unreachable-page.tsx";
import { LoadingPage } from "./ui/page.tsx";
import { VisitPlace } from "./visit/visit-place.tsx";

export function App() {
  return (
    <TipProvider delayDuration={400}>
      <SignedOut value={lapse}>
        <CurrentPage />
      </SignedOut>
      <LiveRegion />
    </TipProvider>
  );
}

function CurrentPage() {
  const route = useRoute();
  switch (route.page) {
    case "home":
      return <HomeRoute />;
    case "sign-in":
    case "sign-up":
      return <AccountRoute page={route.page} from={route.from} />;
    case "account":
      return <AccountPageRoute />;
    case "rooms":
      return <RoomsRoute />;
    case "room-page":
      return <RoomPageRoute key={route.code} code={route.code} />;
    case "room":
      return <RoomRoute key={route.code} code={route.code} invite={route.invite} />;
    case "doctor":
      return <DoctorRoute key={route.code} code={route.code} />;
    case "not-found":
      return <NotFoundPage />;
  }
}

const checkAgain = () => void session.check();
const lapse = () => session.lapse();

/** Home first: the pages that need an account would otherwise ask to sign in again. */
function leaveAccount(): void {
  navigate("/");
  session.lapse();
}

function useSignOut() {
  return useAction(async () => {
    await http.logout();
    leaveAccount();
  });
}

/** The header's end on the page at this path. */
function Corner({ path }: { path: string }) {
  const view = useView(session);
  return <AccountCorner session={view} from={path} signOut={useSignOut()} />;
}

async function createAndEnter(): Promise<void> {
  try {
    const room = await http.createRoom();
    navigate(roomPath(room.code));
  } catch (error) {
    if (failureOf(error).code === "not_authenticated") session.lapse();
    throw error;
  }
}

function HomeRoute() {
  const view = useView(session);
  const start = useAction(createAndEnter);
  const signOut = useSignOut();
  return (
    <HomePage session={view} api={http} start={start} signOut={signOut} onRetry={checkAgain} />
  );
}

function AccountRoute({ page, from }: { page: "sign-in" | "sign-up"; from: string }) {
  const view = useView(session);
  const signIn = useAction((body: LoginBody) => session.signIn(body));
  const signUp = useAction((body: RegisterBody) => session.signUp(body));
  if (view.state === "signed-in") return <Redirect to={from} />;
  return page === "sign-in" ? (
    <SignInPage from={from} signIn={signIn} />
  ) : (
    <SignUpPage from={from} signUp={signUp} />
  );
}

/** A page for those who are signed in; the others sign in first, and come back. */
function SignedInOnly({ path, children }: { path: string; children: (user: User) => ReactNode }) {
  const view = useView(session);
  switch (view.state) {
    case "checking":
      return <LoadingPage />;
    case "unreachable":
      return <UnreachablePage failure={view.failure} onRetry={checkAgain} />;
    case "signed-in":
      return children(view.user);
    default:
      return <Redirect to={accountPath("sign-in", path)} />;
  }
}

const accountPage = () => import("./account/account-page.tsx");
const roomsPage = () => import("./rooms/rooms-page.tsx");
const roomPage = () => import("./rooms/room-page.tsx");
const doctorPage = () => import("./doctor/doctor-page.tsx");

function AccountPageRoute() {
  const path = "/account";
  const changed = (user: User) => session.changed(user);
  return (
    <SignedInOnly path={path}>
      {(user) => (
        <LazyPage load={accountPage}>
          {({ AccountPage }) => (
            <AccountPage
              user={user}
              api={http}
              onChanged={changed}
              onDeleted={leaveAccount}
              corner={<Corner path={path} />}
            />
          )}
        </LazyPage>
      )}
    </SignedInOnly>
  );
}

function RoomsRoute() {
  const path = "/rooms";
  return (
    <SignedInOnly path={path}>
      {() => (
        <LazyPage load={roomsPage}>
          {({ RoomsPage }) => <RoomsPage api={http} corner={<Corner path={path} />} />}
        </LazyPage>
      )}
    </SignedInOnly>
  );
}

function RoomPageRoute({ code }: { code: string }) {
  const path = roomPagePath(code);
  return (
    <SignedInOnly path={path}>
      {() => (
        <LazyPage load={roomPage}>
          {({ RoomPage }) => (
            <RoomPage
              code={code}
              api={http}
              onDeleted={() => navigate("/rooms")}
              corner={<Corner path={path} />}
            />
          )}
        </LazyPage>
      )}
    </SignedInOnly>
  );
}

/** What the server cannot say of who one is, the check itself finds out. */
function DoctorRoute({ code }: { code: string }) {
  const view = useView(session);
  const [known, setKnown] = useState(false);
  if (!known && view.state !== "checking") setKnown(true);
  if (!known) return <LoadingPage />;
  const isNobody = view.state !== "signed-in" && view.state !== "guest";
  return (
    <LazyPage load={doctorPage}>
      {({ DoctorPage }) => <DoctorPage http={http} code={code} isNobody={isNobody} />}
    </LazyPage>
  );
}

/** A visit stays open when the session ends elsewhere, because it has to say what happened. */
function RoomRoute({ code, invite }: { code: string; invite: string | null }) {
  const view = useView(session);
  const [known, setKnown] = useState(false);
  if (!known && view.state !== "checking" && view.state !== "unreachable") setKnown(true);
  if (known) {
    return (
      <VisitPlace
        code={code}
        invite={invite}
        ports={visitPorts}
        http={http}
        corner={<Corner path={roomPath(code, invite)} />}
      />
    );
  }
  if (view.state !== "unreachable") return <LoadingPage />;
  return <UnreachablePage failure={view.failure} onRetry={checkAgain} />;
}
