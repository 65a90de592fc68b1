import * as z from 'zod';
import { faultsOf, type Judge, jsonOf } from './judge.ts';

/**
 * What ntfy takes as JSON, with the limits that a server has where nobody has set others: https://docs.ntfy.sh/publish/#publish-as-json
 * and https://docs.ntfy.sh/publish/#limitations. A document may have twice the bytes of a message; a message that reaches the limit
 * becomes an attachment, which this server has no place for.
 */
const limits = { messageBytes: 4_096, documentBytes: 8_192, titleBytes: 1_024, tags: 5 } as const;

const Bytes = (max: number) => z.string().refine((text) => text.isWellFormed() && Buffer.byteLength(text) < max);
const Message = z.strictObject({
  topic: z.string().regex(/^[-_A-Za-z0-9]{1,64}$/),
  message: Bytes(limits.messageBytes),
  title: Bytes(limits.titleBytes),
  priority: z.int().min(1).max(5),
  tags: z.array(z.string().regex(/^[\w+-]{1,40}$/)).max(limits.tags),
});

/** An ntfy that wants this token; null: open to everybody. */
export function ntfyJudge(token: string | null): Judge {
  return (request) => {
    const { method, path, headers, body } = request;
    if (token !== null && headers.authorization !== `Bearer ${token}`) return refuses(403, 40301);
    if (method === 'GET' && path.endsWith('/auth')) return { status: 200, body: { success: true } };
    if (method !== 'POST' || !path.endsWith('/')) return refuses(404, 40401);
    if (Buffer.byteLength(body) > limits.documentBytes) return refuses(413, 41301);
    const json = jsonOf(request);
    if (json === undefined || faultsOf(Message, json).length > 0) return refuses(400, 40024);
    const { topic, message, title, priority, tags } = Message.parse(json);
    const time = 1_700_000_000;
    return { status: 200, body: { id: 'xE73Iyuabi', time, event: 'message', topic, message, title, priority, tags } };
  };
}

function refuses(http: number, code: number) {
  return { status: http, body: { code, http, error: 'no' } };
}
