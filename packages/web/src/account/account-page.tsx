import type { User } from "@parley/protocol";
import type { HttpClient } from "@parley/sdk";
import type { ReactNode } from "react";
import { useDocumentTitle } from "../lib/use-document-title.ts";
import { SectionsPage } from "../rooms/parts.tsx";
import { DeleteSection } from "./delete-section.tsx";
import { NameSection } from "./name-section.tsx";
import { PasswordSection } from "./password-section.tsx";
import { SignInsSection } from "./sign-ins-section.tsx";

export type AccountApi = Pick<
  HttpClient,
  | "updateAccount"
  | "changePassword"
  | "sessions"
  | "endSession"
  | "endOtherSessions"
  | "deleteAccount"
>;

/** One's name, password, and where one is signed in. */
export function AccountPage({
  user,
  api,
  onChanged,
  onDeleted,
  corner,
}: {
  user: User;
  api: AccountApi;
  onChanged: (user: User) => void;
  onDeleted: () => void;
  corner: ReactNode;
}) {
  useDocumentTitle("Account");
  return (
    <SectionsPage title="Account" lead={`Username: ${user.username}`} corner={corner}>
      <NameSection user={user} api={api} onChanged={onChanged} />
      <PasswordSection user={user} api={api} />
      <SignInsSection api={api} />
      <DeleteSection user={user} api={api} onDeleted={onDeleted} />
    </SectionsPage>
  );
}
