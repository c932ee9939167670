import { hueClass, initials } from "../lib/person.ts";

/** A person's initials on their colour. The name itself stands beside it. */
export function Avatar({ id, name, className }: { id: string; name: string; className?: string }) {
  return (
    <span
      aria-hidden
      className={`${hueClass(id)} avatar-disc inline-grid shrink-0 place-items-center rounded-full font-semibold leading-none ${className ?? "size-8 text-s"}`}
    >
      {initials(name)}
    </span>
  );
}
