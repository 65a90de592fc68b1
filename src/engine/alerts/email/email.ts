import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import type { Attempt, Channel, ChannelCheck, Delivery } from '../channel.ts';
import type { AlertMessage } from '../message.ts';
import { emailParts } from './message.ts';
import type { SmtpServer } from './smtp.ts';

export interface EmailOptions extends SmtpServer {
  name: string;
  from: string;
  to: string;
}

/**
 * Email by an SMTP server: one recipient, so that the server's word is about exactly one. The client's code is loaded with the
 * first message.
 */
export function emailChannel(options: EmailOptions): Channel {
  const { name, from, to } = options;
  return {
    name,
    kind: 'email',
    async send(message, attempt): Promise<Delivery> {
      const { smtpSession } = await import('./smtp.ts');
      const mail = await mailOf(message, attempt, { from, to });
      const outcome = await smtpSession(options, attempt.signal, { from, to, mail });
      if (outcome.ok) return { kind: 'sent', words: `the mail server took it (${outcome.status})` };
      return { kind: 'failed', permanent: outcome.permanent, words: outcome.words };
    },
    async check(signal): Promise<ChannelCheck> {
      const { smtpSession } = await import('./smtp.ts');
      const outcome = await smtpSession(options, signal, null);
      if (outcome.ok) {
        return { kind: 'good', words: 'the mail server lets us in; whether it delivers shows with a message' };
      }
      return { kind: 'bad', words: outcome.words, nextAction: 'Check host, port, security and the credentials.' };
    },
    dispose: () => undefined,
  };
}

/** Each attempt at a message has the same Message-ID, so that a mail program shows one; a thread's mails refer to one root. */
async function mailOf(
  message: AlertMessage,
  { id }: Attempt,
  { from, to }: { from: string; to: string },
): Promise<Buffer> {
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
  const idOf = (text: string) => `<${createHash('sha256').update(text).digest('hex').slice(0, 32)}@${hostname()}>`;
  const root = idOf(`${to} ${message.thread}`);
  const mail = new MailComposer({
    from: { name: 'Scram', address: from },
    to,
    date: new Date(message.at),
    messageId: idOf(id),
    references: [root],
    inReplyTo: root,
    headers: {
      'Auto-Submitted': 'auto-generated',
      ...(message.severity === 'critical' && !message.drill && { 'X-Priority': '1', Importance: 'high' }),
    },
    disableFileAccess: true,
    disableUrlAccess: true,
    ...emailParts(message),
  });
  return mail.compile().build();
}
