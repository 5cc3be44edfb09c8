// AMQP: what rhea reports becomes roles of links, and what rhea must not do by itself is turned off.
import { Connection, Unsettled, coordinatorTarget, isCoordinator, rhea } from './amqp.mjs';
import { pathOf } from './access.mjs';
import { CBS, cbsNode } from './cbs.mjs';
import { Coordinator } from './coordinator.mjs';
import { ServiceError, notFound } from './errors.mjs';
import { MANAGEMENT, managementNode } from './management.mjs';
import { Peer } from './peer.mjs';
import { attachReceiver } from './receivers.mjs';
import { RequestNode } from './request-node.mjs';
import { attachSender } from './senders.mjs';
import { MAX_MESSAGE_BYTES } from './settings.mjs';
import { Wire } from './wire.mjs';

const MAX_FRAME_BYTES = 65_536;
const SESSION_WINDOW = 8192;
const LINK_CREDIT = 1000;
const TOKEN_CHECK_MS = 500;
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]', '::1'];

export class AmqpServer {
  #broker;
  #hosts;
  #options;
  #peers = new Map(); // by connection
  #accepted = 0;
  #tokenCheck;

  /** @param {{hosts: string[], idleTimeOutMs: number}} settings hosts: names beside loopback's that a client may open */
  constructor(broker, { hosts, idleTimeOutMs }) {
    this.#broker = broker;
    this.#hosts = [...LOOPBACK, ...hosts.map((host) => host.toLowerCase())];
    this.container = rhea.create_container({ id: 'wellintake-broker' });
    this.#options = {
      max_frame_size: MAX_FRAME_BYTES,
      idle_time_out: idleTimeOutMs,
      session_buffer_size: SESSION_WINDOW,
      sender_options: { autosettle: false, treat_modified_as_released: false },
      receiver_options: { autoaccept: false, autosettle: false, credit_window: LINK_CREDIT },
    };
    this.#offerSasl();
    this.#listen();
    this.#tokenCheck = setInterval(() => this.peers.forEach((peer) => peer.enforceExpiry()), TOKEN_CHECK_MS);
  }

  /** How many connections there have been. */
  get accepted() {
    return this.#accepted;
  }

  get peers() {
    return [...this.#peers.values()];
  }

  /** Speaks AMQP on a stream. @param {import('node:stream').Duplex} stream @param socket what is under it */
  accept(stream, socket) {
    const wire = new Wire(stream, socket, this.#broker.faults);
    const connection = new Connection(this.#options, this.container);
    this.#peers.set(connection, new Peer(++this.#accepted, connection, wire));
    wire.on('end', () => this.#forget(connection));
    connection.accept(wire);
  }

  /** Says goodbye to every client and waits until it is written. */
  async close() {
    clearInterval(this.#tokenCheck);
    for (const { connection, wire } of this.peers) {
      connection.close({ condition: 'amqp:connection:forced', description: 'The broker is shutting down.' });
      setImmediate(() => setImmediate(() => wire.end()));
    }
    await new Promise((resolve) => {
      setTimeout(resolve, this.peers.length > 0 ? 50 : 0);
    });
    this.peers.forEach((peer) => peer.wire.destroy());
  }

  #offerSasl() {
    const anyone = () => ({
      start() {
        this.outcome = true;
      },
    });
    const mechanisms = this.container.sasl_server_mechanisms;
    mechanisms.MSSBCBS = anyone;
    mechanisms.ANONYMOUS = anyone;
    mechanisms.EXTERNAL = anyone;
    mechanisms.enable_plain((name, key) => this.#broker.keyring.knows(name, key));
  }

  #listen() {
    const on = (event, handle) => this.container.on(event, (context) => this.#guard(context.connection, () => handle(context)));
    on('connection_open', ({ connection }) => this.#opened(connection));
    on('connection_close', ({ connection }) => this.#forget(connection));
    on('disconnected', ({ connection }) => this.#forget(connection));
    on('session_open', ({ session }) => (session.outgoing.deliveries = new Unsettled(SESSION_WINDOW)));
    on('session_close', ({ session, connection }) => this.#sessionClosed(session, connection));
    on('receiver_open', ({ receiver, connection }) => this.#attach(receiver, connection, () => this.#clientSends(receiver, connection)));
    on('sender_open', ({ sender, connection }) => this.#attach(sender, connection, () => this.#clientReceives(sender, connection)));
    on('receiver_close', ({ receiver, connection }) => this.#detached(receiver, connection));
    on('sender_close', ({ sender, connection }) => this.#detached(sender, connection));
    on('message', ({ receiver, connection, delivery, message }) => this.#peers.get(connection)?.roleOf(receiver)?.take(delivery, message));
    on('sender_draining', ({ sender, connection }) => this.#peers.get(connection)?.roleOf(sender)?.drainAsked?.());
    on('sender_flow', ({ sender, connection }) => this.#peers.get(connection)?.roleOf(sender)?.flowed?.());
    on('session_flow', ({ connection }) => this.#peers.get(connection)?.links.forEach(({ role }) => role.flowed?.()));
    for (const outcome of ['accepted', 'rejected', 'released', 'modified', 'transactional_state'])
      on(outcome, ({ sender, connection, delivery }) => this.#peers.get(connection)?.roleOf(sender)?.settle?.(delivery));
    // Errors that a peer reports end what they end; rhea would throw for want of a listener.
    for (const event of ['connection_error', 'session_error', 'sender_error', 'receiver_error'])
      this.container.on(event, () => {});
    // What a peer must not send is said: whoever writes a client looks for it.
    for (const event of ['protocol_error', 'error'])
      this.container.on(event, (error) => console.error(`a connection ends: ${error?.stack ?? error}`));
  }

  // A mistake here must not look like a mistake of the client: it is told, printed, and the connection ends.
  #guard(connection, handle) {
    try {
      handle();
    } catch (error) {
      console.error(error);
      connection.close({ condition: 'amqp:internal-error', description: error.message });
    }
  }

  #opened(connection) {
    const peer = this.#peers.get(connection);
    const host = String(connection.hostname ?? 'localhost').toLowerCase().replace(/:\d+$/, '');
    try {
      this.#broker.faults.check('connect', '');
      if (!this.#hosts.some((known) => known === host || (known.startsWith('*.') && host.endsWith(known.slice(1)))))
        throw new ServiceError(404, 'amqp:not-found', `The messaging namespace '${host}' could not be found.`);
    } catch (error) {
      connection.close({ condition: error.condition, description: error.description });
      return;
    }
    const keyName = connection.sasl_transport?.selected?.username;
    if (keyName)
      peer.grant('', this.#broker.keyring.grantOf(keyName));
  }

  #attach(link, connection, give) {
    const { attach } = link.remote;
    link.local.attach.snd_settle_mode = attach.snd_settle_mode;
    link.local.attach.rcv_settle_mode = attach.rcv_settle_mode;
    link.local.attach.max_message_size = MAX_MESSAGE_BYTES;
    try {
      const role = give();
      if (role)
        this.#peers.get(connection)?.setRole(link, role);
    } catch (error) {
      if (!(error instanceof ServiceError))
        throw error;
      // A refused attach is answered without what it asked for, and then detached.
      if (link.is_receiver())
        link.local.attach.target = undefined;
      else
        link.local.attach.source = undefined;
      link.close({ condition: error.condition, description: error.description });
    }
  }

  #clientSends(link, connection) {
    const peer = this.#peers.get(connection);
    const { target, source } = link.remote.attach;
    link.set_source({ address: source?.address });
    if (isCoordinator(target)) {
      link.local.attach.target = coordinatorTarget();
      return new Coordinator(peer, this.#broker);
    }
    link.set_target({ address: target?.address });
    const path = pathOf(String(target?.address ?? ''));
    if (path === CBS)
      return new RequestNode(cbsNode(peer, this.#broker), peer, this.#broker);
    if (MANAGEMENT.test(path))
      return new RequestNode(managementNode(path.replace(MANAGEMENT, ''), peer, this.#broker), peer, this.#broker);
    return attachSender(link, path, peer, this.#broker);
  }

  #clientReceives(link, connection) {
    const peer = this.#peers.get(connection);
    const { target, source } = link.remote.attach;
    link.set_source({ address: source?.address, filter: source?.filter });
    link.set_target({ address: target?.address });
    const path = pathOf(String(source?.address ?? ''));
    if (path === CBS || MANAGEMENT.test(path)) {
      const base = path.replace(MANAGEMENT, '');
      if (path !== CBS && !this.#broker.namespace.receivable(base) && !this.#broker.namespace.sendable(base))
        throw notFound(base);
      peer.addReplyLink(base, link);
      return undefined;
    }
    return attachReceiver(link, path, peer, this.#broker);
  }

  #detached(link, connection) {
    this.#peers.get(connection)?.forget(link);
    link.close();
  }

  #sessionClosed(session, connection) {
    const peer = this.#peers.get(connection);
    for (const { link } of peer?.links ?? []) {
      if (link.session === session)
        peer.forget(link);
    }
    session.close();
  }

  #forget(connection) {
    this.#peers.get(connection)?.forgetAll();
    this.#peers.delete(connection);
  }
}
