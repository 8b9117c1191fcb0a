import { randomUUID } from 'node:crypto';
import { createMailSender } from '../../alerts/index.ts';
import { mailAddress, readSecret } from '../../config/index.ts';
import { UsageError } from '../../domain/finding.ts';
import { EXIT } from '../exit-codes.ts';
import { textOf } from '../ledger-access.ts';
import { printJson } from '../print.ts';
import { type Options } from '../options.ts';
import { loadSetup } from '../setup.ts';
import { type World } from '../world.ts';

/** `driftledger alerts test --to ADDRESS`: one plain mail through the configured server, to see that mails go out. */
export async function test(world: World, _args: readonly string[], options: Options): Promise<number> {
  const smtp = readSecret(world.env, 'SMTP_URL');
  const to = textOf(options, 'to');
  if (to === undefined) throw new UsageError({ what: 'to whom?', where: '--to', mend: 'give an address with --to' });
  if (!mailAddress.safeParse(to).success) throw new UsageError({ what: `${to} is no mail address`, where: '--to', mend: 'give one such as ana@example.com' });
  if (smtp === undefined) throw new UsageError({ what: 'SMTP_URL is not set', where: 'the environment', mend: 'set SMTP_URL=smtp://user:password@host:port' });
  const { config } = await loadSetup(world, options);
  const sender = createMailSender(smtp);
  const messageId = `<${randomUUID()}@driftledger.invalid>`;
  const { outcome, words } = await sender.send({
    from: config.alerts.from, to, subject: 'driftledger test mail', text: 'This mail was sent by "driftledger alerts test". Alerts will come the same way.\n', html: '<p>This mail was sent by "driftledger alerts test". Alerts will come the same way.</p>',
    messageId, date: new Date(world.now()), headers: { 'Auto-Submitted': 'auto-generated' }, inReplyTo: messageId, references: messageId,
  });
  sender.close();
  if (options['json'] === true) printJson(world, { outcome, words, to });
  else world.out(`${to}: ${outcome}: ${words}\n`);
  return outcome === 'sent' ? EXIT.done : EXIT.failed;
}
