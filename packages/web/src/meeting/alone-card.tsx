import { LinkBox } from "../ui/link-box.tsx";

/** An empty meeting is no failure: it needs its link sent. */
export function AloneCard({ link }: { link: string }) {
  return (
    <section
      aria-label="Invite others"
      className="grid w-full animate-rise gap-3 rounded-l border border-line bg-surface p-4 shadow-soft sm:max-w-92 sm:p-5"
    >
      <div className="grid gap-0.5">
        <h2 className="text-l font-semibold">You are the only one here</h2>
        <p className="text-pretty text-muted">Send this link to whom you want to meet.</p>
      </div>
      <LinkBox link={link} />
    </section>
  );
}
