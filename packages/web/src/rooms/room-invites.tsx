import { type Invite, type InviteBody, LIMITS, type NewInvite } from "@parley/protocol";
import { type SubmitEvent, useState } from "react";
import { Problem } from "../lib/problem.tsx";
import { dateText } from "../lib/time-text.ts";
import { useAction } from "../lib/use-action.ts";
import { useNow } from "../lib/use-now.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { LinkBox } from "../ui/link-box.tsx";
import { Notice } from "../ui/notice.tsx";
import { ExpiryField } from "./expiry-field.tsx";
import { type ExpiryChoice, expiresInOf } from "./expiry.ts";
import { inviteState, inviteText } from "./invite-text.ts";
import { Line, Lines, Nothing, Section } from "./parts.tsx";
import type { RoomApi } from "./room-page.tsx";
import { SelectField } from "./select-field.tsx";

type InvitesApi = Pick<RoomApi, "createInvite" | "revokeInvite" | "invites">;

/** Links that let people in without asking. */
export function InvitesSection({
  code,
  api,
  first,
}: {
  code: string;
  api: InvitesApi;
  first: readonly Invite[];
}) {
  const [invites, setInvites] = useState(first);
  const [made, setMade] = useState<NewInvite | null>(null);
  const renew = async () => setInvites((await api.invites(code)).invites);
  const create = useAction(async (body: InviteBody) => {
    setMade(await api.createInvite(code, body));
    await renew();
  });
  const revoke = useAction(async (id: string) => {
    await api.revokeInvite(code, id);
    if (made?.id === id) setMade(null);
    await renew();
  });
  return (
    <Section title="Invites" lead="Who comes by such a link need not ask to be let in.">
      <InviteForm busy={create.busy} onCreate={create.run} />
      {create.failure !== null && <Problem failure={create.failure} />}
      {made !== null && <MadeInvite key={made.id} invite={made} />}
      <InviteList invites={invites} onRevoke={revoke.run} />
      {revoke.failure !== null && <Problem failure={revoke.failure} />}
    </Section>
  );
}

function InviteForm({ busy, onCreate }: { busy: boolean; onCreate: (body: InviteBody) => void }) {
  const [role, setRole] = useState<"member" | "cohost">("member");
  const [expiry, setExpiry] = useState<ExpiryChoice>({ kind: "none" });
  const [uses, setUses] = useState("");
  const [errors, setErrors] = useState<{ expiry?: string; uses?: string }>({});
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const expiresIn = expiresInOf(expiry, Date.now());
    const count = uses.trim() === "" ? null : Number(uses);
    const badUses =
      count !== null && !(Number.isInteger(count) && count >= 1 && count <= LIMITS.inviteUses);
    setErrors({
      ...(typeof expiresIn === "string" ? { expiry: expiresIn } : {}),
      ...(badUses ? { uses: `A number from 1 to ${LIMITS.inviteUses}, or nothing.` } : {}),
    });
    if (typeof expiresIn === "string" || badUses) return;
    onCreate({
      role,
      ...(expiresIn === null ? {} : { expiresIn }),
      ...(count === null ? {} : { uses: count }),
    });
  };
  return (
    <form noValidate onSubmit={submit} className="grid gap-4">
      <div className="grid items-start gap-4 sm:grid-cols-3">
        <SelectField
          label="Comes in as"
          value={role}
          onChange={(event) => setRole(event.target.value === "cohost" ? "cohost" : "member")}
        >
          <option value="member">Member</option>
          <option value="cohost">Co-host</option>
        </SelectField>
        <ExpiryField
          label="Valid until"
          none="I take it back"
          value={expiry}
          error={errors.expiry}
          onChange={setExpiry}
        />
        <Field
          label="Uses"
          hint="Empty: no limit"
          inputMode="numeric"
          autoComplete="off"
          value={uses}
          onChange={(event) => setUses(event.target.value)}
          error={errors.uses}
        />
      </div>
      <div>
        <Button type="submit" look="plain" busy={busy}>
          Create invite link
        </Button>
      </div>
    </form>
  );
}

function MadeInvite({ invite }: { invite: NewInvite }) {
  return (
    <div role="status">
      <Notice tone="info" title="Copy this link now: it is shown only once.">
        <div className="mt-2">
          <LinkBox link={invite.url} />
        </div>
      </Notice>
    </div>
  );
}

function InviteList({
  invites,
  onRevoke,
}: {
  invites: readonly Invite[];
  onRevoke: (id: string) => void;
}) {
  const now = useNow(60_000);
  if (invites.length === 0) return <Nothing>There are none yet.</Nothing>;
  return (
    <Lines>
      {invites.map((invite) => {
        const made = dateText(invite.createdAt);
        return (
          <Line
            key={invite.id}
            title={invite.role === "cohost" ? "Invite as a co-host" : "Invite as a member"}
            text={inviteText(invite, now)}
            end={
              inviteState(invite, now) === "valid" && (
                <Button look="danger" size="s" onClick={() => onRevoke(invite.id)}>
                  Take back
                  <span className="sr-only"> the invite of {made}</span>
                </Button>
              )
            }
          />
        );
      })}
    </Lines>
  );
}
