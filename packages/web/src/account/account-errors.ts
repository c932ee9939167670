import { type Failure, failureText } from "../lib/failure.ts";

export type AccountField = "username" | "password" | "newPassword" | "displayName";

/** Where an error stands in the form: at its field, or above all of them. */
export type AccountErrors = { readonly [F in AccountField | "form"]?: string };

const FIELDS = ["username", "password", "newPassword", "displayName"] as const;

/** What the server refused, told at the field that can mend it. `secret` is the one typed anew. */
export function accountErrors(failure: Failure, secret: "password" | "newPassword"): AccountErrors {
  switch (failure.code) {
    case "username_taken":
      return { username: "That username is taken. Choose another, or sign in if it is yours." };
    case "wrong_credentials":
      return { password: "The username or the password is wrong." };
    case "wrong_password":
      return { password: "That is not your current password." };
    case "password_too_short":
    case "password_too_common":
      return { [secret]: failure.detail };
    case "password_change_required":
      return {};
    case "validation_failed":
      return fieldErrors(failure);
    default:
      return { form: failureText(failure) };
  }
}

/** What the server says of a field is the predicate of a sentence. */
function fieldErrors(failure: Failure): AccountErrors {
  const known = FIELDS.filter((name) => failure.fields[name] !== undefined);
  if (known.length === 0) return { form: failure.detail };
  return Object.fromEntries(
    known.map((name) => [name, `${SUBJECTS[name]} ${failure.fields[name]}.`]),
  );
}

const SUBJECTS = {
  username: "The username",
  password: "The password",
  newPassword: "The new password",
  displayName: "The name",
} as const satisfies { readonly [F in AccountField]: string };

const MISSING = {
  username: "Type a username.",
  password: "Type a password.",
  newPassword: "Type a new password.",
  displayName: "Type a name.",
} as const satisfies { readonly [F in AccountField]: string };

/** What was left empty, so that the server need not be asked; null when nothing was. */
export function missing(form: FormData, names: readonly AccountField[]): AccountErrors | null {
  const empty = names.filter((name) => textOf(form, name).trim() === "");
  if (empty.length === 0) return null;
  return Object.fromEntries(empty.map((name) => [name, MISSING[name]]));
}

export function textOf(form: FormData, name: AccountField): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}
