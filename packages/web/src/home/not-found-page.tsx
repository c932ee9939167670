import { Compass } from "lucide-react";
import { useDocumentTitle } from "../lib/use-document-title.ts";
import { LinkButton } from "../ui/button.tsx";
import { Centered, Emblem, Page } from "../ui/page.tsx";

export function NotFoundPage() {
  useDocumentTitle("Page not found");
  return (
    <Page>
      <Centered
        art={
          <Emblem>
            <Compass size={30} aria-hidden />
          </Emblem>
        }
        title="There is no page here"
        actions={<LinkButton href="/">Go home</LinkButton>}
      >
        <p>A link to a meeting ends in a code, as in /abc-defg-hij.</p>
      </Centered>
    </Page>
  );
}
