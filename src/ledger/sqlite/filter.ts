type Value = string | number;

/**
 * A WHERE clause from those conditions that are asked for: `{ 'c.check_id = ?': undefined, 's.name = ?': 'fal' }`
 * becomes ` WHERE s.name = ?` with one value. The conditions are written by us; only values come from outside.
 */
export function filter(conditions: Readonly<Record<string, Value | undefined>>, ...always: readonly string[]): { readonly sql: string; readonly values: readonly Value[] } {
  const asked = Object.entries(conditions).filter((entry): entry is [string, Value] => entry[1] !== undefined);
  const clauses = [...always, ...asked.map(([sql]) => sql)];
  return { sql: clauses.length === 0 ? '' : ` WHERE ${clauses.join(' AND ')}`, values: asked.map(([, value]) => value) };
}
