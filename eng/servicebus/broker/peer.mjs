// One client's connection: what it may do, its links and what each is for.
import { ServiceError, unauthorized } from './errors.mjs';

export class Peer {
  #grants = new Map(); // by the path the token was put for
  #roles = new Map(); // by link
  #replyLinks = new Map(); // the links that answers go out on

  constructor(id, connection, wire) {
    Object.assign(this, { id, connection, wire });
  }

  // ---- rights ----

  grant(path, grant) {
    this.#grants.set(path.toLowerCase(), grant);
  }

  /** Throws when no token or key gives the right on the path. */
  demand(right, path) {
    if (![...this.#grants.values()].some((grant) => grant.allows(right, path)))
      throw unauthorized(right, `sb://${this.connection.hostname ?? 'localhost'}/${path}`);
  }

  /** Detaches links whose tokens have run out, as the service does. */
  enforceExpiry() {
    for (const [link, role] of [...this.#roles]) {
      try {
        if (role.right)
          this.demand(role.right, role.path);
      } catch (error) {
        this.detach(link, new ServiceError(401, error.condition, `ExpiredToken: The token is expired. ${error.description}`));
      }
    }
  }

  expireTokens() {
    for (const grant of this.#grants.values())
      grant.expiresAt = 0;
    this.enforceExpiry();
  }

  // ---- links ----

  get links() {
    return [...this.#roles].map(([link, role]) => ({ link, role }));
  }

  setRole(link, role) {
    this.#roles.set(link, role);
  }

  roleOf(link) {
    return this.#roles.get(link);
  }

  forget(link) {
    this.#roles.get(link)?.gone();
    this.#roles.delete(link);
    this.#replyLinks.delete(link);
  }

  forgetAll() {
    for (const link of [...this.#roles.keys()])
      this.forget(link);
  }

  /** Ends a link with an error. */
  detach(link, error) {
    this.forget(link);
    link.close({ condition: error.condition, description: error.description });
  }

  /** @param {string} node that answers come from, such as $cbs */
  addReplyLink(node, link) {
    this.#replyLinks.set(link, { node: node.toLowerCase(), names: [link.remote.attach.target?.address, link.name] });
  }

  /** Where an answer goes: to the link that a request names by address or by its own name, else to the node's last one. */
  replyLink(node, address) {
    const links = [...this.#replyLinks].filter(([, reply]) => reply.node === node.toLowerCase()).reverse();
    const [link] = links.find(([, { names }]) => address && names.includes(address)) ?? links[0] ?? [];
    return link;
  }

  /** An answer was kept back on demand; the delivery is forgotten as if it had been given. */
  afterDrop(rule, delivery) {
    delivery.settled = delivery.remote_settled = true;
    if (rule.cut)
      this.wire.cut();
  }
}
