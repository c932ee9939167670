import type { Invite, RoomDetails } from "@parley/protocol";
import { ApiError, type HttpClient } from "@parley/sdk";
import { SearchX, ShieldQuestion } from "lucide-react";
import type { ReactNode } from "react";
import type { Failure } from "../lib/failure.ts";
import { Problem } from "../lib/problem.tsx";
import { roomPath } from "../lib/route.ts";
import { useDocumentTitle } from "../lib/use-document-title.ts";
import { useLoaded } from "../lib/use-loaded.ts";
import { LinkButton } from "../ui/button.tsx";
import { Centered, Emblem, LoadingPage, Page } from "../ui/page.tsx";
import { hasDetails } from "../visit/door.ts";
import { unavailableText } from "../visit/ending-text.ts";
import { ACCESS_TEXT } from "./access-text.ts";
import { LinkRow } from "./link-row.tsx";
import { SectionsPage } from "./parts.tsx";
import { AttendanceSection } from "./room-attendance.tsx";
import { BansSection } from "./room-bans.tsx";
import { InvitesSection } from "./room-invites.tsx";
import { roomTitle } from "./room-line.ts";
import { MessagesSection } from "./room-messages.tsx";
import { OwnerSection } from "./room-owner.tsx";
import { RulesSection } from "./room-rules.tsx";
import { SettingsSection } from "./room-settings.tsx";

export type RoomApi = Pick<
  HttpClient,
  | "getRoom"
  | "updateRoom"
  | "deleteRoom"
  | "attendance"
  | "messages"
  | "bans"
  | "liftBan"
  | "invites"
  | "createInvite"
  | "revokeInvite"
>;

/** What a room's page can show. */
type Sight =
  | { readonly state: "host"; readonly room: RoomDetails; readonly invites: readonly Invite[] }
  | { readonly state: "no-host"; readonly name: string }
  /** It cannot be entered any more, but its chat and attendance are kept for a while. */
  | { readonly state: "expired" };

type Props = { code: string; api: RoomApi; onDeleted: () => void; corner: ReactNode };

/** Where the hosts of a room look after it. */
export function RoomPage(props: Props) {
  const { code, api, corner } = props;
  const [view, loaded] = useLoaded(() => look(code, api));
  switch (view.state) {
    case "loading":
      return <LoadingPage corner={corner} />;
    case "failed":
      return <NoRoom {...props} failure={view.failure} onRetry={() => void loaded.load()} />;
    case "ready":
      return <Sighted {...props} sight={view.value} />;
  }
}

async function look(code: string, api: RoomApi): Promise<Sight> {
  try {
    const room = await api.getRoom(code);
    if (!hasDetails(room)) return { state: "no-host", name: roomTitle(room) };
    const invites = await unlessRefused(api.invites(code));
    if (invites === null) return { state: "no-host", name: roomTitle(room) };
    return { state: "host", room, invites: invites.invites };
  } catch (error) {
    if (error instanceof ApiError && error.code === "room_expired") return { state: "expired" };
    throw error;
  }
}

/** Only hosts may see the invites: whoever may not is none. */
async function unlessRefused<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError && error.code === "not_permitted") return null;
    throw error;
  }
}

function Sighted({ sight, ...props }: Props & { sight: Sight }) {
  switch (sight.state) {
    case "host":
      return <HostPage {...props} {...sight} />;
    case "no-host":
      return <NoHost {...props} name={sight.name} />;
    case "expired":
      return <ExpiredPage {...props} />;
  }
}

function HostPage({
  code,
  api,
  room,
  invites,
  onDeleted,
  corner,
}: Props & { room: RoomDetails; invites: readonly Invite[] }) {
  useDocumentTitle(roomTitle(room));
  return (
    <SectionsPage
      title={roomTitle(room)}
      lead={
        <>
          <span className="tabular-nums">{code}</span> · {ACCESS_TEXT[room.access].name}
        </>
      }
      end={<LinkButton href={roomPath(code)}>Start meeting</LinkButton>}
      corner={corner}
    >
      <LinkRow link={room.url} what={roomTitle(room)} />
      <SettingsSection room={room} api={api} />
      <RulesSection room={room} api={api} />
      <InvitesSection code={code} api={api} first={invites} />
      <BansSection code={code} api={api} />
      <AttendanceSection code={code} api={api} />
      <MessagesSection code={code} api={api} />
      <OwnerSection room={room} api={api} onDeleted={onDeleted} />
    </SectionsPage>
  );
}

function ExpiredPage({ code, api, corner }: Props) {
  useDocumentTitle("Expired room");
  return (
    <SectionsPage
      title="This room has expired"
      lead={`Nobody can enter ${code} any more. What was said and who was there is kept for 30 days after its end.`}
      corner={corner}
    >
      <AttendanceSection code={code} api={api} />
      <MessagesSection code={code} api={api} />
    </SectionsPage>
  );
}

function NoHost({ code, name, corner }: Props & { name: string }) {
  useDocumentTitle("Only for hosts");
  return (
    <Page corner={corner}>
      <Centered
        art={
          <Emblem>
            <ShieldQuestion size={30} aria-hidden />
          </Emblem>
        }
        title="This page is for the room's hosts"
        actions={
          <>
            <LinkButton href={roomPath(code)}>Go to the meeting</LinkButton>
            <LinkButton href="/rooms" look="plain">
              Your rooms
            </LinkButton>
          </>
        }
      >
        <p>
          You are no host of {name}. Its owner can make you one, in the meeting or with an invite.
        </p>
      </Centered>
    </Page>
  );
}

function NoRoom({ failure, onRetry, corner }: Props & { failure: Failure; onRetry: () => void }) {
  const { title, text, next } = unavailableText(failure);
  useDocumentTitle(title);
  const canRetry = next.includes("try-again");
  return (
    <Page corner={corner}>
      <Centered
        art={
          <Emblem>
            <SearchX size={30} aria-hidden />
          </Emblem>
        }
        title={title}
        actions={
          <LinkButton href="/rooms" look={canRetry ? "plain" : "primary"}>
            Your rooms
          </LinkButton>
        }
      >
        {canRetry ? <Problem failure={failure} onRetry={onRetry} /> : <p>{text}</p>}
      </Centered>
    </Page>
  );
}
