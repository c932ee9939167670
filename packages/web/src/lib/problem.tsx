import { use, useEffect } from "react";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { type Failure, failureText } from "./failure.ts";
import { SignedOut } from "./signed-out.ts";

/** What was refused or did not work, with the next step. Who is signed out gets to sign in. */
export function Problem({ failure, onRetry }: { failure: Failure; onRetry?: () => void }) {
  const signedOut = use(SignedOut);
  useEffect(() => {
    if (failure.code === "not_authenticated") signedOut();
  }, [failure, signedOut]);
  return (
    <div role="alert">
      <Notice
        tone="problem"
        action={
          onRetry && (
            <Button look="plain" size="s" onClick={onRetry}>
              Try again
            </Button>
          )
        }
      >
        {failureText(failure)}
      </Notice>
    </div>
  );
}
