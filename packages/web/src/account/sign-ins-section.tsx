import type { SignIn } from "@parley/protocol";
import { announce } from "../lib/announcer.tsx";
import { Problem } from "../lib/problem.tsx";
import { dateText } from "../lib/time-text.ts";
import { useAction } from "../lib/use-action.ts";
import { useLoaded } from "../lib/use-loaded.ts";
import { Line, Lines, Section, WhenLoaded } from "../rooms/parts.tsx";
import { Button } from "../ui/button.tsx";
import type { AccountApi } from "./account-page.tsx";
import { browserText } from "./browser-text.ts";

/** Where one is signed in, and the way to end that. */
export function SignInsSection({
  api,
}: {
  api: Pick<AccountApi, "sessions" | "endSession" | "endOtherSessions">;
}) {
  const [view, loaded] = useLoaded(() => api.sessions());
  const end = useAction(async (work: () => Promise<void>) => {
    await work();
    await loaded.load();
    announce("Signed out there");
  });
  return (
    <Section
      title="Where you are signed in"
      lead="If you do not know one of them, end it and change your password."
    >
      <WhenLoaded view={view} loaded={loaded}>
        {({ sessions }) => (
          <>
            <Lines>
              {sessions.map((session) => (
                <SessionLine
                  key={session.id}
                  session={session}
                  onEnd={() => end.run(() => api.endSession(session.id))}
                />
              ))}
            </Lines>
            {sessions.length > 1 && (
              <div>
                <Button look="plain" onClick={() => end.run(() => api.endOtherSessions())}>
                  Sign out everywhere else
                </Button>
              </div>
            )}
          </>
        )}
      </WhenLoaded>
      {end.failure !== null && <Problem failure={end.failure} />}
    </Section>
  );
}

function SessionLine({ session, onEnd }: { session: SignIn; onEnd: () => void }) {
  const name = browserText(session);
  const since = dateText(session.createdAt);
  return (
    <Line
      title={
        <>
          {name}
          {session.current && (
            <span className="ml-2 rounded-full bg-accent-soft px-2.5 py-0.5 text-s text-accent">
              this one
            </span>
          )}
        </>
      }
      text={`Since ${since}`}
      end={
        !session.current && (
          <Button look="danger" size="s" onClick={onEnd}>
            Sign out
            <span className="sr-only">
              {" "}
              {name}, since {since}
            </span>
          </Button>
        )
      }
    />
  );
}
