// Shared access keys and the tokens made of them; rights by path, as the service grants them.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { ServiceError } from './errors.mjs';

export const MANAGE = 'Manage';
export const SEND = 'Send';
export const LISTEN = 'Listen';

/** The key of the emulator's connection string. */
const DEFAULT_RULE = { KeyName: 'RootManageSharedAccessKey', Key: 'SAS_KEY_VALUE', Rights: [MANAGE, SEND, LISTEN] };

/** What a token or key lets its bearer do below a path, until when (milliseconds since 1970). */
export class Grant {
  constructor(path, rights, expiresAt) {
    Object.assign(this, { path, rights, expiresAt });
  }

  allows(right, path) {
    return this.expiresAt > Date.now() && covers(this.path, path) && (this.rights.includes(right) || this.rights.includes(MANAGE));
  }
}

export class Keyring {
  #rules = new Map();

  /** @param config the entities' file; a namespace may name its AuthorizationRules: [{KeyName, Key, Rights}] */
  constructor(config) {
    const rules = (config?.UserConfig?.Namespaces ?? []).flatMap((namespace) => namespace.AuthorizationRules ?? []);
    for (const rule of rules.length > 0 ? rules : [DEFAULT_RULE])
      this.#rules.set(rule.KeyName, rule);
  }

  /** Whether a key's name and the key belong together (SASL PLAIN). */
  knows(name, key) {
    const rule = this.#rules.get(name);
    return rule !== undefined && same(rule.Key, key);
  }

  /** What a key lets its holder do, once it was shown. */
  grantOf(name) {
    return new Grant('', this.#rules.get(name).Rights, Infinity);
  }

  /** @param {string} token "SharedAccessSignature sr=…&sig=…&se=…&skn=…" @returns {Grant} throws what the service answers to a bad one */
  verify(token) {
    const fields = new Map([...String(token).replace(/^SharedAccessSignature\s+/i, '').matchAll(/([^&=]+)=([^&]*)/g)]
      .map(([, name, value]) => [name, value]));
    const [sr, sig, se, skn] = ['sr', 'sig', 'se', 'skn'].map((name) => fields.get(name));
    if (!/^SharedAccessSignature\s/i.test(token) || !sr || !sig || !/^\d+$/.test(se ?? '') || !skn)
      throw refused('MalformedToken: The token is not of the expected form.');
    const rule = this.#rules.get(decodeURIComponent(skn));
    const expected = rule && createHmac('sha256', rule.Key).update(`${sr}\n${se}`).digest('base64');
    if (!expected || !same(expected, decodeURIComponent(sig)))
      throw refused('InvalidSignature: The token has an invalid signature.');
    if (Number(se) * 1000 <= Date.now())
      throw refused(`ExpiredToken: The token is expired. Expiration time: '${new Date(Number(se) * 1000).toISOString()}'.`);
    // Some clients name the resource of a token without its scheme.
    const resource = decodeURIComponent(sr);
    return new Grant(pathOf(resource.includes('://') ? resource : `sb://${resource}`), rule.Rights, Number(se) * 1000);
  }

  /** A token of an identity: its signature cannot be known here, its expiry counts, and it may do everything. */
  verifyJwt(token) {
    let claims;
    try {
      claims = JSON.parse(Buffer.from(String(token).split('.')[1], 'base64url').toString());
    } catch {
      throw refused('MalformedToken: The token is not a JSON web token.');
    }
    const expiresAt = Number(claims.exp) * 1000;
    if (!(expiresAt > Date.now()))
      throw refused('ExpiredToken: The token is expired.');
    return new Grant('', claims.rights ?? [MANAGE, SEND, LISTEN], expiresAt);
  }
}

/** The path of an audience such as sb://host:port/q, amqps://host/q/$management or https://host/q?api-version=…; '' is the namespace. */
export function pathOf(audience) {
  return audience.replace(/\?.*$/, '').replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/^\/+|\/+$/g, '');
}

function covers(parent, path) {
  const [above, below] = [parent.toLowerCase(), path.toLowerCase()];
  // A token for an entity's $management node is made of the same rights as one for the entity.
  const trimmed = above.replace(/\/\$management$/, '');
  return trimmed === '' || below === trimmed || below.startsWith(`${trimmed}/`);
}

function same(a, b) {
  const [left, right] = [Buffer.from(String(a)), Buffer.from(String(b))];
  return left.length === right.length && timingSafeEqual(left, right);
}

function refused(description) {
  return new ServiceError(401, 'amqp:unauthorized-access', description);
}
