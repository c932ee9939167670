import type { ReactNode } from "react";
import { Link } from "../lib/router.tsx";
import { BrandMark } from "./brand.tsx";
import { Spinner } from "./spinner.tsx";

/** The frame of every page but the meeting: the brand, something at the right, and the content. */
export function Page({ corner, children }: { corner?: ReactNode; children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex min-h-18 items-center gap-3 px-4 py-3 sm:px-6">
        <Link
          href="/"
          className="flex items-center gap-2.5 rounded-s text-l font-semibold tracking-tight"
        >
          <BrandMark />
          Parley
        </Link>
        <div className="ml-auto flex items-center gap-1">{corner}</div>
      </header>
      <main className="flex flex-1 flex-col px-4 pb-10 sm:px-6">{children}</main>
    </div>
  );
}

/** One thing in the middle of a page: a title, a sentence, and what to do next. */
export function Centered({
  art,
  title,
  children,
  actions,
}: {
  art?: ReactNode;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className="m-auto grid w-full max-w-120 justify-items-center gap-3 py-8 text-center">
      {art}
      <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
      <div className="grid gap-2 text-l text-pretty text-muted">{children}</div>
      <div className="mt-4 flex flex-wrap justify-center gap-3">{actions}</div>
    </div>
  );
}

/** The round symbol above a centred title. */
export function Emblem({ children }: { children: ReactNode }) {
  return (
    <span className="mb-2 grid size-16 place-items-center rounded-full bg-accent-soft text-accent">
      {children}
    </span>
  );
}

/** Empty at first; what takes longer than 200 ms shows that it is under way. */
export function LoadingPage({ corner }: { corner?: ReactNode }) {
  return (
    <Page corner={corner}>
      <div className="m-auto text-muted">
        <h1 className="sr-only">One moment</h1>
        <Spinner label="Loading" />
      </div>
    </Page>
  );
}
