import { describe, expect, it, type TestContext } from 'vitest';
import { until } from '../support/http.ts';
import { TriggerEngine } from '../support/trigger-engine.ts';

/** Each test has an engine and an exchange of its own, so that they can wait side by side. */
async function begin(test: TestContext, ...autoTriggerOn: object[]): Promise<TriggerEngine> {
  const engine = await TriggerEngine.begin({ autoTriggerOn });
  test.onTestFinished(() => engine.end());
  return engine;
}

const drawdown = { event: 'PortfolioDrawdown', threshold: 0.25 };
const isKilled = (state: { state: string; flat: boolean | null }) => state.state === 'killed' && state.flat === true;

type Reset = Awaited<ReturnType<TriggerEngine['reset']>>;
const onlyTriggerAgainst = (reset: Reset) =>
  !reset.ok && 'against' in reset.failure && reset.failure.against?.map(({ code }) => code).join() === 'trigger';

describe.concurrent('a drawdown', () => {
  it('of 20 % does nothing, one of 30 % kills with its numbers; its reset wants it acknowledged and counts from there', async (test) => {
    const engine = await begin(test, drawdown);
    await engine.judged('PortfolioDrawdown', 'clear');
    // The demo is net long by a little more than nine tenths of its equity.
    await engine.shock(-0.2);
    await engine.judgedAfresh();
    expect(engine.state()).toMatchObject({ state: 'armed', trading: true });
    expect(engine.trigger('PortfolioDrawdown')?.words).toMatch(/^drawdown (18|19|20)\.\d % of 25\.0 %$/);

    await engine.shock(-0.125);
    const killed = await engine.reaches(isKilled, 20_000);
    expect(killed.kill).toMatchObject({ source: 'trigger:PortfolioDrawdown', clearsItself: false });
    expect(killed.kill?.reason).toMatch(/^drawdown (2[5-9]|3\d)\.\d % ≥ 25\.0 %$/);
    expect(killed.triggers).toMatchObject([{ state: 'holds', spent: true }]);
    expect(await engine.rows('TRIGGER_HELD')).toMatchObject([
      { source: 'trigger:PortfolioDrawdown', reason: killed.kill?.reason },
    ]);
    await engine.judgedAfresh();
    expect(await engine.rows('KILL_FIRED')).toHaveLength(1);
    expect(await engine.rows('KILL_JOINED')).toEqual([]);

    const refused = await engine.reset();
    expect(refused).toMatchObject({
      ok: false,
      failure: { code: 'not_now', against: [{ code: 'trigger', acknowledge: 'PortfolioDrawdown' }] },
    });
    expect((await engine.rows('RESET_REFUSED')).length).toBe(1);
    expect(await engine.reset(['MarginCall'])).toMatchObject({ ok: false });
    expect(await engine.reset(['PortfolioDrawdown'])).toMatchObject({ ok: true });
    expect(await engine.rows('RESET')).toMatchObject([{ data: { acknowledgedTriggers: ['PortfolioDrawdown'] } }]);
    const [first, rebased] = await engine.rows('PEAK_REBASED');
    expect(first?.data.from).toBe(null);
    expect(rebased).toMatchObject({ reason: 'the kill switch was reset', data: { from: first?.data.to } });
    await engine.judged('PortfolioDrawdown', 'clear');
    await engine.judgedAfresh();
    expect(engine.state()).toMatchObject({ state: 'armed', trading: true });
    expect(await engine.rows('KILL_FIRED')).toHaveLength(1);
    expect(await engine.rows('TRIGGER_CLEARED')).toHaveLength(1);
  });

  it('is none of a deposit or of its withdrawal, and the peak outlasts a restart', async (test) => {
    const engine = await begin(test, drawdown);
    await engine.judged('PortfolioDrawdown', 'clear');
    await engine.transfer('50000');
    await engine.judgedAfresh();
    expect(engine.trigger('PortfolioDrawdown')?.words).toMatch(/^drawdown [01]\.\d %/);
    await engine.transfer('-50000');
    await engine.judgedAfresh();
    expect(engine.trigger('PortfolioDrawdown')?.words).toMatch(/^drawdown [01]\.\d %/);
    expect(engine.state().state).toBe('armed');

    await engine.shock(-0.2);
    await engine.judgedAfresh();
    await engine.restart();
    await engine.judged('PortfolioDrawdown', 'clear');
    expect(engine.trigger('PortfolioDrawdown')?.words).toMatch(/^drawdown (18|19|20)\.\d %/);
    expect(await engine.rows('PEAK_REBASED')).toHaveLength(1);
  });

  it("is none of a broker that can't be read: that is an alarm of its own", async (test) => {
    const engine = await begin(test, drawdown);
    await engine.judged('PortfolioDrawdown', 'clear');
    await engine.control('POST', 'faults', { route: 'positions', fault: { kind: 'error', landed: false } });
    await engine.judged('PortfolioDrawdown', 'unknown');
    await engine.judgedUnread();
    const { state, conditions, triggers } = engine.state();
    expect(state).toBe('armed');
    expect(conditions).toMatchObject([{ id: 'broker_unreadable:demo', severity: 'critical' }]);
    expect(triggers[0]?.words).toContain("demo can't be read");
    // Unread while it falls by more than the threshold: it fires with the first reading that shows it.
    await engine.shock(-0.35);
    await engine.judgedUnread();
    expect(engine.state().state).toBe('armed');
    await engine.control('DELETE', 'faults');
    await engine.reaches(({ kill }) => kill?.source === 'trigger:PortfolioDrawdown', 15_000);
  });

  it('is none of a broker that does not tell its money, whose positions are read all the same', async (test) => {
    const engine = await begin(test, drawdown);
    await engine.judged('PortfolioDrawdown', 'clear');
    await engine.control('POST', 'faults', { route: 'account', fault: { kind: 'error', landed: false } });
    await engine.judged('PortfolioDrawdown', 'unknown');
    await engine.judgedAfresh();
    const { state, brokers, triggers } = engine.state();
    expect(state).toBe('armed');
    expect(brokers).toMatchObject([{ equity: null, trouble: null }]);
    expect(brokers[0]?.positions.length).toBeGreaterThan(0);
    expect(triggers[0]?.words).toContain('demo does not tell its money');
    await engine.control('DELETE', 'faults');
    await engine.judged('PortfolioDrawdown', 'clear');
  });
});

describe.concurrent('a margin call', () => {
  it('kills in the words of the broker, and is over when the positions are gone', async (test) => {
    const engine = await begin(test, { event: 'MarginCall' });
    await engine.judged('MarginCall', 'clear');
    await engine.control('PUT', 'conditions', { maintenanceFraction: 2 });
    const killed = await engine.reaches(isKilled, 20_000);
    expect(killed.kill?.reason).toMatch(/^demo: equity \S+ is below the maintenance requirement of \S+$/);
    await engine.judged('MarginCall', 'clear');
    // By default that alone opens nothing.
    await engine.judgedAfresh();
    expect(engine.state().state).toBe('killed');
    expect(await engine.reset()).toMatchObject({ ok: true });
  });
});

describe.concurrent('a pause by compliance', () => {
  const paused = { paused: true, reason: 'restricted list' };

  it('is refused where nothing would come of it, and to those who may not', async (test) => {
    const engine = await begin(test, { event: 'MarginCall' });
    const refused = await engine.post('/compliance', paused);
    expect(refused.status).toBe(409);
    expect(refused.body).toContain('CompliancePause is not configured');
    expect((await engine.post('/compliance', paused, 'nonsense')).status).toBe(401);
    expect((await engine.post('/feed', { ticks: [{ symbol: 'A', last: 1 }] }, 'nonsense')).status).toBe(401);
    // Nothing watches them, and that is no fault of the bot's.
    expect((await engine.post('/feed', { ticks: [{ symbol: 'A', last: 1 }] })).status).toBe(204);
    expect(engine.state().state).toBe('armed');
  });

  it('kills at once, stands against a reset across a restart, and after an acknowledged reset fires only anew', async (test) => {
    const engine = await begin(test, { event: 'CompliancePause' });
    await engine.judged('CompliancePause', 'clear');
    for (const body of [
      { paused: 'yes', reason: 'x' },
      { paused: true },
      { paused: true, reason: ' ' },
      { ...paused, more: 1 },
    ]) {
      expect((await engine.post('/compliance', body)).status, JSON.stringify(body)).toBe(400);
    }
    expect(engine.state().state).toBe('armed');
    const answer = await engine.post('/compliance', paused);
    expect(answer).toMatchObject({ status: 204, body: '' });
    expect(engine.state()).toMatchObject({ trading: false, kill: { reason: 'paused by compliance: restricted list' } });
    await engine.reaches(isKilled, 20_000);
    await engine.restart();
    await engine.reaches(isKilled, 20_000);
    // A machine under load may take its time to read the account again, which stands against a reset too.
    await until(() => engine.reset(), onlyTriggerAgainst);
    expect(await engine.reset(['CompliancePause'])).toMatchObject({ ok: true });
    await engine.judgedAfresh();
    await engine.restart();
    await engine.judgedAfresh();
    expect(engine.state().state).toBe('armed');
    expect(engine.state().conditions.map(({ id }) => id)).toContain('trigger_holds:CompliancePause');

    await engine.post('/compliance', { paused: false, reason: 'list lifted' }, engine.token('operator'));
    expect(engine.trigger('CompliancePause')).toMatchObject({ state: 'clear' });
    await engine.post('/compliance', paused);
    expect(engine.state().kill?.source).toBe('trigger:CompliancePause');
    await until(
      () => engine.rows('KILL_FIRED'),
      ({ length }) => length === 2,
    );
    expect((await engine.rows('COMPLIANCE_CALLED')).map(({ source, data }) => [source, data.paused])).toEqual([
      ['bot', true],
      ['api', false],
      ['bot', true],
    ]);
  });

  it('comes from a broker that blocks the account too', async (test) => {
    const engine = await begin(test, { event: 'CompliancePause' });
    await engine.judged('CompliancePause', 'clear');
    await engine.control('PUT', 'conditions', { blocked: true });
    const { kill } = await engine.reaches(isKilled, 20_000);
    expect(kill?.reason).toBe('demo is blocked: only reduce-only orders pass');
  });
});
