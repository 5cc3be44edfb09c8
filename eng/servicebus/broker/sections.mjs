// An AMQP message as its sections' bytes (part 3.2 of the specification), so that what is passed on keeps every type.
import { encodeValue, types } from './amqp.mjs';

export const HEADER = 0x70;
export const MESSAGE_ANNOTATIONS = 0x72;
export const PROPERTIES = 0x73;
export const APPLICATION_PROPERTIES = 0x74;
export const DATA = 0x75;
export const SEQUENCE = 0x76;
export const VALUE = 0x77;

/** The message is not what AMQP allows. */
export class MalformedMessage extends Error {}

/**
 * @param {Buffer} bytes of one encoded message
 * @returns {{code: number, bytes: Buffer, value: Buffer}[]} in the order they came
 */
export function splitSections(bytes) {
  const sections = [];
  let start = 0;
  while (start < bytes.length) {
    if (bytes[start] !== 0)
      throw new MalformedMessage(`byte ${start}: expected a section`);
    const valueStart = skipValue(bytes, start + 1);
    const end = skipValue(bytes, valueStart);
    sections.push({ code: descriptor(bytes, start + 1), bytes: bytes.subarray(start, end), value: bytes.subarray(valueStart, end) });
    start = end;
  }
  return sections;
}

/** What a binary value holds. */
export function binaryContent(value) {
  if (value[0] !== 0xa0 && value[0] !== 0xb0)
    throw new MalformedMessage('a data section without binary');
  return value.subarray(value[0] === 0xa0 ? 2 : 5);
}

function descriptor(bytes, at) {
  if (bytes[at] === 0x53)
    return bytes[at + 1];
  if (bytes[at] === 0x80)
    return Number(bytes.readBigUInt64BE(at + 1));
  return -1; // symbolic descriptors are legal, and used by no Service Bus client
}

function skipValue(bytes, at) {
  if (at >= bytes.length)
    throw new MalformedMessage('a section ends early');
  const code = bytes[at];
  let end = at + 1;
  if (code === 0)
    end = skipValue(bytes, skipValue(bytes, at + 1));
  else if (code >> 4 >= 0xa)
    end += (code >> 4) % 2 === 0 ? 1 + (bytes[at + 1] ?? 0) : 4 + (at + 5 <= bytes.length ? bytes.readUInt32BE(at + 1) : 0);
  else if (code >> 4 >= 5)
    end += 1 << ((code >> 4) - 5);
  if (end > bytes.length)
    throw new MalformedMessage('a section ends early');
  return end;
}

/** A map section: entries can be read and replaced, the others keep their bytes. */
export class MapSection {
  #code;
  #symbols;
  #entries = new Map();

  /** @param {number} code of the section @param {boolean} symbols whether its keys are symbols */
  constructor(code, symbols, value) {
    this.#code = code;
    this.#symbols = symbols;
    if (value)
      this.#read(value);
  }

  get size() {
    return this.#entries.size;
  }

  /** The value as JavaScript has it; undefined when absent. */
  get(name) {
    const bytes = this.#entries.get(name);
    return bytes === undefined ? undefined : types.unwrap(new types.Reader(bytes).read());
  }

  set(name, value) {
    this.#entries.set(name, encodeValue(value));
  }

  delete(name) {
    this.#entries.delete(name);
  }

  clone() {
    const copy = new MapSection(this.#code, this.#symbols);
    for (const [name, bytes] of this.#entries)
      copy.#entries.set(name, bytes);
    return copy;
  }

  encode() {
    if (this.#entries.size === 0)
      return Buffer.alloc(0);
    const parts = [];
    for (const [name, bytes] of this.#entries)
      parts.push(encodeValue(this.#symbols ? types.wrap_symbol(name) : name), bytes);
    const body = Buffer.concat(parts);
    const head = Buffer.from([0, 0x53, this.#code, 0xd1, 0, 0, 0, 0, 0, 0, 0, 0]);
    head.writeUInt32BE(body.length + 4, 4);
    head.writeUInt32BE(this.#entries.size * 2, 8);
    return Buffer.concat([head, body]);
  }

  #read(value) {
    if (value[0] !== 0xc1 && value[0] !== 0xd1)
      throw new MalformedMessage('a map section without a map');
    const wide = value[0] === 0xd1;
    const count = wide ? value.readUInt32BE(5) : value[2];
    let at = wide ? 9 : 3;
    for (let i = 0; i < count / 2; i++) {
      const valueStart = skipValue(value, at);
      const end = skipValue(value, valueStart);
      const name = String(new types.Reader(value.subarray(at, valueStart)).read().value);
      this.#entries.set(name, value.subarray(valueStart, end));
      at = end;
    }
  }
}
