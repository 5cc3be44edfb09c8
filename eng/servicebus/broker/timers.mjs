// Everything that falls due (locks, scheduled messages, times to live) under one timer, the earliest first.
import { clock } from './clock.mjs';

export class Timers {
  #heap = [];
  #timer;
  #wakesAt = Infinity;

  /** Calls back at or soon after the time. There is no cancelling: who is called looks whether it still matters. */
  at(time, call) {
    this.#push({ time, call });
    this.#arm();
  }

  /** Calls back what is due now: the clock was moved. */
  runDue() {
    clearTimeout(this.#timer);
    this.#run();
  }

  stop() {
    clearTimeout(this.#timer);
    this.#heap = [];
  }

  #arm() {
    const next = this.#heap[0]?.time ?? Infinity;
    if (next >= this.#wakesAt)
      return;
    clearTimeout(this.#timer);
    this.#wakesAt = next;
    // setTimeout takes 31 bits of milliseconds.
    this.#timer = setTimeout(() => this.#run(), Math.min(Math.max(0, next - clock.now()), 0x7fffffff));
  }

  #run() {
    this.#wakesAt = Infinity;
    while (this.#heap.length > 0 && this.#heap[0].time <= clock.now())
      this.#pop().call();
    this.#arm();
  }

  #push(entry) {
    const heap = this.#heap;
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (heap[parent].time <= heap[at].time)
        break;
      [heap[parent], heap[at]] = [heap[at], heap[parent]];
      at = parent;
    }
  }

  #pop() {
    const heap = this.#heap;
    const [first, last] = [heap[0], heap.pop()];
    if (heap.length === 0)
      return first;
    heap[0] = last;
    for (let at = 0; ;) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < heap.length && heap[child].time < heap[least].time)
          least = child;
      }
      if (least === at)
        return first;
      [heap[least], heap[at]] = [heap[at], heap[least]];
      at = least;
    }
  }
}
