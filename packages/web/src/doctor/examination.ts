import { Store, type View } from "../lib/store.ts";
import { type ExaminePorts, examine } from "./examine.ts";
import type { Finding } from "./finding.ts";

export type ExaminationView = {
  /** `over`: the doctor's room is gone. */
  readonly state: "running" | "done" | "over";
  readonly findings: readonly Finding[];
  /** Whether the doctor has been told all of them. */
  readonly told: boolean;
};

const BEGINNING: ExaminationView = { state: "running", findings: [], told: false };

/** What a browser finds out about its way to the server, as it is found. */
export class Examination implements View<ExaminationView> {
  readonly #ports: ExaminePorts;
  readonly #store = new Store<ExaminationView>(BEGINNING);
  #stop = new AbortController();

  constructor(ports: ExaminePorts) {
    this.#ports = ports;
  }

  get view(): ExaminationView {
    return this.#store.view;
  }

  subscribe(listener: () => void): () => void {
    return this.#store.subscribe(listener);
  }

  /** From the beginning. Never rejects: what went wrong is in the view. */
  async run(): Promise<void> {
    this.close();
    const { signal } = (this.#stop = new AbortController());
    const set = (change: Partial<ExaminationView>) => {
      if (!signal.aborted) this.#store.set({ ...this.view, ...change });
    };
    set(BEGINNING);
    const add = (finding: Finding) => set({ findings: [...this.view.findings, finding] });
    set(await examine({ ...this.#ports, add, stop: signal, found: () => this.view.findings }));
  }

  /** Nothing that is under way counts any more, until it is run again. */
  close(): void {
    this.#stop.abort();
  }
}
