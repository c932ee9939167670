import type { LocalMediaView } from "@parley/sdk";
import type { ReactNode } from "react";
import { Page } from "../ui/page.tsx";
import type { Visitor } from "../visit/visitor.ts";
import { Preview } from "./preview.tsx";

/** Before the meeting: how one looks to the others, and beside it what comes next. */
export function DoorPage({
  visitor,
  local,
  actions,
  corner,
  children,
}: {
  visitor: Visitor;
  local: LocalMediaView;
  actions: { setMic: (on: boolean) => void; setCamera: (on: boolean) => void };
  corner?: ReactNode;
  children: ReactNode;
}) {
  return (
    <Page corner={corner}>
      <div className="m-auto grid w-full max-w-280 items-center gap-6 py-2 md:grid-cols-[1.2fr_1fr] md:gap-8 lg:grid-cols-[1.4fr_1fr] lg:gap-14">
        <Preview
          id={visitor.id}
          name={visitor.name}
          local={local}
          onMic={actions.setMic}
          onCamera={actions.setCamera}
        />
        {children}
      </div>
    </Page>
  );
}
