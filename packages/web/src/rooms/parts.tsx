import { type ReactNode, useId } from "react";
import { Problem } from "../lib/problem.tsx";
import type { Loaded, LoadedView } from "../lib/loaded.ts";
import type { Pages, PagesView } from "../lib/pages.ts";
import { Button } from "../ui/button.tsx";
import { Page } from "../ui/page.tsx";
import { Spinner } from "../ui/spinner.tsx";

/** A page with a title and sections below it. */
export function SectionsPage({
  title,
  lead,
  end,
  corner,
  children,
}: {
  title: string;
  lead?: ReactNode;
  /** Stands beside the title. */
  end?: ReactNode;
  corner: ReactNode;
  children: ReactNode;
}) {
  return (
    <Page corner={corner}>
      <div className="mx-auto grid w-full max-w-180 gap-6 pt-4">
        <div className="flex flex-wrap items-end gap-x-6 gap-y-4">
          <div className="grid min-w-0 flex-1 basis-60 gap-1">
            <h1 className="text-xl font-semibold tracking-tight wrap-anywhere">{title}</h1>
            {lead !== undefined && <div className="text-pretty text-muted">{lead}</div>}
          </div>
          {end}
        </div>
        {children}
      </div>
    </Page>
  );
}

/** A titled part of a page. */
export function Section({
  title,
  lead,
  end,
  children,
}: {
  title: string;
  lead?: string;
  end?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className="grid gap-4 rounded-l border border-line bg-surface p-5 sm:p-6"
    >
      <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
        <div className="grid min-w-0 flex-1 basis-50 gap-1">
          <h2 id={id} className="text-l font-semibold">
            {title}
          </h2>
          {lead !== undefined && <p className="text-pretty text-muted">{lead}</p>}
        </div>
        {end}
      </div>
      {children}
    </section>
  );
}

/** The lines of a list, each with something at its end. */
export function Lines({ children }: { children: ReactNode }) {
  return <ul className="-my-1 divide-y divide-line">{children}</ul>;
}

export function Line({ title, text, end }: { title: ReactNode; text: ReactNode; end?: ReactNode }) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
      <div className="grid min-w-0 flex-1 basis-45">
        <div className="font-medium wrap-anywhere">{title}</div>
        <div className="text-s text-pretty wrap-anywhere text-muted tabular-nums">{text}</div>
      </div>
      {end !== undefined && <div className="flex flex-wrap gap-2">{end}</div>}
    </li>
  );
}

export function Nothing({ children }: { children: ReactNode }) {
  return <p className="text-pretty text-muted">{children}</p>;
}

/** What was asked for, or that it is on its way, or why it is not to be had. */
export function WhenLoaded<T>({
  view,
  loaded,
  children,
}: {
  view: LoadedView<T>;
  loaded: Loaded<T>;
  children: (value: T) => ReactNode;
}) {
  switch (view.state) {
    case "loading":
      return <Spinner label="Loading" />;
    case "failed":
      return <Problem failure={view.failure} onRetry={() => void loaded.load()} />;
    case "ready":
      return children(view.value);
  }
}

/** Below a list that comes in pages: the way to more of it. */
export function MoreOf<T>({
  view,
  pages,
  name,
}: {
  view: PagesView<T>;
  pages: Pages<T>;
  name: string;
}) {
  switch (view.state.name) {
    case "loading":
      return <Spinner label="Loading" />;
    case "failed":
      return <Problem failure={view.state.failure} onRetry={() => void pages.more()} />;
    case "more":
      return (
        <div>
          <Button look="plain" size="s" onClick={() => void pages.more()}>
            {name}
          </Button>
        </div>
      );
    case "end":
      return null;
  }
}

/** Whether a list is known to have nothing in it. */
export function isEmpty<T>({ pages, state }: PagesView<T>): boolean {
  return state.name === "end" && pages.every((rows) => rows.length === 0);
}
