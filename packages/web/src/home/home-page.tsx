import { UserPlus, Video } from "lucide-react";
import type { ReactNode } from "react";
import { AccountCorner } from "../account/account-menu.tsx";
import type { SessionView } from "../account/session.ts";
import { failureText } from "../lib/failure.ts";
import { accountPath } from "../lib/route.ts";
import type { Action } from "../lib/use-action.ts";
import { useDocumentTitle } from "../lib/use-document-title.ts";
import { Button, LinkButton } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { Page } from "../ui/page.tsx";
import { CodeField } from "./code-field.tsx";
import { HomeArt } from "./home-art.tsx";

type HomeProps = {
  session: SessionView;
  create: Action<[]>;
  signOut: Action<[]>;
  onRetry: () => void;
};

/** Start a meeting or go to one. Later this is also where one's rooms are listed. */
export function HomePage(props: HomeProps) {
  useDocumentTitle("");
  return (
    <Page corner={<Corner {...props} />}>
      <div className="m-auto grid w-full max-w-280 items-center gap-10 pt-4 lg:grid-cols-[1.05fr_0.95fr] lg:gap-16">
        <section className="grid gap-4">
          <h1 className="text-2xl font-bold tracking-tight">Meetings on your own ground.</h1>
          <p className="max-w-[36ch] text-l text-pretty text-muted">
            Start one, send the link, talk. Nothing to install, nothing leaves your server.
          </p>
          <div className="mt-4 grid min-h-40 content-start gap-4">
            <Actions {...props} />
          </div>
        </section>
        <HomeArt />
      </div>
    </Page>
  );
}

/** Without an account the way to one is on the page itself, and larger. */
function Corner({ session, signOut }: HomeProps) {
  if (session.state !== "signed-in") return null;
  return <AccountCorner session={session} signOut={signOut} />;
}

/** Keeps its place empty while the session is being asked for, so that nothing jumps. */
function Actions({ session, create, onRetry }: HomeProps): ReactNode {
  switch (session.state) {
    case "checking":
      return null;
    case "unreachable":
      return <Problem text={failureText(session.failure)} retry={onRetry} />;
    case "signed-out":
      return <SignedOutActions />;
    case "signed-in":
      return (
        <>
          <div className="flex flex-wrap items-start gap-3">
            <Button
              size="l"
              busy={create.busy}
              onClick={() => create.run()}
              className="w-full sm:w-auto"
            >
              {!create.busy && <Video size={22} aria-hidden />}
              New meeting
            </Button>
            <CodeField />
          </div>
          {create.failure !== null && <Problem text={failureText(create.failure)} />}
        </>
      );
  }
}

function SignedOutActions() {
  return (
    <>
      <div className="flex flex-wrap gap-3">
        <LinkButton href={accountPath("sign-up")} size="l" className="w-full sm:w-auto">
          <UserPlus size={22} aria-hidden />
          Create an account
        </LinkButton>
        <LinkButton
          href={accountPath("sign-in")}
          look="plain"
          size="l"
          className="w-full sm:w-auto"
        >
          Sign in
        </LinkButton>
      </div>
      <div className="grid gap-2">
        <p className="text-muted">Got a code or a link?</p>
        <CodeField />
      </div>
    </>
  );
}

function Problem({ text, retry }: { text: string; retry?: () => void }) {
  return (
    <div role="alert" className="max-w-130">
      <Notice
        tone="problem"
        action={
          retry && (
            <Button look="plain" size="s" onClick={retry}>
              Try again
            </Button>
          )
        }
      >
        {text}
      </Notice>
    </div>
  );
}
