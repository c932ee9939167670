import type { Attendance } from "@parley/protocol";
import { Download } from "lucide-react";
import { saveCsv } from "../lib/csv.ts";
import { allRows } from "../lib/pages.ts";
import { Problem } from "../lib/problem.tsx";
import { clockText, dateText, durationText } from "../lib/time-text.ts";
import { useAction } from "../lib/use-action.ts";
import { cursorOf, usePages } from "../lib/use-loaded.ts";
import { Button } from "../ui/button.tsx";
import { attendanceCsv } from "./attendance-csv.ts";
import { Line, Lines, MoreOf, Nothing, Section, isEmpty } from "./parts.tsx";
import type { RoomApi } from "./room-page.tsx";

/** Who was there from when to when, the latest first. */
export function AttendanceSection({
  code,
  api,
}: {
  code: string;
  api: Pick<RoomApi, "attendance">;
}) {
  const ask = async (cursor: string | null) => {
    const { stays, next } = await api.attendance(code, cursorOf(cursor));
    return { rows: stays, next };
  };
  const [view, pages] = usePages(ask);
  const download = useAction(async () => {
    saveCsv(`attendance-${code}.csv`, attendanceCsv(await allRows(ask)));
  });
  const stays = view.pages.flat();
  return (
    <Section
      title="Attendance"
      lead="Who was there, and when."
      end={
        stays.length > 0 && (
          <Button look="plain" size="s" busy={download.busy} onClick={() => download.run()}>
            {!download.busy && <Download size={18} aria-hidden />}
            Download CSV
          </Button>
        )
      }
    >
      {download.failure !== null && <Problem failure={download.failure} />}
      {isEmpty(view) && <Nothing>Nobody has been here yet.</Nothing>}
      {stays.length > 0 && (
        <Lines>
          {stays.map((stay) => (
            <Line
              key={`${stay.participantId} ${stay.joinedAt}`}
              title={stay.name}
              text={stayText(stay)}
            />
          ))}
        </Lines>
      )}
      <MoreOf view={view} pages={pages} name="Show earlier" />
    </Section>
  );
}

function stayText({ joinedAt, leftAt }: Attendance): string {
  if (leftAt === null) return `${dateText(joinedAt)}, still there`;
  return `${dateText(joinedAt)} to ${clockText(leftAt)} (${durationText(leftAt - joinedAt)})`;
}
