import { useState } from "react";
import { Problem } from "../lib/problem.tsx";
import type { Action } from "../lib/use-action.ts";
import { Button } from "../ui/button.tsx";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { Section } from "./parts.tsx";

/** What cannot be undone, behind a button and a name that has to be typed. */
export function DeletionSection({
  title,
  lead,
  button,
  question,
  consequences,
  typed,
  action,
}: {
  title: string;
  lead: string;
  button: string;
  question: string;
  consequences: string;
  typed: string;
  action: Action<[]>;
}) {
  const [asking, setAsking] = useState(false);
  return (
    <Section title={title} lead={lead}>
      {action.failure !== null && <Problem failure={action.failure} />}
      <div>
        <Button
          look="danger"
          className="border border-line"
          busy={action.busy}
          onClick={() => setAsking(true)}
        >
          {button}
        </Button>
      </div>
      {asking && (
        <ConfirmDialog
          title={question}
          text={consequences}
          typed={typed}
          action="Delete for good"
          onConfirm={() => action.run()}
          onClose={() => setAsking(false)}
        />
      )}
    </Section>
  );
}
