// The service's errors, in its words: conditions of AMQP, and those of its own under com.microsoft:.
export const VENDOR = 'com.microsoft:';

/** What a client is told. */
export class ServiceError extends Error {
  /** @param {number} status for $management and HTTP @param {string} condition for AMQP */
  constructor(status, condition, description) {
    super(description);
    Object.assign(this, { status, condition, description });
  }
}

export const notFound = (path) =>
  new ServiceError(404, 'amqp:not-found', `The messaging entity '${path}' could not be found. To know more visit https://aka.ms/sbResourceMgrExceptions.`);

export const messageLockLost = () => new ServiceError(410, `${VENDOR}message-lock-lost`,
  'The lock supplied is invalid. Either the lock expired, or the message has already been removed from the queue, or was received by a different receiver instance.');

export const sessionLockLost = () => new ServiceError(410, `${VENDOR}session-lock-lost`,
  'The session lock was lost. Request a new session receiver.');

export const sessionCannotBeLocked = (id) => new ServiceError(409, `${VENDOR}session-cannot-be-locked`,
  `The requested session '${id}' cannot be accepted. It may be locked by another receiver.`);

export const messageNotFound = () => new ServiceError(404, `${VENDOR}message-not-found`,
  'Failed to lock one or more specified messages. The message does not exist.');

export const timedOut = () => new ServiceError(408, `${VENDOR}timeout`,
  'The operation did not complete within the allotted timeout. The time allotted to this operation may have been a portion of a longer timeout.');

export const notAllowed = (description) => new ServiceError(400, 'amqp:not-allowed', description);

export const tooLarge = (size, limit) => new ServiceError(413, 'amqp:link:message-size-exceeded',
  `The received message (delivery-id:0, size:${size} bytes) exceeds the limit (${limit} bytes) currently allowed on the link.`);

export const unauthorized = (claim, resource) => new ServiceError(401, 'amqp:unauthorized-access',
  `Unauthorized access. '${claim}' claim(s) are required to perform this operation. Resource: '${resource}'.`);

export const entityDisabled = (path) => new ServiceError(403, `${VENDOR}entity-disabled`,
  `Messaging entity '${path}' is currently disabled.`);

export const transactionUnknown = () => new ServiceError(400, 'amqp:transaction:unknown-id', 'The transaction is not known, or has ended.');

export const transactionRolledBack = (reason) => new ServiceError(400, 'amqp:transaction:rollback', reason);
