import { UserPlus } from "lucide-react";
import type { ReactNode } from "react";
import { AccountCorner } from "../account/account-menu.tsx";
import type { SessionView } from "../account/session.ts";
import { Problem } from "../lib/problem.tsx";
import { accountPath } from "../lib/route.ts";
import type { Action } from "../lib/use-action.ts";
import { useDocumentTitle } from "../lib/use-document-title.ts";
import { useLoaded } from "../lib/use-loaded.ts";
import type { NewRoomApi } from "../rooms/new-room-dialog.tsx";
import { YourRooms, type YourRoomsApi } from "../rooms/your-rooms.tsx";
import { LinkButton } from "../ui/button.tsx";
import { Page } from "../ui/page.tsx";
import { CodeField } from "./code-field.tsx";
import { HomeArt } from "./home-art.tsx";
import { NewMeeting } from "./new-meeting.tsx";

export type HomeApi = YourRoomsApi & NewRoomApi;

type HomeProps = {
  session: SessionView;
  api: HomeApi;
  start: Action<[]>;
  signOut: Action<[]>;
  onRetry: () => void;
};

/** Start a meeting or go to one; who is signed in has their rooms beside it. */
export function HomePage(props: HomeProps) {
  const { session, signOut } = props;
  useDocumentTitle("");
  return (
    <Page corner={<Corner session={session} signOut={signOut} />}>
      {session.state === "signed-in" ? <SignedInHome {...props} /> : <OtherHome {...props} />}
    </Page>
  );
}

/** Without an account the way to one is on the page itself, and larger. */
function Corner({ session, signOut }: Pick<HomeProps, "session" | "signOut">) {
  if (session.state !== "signed-in") return null;
  return <AccountCorner session={session} signOut={signOut} />;
}

function SignedInHome({ api, start }: HomeProps) {
  const [view, loaded] = useLoaded(() => api.listRooms());
  const none = view.state === "ready" && view.value.rooms.length === 0;
  return (
    <Halves aside={none ? <HomeArt /> : <YourRooms view={view} loaded={loaded} />}>
      <div className="flex flex-wrap items-start gap-3">
        <NewMeeting start={start} api={api} onCreated={() => void loaded.load()} />
        <CodeField />
      </div>
      {start.failure !== null && (
        <div className="max-w-130">
          <Problem failure={start.failure} />
        </div>
      )}
    </Halves>
  );
}

function OtherHome({ session, onRetry }: HomeProps) {
  return (
    <Halves aside={session.state === "checking" ? null : <HomeArt />}>
      {session.state === "unreachable" && (
        <div className="max-w-130">
          <Problem failure={session.failure} onRetry={onRetry} />
        </div>
      )}
      {(session.state === "signed-out" || session.state === "guest") && <SignedOutActions />}
    </Halves>
  );
}

/** Keeps its place empty while the session is being asked for, so that nothing jumps. */
function Halves({ aside, children }: { aside: ReactNode; children: ReactNode }) {
  return (
    <div className="m-auto grid w-full max-w-280 items-center gap-10 pt-4 lg:grid-cols-[1.05fr_0.95fr] lg:gap-16">
      <section className="grid min-w-0 gap-4">
        <h1 className="text-2xl font-bold tracking-tight">Meetings on your own ground.</h1>
        <p className="max-w-[36ch] text-l text-pretty text-muted">
          Start one, send the link, talk. Nothing to install, nothing leaves your server.
        </p>
        <div className="mt-4 grid min-h-40 content-start gap-4">{children}</div>
      </section>
      <div className="min-w-0">{aside}</div>
    </div>
  );
}

function SignedOutActions() {
  return (
    <>
      <div className="flex flex-wrap gap-3">
        <LinkButton href={accountPath("sign-up")} size="l" className="w-full sm:w-auto">
          <UserPlus size={22} aria-hidden />
          Create an account
        </LinkButton>
        <LinkButton
          href={accountPath("sign-in")}
          look="plain"
          size="l"
          className="w-full sm:w-auto"
        >
          Sign in
        </LinkButton>
      </div>
      <div className="grid gap-2">
        <p className="text-muted">Got a code or a link? You can join as a guest.</p>
        <CodeField />
      </div>
    </>
  );
}
