import { slice } from '../slice.ts';
import { appendReceipt } from './consumers/append-receipt.ts';
import { problems } from './problems.ts';
import { getAnchor } from './routes/get-anchor.ts';
import { getHistory } from './routes/get-history.ts';
import { listAnchors } from './routes/list-anchors.ts';
import { openHistory } from './routes/open-history.ts';
import { putOwner } from './routes/put-owner.ts';
import { anchorHistories } from './tasks/anchor-histories.ts';

export const history = slice({
  id: 'history',
  tag: 'histories',
  summary: 'Receipts of settled payments, and the anchors that record them on chain.',
  routes: [getAnchor, getHistory, listAnchors, openHistory, putOwner],
  consumers: [appendReceipt],
  tasks: [anchorHistories],
  problems,
});
