import { Problem } from "../lib/problem.tsx";
import { dateText } from "../lib/time-text.ts";
import { useAction } from "../lib/use-action.ts";
import { useLoaded } from "../lib/use-loaded.ts";
import { Button } from "../ui/button.tsx";
import { Line, Lines, Nothing, Section, WhenLoaded } from "./parts.tsx";
import type { RoomApi } from "./room-page.tsx";

/** Who may not come back, and the way to let them. */
export function BansSection({
  code,
  api,
}: {
  code: string;
  api: Pick<RoomApi, "bans" | "liftBan">;
}) {
  const [view, loaded] = useLoaded(() => api.bans(code));
  const lift = useAction(async (participantId: string) => {
    await api.liftBan(code, participantId);
    await loaded.load();
  });
  return (
    <Section title="Banned people" lead="They cannot come in by any way.">
      <WhenLoaded view={view} loaded={loaded}>
        {({ bans }) =>
          bans.length === 0 ? (
            <Nothing>Nobody is banned.</Nothing>
          ) : (
            <Lines>
              {bans.map(({ participantId, name, kind, bannedAt }) => (
                <Line
                  key={participantId}
                  title={kind === "guest" ? `${name} (guest)` : name}
                  text={`Since ${dateText(bannedAt)}`}
                  end={
                    <Button look="plain" size="s" onClick={() => lift.run(participantId)}>
                      Lift ban
                      <span className="sr-only"> of {name}</span>
                    </Button>
                  }
                />
              ))}
            </Lines>
          )
        }
      </WhenLoaded>
      {lift.failure !== null && <Problem failure={lift.failure} />}
    </Section>
  );
}
