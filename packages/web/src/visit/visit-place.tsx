import { type ReactNode, useDeferredValue, useEffect, useState } from "react";
import { EntryPage } from "../green-room/entry-page.tsx";
import { FetchedPage } from "../lib/lazy-page.tsx";
import type { LoadedView } from "../lib/loaded.ts";
import { roomPath } from "../lib/route.ts";
import { navigate } from "../lib/router.tsx";
import { useLoaded } from "../lib/use-loaded.ts";
import { useView } from "../lib/use-view.ts";
import { LoadingPage } from "../ui/page.tsx";
import { DoorPlace } from "./door-place.tsx";
import { EndedPage } from "./ended-page.tsx";
import { endingText, unavailableText } from "./ending-text.ts";
import type { MeetingHttp } from "./meeting-place.tsx";
import { Visit, type VisitPorts } from "./visit.ts";

type Props = {
  code: string;
  /** The token of an invite link. */
  invite: string | null;
  ports: VisitPorts;
  http: MeetingHttp;
  corner: ReactNode;
};

/** The meeting is fetched while one looks at the green room: nobody waits for it. */
const loadMeeting = () => import("./meeting-place.tsx");
type MeetingModule = Awaited<ReturnType<typeof loadMeeting>>;

/** A room's page: one visit, from a guest's name to its end. Keyed by the code. */
export function VisitPlace({ code, invite, ports, ...rest }: Props) {
  const [visit] = useState(() => new Visit(code, ports, invite));
  const [meeting] = useLoaded(loadMeeting);
  useEffect(() => {
    void visit.look();
    // The server keeps the place: nothing is said, so that a reload is no leaving.
    const remember = () => visit.remember();
    window.addEventListener("pagehide", remember);
    return () => {
      window.removeEventListener("pagehide", remember);
      visit.close();
    };
  }, [visit]);
  return <VisitScene visit={visit} meeting={meeting} invite={invite} {...rest} />;
}

type SceneProps = Omit<Props, "code" | "ports"> & {
  visit: Visit;
  meeting: LoadedView<MeetingModule>;
};

function VisitScene({ visit, meeting, invite, http, corner }: SceneProps) {
  // To draw the meeting takes a while; messages that come meanwhile are seen to all the same.
  const view = useDeferredValue(useView(visit));
  const spent = invite !== null && visit.invite === null;
  useEffect(() => {
    // What has been used up has no place in the address, where it would be copied from.
    if (spent) navigate(roomPath(visit.code), "replace");
  }, [spent, visit]);
  switch (view.state) {
    case "looking":
    case "returning":
      return <LoadingPage corner={corner} />;
    case "name-needed":
      return (
        <EntryPage
          code={visit.code}
          from={roomPath(visit.code, visit.invite)}
          name={view.name}
          busy={view.busy}
          failure={view.failure}
          onEnter={(name) => void visit.enterAsGuest(name)}
        />
      );
    case "unavailable":
      return (
        <EndedPage
          ending={unavailableText(view.failure)}
          reason={view.failure.code}
          code={visit.code}
          lastedMs={null}
          corner={corner}
          onAgain={() => void visit.look()}
        />
      );
    case "green-room":
    case "lobby":
      return <DoorPlace visit={visit} view={view} corner={corner} />;
    case "meeting":
      return (
        <FetchedPage view={meeting}>
          {({ MeetingPlace }) => <MeetingPlace visit={visit} view={view} http={http} />}
        </FetchedPage>
      );
    case "ended":
      return (
        <EndedPage
          ending={endingText(view.reason)}
          reason={view.reason}
          code={visit.code}
          lastedMs={view.lastedMs}
          corner={corner}
          onAgain={() => visit.rejoin()}
        />
      );
  }
}
