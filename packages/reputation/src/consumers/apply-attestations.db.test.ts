import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPrivateKey, generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';
import type { applyAttestations } from '@pos/contract/reputation/consumers/apply-attestations.ts';
import { EVENTS } from '@pos/contract/events.ts';
import { rateSettlement } from '@pos/contract/reputation/routes/rate-settlement.ts';
import { ratingMessage } from '@pos/contract/reputation/rating-message.ts';
import { attestationMessage } from '@pos/contract/schemas/settled-work.ts';
import { eventQuarantine } from '@pos/database/schema/event-quarantine.ts';
import { outbox } from '@pos/database/schema/outbox.ts';
import { reputationEvidence } from '@pos/database/schema/reputation-evidence.ts';
import { settlements } from '@pos/database/schema/settlements.ts';
import { sampleSettlement } from '@pos/database/testing/sample-rows.ts';
import { testDatabase, type TestDatabase } from '@pos/database/testing/test-database.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { ASSETS } from '@pos/vocabulary/asset.ts';
import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';
import { OutageError } from '@pos/vocabulary/outage-error.ts';
import { scoreBps } from '@pos/vocabulary/score-bps.ts';
import { solanaAddress, type SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import { and, desc, eq, sql } from 'drizzle-orm';
import * as z from 'zod';
import { runEpoch } from '../epochs/run-epoch.ts';
import { rateSettlement as rate } from '../routes/rate-settlement.ts';
import { applyEvidenceBatch } from '../store/apply-evidence.ts';
import { addAgent, anySignature, anyWallet, pieceOf, recomputedState, storedOf } from '../testing/market-rows.ts';
import { CURRENT_MODEL } from '../model/models.ts';
import { apply } from './apply-attestations.ts';
import type { EvidenceRecord } from '../judging/judge-attestation.ts';

const PAID_AT = new Date('2026-03-01T12:00:00.000Z');
const DAY_MS = 86_400_000;
const DOMAIN = 'registry.example';
const USDC = ASSETS[SOLANA_DEVNET].find(({ symbol }) => symbol === 'USDC')?.mint ?? solanaAddress('');

interface Wallet {
  readonly address: SolanaAddress;
  readonly signText: (text: string) => string;
}

function newWallet(): Wallet {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const key: KeyObject = createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' }));
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  return {
    address: solanaAddress(encodeBase58(raw)),
    signText: (text) => encodeBase58(sign(null, Buffer.from(text), key)),
  };
}

describe('apply-attestations and rate-settlement', () => {
  let test: TestDatabase;
  let nowMs = PAID_AT.getTime() + DAY_MS;
  const [arbiter, oracle, reporter] = [newWallet(), newWallet(), newWallet()];
  const onChain = new Set<string>();
  let nodeAnswers = true;
  beforeAll(async () => {
    test = await testDatabase();
  });
  afterAll(() => test.close());

  const dependencies = (): DependenciesOf<typeof applyAttestations> & DependenciesOf<typeof rateSettlement> => ({
    database: test.app,
    solana: {
      network: SOLANA_DEVNET,
      async statuses(signatures: readonly string[]) {
        if (!nodeAnswers) throw new OutageError('solana', 'down');
        return signatures.map((signature) =>
          onChain.has(signature)
            ? { kind: 'finalized', slot: 1n, error: undefined }
            : { kind: 'unknown', asOfSlot: 9n },
        );
      },
    } as never,
    authorities: [
      { role: 'arbiter', key: arbiter.address },
      { role: 'oracle', key: oracle.address },
      { role: 'reporter', key: reporter.address },
    ],
    clock: { now: () => new Date(nowMs) },
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    newId: randomUUID,
    stage: 'test' as never,
    publicUrl: `https://${DOMAIN}` as never,
  });

  /** A payment that the registry settled and that counts as evidence. */
  const paidWork = async (more: { readonly status?: 'confirmed' | 'sent'; readonly itself?: boolean } = {}) => {
    const [did, wallet, txSignature, id] = [await addAgent(test.app), newWallet(), anySignature(), randomUUID()];
    await test.app.orm.insert(settlements).values({
      ...sampleSettlement(id, id),
      status: more.status ?? 'confirmed',
      agentDid: did,
      asset: USDC,
      amountAtomic: 250_000n,
      payer: wallet.address,
      ...(more.itself === true ? { payTo: wallet.address } : {}),
      txSignature,
      slot: 7n,
      confirmedAt: PAID_AT,
      prepared: new Uint8Array(1),
    });
    await test.owner.orm.execute(
      sql`insert into credibility_epochs (status, as_of, published_at) select 'published', ${PAID_AT}, ${PAID_AT} where not exists (select from credibility_epochs)`,
    );
    await test.owner.orm.execute(
      sql`insert into payer_credibility select max(id), ${wallet.address}, 1 from credibility_epochs`,
    );
    if (more.itself !== true)
      await applyEvidenceBatch(test.app, [pieceOf(did, wallet.address, PAID_AT, { txSignature, settlementId: id })], {
        now: new Date(nowMs),
        newId: randomUUID,
        model: CURRENT_MODEL,
      });
    return { did, wallet, txSignature };
  };
  type Paid = Awaited<ReturnType<typeof paidWork>>;

  const send = (body: object, txSignature: string) =>
    rate(dependencies())({
      params: rateSettlement.params.parse({ txSignature }),
      body: rateSettlement.body.parse(body),
      query: undefined,
      headers: undefined,
      caller: undefined,
      requestId: 'test',
      deadline: new Date(nowMs),
    });
  const signedRating = (
    { did, wallet, txSignature }: Paid,
    ratingBps: number,
    more: { readonly issuedAt?: Date; readonly expiresAt?: Date; readonly domain?: string; readonly by?: Wallet } = {},
  ) => {
    const issuedAt = more.issuedAt ?? new Date(nowMs);
    const expiresAt = more.expiresAt ?? new Date(issuedAt.getTime() + 3_600_000);
    const text = ratingMessage({
      domain: more.domain ?? DOMAIN,
      network: SOLANA_DEVNET,
      txSignature,
      did,
      ratingBps,
      issuedAt,
      expiresAt,
    });
    return {
      network: SOLANA_DEVNET,
      ratingBps,
      issuedAt: issuedAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
      signature: (more.by ?? wallet).signText(text),
    };
  };
  const rateWork = async (paid: Paid, ratingBps: number, more: Parameters<typeof signedRating>[2] = {}) =>
    send(signedRating(paid, ratingBps, more), paid.txSignature);
  const codeOf = (answer: Awaited<ReturnType<typeof send>>): string =>
    answer.kind === 'refusal' ? answer.problem.code : 'ok';

  const recordOf = <Event extends EvidenceRecord['event']>(event: Event, detail: object): EvidenceRecord =>
    ({
      recordId: randomUUID(),
      eventId: randomUUID(),
      source: 'pos.producer.any',
      time: new Date(nowMs - 600_000),
      event,
      detail: z.decode(EVENTS[event].detail as z.ZodType, detail as never),
    }) as EvidenceRecord;
  const attestation = <Event extends EvidenceRecord['event']>(
    event: Event,
    by: Wallet,
    said: object,
  ): EvidenceRecord => {
    const detail = { eventId: randomUUID(), occurredAt: new Date(nowMs).toISOString(), ...said, authority: by.address };
    return recordOf(event, {
      ...detail,
      signature: by.signText(attestationMessage(DOMAIN, EVENTS[event].name, detail)),
    });
  };
  const about = ({ did, txSignature }: Paid) => ({ did, network: SOLANA_DEVNET, txSignature });
  const consume = (records: readonly EvidenceRecord[]) => apply(dependencies()).handle(records);
  const reasonOf = async (record: EvidenceRecord) =>
    (await test.app.orm.select().from(eventQuarantine).where(eq(eventQuarantine.deliveryId, record.eventId))).map(
      ({ reason }) => reason,
    );
  /** The events that the route wrote, as the bus delivers them. */
  const ratingsOf = async ({ did }: { readonly did: Did }) =>
    (
      await test.app.orm
        .select()
        .from(outbox)
        .where(and(eq(outbox.detailType, 'RatingGiven.v1'), sql`${outbox.detail} ->> 'did' = ${did}`))
        .orderBy(desc(outbox.id))
    ).map(({ detail }) => recordOf('rating-given', detail as object));
  const meanOf = async (did: Did): Promise<number> => (await storedOf(test.app, did)).score?.meanBps ?? 0;
  const kindsOf = async (did: Did) =>
    (await test.app.orm.select().from(reputationEvidence).where(eq(reputationEvidence.did, did)))
      .map(({ kind }) => kind)
      .toSorted();

  it('counts a rating by the paying wallet once, in place of its silence, also if it is delivered repeatedly and late', async () => {
    const paid = await paidWork();
    const silent = await meanOf(paid.did);
    expect(codeOf(await rateWork(paid, 10_000))).toBe('ok');
    const [event] = await ratingsOf(paid);
    if (event === undefined) throw new Error('The rating was enqueued.');
    await Promise.all([consume([event, event]), consume([event]), consume([event, event])]);
    expect(await meanOf(paid.did)).toBeGreaterThan(silent);
    expect(await kindsOf(paid.did)).toEqual(['implicit', 'rating']);
    expect(await recomputedState(test.app, paid.did)).toEqual((await storedOf(test.app, paid.did)).score?.state);
  });

  it('refuses a rating of a payment that a wallet made to itself', async () => {
    const paid = await paidWork({ itself: true });
    expect(codeOf(await rateWork(paid, 10_000))).toBe('settlement-not-rateable');
    const reported = attestation('job-reported', reporter, { ...about(paid), outcomeBps: 10_000 });
    await consume([reported]);
    expect([await reasonOf(reported), await kindsOf(paid.did)]).toEqual([['agent-differs'], []]);
  });

  it('accepts a later rating for a week, and distinguishes a repeated rating from an amended one', async () => {
    const paid = await paidWork();
    const first = signedRating(paid, 10_000);
    expect(codeOf(await send(first, paid.txSignature))).toBe('ok');
    expect(codeOf(await send(first, paid.txSignature))).toBe('ok');
    expect(await ratingsOf(paid)).toHaveLength(1);
    await consume(await ratingsOf(paid));
    const praised = await meanOf(paid.did);
    nowMs += DAY_MS;
    expect(codeOf(await rateWork(paid, 0))).toBe('ok');
    expect(codeOf(await send(first, paid.txSignature))).toBe('rating-expired');
    expect(
      codeOf(await rateWork(paid, 9_000, { issuedAt: new Date(nowMs - 3_000), expiresAt: new Date(nowMs + 1_000) })),
    ).toBe('rating-superseded');
    // The newest event comes first, then the older one again. The result is the same.
    await consume(await ratingsOf(paid));
    expect(await meanOf(paid.did)).toBeLessThan(praised);
    expect(await kindsOf(paid.did)).toEqual(['implicit', 'rating', 'rating']);
    nowMs += 8 * DAY_MS;
    expect(codeOf(await rateWork(paid, 10_000))).toBe('rating-closed');
  });

  it.each<readonly [string, string, (paid: Paid) => ReturnType<typeof send>]>([
    ['a rating signed by another wallet', 'rating-signature-invalid', (paid) => rateWork(paid, 0, { by: newWallet() })],
    [
      'a rating signed for another registry',
      'rating-signature-invalid',
      (paid) => rateWork(paid, 0, { domain: 'other.example' }),
    ],
    [
      'a score that differs from the signed one',
      'rating-signature-invalid',
      (paid) => send({ ...signedRating(paid, 9_000), ratingBps: 0 }, paid.txSignature),
    ],
    [
      'a rating signed for another settlement',
      'settlement-unknown',
      (paid) => send(signedRating(paid, 0), anySignature()),
    ],
    [
      'an expired rating',
      'rating-expired',
      (paid) => rateWork(paid, 0, { issuedAt: new Date(nowMs - 9_000), expiresAt: new Date(nowMs) }),
    ],
    [
      'a rating issued in the future',
      'rating-expired',
      (paid) => rateWork(paid, 0, { issuedAt: new Date(nowMs + DAY_MS), expiresAt: new Date(nowMs + DAY_MS + 1) }),
    ],
    [
      'a rating that is valid for more than a day',
      'rating-expired',
      (paid) => rateWork(paid, 0, { expiresAt: new Date(nowMs + 2 * DAY_MS) }),
    ],
  ])('refuses %s', async (_, code, attempt) => {
    const paid = await paidWork();
    expect(codeOf(await attempt(paid))).toBe(code);
    expect(await ratingsOf(paid)).toEqual([]);
  });

  it('refuses ratings of unconfirmed payments, and of payments that are too old', async () => {
    const pending = await paidWork({ status: 'sent' });
    await test.owner.orm.execute(sql`delete from reputation_evidence where did = ${pending.did}`);
    expect(codeOf(await rateWork(pending, 0))).toBe('settlement-not-rateable');
    const old = await paidWork();
    nowMs += 31 * DAY_MS;
    expect(codeOf(await rateWork(old, 0))).toBe('rating-closed');
    nowMs -= 31 * DAY_MS;
  });

  it('keeps the later of two concurrent ratings', async () => {
    const paid = await paidWork();
    const [early, late] = [signedRating(paid, 0), signedRating(paid, 10_000, { issuedAt: new Date(nowMs + 1_000) })];
    await Promise.all([send(early, paid.txSignature), send(late, paid.txSignature)]);
    await consume(await ratingsOf(paid));
    const [newest] = await test.app.orm
      .select()
      .from(reputationEvidence)
      .where(and(eq(reputationEvidence.did, paid.did), eq(reputationEvidence.kind, 'rating')))
      .orderBy(desc(reputationEvidence.revision));
    expect(newest?.outcome).toBe(1);
  });

  it('applies verdicts, outcomes and attestations of keys that the stage names', async () => {
    const [failed, refunded, dismissed, attestedWork] = [
      await paidWork(),
      await paidWork(),
      await paidWork(),
      await paidWork(),
    ];
    const before = await Promise.all([failed, refunded, dismissed, attestedWork].map(({ did }) => meanOf(did)));
    await rateWork(dismissed, 0);
    await consume([
      ...(await ratingsOf(dismissed)),
      attestation('job-reported', reporter, { ...about(failed), outcomeBps: 0 }),
      attestation('dispute-resolved', arbiter, { ...about(refunded), verdict: 'upheld', refundedAtomic: '250000' }),
      attestation('dispute-resolved', arbiter, { ...about(dismissed), verdict: 'dismissed', refundedAtomic: '0' }),
      attestation('work-attested', oracle, { ...about(attestedWork), outcomeBps: 10_000 }),
    ]);
    const [afterFailed = 0, afterRefunded = 0, afterDismissed = 0, afterAttested = 0] = await Promise.all(
      [failed, refunded, dismissed, attestedWork].map(({ did }) => meanOf(did)),
    );
    expect(afterFailed).toBeLessThan(before[0] ?? 0);
    expect(afterRefunded).toBeLessThan(afterFailed);
    expect(afterDismissed).toBe(before[2]);
    expect(afterAttested).toBeGreaterThan(before[3] ?? 0);
    expect(await kindsOf(dismissed.did)).toEqual(['dismissed', 'implicit', 'rating']);
  });

  it.each([
    ['0', 0],
    ['250000', 0],
    ['62500', 0.75],
  ])('turns an upheld dispute with a refund of %s of 250000 into an outcome of %d', async (refundedAtomic, outcome) => {
    const paid = await paidWork();
    await consume([attestation('dispute-resolved', arbiter, { ...about(paid), verdict: 'upheld', refundedAtomic })]);
    const rows = await test.app.orm
      .select()
      .from(reputationEvidence)
      .where(and(eq(reputationEvidence.did, paid.did), eq(reputationEvidence.kind, 'adjudicated')));
    expect(rows.map((row) => row.outcome)).toEqual([outcome]);
    expect((await storedOf(test.app, paid.did)).score?.reasons).toContain('UPHELD_DISPUTES');
  });

  it('quarantines events by unknown keys and events that contradict the registry, each with the reason', async () => {
    const paid = await paidWork();
    const stranger = newWallet();
    const good = attestation('job-reported', reporter, { ...about(paid), outcomeBps: 0 });
    const cases: readonly (readonly [EvidenceRecord, string])[] = [
      [attestation('job-reported', stranger, { ...about(paid), outcomeBps: 0 }), 'authority-unknown'],
      [
        attestation('dispute-resolved', reporter, { ...about(paid), verdict: 'upheld', refundedAtomic: '1' }),
        'authority-unknown',
      ],
      [
        { ...good, eventId: randomUUID(), detail: { ...good.detail, outcomeBps: scoreBps(10_000) } } as EvidenceRecord,
        'signature-invalid',
      ],
      [
        attestation('work-attested', oracle, {
          ...about(paid),
          outcomeBps: 0,
          occurredAt: new Date(nowMs + DAY_MS).toISOString(),
        }),
        'stated-in-the-future',
      ],
      [
        attestation('work-attested', oracle, { ...about(paid), txSignature: anySignature(), outcomeBps: 0 }),
        'settlement-unknown',
      ],
      [
        attestation('work-attested', oracle, { ...about(paid), did: await addAgent(test.app), outcomeBps: 0 }),
        'agent-differs',
      ],
      [
        attestation('dispute-resolved', arbiter, { ...about(paid), verdict: 'upheld', refundedAtomic: '250001' }),
        'refund-exceeds-payment',
      ],
      [
        recordOf('rating-given', { eventId: randomUUID(), occurredAt: new Date(nowMs).toISOString(), ...about(paid) }),
        'rating-unknown',
      ],
    ];
    expect(await consume(cases.map(([record]) => record))).toEqual({ failedRecordIds: [] });
    for (const [record, reason] of cases) expect(await reasonOf(record)).toEqual([reason]);
    expect(await kindsOf(paid.did)).toEqual(['implicit']);
  });

  it('retries an event that arrives before its payment', async () => {
    const paid = await paidWork();
    const early = {
      ...attestation('job-reported', reporter, { ...about(paid), txSignature: anySignature(), outcomeBps: 0 }),
      time: new Date(nowMs),
    };
    expect(await consume([early])).toEqual({ failedRecordIds: [early.recordId] });
  });

  it('reverses a payment only if the chain does not have it', async () => {
    const [kept, gone] = [await paidWork(), await paidWork()];
    onChain.add(kept.txSignature);
    const reversal = (paid: Paid) =>
      recordOf('settlement-reversed', {
        eventId: randomUUID(),
        occurredAt: new Date(nowMs).toISOString(),
        ...about(paid),
      });
    const [claimed, real] = [reversal(kept), reversal(gone)];
    await consume([claimed, real]);
    expect(await reasonOf(claimed)).toEqual(['still-on-chain']);
    expect((await storedOf(test.app, gone.did)).score?.evidence).toBe(0);
    expect((await storedOf(test.app, kept.did)).score?.evidence).toBeGreaterThan(0);
  });

  it('applies events that need no chain while the node is down, and retries the rest', async () => {
    const [gone, failed] = [await paidWork(), await paidWork()];
    const reversal = recordOf('settlement-reversed', {
      eventId: randomUUID(),
      occurredAt: new Date(nowMs).toISOString(),
      ...about(gone),
    });
    const batch = [reversal, attestation('job-reported', reporter, { ...about(failed), outcomeBps: 0 })];
    nodeAnswers = false;
    expect(await consume(batch)).toEqual({ failedRecordIds: [reversal.recordId] });
    nodeAnswers = true;
    expect([await kindsOf(gone.did), await kindsOf(failed.did)]).toEqual([['implicit'], ['implicit', 'outcome']]);
    expect(await consume(batch)).toEqual({ failedRecordIds: [] });
    expect(await kindsOf(gone.did)).toEqual(['implicit', 'reversed']);
  });

  it('stores attestations of payers, and keeps the later of two for either order of arrival', async () => {
    const payer = anyWallet();
    const says = (stands: boolean, minute: number) =>
      attestation('payer-attested', oracle, {
        payer,
        stands,
        occurredAt: new Date(nowMs - 3_600_000 + minute * 60_000).toISOString(),
      });
    await consume([says(true, 1), says(false, 3), says(true, 2)]);
    const { rows } = await test.app.orm.execute<{ kind: string; stands: boolean }>(
      sql`select kind, until is null as stands from trust_seeds where payer = ${payer}`,
    );
    expect(rows).toEqual([{ kind: 'attested', stands: false }]);
  });

  it("lends trust to customers of an attested payer's agents only after its trust has grown, also for an attestation with an old date", async () => {
    const paid = await paidWork();
    const other = anyWallet();
    const payments = [pieceOf(paid.did, paid.wallet.address, PAID_AT), pieceOf(paid.did, other, PAID_AT)];
    await applyEvidenceBatch(test.app, payments, { now: new Date(nowMs), newId: randomUUID, model: CURRENT_MODEL });
    const epoch = () =>
      runEpoch({
        database: test.worker,
        clock: { now: () => new Date(nowMs) },
        newId: randomUUID,
        model: CURRENT_MODEL,
        trustSeeds: [],
      });
    const worthOf = async (payer: SolanaAddress, id: number | undefined) =>
      (
        await test.app.orm.execute<{ credibility: number }>(
          sql`select credibility from payer_credibility where epoch = ${id ?? 0} and payer = ${payer}`,
        )
      ).rows[0]?.credibility ?? 0;
    nowMs += DAY_MS;
    await consume([
      attestation('payer-attested', oracle, {
        payer: paid.wallet.address,
        stands: true,
        occurredAt: PAID_AT.toISOString(),
      }),
    ]);
    const young = (await epoch())?.epoch;
    expect(await worthOf(paid.wallet.address, young)).toBeLessThan(0.002);
    nowMs += 21 * DAY_MS;
    const grown = (await epoch())?.epoch;
    expect(await worthOf(paid.wallet.address, grown)).toBe(1);
    expect(await worthOf(other, grown)).toBeGreaterThan(await worthOf(other, young));
  });
});
