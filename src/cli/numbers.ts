import { UsageError } from '../domain/finding.ts';
import { type Options } from './program.ts';

/** A whole number of at least 1. @throws UsageError that names the option */
export function countOf(options: Options, name: string): number {
  const text = String(options[name]);
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new UsageError({ what: `"${text}" is not a whole number from 1 to 9999999`, where: `--${name}`, mend: `give a number, such as --${name} 100` });
  return Number(text);
}
