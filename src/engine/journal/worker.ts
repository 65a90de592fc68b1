import { parentPort, workerData } from 'node:worker_threads';
import { assertNever } from '../../shared/assert-never.ts';
import { collectGarbage } from '../v8.ts';
import { keepAlerts, keptAlerts } from './alert-rows.ts';
import { faultOf } from './faults.ts';
import type { AlertRow, Answer, AnswerOf, Item, Request, WorkerData } from './protocol.ts';
import { readKill, readKinds, readPage, walk } from './queries.ts';
import { rowsAfter } from './rows.ts';
import { openStore, type Store } from './store.ts';

/*
 * The thread that owns `journal.db`. It answers one request at a time, in order, and keeps nothing between two but the open
 * file, so that it can be ended and started again at any point.
 */
const options = workerData as WorkerData;
let store: Store | null = null;

function answerTo(request: Request): AnswerOf[Request['op']] {
  if (request.op === 'open' || request.op === 'close') {
    const old = store;
    store = null;
    old?.db.close();
    if (request.op === 'close') return null;
    store = openStore(request, options);
    return store.opened;
  }
  if (store === null) throw new Error('journal.db is not open');
  switch (request.op) {
    case 'append':
      return store.append(JSON.parse(request.itemsText) as Item[]);
    case 'checkpoint':
      store.checkpoint(request.seq, request.state);
      return null;
    case 'after':
      return rowsAfter(store.db, request.head, request.limit, options.sliceBytes);
    case 'page':
      return readPage(store.db, request, options.sliceBytes);
    case 'kinds':
      return readKinds(store.db, request.limit);
    case 'kill':
      return readKill(store.db, request, options.sliceBytes);
    case 'walk':
      return walk(store.db, request, store.head(), options.sliceBytes);
    case 'keep-alerts':
      keepAlerts(store.db, JSON.parse(request.rowsText) as AlertRow[], request.keepDone);
      return null;
    case 'kept-alerts':
      return keptAlerts(store.db, request.after, request.limit, options.sliceBytes);
    default:
      return assertNever(request);
  }
}

function answer(request: Request): Answer<AnswerOf[Request['op']]> {
  try {
    return { ok: true, value: answerTo(request) };
  } catch (error) {
    return { ok: false, fault: faultOf(error) };
  }
}

parentPort?.on('message', (request: Request) => parentPort?.postMessage(answer(request)));

/** By then the file is open and its tail is read; what that has left, some 2 MB, is given back. */
const settledMs = 500;
setTimeout(() => collectGarbage('everything'), settledMs).unref();
