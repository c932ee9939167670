import { useEffect, useRef } from "react";
import { announce } from "../lib/announcer.tsx";
import { announcements } from "./announcements.ts";
import type { MeetingModel } from "./meeting-model.ts";

/** Speaks every change of the meeting that one would otherwise have to see. */
export function useAnnouncements(model: MeetingModel): void {
  const last = useRef(model);
  useEffect(() => {
    const news = announcements(last.current, model);
    last.current = model;
    if (news.length > 0) announce(news.join(". "));
  }, [model]);
}
