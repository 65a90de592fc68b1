import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { alertLimits } from '../limits.ts';

export interface SmtpServer {
  host: string;
  port: number;
  security: 'starttls' | 'tls' | 'none';
  /** null: the server asks for none. */
  credentials: { username: string; password: string } | null;
}

export interface Letter {
  from: string;
  to: string;
  mail: Buffer;
}

/** What came of a session: the status with which the server took the letter (0 without one), or why it came to nothing. */
export type SmtpOutcome = { ok: true; status: number } | { ok: false; words: string; permanent: boolean };

/** Within this file: a session that came to nothing, in words. */
class SmtpFailed extends Error {}

/**
 * One session: connects, signs in, and hands over the letter, if there is one. `permanent`: the server says so (5xx), or does not
 * believe the credentials. The socket is gone when this answers, whatever the server does.
 */
export async function smtpSession(
  server: SmtpServer,
  signal: AbortSignal,
  letter: Letter | null,
): Promise<SmtpOutcome> {
  const { attemptMs } = alertLimits;
  const connection = new SMTPConnection({
    host: server.host,
    port: server.port,
    secure: server.security === 'tls',
    requireTLS: server.security === 'starttls',
    ignoreTLS: server.security === 'none',
    dnsTimeout: attemptMs,
    connectionTimeout: attemptMs,
    greetingTimeout: attemptMs,
    socketTimeout: attemptMs,
  });
  const ended = endOf(connection, signal);
  try {
    return { ok: true, status: await Promise.race([ended, talk(connection, server, letter)]) };
  } catch (error) {
    if (error instanceof SmtpFailed) return { ok: false, words: error.message, permanent: false };
    const [words, permanent] = wordsOf(error);
    return { ok: false, words, permanent };
  } finally {
    connection.close();
  }
}

async function talk(connection: SMTPConnection, { credentials }: SmtpServer, letter: Letter | null): Promise<number> {
  await answered((done) => connection.connect(done));
  if (credentials !== null) {
    const { username: user, password: pass } = credentials;
    await answered((done) => connection.login({ user, pass }, done));
  }
  if (letter === null) return 0;
  const { from, to, mail } = letter;
  return new Promise((resolve, reject) => {
    connection.send({ from, to: [to] }, mail, (error, info) => {
      if (error) return reject(error);
      const status = Number(/^\d{3}/.exec(info.response)?.[0] ?? 0);
      if (info.accepted.length === 1 && status >= 200 && status < 300) resolve(status);
      else reject(new SmtpFailed('the mail server did not say that it took it'));
    });
  });
}

function answered(call: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => call((error) => (error ? reject(error) : resolve())));
}

/** Rejects when time is up or the connection breaks. */
function endOf(connection: SMTPConnection, signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const late = () => reject(new SmtpFailed('no answer in time'));
    if (signal.aborted) late();
    signal.addEventListener('abort', late, { once: true });
    connection.on('error', reject);
    connection.on('end', () => reject(new SmtpFailed('the mail server hung up')));
  });
}

/** By codes alone: the server's own words may quote addresses and names. */
function wordsOf(error: unknown): [words: string, permanent: boolean] {
  const { code, responseCode, command } = error as { code?: unknown; responseCode?: unknown; command?: unknown };
  const status = typeof responseCode === 'number' ? responseCode : null;
  const step = typeof command === 'string' ? command : 'session';
  if (code === 'EAUTH') {
    const said = status === null ? '' : ` (${status})`;
    return [`the mail server does not accept the credentials${said}`, status === null || status >= 500];
  }
  if (status !== null) return [`the mail server refused: ${status} to ${step}`, status >= 500 && step !== 'STARTTLS'];
  switch (code) {
    case 'ETLS':
      return ['no safe connection to the mail server: STARTTLS or its certificate failed (ETLS)', false];
    case 'EDNS':
      return ["the mail server's name can't be found (EDNS)", false];
    case 'ETIMEDOUT':
      return ['no answer in time', false];
    default:
      return [`the connection to the mail server failed (${typeof code === 'string' ? code : 'unknown'})`, false];
  }
}
