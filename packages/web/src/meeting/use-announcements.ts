import { useEffect, useRef } from "react";
import { announce } from "../lib/announcer.tsx";
import { announcements, reactionNews } from "./announcements.ts";
import type { MeetingModel, Person } from "./meeting-model.ts";
import type { Reaction } from "./reactions.ts";
import { type Toast, toastText } from "./toasts.ts";

/** The first change is told at once; those that follow it are gathered, so that a crowd is one. */
const GATHER_MS = 1000;

/** Speaks every change of the meeting that one would otherwise have to see. */
export function useAnnouncements(model: MeetingModel): void {
  const current = useRef(model);
  const told = useRef(model);
  const toldAt = useRef(-GATHER_MS);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    current.current = model;
    const tell = () => {
      timer.current = undefined;
      const news = announcements(told.current, current.current);
      told.current = current.current;
      if (news.length === 0) return;
      toldAt.current = performance.now();
      announce(news.join(". "));
    };
    if (timer.current !== undefined) return;
    const wait = toldAt.current + GATHER_MS - performance.now();
    timer.current = setTimeout(tell, Math.max(0, wait));
  }, [model]);
  useEffect(() => () => clearTimeout(timer.current), []);
}

/** Speaks each toast once. */
export function useToldToasts(toasts: readonly Toast[], people: readonly Person[]): void {
  const told = useRef(0);
  useEffect(() => {
    const nameOf = (id: string) => people.find((person) => person.id === id)?.name ?? null;
    for (const toast of toasts) {
      if (toast.key > told.current) announce(toastText(toast, nameOf));
    }
    told.current = Math.max(told.current, toasts.at(-1)?.key ?? 0);
  }, [toasts, people]);
}

/** Reactions come in showers: what came together is told together, and seldom. */
const REACTIONS_MS = 4000;

/** Speaks the reactions of others. */
export function useToldReactions(reactions: readonly Reaction[], people: readonly Person[]): void {
  const told = useRef(0);
  const current = useRef({ reactions, people });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    current.current = { reactions, people };
    const lastKey = reactions.at(-1)?.key ?? 0;
    if (lastKey <= told.current || timer.current !== undefined) return;
    const tell = () => {
      const news = othersReactions(current.current, told.current);
      told.current = current.current.reactions.at(-1)?.key ?? told.current;
      const text = reactionNews(news);
      if (text !== null) announce(text);
    };
    tell();
    timer.current = setTimeout(() => {
      timer.current = undefined;
      tell();
    }, REACTIONS_MS);
  }, [reactions, people]);
  useEffect(() => () => clearTimeout(timer.current), []);
}

function othersReactions(
  { reactions, people }: { reactions: readonly Reaction[]; people: readonly Person[] },
  after: number,
) {
  return reactions.flatMap(({ key, participantId, emoji }) => {
    const person = people.find(({ id }) => id === participantId);
    return key <= after || person === undefined || person.self
      ? []
      : [{ name: person.name, emoji }];
  });
}
