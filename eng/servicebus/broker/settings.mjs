// Settings of queues, topics and subscriptions, as the Service Bus emulator's file and the administration API name them.

export const FOREVER = 'P10675199DT2H48M5.4775807S';
/** The Standard tier's limit for one message, in bytes. */
export const MAX_MESSAGE_BYTES = 256 * 1024;

const QUEUE_DEFAULTS = {
  LockDuration: 'PT1M',
  MaxSizeInMegabytes: 1024,
  RequiresDuplicateDetection: false,
  RequiresSession: false,
  DefaultMessageTimeToLive: FOREVER,
  DeadLetteringOnMessageExpiration: false,
  DuplicateDetectionHistoryTimeWindow: 'PT10M',
  MaxDeliveryCount: 10,
  EnableBatchedOperations: true,
  Status: 'Active',
  AutoDeleteOnIdle: FOREVER,
  EnablePartitioning: false,
  ForwardTo: undefined,
  ForwardDeadLetteredMessagesTo: undefined,
  UserMetadata: undefined,
};

/** Milliseconds of an ISO 8601 duration; Infinity when it is longer than a broker lives, undefined when it is none. */
export function milliseconds(duration) {
  const parts = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(duration ?? '');
  if (!parts)
    return undefined;
  const [days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0));
  const total = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
  return days > 36_500 ? Infinity : total;
}

/** The settings with defaults for those not given; names the broker does not know are kept. Throws when one makes no sense. */
export function complete(given, where) {
  const settings = { ...QUEUE_DEFAULTS };
  for (const [name, value] of Object.entries(given ?? {})) {
    if (value !== undefined && value !== null && value !== '')
      settings[name] = value;
  }
  for (const name of ['LockDuration', 'DefaultMessageTimeToLive', 'DuplicateDetectionHistoryTimeWindow', 'AutoDeleteOnIdle']) {
    if (milliseconds(settings[name]) === undefined)
      throw new Error(`${where}: ${name} is "${settings[name]}", not an ISO 8601 duration such as PT1M`);
  }
  settings.MaxDeliveryCount = Number(settings.MaxDeliveryCount);
  if (!Number.isInteger(settings.MaxDeliveryCount) || settings.MaxDeliveryCount < 1)
    throw new Error(`${where}: MaxDeliveryCount must be a whole number from 1`);
  return settings;
}
