import type { HttpClient } from "@parley/sdk";
import type { LoginBody, RegisterBody, User } from "@parley/protocol";
import { type Failure, failureOf } from "../lib/failure.ts";
import { Store, type View } from "../lib/store.ts";

export type SessionView =
  | { readonly state: "checking" }
  | { readonly state: "signed-out" }
  | { readonly state: "signed-in"; readonly user: User }
  | { readonly state: "unreachable"; readonly failure: Failure };

export type SessionPorts = {
  readonly api: Pick<HttpClient, "register" | "login" | "logout" | "authTest">;
  /** False when it is certain that nobody is: then the server need not be asked. */
  mayBeSignedIn(): boolean;
};

/** Who is signed in in this browser. */
export class Session implements View<SessionView> {
  readonly #store = new Store<SessionView>({ state: "checking" });
  readonly #ports: SessionPorts;

  constructor(ports: SessionPorts) {
    this.#ports = ports;
  }

  get view(): SessionView {
    return this.#store.view;
  }

  subscribe(listener: () => void): () => void {
    return this.#store.subscribe(listener);
  }

  /** Asks the server; never rejects: what went wrong is in the view. */
  async check(): Promise<void> {
    if (!this.#ports.mayBeSignedIn()) return this.lapse();
    this.#store.set({ state: "checking" });
    try {
      const user = await this.#ports.api.authTest();
      this.#store.set(user === null ? { state: "signed-out" } : { state: "signed-in", user });
    } catch (error) {
      this.#store.set({ state: "unreachable", failure: failureOf(error) });
    }
  }

  /** Rejects with what the server refused. */
  async signIn(body: LoginBody): Promise<void> {
    this.#store.set({ state: "signed-in", user: await this.#ports.api.login(body) });
  }

  /** Makes the account and signs in with it. Rejects with what the server refused. */
  async signUp(body: RegisterBody): Promise<void> {
    await this.#ports.api.register(body);
    await this.signIn({ username: body.username, password: body.password });
  }

  /** Rejects when the server could not be told, because then one is still signed in. */
  async signOut(): Promise<void> {
    await this.#ports.api.logout();
    this.lapse();
  }

  /** The server said that nobody is signed in any more. */
  lapse(): void {
    this.#store.set({ state: "signed-out" });
  }
}
