import type { Access } from "@parley/protocol";

/** Who comes into a room how, from the widest door to the narrowest. */
export const ACCESS: readonly Access[] = ["open", "trusted", "restricted"];

export const ACCESS_TEXT = {
  open: { name: "Open", hint: "Everyone who has the link comes in at once." },
  trusted: { name: "Trusted", hint: "People with an account come in at once, guests have to ask." },
  restricted: {
    name: "Restricted",
    hint: "Everyone has to ask, except those who were invited or let in before.",
  },
} as const satisfies { readonly [A in Access]: { name: string; hint: string } };
