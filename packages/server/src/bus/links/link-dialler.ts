import { ParleyError } from "@parley/protocol";
import type { ClusterNode, Link, Links } from "../../runtime/ports.ts";
import { Complaints } from "./complaints.ts";
import { DialledLink } from "./dialled-link.ts";
import type { LinkOptions } from "./options.ts";

/** The links that this node dials: one to each node, made when it is needed. */
export class LinkDialler implements Links {
  readonly #options: LinkOptions;
  readonly #complaints: Complaints;
  /** By the id of the node; those that are being made too. */
  readonly #links = new Map<string, DialledLink>();
  #closing: Promise<void> | null = null;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#complaints = new Complaints(options);
  }

  async to(node: ClusterNode): Promise<Link> {
    if (this.#closing !== null) throw new ParleyError("unavailable");
    const known = this.#links.get(node.id);
    const link = known?.isOpen === true ? known : this.#dial(node);
    return link.ready;
  }

  /** Ends all links; resolves when they are closed. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= Promise.all([...this.#links.values()].map((link) => link.close())).then(
      () => undefined,
    );
    return this.#closing;
  }

  #dial(node: ClusterNode): DialledLink {
    const complaints = this.#complaints;
    const onEnd = () => {
      // One that was made after it stays.
      if (this.#links.get(node.id) === link) this.#links.delete(node.id);
    };
    const link: DialledLink = new DialledLink(node, { ...this.#options, complaints, onEnd });
    this.#links.set(node.id, link);
    return link;
  }
}
