import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { FromAlertServices } from '../lib/protocol.ts';

/** Every service that a channel calls, each below a path of its own, and a mail server. They answer at once; `hanging` never does. */

/** What each service says when it has taken a message: status and body. */
const answers: Record<string, readonly [number, string]> = {
  slack: [200, 'ok'],
  pagerduty: [202, '{"status":"success"}'],
  ntfy: [200, '{"id":"x","event":"message"}'],
  sms: [201, '{"sid":"SM1","status":"queued"}'],
  telegram: [200, '{"ok":true,"result":{"message_id":1,"date":1,"chat":{"id":1,"type":"private"}}}'],
  webhook: [204, ''],
  plain: [204, ''],
};

function tell(message: FromAlertServices): void {
  process.send?.(message);
}

function received(service: string, text: string): void {
  tell({ kind: 'received', service, text, atNs: String(process.hrtime.bigint()) });
}

const http = createServer((request, response) => {
  const service = request.url?.split('/')[1] ?? '';
  let text = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => {
    text += chunk;
  });
  request.on('end', () => {
    received(service, text);
    const answer = answers[service];
    if (answer) response.writeHead(answer[0]).end(answer[1]);
  });
});

const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  logger: false,
  onData(stream, _session, done) {
    let text = '';
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    stream.on('end', () => {
      received('email', text);
      done();
    });
  },
});
// A client that is ended in the middle of a mail is no matter of ours.
smtp.on('error', () => undefined);

http.listen(0, '127.0.0.1', () => {
  smtp.listen(0, '127.0.0.1', () => {
    const portOf = (address: AddressInfo | string | null) => (address as AddressInfo).port;
    tell({ kind: 'listening', httpPort: portOf(http.address()), smtpPort: portOf(smtp.server.address()) });
  });
});
process.once('disconnect', () => process.exit());
