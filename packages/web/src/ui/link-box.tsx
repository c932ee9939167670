import { Check, Copy } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { announce } from "../lib/announcer.tsx";
import { Button } from "./button.tsx";

type State = "idle" | "copied" | "selected";
const LABELS = { idle: "Copy link", copied: "Copied", selected: "Selected: copy it now" } as const;
const BACK_TO_IDLE_MS = 2500;

/**
 * A link to read and to copy. The clipboard needs a secure page; elsewhere the link is selected, so
 * that it can be copied by hand.
 */
export function LinkBox({ link }: { link: string }) {
  const text = useRef<HTMLParagraphElement>(null);
  const [state, setState] = useState<State>("idle");
  useEffect(() => {
    if (state === "idle") return;
    const timer = setTimeout(() => setState("idle"), BACK_TO_IDLE_MS);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link);
      setState("copied");
      announce("Link copied");
    } catch {
      if (text.current !== null) getSelection()?.selectAllChildren(text.current);
      setState("selected");
    }
  };
  return (
    <div className="grid gap-3">
      <p ref={text} className="rounded-m bg-raised px-3.5 py-2.5 wrap-anywhere select-all">
        {link}
      </p>
      <Button onClick={() => void copy()}>
        {state === "copied" ? <Check size={20} aria-hidden /> : <Copy size={20} aria-hidden />}
        {LABELS[state]}
      </Button>
    </div>
  );
}
