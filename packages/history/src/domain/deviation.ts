import type { HistoryTree } from '@pos/database/schema/history-nodes.ts';
import type { Did } from '@pos/vocabulary/did.ts';

/** A stored value that differs from the value computed from the ledger of settlements, the receipts or the chain. */
export type Deviation =
  | { readonly code: 'settlement-without-receipt' | 'verdict-without-receipt'; readonly settlementId: string }
  | {
      readonly code: 'receipt-without-settlement' | 'reversal-without-verdict';
      readonly did: Did;
      readonly sequence: number;
    }
  | {
      readonly code: 'receipt-contradicts-settlement';
      readonly did: Did;
      readonly sequence: number;
      readonly what: string;
    }
  | { readonly code: 'receipt-hash-differs' | 'receipt-does-not-follow'; readonly did: Did; readonly sequence: number }
  | {
      readonly code: 'receipt-out-of-place';
      readonly did: Did;
      readonly sequence: number;
      readonly expectedLeaf: number;
    }
  | { readonly code: 'accumulator-differs'; readonly did: Did }
  | { readonly code: 'head-missing' | 'head-differs'; readonly did: Did; readonly anchor: number }
  | { readonly code: 'root-differs'; readonly anchor: number; readonly tree: HistoryTree }
  | {
      readonly code: 'anchor-differs';
      readonly anchor: number;
      readonly what: 'sequence' | 'sizes' | 'previous' | 'commitment';
    }
  | { readonly code: 'node-differs'; readonly tree: HistoryTree; readonly level: number; readonly place: number }
  | {
      readonly code: 'memo-missing' | 'memo-differs' | 'memo-unchained' | 'memo-by-another';
      readonly anchor: number;
      readonly what: string;
    };

const where = (deviation: Deviation): string =>
  Object.entries(deviation)
    .filter(([name]) => name !== 'code')
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');

/** A deviation as one line of a report. */
export const describeDeviation = (deviation: Deviation): string => `${deviation.code}: ${where(deviation)}`;

/** Whether the deviating value is derived and may be recomputed. All other values are primary records. */
export const isDerived = ({ code }: Deviation): boolean => code === 'node-differs' || code === 'accumulator-differs';
