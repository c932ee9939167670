import type { ReactNode } from "react";
import { Button, LinkButton } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { Centered, LoadingPage, Page } from "../ui/page.tsx";
import type { LoadedView } from "./loaded.ts";
import { useLoaded } from "./use-loaded.ts";

type Props<M> = {
  load: () => Promise<M>;
  children: (module: M) => ReactNode;
};

/** A page whose code is fetched when it is gone to, so that the first load stays small. */
export function LazyPage<M>({ load, children }: Props<M>) {
  const [view] = useLoaded(load);
  return <FetchedPage view={view}>{children}</FetchedPage>;
}

/** A page whose code is being fetched, maybe since before it was gone to. */
export function FetchedPage<M>({
  view,
  children,
}: {
  view: LoadedView<M>;
  children: (module: M) => ReactNode;
}) {
  if (view.state === "ready") return children(view.value);
  if (view.state === "loading") return <LoadingPage />;
  return (
    <Page>
      <Centered
        title="The page did not load"
        actions={
          <>
            <LoadAgain />
            <LinkButton href="/" look="plain">
              Go home
            </LinkButton>
          </>
        }
      >
        <p>{WHY}</p>
      </Centered>
    </Page>
  );
}

/** As LazyPage, for a part of a page. */
export function LazyPart<M>({ load, children }: Props<M>) {
  const [view] = useLoaded(load);
  if (view.state === "ready") return children(view.value);
  if (view.state === "loading") return null;
  return (
    <div role="alert">
      <Notice tone="problem" action={<LoadAgain />}>
        {WHY}
      </Notice>
    </div>
  );
}

const WHY = "The connection broke, or the server has a newer version.";

/** Browsers remember that a module failed: only a new document asks for it again. */
function LoadAgain() {
  return <Button onClick={() => location.reload()}>Load again</Button>;
}
