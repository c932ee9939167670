import type { HttpClient } from "@parley/sdk";
import type { Guest, LoginBody, RegisterBody, User } from "@parley/protocol";
import { type Failure, failureOf } from "../lib/failure.ts";
import { Store, type View } from "../lib/store.ts";
import type { IdentityPort } from "../visit/visit-view.ts";
import type { Visitor } from "../visit/visitor.ts";
import type { GuestNote } from "./guest-note.ts";

export type SessionView =
  | { readonly state: "checking" }
  | { readonly state: "signed-out" }
  | { readonly state: "guest"; readonly guest: Guest }
  | { readonly state: "signed-in"; readonly user: User }
  | { readonly state: "unreachable"; readonly failure: Failure };

export type SessionPorts = {
  readonly api: Pick<HttpClient, "register" | "login" | "authTest" | "guest" | "createGuest">;
  /** False when it is certain that nobody is: then the server need not be asked. */
  mayBeSignedIn(): boolean;
  readonly note: GuestNote;
};

/** Who this browser is: somebody signed in, a guest, or nobody yet. */
export class Session implements View<SessionView>, IdentityPort {
  readonly #store = new Store<SessionView>({ state: "checking" });
  readonly #ports: SessionPorts;

  constructor(ports: SessionPorts) {
    this.#ports = ports;
  }

  get view(): SessionView {
    return this.#store.view;
  }

  get visitor(): Visitor | null {
    return visitorOf(this.view);
  }

  get guestName(): string {
    return this.#ports.note.recall() ?? "";
  }

  subscribe(listener: () => void): () => void {
    return this.#store.subscribe(listener);
  }

  /** Asks the server; never rejects: what went wrong is in the view. */
  async check(): Promise<void> {
    this.#store.set({ state: "checking" });
    try {
      this.#store.set(await this.#ask());
    } catch (error) {
      this.#store.set({ state: "unreachable", failure: failureOf(error) });
    }
  }

  /** Rejects with what the server refused. */
  async signIn(body: LoginBody): Promise<void> {
    const user = await this.#ports.api.login(body);
    this.#ports.note.forget();
    this.#store.set({ state: "signed-in", user });
  }

  /** Makes the account and signs in with it. Rejects with what the server refused. */
  async signUp(body: RegisterBody): Promise<void> {
    await this.#ports.api.register(body);
    await this.signIn({ username: body.username, password: body.password });
  }

  /** Who is a guest already keeps the id and changes the name. Rejects with what was refused. */
  async enterAsGuest(name: string): Promise<void> {
    const guest = await this.#ports.api.createGuest(name);
    this.#ports.note.keep(guest.displayName);
    this.#store.set({ state: "guest", guest });
  }

  /** The account has changed, as in its name. */
  changed(user: User): void {
    if (this.view.state === "signed-in") this.#store.set({ state: "signed-in", user });
  }

  /** Nobody is signed in any more: the server said so, or was told so. */
  lapse(): void {
    this.#store.set({ state: "signed-out" });
  }

  async #ask(): Promise<SessionView> {
    const { api, note } = this.#ports;
    const guest = note.recall() === null ? null : await api.guest();
    if (guest !== null) return { state: "guest", guest };
    const user = this.#ports.mayBeSignedIn() ? await api.authTest() : null;
    return user === null ? { state: "signed-out" } : { state: "signed-in", user };
  }
}

/** Who one is to a room; null for nobody. */
function visitorOf(view: SessionView): Visitor | null {
  if (view.state === "signed-in") {
    return { kind: "account", id: view.user.id, name: view.user.displayName };
  }
  if (view.state !== "guest") return null;
  return { kind: "guest", id: view.guest.id, name: view.guest.displayName };
}
