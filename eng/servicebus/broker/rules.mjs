// Rules of subscriptions: true, false, correlation, and the part of SQL that people write in rules: comparisons, LIKE, IN,
// IS NULL, EXISTS, AND, OR, NOT and parentheses. An unknown property makes a comparison neither true nor false, as in SQL.

export const DEFAULT_RULE = '$Default';
export const trueFilter = () => ({ kind: 'true' });

const SYSTEM = {
  'correlation-id': (m) => m.properties.correlationId,
  'message-id': (m) => m.messageId,
  to: (m) => m.properties.to,
  'reply-to': (m) => m.properties.replyTo,
  label: (m) => m.properties.subject,
  'session-id': (m) => m.properties.sessionId,
  'reply-to-session-id': (m) => m.properties.replyToSessionId,
  'content-type': (m) => m.properties.contentType,
};
export const CORRELATION_FIELDS = Object.keys(SYSTEM);
const SQL_SYSTEM = {
  correlationid: 'correlation-id', messageid: 'message-id', to: 'to', replyto: 'reply-to', label: 'label', subject: 'label',
  sessionid: 'session-id', replytosessionid: 'reply-to-session-id', contenttype: 'content-type',
};

/** @param {{kind: string, system?: object, properties?: object, expression?: string}} filter */
export function compile(filter) {
  switch (filter.kind) {
    case 'true': return () => true;
    case 'false': return () => false;
    case 'correlation': return (message) =>
      Object.entries(filter.system ?? {}).every(([name, value]) => SYSTEM[name]?.(message) === value)
      && Object.entries(filter.properties ?? {}).every(([name, value]) => same(plain(message.applicationProperties.get(name)), plain(value)));
    case 'sql': {
      const test = new SqlParser(filter.expression).parse();
      return (message) => test(message) === true;
    }
    default: throw new Error(`unknown kind of filter: ${filter.kind}`);
  }
}

function plain(value) {
  return value instanceof Date ? value.getTime() : value;
}

function same(a, b) {
  return a !== undefined && a !== null && (typeof a === typeof b ? a === b : String(a) === String(b));
}

const TOKEN = /\s*(?:('(?:[^']|'')*')|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([A-Za-z_$[][\w.\-$\]]*)|(<>|!=|<=|>=|[=<>(),]))/y;

class SqlParser {
  #tokens = [];
  #at = 0;

  constructor(text) {
    this.text = text ?? '';
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < this.text.trimEnd().length) {
      const start = TOKEN.lastIndex;
      const found = TOKEN.exec(this.text);
      if (!found)
        throw new Error(`not understood in a rule, at character ${start + 1}: ${this.text}`);
      const [, string, number, name, symbol] = found;
      this.#tokens.push(
        string !== undefined ? { literal: string.slice(1, -1).replaceAll("''", "'") }
          : number !== undefined ? { literal: Number(number) }
            : name !== undefined ? { name: name.replace(/^\[|\]$/g, '') } : { symbol });
    }
  }

  parse() {
    const test = this.#or();
    if (this.#at < this.#tokens.length)
      throw new Error(`not understood in a rule, after a complete condition: ${this.text}`);
    return test;
  }

  #or() {
    let left = this.#and();
    while (this.#word('OR')) {
      const [a, b] = [left, this.#and()];
      left = (m) => either(a(m), b(m));
    }
    return left;
  }

  #and() {
    let left = this.#not();
    while (this.#word('AND')) {
      const [a, b] = [left, this.#not()];
      left = (m) => negate(either(negate(a(m)), negate(b(m))));
    }
    return left;
  }

  #not() {
    if (this.#word('NOT')) {
      const inner = this.#not();
      return (m) => negate(inner(m));
    }
    if (this.#symbol('(')) {
      const inner = this.#or();
      this.#expect(')');
      return inner;
    }
    return this.#comparison();
  }

  #comparison() {
    if (this.#word('EXISTS')) {
      this.#expect('(');
      const value = this.#value();
      this.#expect(')');
      return (m) => value(m) !== undefined;
    }
    const left = this.#value();
    const operator = this.#tokens[this.#at]?.symbol;
    if (operator && COMPARE[operator]) {
      this.#at++;
      const right = this.#value();
      return (m) => compare(operator, left(m), right(m));
    }
    if (this.#word('IS')) {
      const not = this.#word('NOT');
      this.#must('NULL');
      return (m) => (left(m) === undefined || left(m) === null) !== not;
    }
    const not = this.#word('NOT');
    if (this.#word('IN')) {
      this.#expect('(');
      const values = [this.#value()];
      while (this.#symbol(','))
        values.push(this.#value());
      this.#expect(')');
      return (m) => (left(m) === undefined ? undefined : values.some((value) => same(left(m), value(m))) !== not);
    }
    if (this.#word('LIKE')) {
      const pattern = this.#tokens[this.#at++]?.literal;
      if (typeof pattern !== 'string')
        throw new Error(`LIKE takes a string: ${this.text}`);
      const like = new RegExp(`^${pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('%', '.*').replaceAll('_', '.')}$`, 's');
      return (m) => (left(m) === undefined ? undefined : like.test(String(left(m))) !== not);
    }
    return (m) => (typeof left(m) === 'boolean' ? left(m) : undefined);
  }

  #value() {
    const token = this.#tokens[this.#at++];
    if (!token || token.symbol)
      throw new Error(`a value is missing in a rule: ${this.text}`);
    if ('literal' in token)
      return () => token.literal;
    if (/^(true|false)$/i.test(token.name))
      return () => token.name.toLowerCase() === 'true';
    const [scope, ...rest] = token.name.split('.');
    if (/^sys$/i.test(scope)) {
      const field = SQL_SYSTEM[rest.join('.').toLowerCase()];
      if (!field)
        throw new Error(`there is no system property ${token.name}: ${this.text}`);
      return SYSTEM[field];
    }
    const name = /^user$/i.test(scope) ? rest.join('.') : token.name;
    return (m) => plain(m.applicationProperties.get(name));
  }

  #word(word) {
    const matches = this.#tokens[this.#at]?.name?.toUpperCase() === word;
    this.#at += matches ? 1 : 0;
    return matches;
  }

  #symbol(symbol) {
    const matches = this.#tokens[this.#at]?.symbol === symbol;
    this.#at += matches ? 1 : 0;
    return matches;
  }

  #expect(symbol) {
    if (!this.#symbol(symbol))
      throw new Error(`"${symbol}" is missing in a rule: ${this.text}`);
  }

  #must(word) {
    if (!this.#word(word))
      throw new Error(`"${word}" is missing in a rule: ${this.text}`);
  }
}

const COMPARE = {
  '=': (a, b) => a === b,
  '<>': (a, b) => a !== b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

function compare(operator, a, b) {
  if (a === undefined || a === null || b === undefined || b === null)
    return undefined;
  return COMPARE[operator](...(typeof a === typeof b ? [a, b] : [String(a), String(b)]));
}

function negate(value) {
  return value === undefined ? undefined : !value;
}

function either(a, b) {
  if (a === true || b === true)
    return true;
  return a === undefined || b === undefined ? undefined : false;
}
