// Between a socket and rhea: delays answers, swallows them, cuts.
import { EventEmitter } from 'node:events';

export class Wire extends EventEmitter {
  #stream;
  #socket;
  #faults;
  #silent = false;
  #late = Promise.resolve();
  #waiting = 0;
  #corked = false;

  /** @param stream what carries the bytes @param {import('node:net').Socket} socket what is under it */
  constructor(stream, socket, faults) {
    super();
    this.#stream = stream;
    this.#socket = socket;
    this.#faults = faults;
    this.#silent = faults.blackHole;
    stream.on('data', (bytes) => {
      if (!this.#silent)
        this.emit('data', bytes);
    });
    let ended = false;
    const end = () => {
      if (!ended)
        this.emit('end');
      ended = true;
      stream.destroy();
    };
    stream.on('end', end);
    stream.on('close', end);
    stream.on('error', () => stream.destroy());
    socket.setNoDelay(true);
  }

  /** What rhea calls the connection in its log. */
  get_id_string() {
    return `${this.#socket.remoteAddress}:${this.#socket.remotePort}`;
  }

  write(bytes) {
    if (this.#silent)
      return;
    const { delayMs } = this.#faults;
    if (delayMs === 0 && this.#waiting === 0) {
      this.#put(bytes);
      return;
    }
    // In order: what comes later waits for what came before.
    this.#waiting++;
    const due = Date.now() + delayMs;
    this.#late = this.#late.then(() => new Promise((resolve) => {
      setTimeout(() => {
        this.#waiting--;
        this.#put(bytes);
        resolve();
      }, Math.max(0, due - Date.now()));
    }));
  }

  end() {
    if (!this.#silent)
      this.#late.then(() => this.#stream.end());
  }

  destroy() {
    this.#stream.destroy();
  }

  /** From now on nothing is read or written, and the connection stays. */
  silence() {
    this.#silent = true;
  }

  get isSilent() {
    return this.#silent;
  }

  /** Ends as a broken network does: with a reset, no goodbye. */
  cut() {
    if (this.#socket.resetAndDestroy && !this.#socket.encrypted)
      this.#socket.resetAndDestroy();
    else
      this.#socket.destroy();
    this.#stream.destroy();
  }

  #put(bytes) {
    if (this.#silent || !this.#stream.writable)
      return;
    // rhea writes frame by frame: what is written in one turn goes out in one piece.
    if (!this.#corked) {
      this.#corked = true;
      this.#stream.cork();
      process.nextTick(() => {
        this.#corked = false;
        this.#stream.uncork();
      });
    }
    this.#stream.write(bytes);
  }
}
