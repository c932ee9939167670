import type { User } from "@parley/protocol";
import { DoorOpen, LogOut, UserCog } from "lucide-react";
import { Avatar } from "../ui/avatar.tsx";
import { LinkButton } from "../ui/button.tsx";
import { Menu, MenuItem, MenuLabel, MenuLine, MenuTrigger } from "../ui/menu.tsx";
import { Tip } from "../ui/tip.tsx";
import { accountPath } from "../lib/route.ts";
import { navigate } from "../lib/router.tsx";
import type { Action } from "../lib/use-action.ts";
import type { SessionView } from "./session.ts";

/** The right end of a page's header: the account, or the way to one. */
export function AccountCorner({
  session,
  from = "/",
  signOut,
}: {
  session: SessionView;
  from?: string;
  signOut: Action<[]>;
}) {
  if (session.state === "signed-in") return <AccountMenu user={session.user} signOut={signOut} />;
  if (session.state !== "signed-out" && session.state !== "guest") return null;
  return (
    <LinkButton look="quiet" size="s" href={accountPath("sign-in", from)}>
      Sign in
    </LinkButton>
  );
}

function AccountMenu({ user, signOut }: { user: User; signOut: Action<[]> }) {
  return (
    <>
      {signOut.failure !== null && (
        <p role="alert" className="text-right text-s text-danger">
          Signing out did not work. Try again.
        </p>
      )}
      <Menu
        trigger={
          <Tip text={user.displayName}>
            <MenuTrigger className="grid size-11 place-items-center rounded-full hover:bg-raised">
              <span className="sr-only">Account of {user.displayName}</span>
              <Avatar id={user.id} name={user.displayName} className="size-9 text-s" />
            </MenuTrigger>
          </Tip>
        }
      >
        <MenuLabel className="flex items-center gap-3 px-3 py-2.5">
          <Avatar id={user.id} name={user.displayName} className="size-10" />
          <span className="grid min-w-0">
            <span className="truncate font-semibold">{user.displayName}</span>
            <span className="truncate text-s text-muted">{user.username}</span>
          </span>
        </MenuLabel>
        <MenuLine />
        <MenuItem icon={<DoorOpen size={20} aria-hidden />} onSelect={() => navigate("/rooms")}>
          Your rooms
        </MenuItem>
        <MenuItem icon={<UserCog size={20} aria-hidden />} onSelect={() => navigate("/account")}>
          Account
        </MenuItem>
        <MenuItem icon={<LogOut size={20} aria-hidden />} onSelect={() => signOut.run()}>
          Sign out
        </MenuItem>
      </Menu>
    </>
  );
}
