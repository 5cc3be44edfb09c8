// Messages that may be delivered, the lowest sequence number first.
export class ReadyList {
  #messages = [];
  #start = 0;

  get first() {
    return this.#messages[this.#start];
  }

  get size() {
    return this.#messages.length - this.#start;
  }

  add(message) {
    let [low, high] = [this.#start, this.#messages.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#messages[middle].sequence < message.sequence)
        low = middle + 1;
      else
        high = middle;
    }
    if (low === this.#messages.length)
      this.#messages.push(message);
    else
      this.#messages.splice(low, 0, message);
  }

  remove(message) {
    if (message === this.first) {
      this.#messages[this.#start++] = undefined;
      if (this.#start > 1000 && this.#start * 2 > this.#messages.length) {
        this.#messages = this.#messages.slice(this.#start);
        this.#start = 0;
      }
      return;
    }
    const at = this.#messages.indexOf(message, this.#start);
    if (at >= 0)
      this.#messages.splice(at, 1);
  }
}
