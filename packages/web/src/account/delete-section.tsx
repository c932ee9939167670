import type { User } from "@parley/protocol";
import { useAction } from "../lib/use-action.ts";
import { DeletionSection } from "../rooms/deletion-section.tsx";
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
  const remove = useAction(async () => {
    await api.deleteAccount();
    onDeleted();
  });
  return (
    <DeletionSection
      title="Delete the account"
      lead="Your rooms are deleted with it: their meetings end and their links stop working. To keep a room, hand it over first, on its page. What you wrote in other people's rooms stays there under your name."
      button="Delete account"
      question="Delete your account?"
      consequences="Your account, your rooms and their links are gone at once, everywhere. This cannot be undone."
      typed={user.username}
      action={remove}
    />
  );
}
