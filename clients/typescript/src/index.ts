export type { Decision } from './decision.ts';
export { GateError, type GateErrorCode, type Obstacle } from './errors.ts';
export { Gate, type GateOptions, type Killed, type Order, type Reset } from './gate.ts';
