import { HttpClient, LocalMedia, MeshMedia, RoomClient, systemClock } from "@parley/sdk";
import { Session } from "./account/session.ts";
import type { Equipment, VisitPorts } from "./visit/visit.ts";

/** Everything of the SDK that the pages use, put together once. */
const http = new HttpClient({ baseUrl: location.origin });

export const createRoom = () => http.createRoom();

export const session = new Session({
  api: http,
  // It comes and goes with the session, which itself scripts cannot see.
  mayBeSignedIn: () => /(^|;\s*)csrftoken=/.test(document.cookie),
});

/** Remembers the chosen devices, unless the browser forbids it. */
function deviceStorage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}

function openEquipment(): Equipment {
  const local = new LocalMedia({ storage: deviceStorage() });
  return {
    local,
    openStay: (code) => {
      const room = new RoomClient({ http, code });
      return { room, local, media: new MeshMedia({ room, local }) };
    },
  };
}

export const visitPorts: VisitPorts = { http, clock: systemClock, openEquipment };
