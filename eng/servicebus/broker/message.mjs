// One message as the broker holds it.
import { decodeValue, encodeValue, outcomes, types } from './amqp.mjs';
import {
  APPLICATION_PROPERTIES, DATA, HEADER, MESSAGE_ANNOTATIONS, MapSection, PROPERTIES, binaryContent, splitSections,
} from './sections.mjs';

/** Message format of a batch: each data section is one encoded message. */
export const BATCH_FORMAT = 0x80013700;

/** Values of x-opt-message-state. */
export const ACTIVE = 0;
export const DEFERRED = 1;
export const SCHEDULED = 2;

const SCHEDULED_TIME = 'x-opt-scheduled-enqueue-time';
// What the broker says of a message itself, whatever the sender said.
const OWN_ANNOTATIONS = [
  'x-opt-sequence-number', 'x-opt-enqueue-sequence-number', 'x-opt-enqueued-time', 'x-opt-locked-until', 'x-opt-message-state',
  'x-opt-deadletter-source', SCHEDULED_TIME,
];
const PROPERTY_NAMES = [
  'messageId', 'userId', 'to', 'subject', 'replyTo', 'correlationId', 'contentType', 'contentEncoding', 'absoluteExpiryTime',
  'creationTime', 'sessionId', 'groupSequence', 'replyToSessionId',
];

/** The messages that a transfer carries: one, or those of a batch. */
export function messagesOf(bytes, format) {
  if (format !== BATCH_FORMAT)
    return [new Message(bytes)];
  return splitSections(bytes).filter((section) => section.code === DATA).map((section) => new Message(binaryContent(section.value)));
}

export class Message {
  /** @param {Buffer} bytes as the sender encoded it */
  constructor(bytes) {
    this.raw = bytes;
    const sections = splitSections(bytes);
    const value = (code) => sections.find((section) => section.code === code)?.value;
    const head = types.unwrap(valueOrNull(value(HEADER))) ?? [];
    this.durable = head[0] ?? true;
    this.priority = head[1] ?? undefined;
    this.ttl = head[2] ?? undefined;
    this.annotations = new MapSection(MESSAGE_ANNOTATIONS, true, value(MESSAGE_ANNOTATIONS));
    this.applicationProperties = new MapSection(APPLICATION_PROPERTIES, false, value(APPLICATION_PROPERTIES));
    this.propertyBytes = sections.find((section) => section.code === PROPERTIES)?.bytes ?? Buffer.alloc(0);
    this.properties = {};
    const properties = types.unwrap(valueOrNull(value(PROPERTIES))) ?? [];
    PROPERTY_NAMES.forEach((name, index) => (this.properties[name] = properties[index] ?? undefined));
    this.body = Buffer.concat(sections.filter((section) => section.code >= DATA).map((section) => section.bytes));
    this.size = bytes.length;
    this.scheduledFor = Number(this.annotations.get(SCHEDULED_TIME) ?? 0);
    OWN_ANNOTATIONS.forEach((name) => this.annotations.delete(name));
    this.deliveryCount = 0;
    this.state = ACTIVE;
    this.lock = undefined;
  }

  get sessionId() {
    return this.properties.sessionId;
  }

  get messageId() {
    return this.properties.messageId === undefined ? undefined : String(this.properties.messageId);
  }

  /** A copy that is in no queue and locked by nobody. */
  clone() {
    const copy = Object.assign(Object.create(Message.prototype), this);
    copy.annotations = this.annotations.clone();
    copy.applicationProperties = this.applicationProperties.clone();
    copy.lock = undefined;
    return copy;
  }

  /** Sets application properties. @param {Iterable<[string, any]>} entries values typed or plain */
  modify(entries) {
    for (const [name, value] of entries)
      this.applicationProperties.set(name, value);
  }

  /** Its bytes as a receiver gets them. @param {boolean} withLock whether the receiver holds its lock */
  encode(withLock) {
    const annotations = this.annotations.clone();
    annotations.set('x-opt-sequence-number', types.wrap_long(this.sequence));
    annotations.set('x-opt-enqueue-sequence-number', types.wrap_long(this.enqueuedSequence));
    annotations.set('x-opt-enqueued-time', types.wrap_timestamp(this.enqueuedAt));
    annotations.set('x-opt-message-state', types.wrap_int(this.state));
    if (this.scheduledFor)
      annotations.set(SCHEDULED_TIME, types.wrap_timestamp(this.scheduledFor));
    if (withLock && this.lock)
      annotations.set('x-opt-locked-until', types.wrap_timestamp(this.lock.until));
    if (this.deadLetterSource)
      annotations.set('x-opt-deadletter-source', this.deadLetterSource);
    return Buffer.concat([
      header(this), annotations.encode(), this.propertyBytes, this.applicationProperties.encode(), this.body,
    ]);
  }

  /** What a state file keeps of it. */
  toJSON() {
    return {
      bytes: Buffer.concat([
        header(this), this.annotations.encode(), this.propertyBytes, this.applicationProperties.encode(), this.body,
      ]).toString('base64'),
      sequence: this.sequence,
      enqueuedSequence: this.enqueuedSequence,
      enqueuedAt: this.enqueuedAt,
      expiresAt: this.expiresAt,
      scheduledFor: this.scheduledFor,
      state: this.state,
      deliveryCount: this.deliveryCount,
      deadLetterSource: this.deadLetterSource,
      lock: this.lock && this.lock.session === undefined ? { token: this.lock.token.toString('base64'), until: this.lock.until } : undefined,
    };
  }

  static fromJSON({ bytes, lock, ...kept }) {
    const message = Object.assign(new Message(Buffer.from(bytes, 'base64')), kept);
    message.lock = lock && { token: Buffer.from(lock.token, 'base64'), until: lock.until };
    return message;
  }

}

function header({ durable, priority, ttl, deliveryCount }) {
  return encodeValue(outcomes.header({ durable, priority, ttl, delivery_count: deliveryCount }).described());
}

function valueOrNull(bytes) {
  return bytes ? decodeValue(bytes) : null;
}
