import type { Socket } from 'node:net';
import type { FloodOrder, FloodReport } from '../lib/protocol.ts';
import { killBytes, openLine, wholeAnswer } from '../lib/wire.ts';
import { floodConnections } from '../limits.ts';

/*
 * Unauthorised kills at a steady rate, on loopback alone. It ends by itself when its time is over, and sends no more than the
 * rate allows for that time; what could not be sent is counted, never made up for by more connections.
 */

const tickMs = 5;

async function flood({ port, perSecond, seconds, keepConnections }: FloodOrder): Promise<void> {
  const bytes = killBytes(port, 'not-the-token-of-anybody-0000000000000000000');
  const report: FloodReport = {
    kind: 'flooded',
    sent: 0,
    refused: 0,
    otherAnswers: 0,
    broken: 0,
    heldBack: 0,
    seconds: 0,
  };
  const idle: Socket[] = [];
  const open = new Set<Socket>();
  let opening = 0;

  function ask(socket: Socket): void {
    report.sent += 1;
    let text = '';
    const look = (ended: boolean) => {
      const answer = wholeAnswer(text, ended);
      if (!answer && !ended) return;
      socket.off('data', take).off('close', closed);
      if (!answer) report.broken += 1;
      else if (answer.status === 401) report.refused += 1;
      else report.otherAnswers += 1;
      if (answer?.kept && keepConnections && !ended) idle.push(socket);
      else socket.destroy();
    };
    const take = (chunk: Buffer) => {
      text += chunk.toString('latin1');
      look(false);
    };
    const closed = () => look(true);
    socket.on('data', take).once('close', closed);
    socket.write(bytes);
  }

  async function askOnNewLine(): Promise<void> {
    opening += 1;
    const socket = await openLine(port).catch(() => null);
    opening -= 1;
    if (!socket) {
      report.broken += 1;
      return;
    }
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    ask(socket);
  }

  const startedMs = performance.now();
  let due = 0;
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const elapsedMs = Math.min(performance.now() - startedMs, seconds * 1_000);
      const dueNow = Math.floor((elapsedMs / 1_000) * perSecond);
      for (; due < dueNow; due += 1) {
        const socket = idle.pop();
        if (socket && !socket.destroyed) ask(socket);
        else if (open.size + opening < floodConnections) void askOnNewLine();
        else report.heldBack += 1;
      }
      if (elapsedMs < seconds * 1_000) return;
      clearInterval(timer);
      resolve();
    }, tickMs);
  });
  report.seconds = (performance.now() - startedMs) / 1_000;
  process.send?.(report);
  for (const socket of open) socket.destroy();
}

process.on('disconnect', () => process.exit());
process.on('message', (order: FloodOrder) => void flood(order));
process.send?.({ kind: 'listening' });
