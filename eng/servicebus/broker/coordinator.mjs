// The link that a client declares and discharges transactions on.
import { DECLARE, DISCHARGE, accepted, declared, decodeValue, descriptorOf, rejected } from './amqp.mjs';
import { ServiceError } from './errors.mjs';
import { VALUE, splitSections } from './sections.mjs';

export class Coordinator {
  #peer;
  #broker;

  constructor(peer, broker) {
    this.#peer = peer;
    this.#broker = broker;
    this.path = '';
  }

  take(delivery, bytes) {
    let answer;
    try {
      this.#broker.faults.check('transaction', '');
      answer = this.#answer(decodeValue(splitSections(bytes).find((section) => section.code === VALUE)?.value ?? Buffer.from([0x40])));
    } catch (error) {
      if (!(error instanceof ServiceError))
        throw error;
      answer = rejected(error);
    }
    const dropped = this.#broker.faults.drops('transaction', '');
    if (dropped)
      this.#peer.afterDrop(dropped, delivery);
    else
      delivery.update(true, answer);
  }

  gone() {
    this.#broker.transactions.forget(this);
  }

  #answer(request) {
    const [id, fail] = (request.value ?? []).map?.((field) => field?.value) ?? [];
    switch (descriptorOf(request)) {
      case DECLARE:
        return declared(this.#broker.transactions.declare(this));
      case DISCHARGE:
        if (fail)
          this.#broker.transactions.rollBack(id);
        else
          this.#broker.transactions.commit(id);
        return accepted();
      default:
        throw new ServiceError(400, 'amqp:not-implemented', 'A coordinator takes declare and discharge only.');
    }
  }
}
