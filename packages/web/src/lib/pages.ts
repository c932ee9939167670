import { type Failure, failureOf } from "./failure.ts";
import { Store, type View } from "./store.ts";

/** One page of a list; `next` is the cursor of the page after it, null at the end. */
export type PageOf<T> = { readonly rows: readonly T[]; readonly next: string | null };

export type PagesView<T> = {
  /** In the order in which they came. */
  readonly pages: readonly (readonly T[])[];
  readonly state:
    | { readonly name: "loading" }
    | { readonly name: "failed"; readonly failure: Failure }
    | { readonly name: "more" }
    | { readonly name: "end" };
};

/** A list of the server's that comes in pages. */
export class Pages<T> implements View<PagesView<T>> {
  readonly #ask: (cursor: string | null) => Promise<PageOf<T>>;
  readonly #store = new Store<PagesView<T>>({ pages: [], state: { name: "loading" } });
  #next: string | null = null;
  /** Grows with each beginning: answers for an earlier one do not count. */
  #turn = 0;

  constructor(ask: (cursor: string | null) => Promise<PageOf<T>>) {
    this.#ask = ask;
  }

  get view(): PagesView<T> {
    return this.#store.view;
  }

  subscribe(listener: () => void): () => void {
    return this.#store.subscribe(listener);
  }

  /** From the first page, anew. Never rejects: problems are in the view. */
  load(): Promise<void> {
    this.#next = null;
    this.#turn++;
    return this.#askPage([]);
  }

  /** The next page; after a failure the one that failed. Never rejects. */
  async more(): Promise<void> {
    const { name } = this.view.state;
    if (name === "more" || name === "failed") await this.#askPage(this.view.pages);
  }

  /** No answer counts any more, until it is loaded again. */
  close(): void {
    this.#turn++;
  }

  async #askPage(before: PagesView<T>["pages"]): Promise<void> {
    const turn = this.#turn;
    this.#store.set({ pages: this.view.pages, state: { name: "loading" } });
    try {
      const { rows, next } = await this.#ask(this.#next);
      if (turn !== this.#turn) return;
      this.#next = next;
      const state = { name: next === null ? "end" : "more" } as const;
      this.#store.set({ pages: [...before, rows], state });
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#store.set({ pages: before, state: { name: "failed", failure: failureOf(error) } });
    }
  }
}

/** Every row of such a list, for a download. Rejects with what was refused. */
export async function allRows<T>(
  ask: (cursor: string | null) => Promise<PageOf<T>>,
): Promise<readonly T[]> {
  const rows: T[] = [];
  for (let cursor: string | null = null; ;) {
    const page: PageOf<T> = await ask(cursor);
    rows.push(...page.rows);
    if (page.next === null) return rows;
    cursor = page.next;
  }
}
