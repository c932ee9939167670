import { dateText } from "../lib/time-text.ts";
import { LinkBox } from "../ui/link-box.tsx";
import { Panel, PanelBody } from "./panel.tsx";

/** The meeting's name, link and code, to pass on. */
export function DetailsPanel({
  title,
  code,
  link,
  expiresAt,
  onClose,
}: {
  title: string;
  code: string;
  link: string;
  expiresAt: number | null;
  onClose: () => void;
}) {
  return (
    <Panel title="Details" onClose={onClose}>
      <PanelBody>
        <dl className="grid gap-4">
          {title !== "" && <Detail term="Meeting">{title}</Detail>}
          <Detail term="Code">{code}</Detail>
          {expiresAt !== null && <Detail term="Expires">{dateText(expiresAt)}</Detail>}
        </dl>
        <div className="mt-2 grid gap-2">
          <h3 className="text-s text-muted">Link to this meeting</h3>
          <LinkBox link={link} />
        </div>
      </PanelBody>
    </Panel>
  );
}

function Detail({ term, children }: { term: string; children: string }) {
  return (
    <div className="grid gap-0.5">
      <dt className="text-s text-muted">{term}</dt>
      <dd className="font-medium tabular-nums">{children}</dd>
    </div>
  );
}
