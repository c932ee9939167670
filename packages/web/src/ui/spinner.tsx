import { LoaderCircle } from "lucide-react";

/** Shows itself only after 200 ms: what is quicker than that needs no spinner. */
export function Spinner({ label }: { label?: string }) {
  return (
    <span className="inline-flex animate-spinner" role={label === undefined ? undefined : "status"}>
      <LoaderCircle size={20} aria-hidden />
      {label !== undefined && <span className="sr-only">{label}</span>}
    </span>
  );
}
