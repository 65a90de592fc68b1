/** A refusal as the venue words it. */
export class Refused extends Error {
  readonly status: number;
  readonly body: object;
  constructor(status: number, code: number, message: string, more: object = {}) {
    super(message);
    this.status = status;
    this.body = { code, message, ...more };
  }
}
