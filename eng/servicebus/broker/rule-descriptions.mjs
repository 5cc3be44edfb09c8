// Rules as $management carries them: described lists with codes of Microsoft's own.
import { types } from './amqp.mjs';
import { CORRELATION_FIELDS } from './rules.mjs';

const RULE = 0x0000013700000004;
const EMPTY_ACTION = 0x0000013700000005;
const SQL_FILTER = 0x000001370000006;
const TRUE_FILTER = 0x000001370000007;
const FALSE_FILTER = 0x000001370000008;
const CORRELATION_FILTER = 0x000001370000009;
const SQL_ACTION = 0x0000013700000006;
const SQL_COMPATIBILITY = 20;

/** A rule of the map that add-rule carries. */
export function ruleFromRequest(name, description) {
  const { 'correlation-filter': correlation, 'sql-filter': sql, 'sql-rule-action': action } = description;
  return { name, filter: filterFromRequest(correlation, sql), action: action?.expression };
}

function filterFromRequest(correlation, sql) {
  if (correlation) {
    const { properties = {}, ...fields } = correlation;
    return {
      kind: 'correlation',
      system: Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined)),
      properties: properties ?? {},
    };
  }
  return sql ? { kind: 'sql', expression: sql.expression } : { kind: 'true' };
}

/** A rule as enumerate-rules answers it. */
export function describeRule({ name, filter, action, createdAt }) {
  return described(RULE, [
    describeFilter(filter),
    action ? described(SQL_ACTION, [action, types.wrap_int(SQL_COMPATIBILITY)]) : described(EMPTY_ACTION, []),
    name,
    types.wrap_timestamp(createdAt),
  ]);
}

function describeFilter({ kind, system = {}, properties = {}, expression }) {
  switch (kind) {
    case 'correlation':
      return described(CORRELATION_FILTER, [...CORRELATION_FIELDS.map((field) => system[field] ?? null), types.wrap_map(properties)]);
    case 'sql': return described(SQL_FILTER, [expression, types.wrap_int(SQL_COMPATIBILITY)]);
    case 'false': return described(FALSE_FILTER, []);
    default: return described(TRUE_FILTER, []);
  }
}

function described(code, fields) {
  return types.described(types.wrap_ulong(code), types.wrap_list(fields));
}
