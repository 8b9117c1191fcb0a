import { UsageError } from '../../domain/finding.ts';
import { type AlertRow, type LedgerReader } from '../../ledger/port.ts';
import { textOf } from '../ledger-access.ts';
import { type Options } from '../options.ts';

/** Ids as they stand on the command line. @throws UsageError for anything that is no whole number */
export function idsOf(texts: readonly string[], action: string, listedBy: string): readonly number[] {
  return texts.map((text) => {
    if (!/^\d{1,15}$/.test(text)) throw new UsageError({ what: `"${text}" is not an id`, where: `alerts ${action}`, mend: `ids are whole numbers; "driftledger ${listedBy}" shows them` });
    return Number(text);
  });
}

/** Exactly one id. @throws UsageError when there is none, or more than one */
export function idOf(texts: readonly string[], action: string, what: string, listedBy: string): number {
  const [id, ...more] = idsOf(texts, action, listedBy);
  if (id === undefined || more.length > 0) throw new UsageError({ what: id === undefined ? `which ${what}?` : `one ${what} at a time`, where: `alerts ${action}`, mend: `give one id; "driftledger ${listedBy}" shows them` });
  return id;
}

/** A message by its id. @throws UsageError when there is none */
export async function alertOf(ledger: Pick<LedgerReader, 'alerts'>, id: number, action: string): Promise<AlertRow> {
  const [alert] = await ledger.alerts({ id });
  if (alert === undefined) throw new UsageError({ what: `there is no alert ${id}`, where: `alerts ${action}`, mend: '"driftledger alerts list" shows them' });
  return alert;
}

/** Words that an act cannot do without, such as `--by` and `--why`. @throws UsageError that asks for them */
export function wordsOf(options: Options, name: string, question: string, example: string): string {
  const text = textOf(options, name)?.trim();
  if (text === undefined || text === '') throw new UsageError({ what: question, where: `--${name}`, mend: `say it with --${name}, such as --${name} ${example}` });
  return text;
}
