import { useState } from 'react';
import { clientLimits } from '../../client/limits.ts';
import { useTools } from './engine-context.tsx';

export interface ChannelTest {
  /** What came of the last test, in words; null before the first. */
  said: string | null;
  isSending: boolean;
  send: () => void;
}

/** A test message on one alert channel. `onSent`: the service has answered, whatever it said. */
export function useChannelTest(channel: string, onSent?: () => void): ChannelTest {
  const { client } = useTools();
  const [said, setSaid] = useState<string | null>(null);
  const [isSending, setIsSending] = useState(false);

  async function send(): Promise<void> {
    setSaid('sending a test message…');
    setIsSending(true);
    const answer = await client.testAlerts({ params: { channel }, timeoutMs: clientLimits.alertTestMs });
    setIsSending(false);
    if (!answer.ok) setSaid(answer.failure.message);
    else setSaid(`test message ${answer.value.sent ? 'sent' : 'not sent'}: ${answer.value.words}`);
    onSent?.();
  }
  return { said, isSending, send: () => void send() };
}
