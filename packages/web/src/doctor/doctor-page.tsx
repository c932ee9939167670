import { CircleCheck, CircleDashed, CircleX, TriangleAlert } from "lucide-react";
import { useEffect, useState } from "react";
import { announce } from "../lib/announcer.tsx";
import { useDocumentTitle } from "../lib/use-document-title.ts";
import { useView } from "../lib/use-view.ts";
import { Page } from "../ui/page.tsx";
import { Button } from "../ui/button.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { Examination, type ExaminationView } from "./examination.ts";
import type { ExaminePorts } from "./examine.ts";
import { CHECKS, type Check, type Finding } from "./finding.ts";

/** Checks this browser's way to the server as soon as it is opened; `npm run doctor` links here. */
export function DoctorPage(ports: ExaminePorts) {
  const [examination] = useState(() => new Examination(ports));
  useEffect(() => {
    void examination.run();
    return () => examination.close();
  }, [examination]);
  return <DoctorView view={useView(examination)} />;
}

/** What has been found so far. */
export function DoctorView({ view }: { view: ExaminationView }) {
  const { title, lead } = headOf(view);
  const isRunning = view.state === "running";
  useDocumentTitle("Connection check");
  useEffect(() => {
    if (!isRunning) announce(title);
  }, [isRunning, title]);
  return (
    <Page>
      <div className="mx-auto grid w-full max-w-180 gap-6 pt-4">
        <div className="grid gap-1">
          <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
          <p className="text-pretty text-muted">{lead}</p>
        </div>
        {view.state !== "over" && <Findings view={view} />}
        {view.state === "done" && !view.told && (
          <div>
            <Button look="plain" onClick={() => location.reload()}>
              Check again
            </Button>
          </div>
        )}
      </div>
    </Page>
  );
}

function headOf({ state, findings, told }: ExaminationView) {
  if (state === "running") {
    return { title: "Checking the connection", lead: "This takes up to half a minute." };
  }
  if (state === "over") {
    const lead = "Its room is gone. Start npm run doctor again, and open the new link.";
    return { title: "This check is over", lead };
  }
  const lead = told
    ? "The doctor shows the same in its terminal, and has ended. Start it anew to check again."
    : "The doctor could not be told: what was found stands only here.";
  return { title: titleOf(findings), lead };
}

function titleOf(findings: readonly Finding[]): string {
  const has = (verdict: Finding["verdict"]) => findings.some((one) => one.verdict === verdict);
  if (has("fail")) return "Something is in the way";
  return has("warn") ? "It works, with something to look at" : "Everything works";
}

const TITLES: { readonly [C in Check]: string } = {
  page: "Secure page",
  address: "Address",
  websocket: "Signalling (WebSocket)",
  clock: "Clock",
  "media up": "Sending sound and pictures",
  "media down": "Receiving sound and pictures",
  relay: "Relay (TURN)",
};

function Findings({ view: { state, findings } }: { view: ExaminationView }) {
  const found = new Map(findings.map((finding) => [finding.check, finding]));
  const next = state === "running" ? CHECKS.find((check) => !found.has(check)) : undefined;
  return (
    <section
      aria-label="What was found"
      className="rounded-l border border-line bg-surface px-5 py-3 sm:px-6"
    >
      <ul className="divide-y divide-line">
        {CHECKS.map((check) => (
          <FindingLine
            key={check}
            title={TITLES[check]}
            finding={found.get(check)}
            isNext={check === next}
          />
        ))}
      </ul>
    </section>
  );
}

const MARKS = {
  ok: { Icon: CircleCheck, colour: "text-accent", text: "Works: " },
  warn: { Icon: TriangleAlert, colour: "text-warn", text: "Look at this: " },
  fail: { Icon: CircleX, colour: "text-danger", text: "Does not work: " },
} as const;

function FindingLine({
  title,
  finding,
  isNext,
}: {
  title: string;
  finding: Finding | undefined;
  isNext: boolean;
}) {
  const mark = finding === undefined ? null : MARKS[finding.verdict];
  return (
    <li className="flex items-start gap-3.5 py-3">
      <span className={`mt-0.5 flex h-5 shrink-0 ${mark?.colour ?? "text-muted"}`}>
        {mark === null ? <Waiting isNext={isNext} /> : <mark.Icon size={20} aria-hidden />}
      </span>
      <div className="grid min-w-0 flex-1 gap-1">
        <p className="font-medium">
          {mark !== null && <span className="sr-only">{mark.text}</span>}
          {title}
        </p>
        {finding !== undefined && (
          <p className="text-pretty wrap-anywhere text-muted tabular-nums">{finding.found}</p>
        )}
        {finding !== undefined && finding.change !== null && (
          <p
            className={`mt-1 rounded-m px-3.5 py-2.5 text-pretty wrap-anywhere ${finding.verdict === "fail" ? "bg-danger-soft" : "bg-warn-soft"}`}
          >
            {finding.change}
          </p>
        )}
      </div>
    </li>
  );
}

function Waiting({ isNext }: { isNext: boolean }) {
  return isNext ? <Spinner label="Checking" /> : <CircleDashed size={20} aria-hidden />;
}
