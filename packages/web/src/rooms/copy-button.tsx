import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { announce } from "../lib/announcer.tsx";
import { Button } from "../ui/button.tsx";

const BACK_TO_IDLE_MS = 2500;

/**
 * Copies a link. The clipboard needs a secure page; elsewhere the browser shows the link in a
 * prompt, to be copied by hand.
 */
export function CopyButton({
  link,
  what,
  compact = false,
}: {
  link: string;
  what: string;
  /** On a phone only its symbol is seen. */
  compact?: boolean;
}) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), BACK_TO_IDLE_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link);
      setCopied(true);
      announce("Link copied");
    } catch {
      prompt("Copy this link:", link);
    }
  };
  return (
    <Button look="plain" size="s" onClick={() => void copy()}>
      {copied ? <Check size={18} aria-hidden /> : <Copy size={18} aria-hidden />}
      <span className={compact ? "max-sm:sr-only" : ""}>{copied ? "Copied" : "Copy link"}</span>
      <span className="sr-only"> of {what}</span>
    </Button>
  );
}
