import { CloudOff } from "lucide-react";
import { type Failure, failureText } from "../lib/failure.ts";
import { useDocumentTitle } from "../lib/use-document-title.ts";
import { Button, LinkButton } from "./button.tsx";
import { Centered, Emblem, Page } from "./page.tsx";

/** The server could not even be asked who is signed in. */
export function UnreachablePage({ failure, onRetry }: { failure: Failure; onRetry: () => void }) {
  useDocumentTitle("No answer");
  return (
    <Page>
      <Centered
        art={
          <Emblem>
            <CloudOff size={30} aria-hidden />
          </Emblem>
        }
        title="The server does not answer"
        actions={
          <>
            <Button onClick={onRetry}>Try again</Button>
            <LinkButton href="/" look="plain">
              Go home
            </LinkButton>
          </>
        }
      >
        <p>{failureText(failure)}</p>
      </Centered>
    </Page>
  );
}
