import type { AlertMessage } from '../message.ts';

/** What most messages leave empty. */
export const plain = {
  conditionId: null,
  nextAction: '',
  numbers: [],
  table: [],
  tableLeftOut: 0,
  killId: null,
  drill: false,
  actions: [],
  urgent: true,
  slot: null,
} satisfies Partial<AlertMessage>;

export const titleCharacters = 80;
