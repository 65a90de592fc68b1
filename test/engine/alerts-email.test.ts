import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type EmailOptions, emailChannel } from '../../src/engine/alerts/email/email.ts';
import { attempt, killMessage } from '../../src/engine/alerts/fixture.ts';
import { selfSigned } from '../support/alerts/certificate.ts';

interface Mail {
  from: string;
  to: string[];
  user: string | null;
  secure: boolean;
  text: string;
}

const tls = selfSigned;

/** A real SMTP server that keeps what it is given; `refuse` names the step at which it says no, and how. */
async function mailServer(options: SMTPServerOptions = {}, refuse: { step: string; status: number } | null = null) {
  const mails: Mail[] = [];
  const no = (step: string) => {
    if (refuse?.step !== step) return null;
    return Object.assign(new Error('no such luck for ops@example.com'), { responseCode: refuse.status });
  };
  const server = new SMTPServer({
    ...tls,
    authOptional: true,
    logger: false,
    onAuth({ username, password }, _session, done) {
      if (username === 'scram' && password === 'pa55word') done(null, { user: username });
      else done(new Error('bad credentials for scram'));
    },
    onRcptTo: (_address, _session, done) => done(no('rcpt')),
    onData(stream, { envelope, user, secure }, done) {
      let text = '';
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      stream.on('end', () => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        const to = envelope.rcptTo.map(({ address }) => address);
        const refusal = no('data');
        if (!refusal) mails.push({ from, to, user: user ?? null, secure, text });
        done(refusal);
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close(() => undefined));
  const end = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { mails, port: (server.server.address() as AddressInfo).port, end };
}

function channel(port: number, over: Partial<EmailOptions> = {}) {
  const base = { name: 'mail', host: '127.0.0.1', port, security: 'none', credentials: null } as const;
  return emailChannel({ ...base, from: 'scram@example.com', to: 'ops@example.com', ...over });
}

function trustOurs() {
  const before = getCACertificates('default');
  setDefaultCACertificates([...before, tls.cert]);
  onTestFinished(() => setDefaultCACertificates(before));
}

const row = {
  broker: 'main',
  symbol: 'BTC/USD',
  quantityAtKill: '-0.5',
  filledQuantity: '0.5',
  averagePrice: '64000.5',
  outcome: 'flat',
};

describe('email', () => {
  it('is signed in for, encrypted, and carries the liquidation in both forms', async () => {
    trustOurs();
    const server = await mailServer();
    const credentials = { username: 'scram', password: 'pa55word' };
    const mail = channel(server.port, { security: 'starttls', credentials });
    const message = killMessage({ table: [row], tableLeftOut: 3, sentence: 'Reason <b>& more', paper: true });
    expect(await mail.send(message, attempt())).toEqual({ kind: 'sent', words: 'the mail server took it (250)' });
    const [got] = server.mails;
    expect(got).toMatchObject({ from: 'scram@example.com', to: ['ops@example.com'], user: 'scram', secure: true });
    const text = (got?.text ?? '').replaceAll('=\r\n', '');
    expect(text).toMatch(/^Subject: =\?UTF-8\?Q\?Scram=3A_PAPER_=C2=B7_KILL=3A_feed/im);
    expect(text).toMatch(/BTC\/USD +-0\.5 +0\.5 +64000\.5 +flat/);
    expect(text).toContain('3 more');
    expect(text).toContain('Reason &lt;b&gt;&amp; more');
    expect(text).toMatch(/^X-Priority: 1/im);
  });

  it('is one mail to one recipient, whatever a reason has in it, and however much is left', async () => {
    const server = await mailServer();
    const title = 'a\r\nBcc: everybody@example.com\r\n\r\n.\r\nMAIL FROM:<x@example.com>';
    const sentence = `${'漢🧨'.repeat(2_000)}\r\n.\r\nRCPT TO:<y@example.com>`;
    const message = killMessage({ title, sentence, table: Array(200).fill(row), tableLeftOut: 300 });
    expect(await channel(server.port).send(message, attempt())).toMatchObject({ kind: 'sent' });
    expect(server.mails).toMatchObject([{ from: 'scram@example.com', to: ['ops@example.com'] }]);
    const [head = ''] = (server.mails[0]?.text ?? '').split('\r\n\r\n');
    expect(head).not.toMatch(/^Bcc:/im);
    expect(server.mails[0]?.text).toContain('300 more');
    expect(Math.max(...(server.mails[0]?.text ?? '').split('\r\n').map(({ length }) => length))).toBeLessThan(998);
  });

  it('has one Message-ID for every attempt, and one thread for a kill', async () => {
    const server = await mailServer();
    const mail = channel(server.port);
    await mail.send(killMessage(), attempt({ number: 1 }));
    await mail.send(killMessage(), attempt({ number: 2 }));
    await mail.send(killMessage({ id: 'outcome:k-1', step: 'updated' }), attempt({ id: 'outcome:k-1@mail' }));
    const header = (name: string) =>
      server.mails.map(({ text }) => new RegExp(`^${name}: (.*)$`, 'im').exec(text)?.[1]);
    const [first, again, outcome] = header('Message-ID');
    expect(first).toBe(again);
    expect(outcome).not.toBe(first);
    expect(new Set(header('References')).size).toBe(1);
  });

  it('is not sent in clear text where that was not asked for, nor to a server that nobody vouches for', async () => {
    const plain = await mailServer({ hideSTARTTLS: true, disabledCommands: ['STARTTLS'] });
    const stranger = await mailServer();
    for (const { port, mails } of [plain, stranger]) {
      const delivery = await channel(port, { security: 'starttls' }).send(killMessage(), attempt());
      expect(delivery).toMatchObject({ kind: 'failed', permanent: false });
      expect(mails).toEqual([]);
    }
  });

  it.each([
    ['rcpt', 550, true],
    ['rcpt', 451, false],
    ['data', 552, true],
    ['data', 452, false],
  ])(
    'refused at %s with %i is final: %s, and nothing of what the server says is repeated',
    async (step, status, permanent) => {
      const server = await mailServer({}, { step, status });
      const delivery = await channel(server.port).send(killMessage(), attempt());
      expect(delivery).toMatchObject({ kind: 'failed', permanent });
      expect(delivery.words).toContain(String(status));
      expect(delivery.words).not.toContain('ops@example.com');
    },
  );

  it('with a wrong password is refused for good, and preflight says so without a mail', async () => {
    const server = await mailServer({ allowInsecureAuth: true });
    const mail = channel(server.port, { credentials: { username: 'scram', password: 'wr0ng' } });
    const delivery = await mail.send(killMessage(), attempt());
    expect(delivery).toMatchObject({ kind: 'failed', permanent: true });
    const check = await mail.check(attempt().signal);
    expect(check).toMatchObject({ kind: 'bad' });
    expect(JSON.stringify([delivery, check])).not.toMatch(/wr0ng|credentials for scram/);
    expect(await channel(server.port).check(attempt().signal)).toMatchObject({ kind: 'good' });
    expect(server.mails).toEqual([]);
  });

  it('says by a code alone that nobody is there, or that the name can’t be found', async () => {
    const gone = await mailServer();
    const { port } = gone;
    await gone.end();
    expect(await channel(port).send(killMessage(), attempt())).toMatchObject({ kind: 'failed', permanent: false });
    const unknown = await channel(port, { host: 'no-such-host.invalid' }).send(killMessage(), attempt());
    expect(unknown).toMatchObject({ kind: 'failed', permanent: false });
    expect(unknown.words).not.toContain('no-such-host');
  });

  it('ends on time with a server that is silent, drips, hangs up or talks nonsense', async () => {
    const says: ((socket: import('node:net').Socket) => void)[] = [
      () => undefined,
      (socket) => {
        const drip = setInterval(() => socket.write('2'), 20);
        socket.on('close', () => clearInterval(drip));
      },
      (socket) => socket.destroy(),
      (socket) => socket.write('HTTP/1.1 200 OK\r\n\r\n'),
    ];
    for (const say of says) {
      const server = createTcpServer((socket) => {
        socket.on('error', () => undefined);
        say(socket);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const began = performance.now();
      const { port } = server.address() as AddressInfo;
      const delivery = await channel(port).send(killMessage(), attempt({ signal: AbortSignal.timeout(200) }));
      expect(delivery).toMatchObject({ kind: 'failed', permanent: false });
      expect(performance.now() - began).toBeLessThan(2_000);
      await new Promise<void>((resolve) => server.close(() => resolve()));
    }
  });
});
