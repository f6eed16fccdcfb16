import { afterEach, describe, expect, it } from '@jest/globals';
import { closeNodes, inContext, ledgerOver, SIGNATURE } from './recorded-node.test-support.ts';

afterEach(closeNodes);

describe('the status of a signature', () => {
  const status = (confirmationStatus: string | null, err: unknown = null) => ({
    slot: 70,
    confirmations: null,
    err,
    confirmationStatus,
    status: { Ok: null },
  });

  it('has the chain’s commitment and error, and is as of a slot where there is none', async () => {
    const node = await ledgerOver(() =>
      inContext([null, status(null), status('finalized'), status('confirmed', { InstructionError: [0, 'X'] })]),
    );
    expect(await node.ledger.statuses([SIGNATURE, SIGNATURE, SIGNATURE, SIGNATURE])).toEqual([
      { kind: 'unknown', asOfSlot: 90n },
      { kind: 'processed', slot: 70n, error: undefined },
      { kind: 'finalized', slot: 70n, error: undefined },
      { kind: 'confirmed', slot: 70n, error: 'InstructionError:X' },
    ]);
    await node.ledger.statuses([SIGNATURE], { history: true });
    expect(node.calls.map(({ params }) => params[1])).toEqual([
      { searchTransactionHistory: false },
      { searchTransactionHistory: true },
    ]);
  });

  it('is unknown for signatures that the answer leaves out', async () => {
    const node = await ledgerOver(() => inContext([]));
    expect(await node.ledger.statuses([SIGNATURE])).toEqual([{ kind: 'unknown', asOfSlot: 90n }]);
  });

  it('is awaited until it is confirmed or finalized', async () => {
    const answers = [null, status('processed'), status('finalized')];
    const node = await ledgerOver(() => inContext([answers.shift() ?? null]));
    const seen = await node.ledger.awaitConfirmation(SIGNATURE, { withinMs: 60_000 });
    expect(seen).toEqual({ kind: 'finalized', slot: 70n, error: undefined });
    expect(node.calls).toHaveLength(3);
  });

  it('is the last that was seen where the time is over', async () => {
    const node = await ledgerOver(() => inContext([status('processed')]));
    expect(await node.ledger.awaitConfirmation(SIGNATURE, { withinMs: 1_500 })).toMatchObject({ kind: 'processed' });
  });

  it('is not asked for where no time is left', async () => {
    const node = await ledgerOver(() => inContext([status('confirmed')]));
    expect(await node.ledger.awaitConfirmation(SIGNATURE, { withinMs: 0 })).toEqual({ kind: 'unknown', asOfSlot: 0n });
    expect(node.calls).toEqual([]);
  });
});

describe('a simulation', () => {
  it('runs on the confirmed state without checking signatures', async () => {
    const node = await ledgerOver(() => inContext({ err: null, logs: [], unitsConsumed: 7 }));
    expect(await node.ledger.simulate(Uint8Array.of(1, 2))).toEqual({ ok: true, value: { unitsConsumed: 7n } });
    const options = { encoding: 'base64', commitment: 'confirmed', sigVerify: false, replaceRecentBlockhash: false };
    expect(node.calls).toEqual([{ method: 'simulateTransaction', params: ['AQI=', options] }]);
  });

  it('gives the chain’s error, the program’s number and the logs', async () => {
    const node = await ledgerOver(() =>
      inContext({ err: { InstructionError: [2, { Custom: 1 }] }, logs: ['Program log'] }),
    );
    const error = { code: 'InstructionError', customCode: 1, logs: ['Program log'] };
    expect(await node.ledger.simulate(Uint8Array.of(1))).toEqual({ ok: false, error });
  });

  it('takes an answer without units or logs', async () => {
    const node = await ledgerOver(({ params: [wire] }) =>
      inContext({ err: wire === 'AQ==' ? null : 'AccountNotFound', logs: null }),
    );
    expect(await node.ledger.simulate(Uint8Array.of(1))).toEqual({ ok: true, value: { unitsConsumed: 0n } });
    const error = { code: 'AccountNotFound', customCode: undefined, logs: [] };
    expect(await node.ledger.simulate(Uint8Array.of(2))).toEqual({ ok: false, error });
  });
});

describe('sending', () => {
  it.each([
    [undefined, true],
    [{ preflight: false }, true],
    [{ preflight: true }, false],
  ])('with the options %p skips the node’s simulation: %p', async (options, skipPreflight) => {
    const node = await ledgerOver(() => SIGNATURE);
    expect(await node.ledger.send(Uint8Array.of(1), options)).toEqual({ ok: true, value: SIGNATURE });
    const asked = { encoding: 'base64', skipPreflight, preflightCommitment: 'confirmed' };
    expect(node.calls).toEqual([{ method: 'sendTransaction', params: ['AQ==', asked] }]);
  });
});
