import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TOKEN_2022_PROGRAM } from '@pos/ledger/mint.ts';
import { makeToken2022Mint } from '@pos/ledger/testing/make-token-2022-mint.ts';
import { associatedTokenAddress } from '@pos/ledger/token-accounts.ts';
import { startFixture, type Fixture } from '../../testing/facilitator-fixture.ts';

describe('payments in tokens of the program Token-2022', () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await startFixture();
    await fixture.chain.airdrop(fixture.payer.address, 1_000_000_000n);
  });
  afterAll(() => fixture.close());

  const mintOf = (feeBps?: number) => {
    const holders = { [fixture.payer.address]: 1_000_000n, [fixture.payee]: 0n };
    return makeToken2022Mint(fixture.solana, fixture.payer, { ...(feeBps === undefined ? {} : { feeBps }), holders });
  };

  it('are settled like payments in classic tokens', async () => {
    const asset = await mintOf();
    const payment = await fixture.pay(fixture.terms({ asset }));
    expect(await fixture.facilitator.verify(payment)).toMatchObject({ isValid: true });
    expect(await fixture.facilitator.settle(payment)).toMatchObject({ success: true, amount: 10_000n });
    const tokens = await associatedTokenAddress({
      owner: fixture.payee,
      mint: asset,
      tokenProgram: TOKEN_2022_PROGRAM,
    });
    expect(await fixture.solana.tokenBalance(tokens)).toBe(10_000n);
  });

  it('are refused if the mint takes a fee, because the payee would get less than the amount', async () => {
    const payment = await fixture.pay(fixture.terms({ asset: await mintOf(100) }));
    expect(await fixture.facilitator.verify(payment)).toMatchObject({
      invalidReason: 'invalid_exact_svm_payload_mint_not_exact',
    });
    expect(await fixture.facilitator.settle(payment)).toMatchObject({
      errorReason: 'invalid_exact_svm_payload_mint_not_exact',
    });
  });
});
