import { expect, it } from 'vitest';
import { createMailSender } from './send-mail.ts';

it.each(['smtp.example.com', 'nonsense', 'smtp://u:p#w@mail.example.com:587', 'http://127.0.0.1:7712', 'smtp://', 'mail.example.com:587'])('%s is no address of a mail server, and is not repeated', (url) => {
  const fault = (): unknown => { try { return createMailSender(url); } catch (error) { return error; } };
  expect(fault()).toMatchObject({ name: 'UsageError', where: 'SMTP_URL' });
  expect(String(fault())).not.toContain('p#w');
});
