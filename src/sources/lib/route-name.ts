import { excerpt } from './recognise.ts';

/** Longer than any model's name anywhere; what is longer is damage, and would break every table it stands in. */
const MAX_ROUTE_LENGTH = 300;

/** Why a text cannot be the name of a route; null when it can. */
export function nameFault(name: string): string | null {
  if (name.length > MAX_ROUTE_LENGTH) return `its name has ${name.length} characters, more than ${MAX_ROUTE_LENGTH}: ${excerpt(name, 40)}`;
  // Half of a character cannot be stored as text, and would come back as another name.
  return name.isWellFormed() ? null : `its name is broken text: ${excerpt(name.toWellFormed(), 40)}`;
}
