import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

const ALMOST_PX = 48;

/** What the scrolling needs to know of the messages. */
type Ends = { readonly first: string | null; readonly last: string | null; readonly own: boolean };

type ChatScroll = {
  /** Belongs to the element that scrolls. */
  readonly box: RefObject<HTMLElement | null>;
  /** New messages came in below what is seen. */
  readonly newBelow: boolean;
  readonly toEnd: () => void;
  readonly onScroll: () => void;
};

/**
 * Keeps the end of a list in sight for those who are there, and leaves it alone for those who read
 * further up, also when earlier messages come in above. One's own message is always shown. It opens
 * at the line before what is new, where there is one.
 */
export function useChatScroll({ first, last, own }: Ends): ChatScroll {
  const box = useRef<HTMLElement>(null);
  const atEnd = useRef(true);
  const before = useRef({ first, last, height: 0 });
  const [newBelow, setNewBelow] = useState(false);
  const toEnd = useCallback(() => box.current?.scrollTo({ top: box.current.scrollHeight }), []);
  const onScroll = useCallback(() => {
    if (box.current === null) return;
    const { scrollHeight, scrollTop, clientHeight } = box.current;
    atEnd.current = scrollHeight - scrollTop - clientHeight < ALMOST_PX;
    if (atEnd.current) setNewBelow(false);
  }, []);
  useLayoutEffect(() => {
    const list = box.current;
    if (list === null) return;
    const known = before.current;
    const isNew = last !== known.last;
    if (atEnd.current || (isNew && own)) toEnd();
    else if (first !== known.first) list.scrollTop += list.scrollHeight - known.height;
    else if (isNew) setNewBelow(true);
    before.current = { first, last, height: list.scrollHeight };
  }, [first, last, own, toEnd]);
  useEffect(() => {
    const list = box.current;
    if (list === null) return;
    // Whoever has no mouse scrolls it with the arrow keys.
    list.tabIndex = 0;
    list.querySelector("[data-unread]")?.scrollIntoView({ block: "start" });
    const observer = new ResizeObserver(() => atEnd.current && toEnd());
    observer.observe(list);
    return () => observer.disconnect();
  }, [toEnd]);
  return { box, newBelow, toEnd, onScroll };
}
