import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listSettlements } from '@pos/contract/x402/routes/list-settlements.ts';
import { did } from '@pos/vocabulary/did.ts';
import * as z from 'zod';
import { startFixture, type Fixture } from '../testing/facilitator-fixture.ts';
import { listSettlements as list } from './list-settlements.ts';

describe('list-settlements', () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await startFixture();
    for (const settle of [true, true, false]) {
      const payment = await fixture.pay();
      await fixture.facilitator.verify(payment);
      if (settle) await fixture.facilitator.settle(payment);
    }
  });
  afterAll(() => fixture.close());

  const ask = async (agent: string, query: object = {}) => {
    const request = {
      params: { did: did(agent) },
      query: listSettlements.query.parse(query),
      headers: undefined,
      body: undefined,
      caller: undefined,
    };
    const answer = await list(fixture.dependencies)({ ...request, requestId: 'test', deadline: new Date() });
    if (answer.kind === 'refusal') return answer.problem.code;
    return z.encode(listSettlements.responses[200], answer.body);
  };
  const page = async (query: object) => {
    const answer = await ask(fixture.agentDid, query);
    if (typeof answer === 'string') throw new Error(answer);
    return answer;
  };

  it('shows an agent its payments, newest first, page by page', async () => {
    const all = await page({});
    expect(all.settlements.map(({ status }) => status)).toEqual(['reserved', 'confirmed', 'confirmed']);
    expect(
      all.settlements.every(({ did: agent, payTo }) => agent === fixture.agentDid && payTo === fixture.payee),
    ).toBe(true);
    const first = await page({ limit: '2' });
    const second = await page({ limit: '2', cursor: first.nextCursor });
    expect([...first.settlements, ...second.settlements]).toEqual(all.settlements);
    expect(second.nextCursor).toBeNull();
  });

  it('filters by status, and shows final payments as confirmed', async () => {
    const confirmed = await page({ status: 'confirmed' });
    await fixture.payments.finalize(
      confirmed.settlements.slice(0, 1).map(({ settlementId }) => settlementId),
      new Date(),
    );
    expect((await page({ status: 'confirmed' })).settlements).toEqual(confirmed.settlements);
    expect((await page({ status: 'failed' })).settlements).toEqual([]);
  });

  it('reads the former value claimed as reserved', async () => {
    const reserved = await page({ status: 'reserved' });
    expect(reserved.settlements.map(({ status }) => status)).toEqual(['reserved']);
    expect(await page({ status: 'claimed' })).toEqual(reserved);
  });

  it('distinguishes an unknown agent from an agent without payments', async () => {
    expect(await ask('did:web:nobody.example')).toBe('agent-unknown');
  });

  it('refuses a cursor that it did not issue', () => {
    expect(listSettlements.query.safeParse({ cursor: "'; drop table settlements" }).success).toBe(false);
  });
});
