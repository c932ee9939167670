import type { User } from "@parley/protocol";
import { useState } from "react";
import { Problem } from "../lib/problem.tsx";
import { useAction } from "../lib/use-action.ts";
import { ConfirmDialog } from "../rooms/confirm-dialog.tsx";
import { Section } from "../rooms/parts.tsx";
import { Button } from "../ui/button.tsx";
import type { AccountApi } from "./account-page.tsx";

/** The end of the account, after typing its name. */
export function DeleteSection({
  user,
  api,
  onDeleted,
}: {
  user: User;
  api: Pick<AccountApi, "deleteAccount">;
  onDeleted: () => void;
}) {
  const [asking, setAsking] = useState(false);
  const remove = useAction(async () => {
    await api.deleteAccount();
    onDeleted();
  });
  return (
    <Section
      title="Delete the account"
      lead="Your rooms are deleted with it: their meetings end and their links stop working. To keep a room, hand it over first, on its page. What you wrote in other people's rooms stays there under your name."
    >
      {remove.failure !== null && <Problem failure={remove.failure} />}
      <div>
        <Button
          look="danger"
          className="border border-line"
          busy={remove.busy}
          onClick={() => setAsking(true)}
        >
          Delete account
        </Button>
      </div>
      {asking && (
        <ConfirmDialog
          title="Delete your account?"
          text="Your account, your rooms and their links are gone at once, everywhere. This cannot be undone."
          typed={user.username}
          action="Delete for good"
          onConfirm={() => remove.run()}
          onClose={() => setAsking(false)}
        />
      )}
    </Section>
  );
}
