// Links that clients send on.
import { accepted, rejected, transactionOf, transactionalState } from './amqp.mjs';
import { SEND } from './access.mjs';
import { ServiceError, VENDOR, entityDisabled, notAllowed, notFound, tooLarge } from './errors.mjs';
import { messagesOf } from './message.mjs';
import { MalformedMessage } from './sections.mjs';
import { MAX_MESSAGE_BYTES } from './settings.mjs';

/** Attaches a client's sender to the queue or topic that its address names. Throws when it may not. */
export function attachSender(link, path, peer, broker) {
  // A sender of a cross-entity transaction sends to one entity by way of another.
  const destination = link.remote.attach.properties?.[`${VENDOR}transfer-destination-address`] ?? path;
  const entity = broker.namespace.sendable(destination);
  if (!entity)
    throw notFound(destination);
  peer.demand(SEND, destination);
  broker.faults.check('attach', destination);
  if (['Disabled', 'SendDisabled'].includes(entity.settings.Status))
    throw entityDisabled(destination);
  return new Sender(destination, { entity: path.toLowerCase(), session: link.session }, entity, peer, broker);
}

/** Why an entity does not take a message; nothing when it does. */
export function checkMessage(entity, message) {
  if (message.size > MAX_MESSAGE_BYTES)
    throw tooLarge(message.size, MAX_MESSAGE_BYTES);
  if (entity.requiresSession && !message.sessionId) {
    throw notAllowed('The SessionId was not set on a message, and it cannot be sent to the entity. '
      + 'Entities that have session support enabled can only receive messages that have the SessionId set to a valid value.');
  }
}

class Sender {
  #place;
  #entity;
  #peer;
  #broker;

  constructor(path, place, entity, peer, broker) {
    this.path = path;
    this.right = SEND;
    this.#place = place;
    this.#entity = entity;
    this.#peer = peer;
    this.#broker = broker;
  }

  /** A transfer of one message or a batch: all of it is taken, or none. */
  take(delivery, bytes) {
    const transaction = transactionOf(delivery.remote_state);
    let answer = accepted();
    try {
      this.#broker.faults.check('send', this.path);
      this.#take(bytes, delivery.format, transaction);
    } catch (error) {
      if (error instanceof MalformedMessage)
        answer = rejected({ condition: 'amqp:decode-error', description: error.message });
      else if (error instanceof ServiceError)
        answer = rejected(error);
      else
        throw error;
    }
    const dropped = this.#broker.faults.drops('send', this.path);
    if (dropped)
      this.#peer.afterDrop(dropped, delivery);
    else
      delivery.update(true, transaction ? transactionalState(transaction.id, answer) : answer);
  }

  gone() {}

  #take(bytes, format, transaction) {
    if (bytes.length > MAX_MESSAGE_BYTES)
      throw tooLarge(bytes.length, MAX_MESSAGE_BYTES);
    const messages = messagesOf(bytes, format);
    messages.forEach((message) => checkMessage(this.#entity, message));
    const apply = () => messages.forEach((message) => this.#entity.accept(message));
    if (transaction)
      this.#broker.transactions.enlist(transaction.id, this.#place, { check: () => {}, apply });
    else
      apply();
  }
}
