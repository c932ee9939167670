import { type SubmitEvent, useState } from "react";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";

/** Asks again before what cannot be undone; with `typed` that has to be typed first. */
export function ConfirmDialog({
  title,
  text,
  typed,
  action,
  onConfirm,
  onClose,
}: {
  title: string;
  text: string;
  typed?: string;
  action: string;
  onConfirm: () => void;
  onClose: () => void;
}) {
  const [answer, setAnswer] = useState("");
  const [wrong, setWrong] = useState(false);
  const matches = typed === undefined || answer.trim().toLowerCase() === typed.toLowerCase();
  return (
    <Dialog title={title} onClose={onClose}>
      {(close) => {
        const submit = (event: SubmitEvent<HTMLFormElement>) => {
          event.preventDefault();
          setWrong(!matches);
          if (!matches) return;
          close();
          onConfirm();
        };
        return (
          <form noValidate onSubmit={submit} className="grid gap-5">
            <p className="text-pretty">{text}</p>
            {typed !== undefined && (
              <Field
                label={`Type ${typed} to confirm`}
                value={answer}
                onChange={(event) => setAnswer(event.target.value)}
                autoComplete="off"
                autoCapitalize="none"
                autoCorrect="off"
                spellCheck={false}
                error={wrong ? `That is not ${typed}.` : undefined}
              />
            )}
            <div className="flex flex-wrap justify-end gap-3">
              <Button look="plain" onClick={close}>
                Cancel
              </Button>
              <Button type="submit" look="danger">
                {action}
              </Button>
            </div>
          </form>
        );
      }}
    </Dialog>
  );
}
