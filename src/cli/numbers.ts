import { UsageError } from '../domain/finding.ts';
import { textOf } from './ledger-access.ts';
import { type Options } from './options.ts';

/** A whole number of at least 1. @throws UsageError that names the option */
export function countOf(options: Options, name: string): number {
  const text = String(options[name]);
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new UsageError({ what: `"${text}" is not a whole number from 1 to 9999999`, where: `--${name}`, mend: `give a number, such as --${name} 100` });
  return Number(text);
}

/** The port that `--port` names; undefined when it was not given. 0 takes any free one. @throws UsageError */
export function portOf(options: Options): number | undefined {
  const text = textOf(options, 'port');
  if (text === undefined) return undefined;
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new UsageError({ what: `"${text}" is not a port`, where: '--port', mend: 'give a whole number from 0 to 65535, such as --port 8787; 0 takes any free one' });
  return Number(text);
}
