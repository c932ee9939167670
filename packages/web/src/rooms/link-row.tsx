import { CopyButton } from "./copy-button.tsx";

/** A link to read, with the button that copies it beside it. */
export function LinkRow({ link, what }: { link: string; what: string }) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-m bg-raised py-2 pr-2 pl-4">
      <p className="min-w-0 flex-1 basis-50 wrap-anywhere select-all">{link}</p>
      <CopyButton link={link} what={what} />
    </div>
  );
}
