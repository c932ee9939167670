import type { LoginBody, RegisterBody, User } from "@parley/protocol";
import { useState } from "react";
import { AccountCorner } from "./account/account-menu.tsx";
import { SignInPage } from "./account/sign-in-page.tsx";
import { SignUpPage } from "./account/sign-up-page.tsx";
import { HomePage } from "./home/home-page.tsx";
import { NotFoundPage } from "./home/not-found-page.tsx";
import { LiveRegion } from "./lib/announcer.tsx";
import { failureOf } from "./lib/failure.ts";
import { accountPath, roomPath } from "./lib/route.ts";
import { Redirect, navigate, useRoute } from "./lib/router.tsx";
import { useAction } from "./lib/use-action.ts";
import { useView } from "./lib/use-view.ts";
import { createRoom, session, visitPorts } from "./services.ts";
import { TipProvider } from "./ui/tip.tsx";
import { UnreachablePage } from "./ui/unreachable-page.tsx";
import { LoadingPage } from "./ui/page.tsx";
import { VisitPlace } from "./visit/visit-place.tsx";

export function App() {
  return (
    <TipProvider delayDuration={400}>
      <CurrentPage />
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
    case "room":
      return <RoomRoute key={route.code} code={route.code} />;
    case "not-found":
      return <NotFoundPage />;
  }
}

const checkAgain = () => void session.check();

function useSignOut() {
  return useAction(async () => {
    await session.signOut();
    navigate("/");
  });
}

async function createAndEnter(): Promise<void> {
  try {
    const room = await createRoom();
    navigate(roomPath(room.code));
  } catch (error) {
    if (failureOf(error).code === "not_authenticated") session.lapse();
    throw error;
  }
}

function HomeRoute() {
  const view = useView(session);
  const create = useAction(createAndEnter);
  const signOut = useSignOut();
  return <HomePage session={view} create={create} signOut={signOut} onRetry={checkAgain} />;
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

/** A visit stays open when the session ends elsewhere, because it has to say what happened. */
function RoomRoute({ code }: { code: string }) {
  const view = useView(session);
  const signOut = useSignOut();
  const [user, setUser] = useState<User | null>(null);
  if (view.state === "signed-in" && view.user !== user) setUser(view.user);
  if (user !== null) {
    return (
      <VisitPlace
        code={code}
        user={user}
        ports={visitPorts}
        onSignedOut={lapse}
        corner={<AccountCorner session={view} from={roomPath(code)} signOut={signOut} />}
      />
    );
  }
  switch (view.state) {
    case "signed-out":
      return <Redirect to={accountPath("sign-in", roomPath(code))} />;
    case "unreachable":
      return <UnreachablePage failure={view.failure} onRetry={checkAgain} />;
    default:
      return <LoadingPage />;
  }
}

const lapse = () => session.lapse();
