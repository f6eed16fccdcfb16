import type { ChainReport } from '../audit/check-chain.ts';
import type { HistoryReport } from '../audit/check-history.ts';
import { describeDeviation, isDerived, type Deviation } from '../domain/deviation.ts';

const SHOWN = 50;

export const derivedOnly = (deviations: readonly Deviation[]): boolean => deviations.every(isDerived);

/** The report of a check: what was checked, the first fifty deviations, and their number. */
export function reportLines(
  { receipts, agents, anchors, deviations, replay }: HistoryReport,
  chain: ChainReport,
): string[] {
  const all = [...deviations, ...chain.deviations];
  const newest = anchors.at(-1);
  return [
    `${receipts} receipts of ${agents} agents, each compared with the ledger of settlements`,
    `${anchors.length} anchors rebuilt, ${chain.checked} of them checked on chain${chain.signer === undefined ? '' : `, all signed by ${chain.signer}`}`,
    ...(newest === undefined ? [] : [`newest anchor ${newest.sequence}: ${newest.commitment}`]),
    `rebuilt receipts root ${replay.receiptsTree.root()}`,
    `rebuilt heads root    ${replay.headsTree.root()}`,
    ...all.slice(0, SHOWN).map((deviation) => `! ${describeDeviation(deviation)}`),
    ...(all.length > SHOWN ? [`! and ${all.length - SHOWN} more`] : []),
    all.length === 0 ? 'Nothing deviates.' : `${all.length} deviations.`,
  ];
}
