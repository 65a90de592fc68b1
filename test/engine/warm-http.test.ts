import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { alpacaLimits } from '../../src/engine/brokers/alpaca/limits.ts';
import { warmHttp } from '../../src/engine/brokers/http/warm-http.ts';
import { until } from '../support/http.ts';

test('asks for nothing to keep connections open while it may not, and goes on when it may', async () => {
  let asked = 0;
  let may = false;
  const server = createServer((_request, response) => {
    asked += 1;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const limits = { ...alpacaLimits, warmIntervalMs: 20 };
  const http = warmHttp({ base, limits, headers: [], warmPath: '/', mayWarm: () => may });
  try {
    await http.warm(1);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(asked).toBe(0);
    may = true;
    await until(
      async () => asked,
      (count) => count > 0,
    );
  } finally {
    http.dispose();
    server.close();
  }
});
