import { HttpClient, LocalMedia, MeetingMedia, RoomClient, systemClock } from "@parley/sdk";
import { guestNote } from "./account/guest-note.ts";
import { Session } from "./account/session.ts";
import { returnNotes } from "./visit/return-notes.ts";
import type { Equipment, VisitPorts } from "./visit/visit-view.ts";

/** Everything of the SDK that the pages use, put together once. */
export const http = new HttpClient({ baseUrl: location.origin });

/** A browser may forbid storage: then nothing is remembered, and everything else works. */
function allowed(storage: () => Storage): Storage | undefined {
  try {
    return storage();
  } catch {
    return undefined;
  }
}

const browserStorage = allowed(() => localStorage);
const tabStorage = allowed(() => sessionStorage);

export const session = new Session({
  api: http,
  // It comes and goes with the session, which itself scripts cannot see.
  mayBeSignedIn: () => /(^|;\s*)csrftoken=/.test(document.cookie),
  note: guestNote(browserStorage),
});

function openEquipment(): Equipment {
  const local = new LocalMedia({ storage: browserStorage });
  return {
    local,
    openStay: (code, invite) => {
      const room = new RoomClient({ http, code, ...(invite === null ? {} : { invite }) });
      return { room, local, media: new MeetingMedia({ room, local }) };
    },
  };
}

export const visitPorts: VisitPorts = {
  http,
  clock: systemClock,
  identity: session,
  notes: returnNotes(tabStorage),
  openEquipment,
};
