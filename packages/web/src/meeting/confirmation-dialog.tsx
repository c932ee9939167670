import { ConfirmDialog } from "../rooms/confirm-dialog.tsx";
import { type Confirmation, confirmationText } from "./confirmation.ts";
import type { RoomActions } from "./room-actions.ts";

/** Asks again, and does it when that is confirmed. */
export function ConfirmationDialog({
  confirmation,
  actions,
  onClose,
}: {
  confirmation: Confirmation;
  actions: RoomActions;
  onClose: () => void;
}) {
  return (
    <ConfirmDialog
      {...confirmationText(confirmation)}
      onConfirm={() => perform(confirmation, actions)}
      onClose={onClose}
    />
  );
}

function perform(confirmation: Confirmation, actions: RoomActions): void {
  switch (confirmation.kind) {
    case "end":
      return actions.endMeeting();
    case "remove":
      return actions.remove(confirmation.id, false);
    case "ban":
      return actions.remove(confirmation.id, true);
    case "hand-over":
      return actions.handOver(confirmation.id);
  }
}
