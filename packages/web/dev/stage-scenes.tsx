import type { MediaDetails } from "@parley/sdk";
import { type ReactNode, useState } from "react";
import { connectionDetails } from "./connection-fixtures.ts";
import { model, people, share } from "./fixtures.ts";
import { Meet } from "./meet.tsx";
import { withQuality } from "./meeting-fixtures.ts";

/** The connection of these people, measured once. */
function MeetMeasured({ count, details }: { count: number; details?: Partial<MediaDetails> }) {
  const [cast] = useState(() => withQuality(people(count)));
  const [does] = useState(() => ({
    measure: async () => ({ ...connectionDetails(cast), ...details }),
  }));
  return <Meet model={model(cast)} surface="connection" speaking={[0]} does={does} />;
}

/** Who speaks, how well it comes through, and what is large. */
export const stageScenes: { readonly [name: string]: () => ReactNode } = {
  "meet-share-9": () => {
    const cast = withQuality(people(9));
    return <Meet model={model(cast, { shares: cast.slice(0, 1).map(share) })} speaking={[0, 5]} />;
  },
  "meet-share-50": () => {
    const cast = people(50);
    return <Meet model={model(cast, { shares: cast.slice(0, 1).map(share) })} speaking={[41]} />;
  },
  "meet-speaker": () => <Meet model={model(withQuality(people(9)))} speaking={[0, 3]} />,
  "meet-speaker-50": () => <Meet model={model(people(50))} speaking={[30]} />,
  "meet-pinned": () => (
    <Meet model={model(withQuality(people(9)))} speaking={[5]} press={["Pin Lena Fischer"]} />
  ),
  "meet-pinned-self": () => <Meet model={model(people(3))} press={["Pin yourself"]} />,
  "meet-pinned-off": () => <Meet model={model(people(6))} press={["Pin Priya Nair"]} />,
  "meet-pinned-share": () => {
    const cast = people(6);
    const shares = cast.slice(0, 1).map(share);
    return <Meet model={model(cast, { shares })} press={["Pin Lena Fischer"]} />;
  },
  "meet-connection": () => <MeetMeasured count={5} />,
  "meet-connection-mesh": () => (
    <MeetMeasured count={2} details={{ kind: "mesh", rttMs: 412, availableOutBps: 310_000 }} />
  ),
  "meet-connection-alone": () => <MeetMeasured count={1} details={{ receiving: [] }} />,
};
