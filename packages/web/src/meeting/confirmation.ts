/** What asks again before it is done, because it cannot simply be undone. */
export type Confirmation =
  | {
      readonly kind: "remove" | "ban" | "hand-over";
      readonly id: string;
      readonly name: string;
      readonly guest: boolean;
    }
  | { readonly kind: "end" };

export type ConfirmationText = {
  readonly title: string;
  readonly text: string;
  readonly action: string;
};

/** What is asked, and what the button says. */
export function confirmationText(confirmation: Confirmation): ConfirmationText {
  if (confirmation.kind === "end") {
    return {
      title: "End the meeting for everyone?",
      text: "Everyone is sent out. The link stays valid: you can meet here again.",
      action: "End for everyone",
    };
  }
  const { kind, name, guest } = confirmation;
  switch (kind) {
    case "remove":
      return {
        title: `Remove ${name}?`,
        text: "They leave the meeting now. To come back they have to ask, and a host lets them in.",
        action: "Remove",
      };
    case "ban":
      return {
        title: `Remove and ban ${name}?`,
        text: guest
          ? "They leave the meeting now and cannot come back. Because a guest can come again under another name, new guests have to ask to join from now on."
          : "They leave the meeting now and cannot come back. You can lift the ban on the room's page.",
        action: "Remove and ban",
      };
    case "hand-over":
      return {
        title: `Make ${name} the owner of this room?`,
        text: "The room is theirs from then on. You stay as a co-host, and only they can give it back.",
        action: "Hand over",
      };
  }
}
