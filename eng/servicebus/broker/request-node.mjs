// Nodes that answer requests: $cbs and an entity's $management. The answer goes to the link that the request names.
import { accepted, decodeMessage, outcomes, transactionOf, transactionalState, types } from './amqp.mjs';
import { ServiceError } from './errors.mjs';

export class RequestNode {
  #peer;
  #broker;
  #operation;
  #respond;
  #names;

  /**
   * @param {{path: string, operation: string, names: {code: string, text: string, error?: string}, respond: (request, context) => object}} node
   *   operation: what a fault rule calls it; names: of the answer's properties
   */
  constructor({ path, operation, names, respond }, peer, broker) {
    this.path = path;
    this.#peer = peer;
    this.#broker = broker;
    this.#operation = operation;
    this.#names = names;
    this.#respond = respond;
  }

  take(delivery, bytes) {
    const transaction = transactionOf(delivery.remote_state);
    const request = decodeMessage(bytes);
    const reply = this.#peer.replyLink(this.path, request.reply_to);
    delivery.update(true, transaction ? transactionalState(transaction.id, accepted()) : accepted());
    let answer;
    try {
      this.#broker.faults.check(this.#operation, this.path);
      answer = { status: 200, text: 'OK', ...this.#respond(request, { bytes, transaction }) };
    } catch (error) {
      if (!(error instanceof ServiceError))
        throw error;
      answer = { status: error.status, text: error.description, condition: error.condition };
    }
    const dropped = this.#broker.faults.drops(this.#operation, this.path);
    if (dropped)
      this.#peer.afterDrop(dropped, delivery);
    else if (reply)
      this.#send(reply, request, answer);
  }

  gone() {}

  #send(link, request, { status, text, condition, body }) {
    const properties = { [this.#names.code]: types.wrap_int(status), [this.#names.text]: text };
    if (condition && this.#names.error)
      properties[this.#names.error] = types.wrap_symbol(condition);
    const delivery = link.send(outcomes.encode({
      correlation_id: request.message_id, application_properties: properties, body: body ?? null,
    }), undefined, 0);
    delivery.settled = true;
  }
}
