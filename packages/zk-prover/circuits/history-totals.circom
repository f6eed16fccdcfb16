// SPDX-License-Identifier: GPL-3.0-only
pragma circom 2.2.0;

include "parts/anchored-agent.circom";
include "parts/ranges.circom";

// Statement: the agent's whole history has at least this many receipts, value and quality, at most this dispute rate.
// The head commits to the totals over all receipts, so the prover cannot omit any.
template HistoryTotals(depth) {
    signal input anchor;
    signal input agent;
    signal input scope;
    signal input signalHash;
    signal input minCount;
    signal input minValue;
    signal input minQualityBps;
    signal input maxDisputeBps;

    signal input secret;
    signal input count;
    signal input value;
    signal input qualitySum;
    signal input disputes;
    signal input lastSequence;
    signal input chain;
    signal input headIndex;
    signal input headSiblings[depth];
    signal input anchorSequence;
    signal input previousAnchor;
    signal input receiptsRoot;

    signal output nullifier;

    component opened = AnchoredAgent(depth);
    opened.secret <== secret;
    opened.agent <== agent;
    opened.scope <== scope;
    opened.signalHash <== signalHash;
    opened.anchor <== anchor;
    opened.count <== count;
    opened.value <== value;
    opened.qualitySum <== qualitySum;
    opened.disputes <== disputes;
    opened.lastSequence <== lastSequence;
    opened.chain <== chain;
    opened.headIndex <== headIndex;
    opened.headSiblings <== headSiblings;
    opened.anchorSequence <== anchorSequence;
    opened.previousAnchor <== previousAnchor;
    opened.receiptsRoot <== receiptsRoot;
    nullifier <== opened.nullifier;

    // Ranges of the totals. They are checked although the registry wrote them, so that no sum can have wrapped around.
    component countRange = Range(32);
    countRange.in <== count;
    component valueRange = Range(64);
    valueRange.in <== value;
    component qualityRange = Range(48);
    qualityRange.in <== qualitySum;
    component disputeRange = Range(32);
    disputeRange.in <== disputes;

    // Thresholds. minCount is at least 1, because an average over no receipts would satisfy every threshold.
    component someJob = Range(32);
    someJob.in <== minCount - 1;
    component minValueRange = Range(64);
    minValueRange.in <== minValue;
    component quality = BasisPoints();
    quality.in <== minQualityBps;
    component rate = BasisPoints();
    rate.in <== maxDisputeBps;

    component enoughJobs = AtMost(32);
    enoughJobs.low <== minCount;
    enoughJobs.high <== count;

    component enoughValue = AtMost(64);
    enoughValue.low <== minValue;
    enoughValue.high <== value;

    // Averages are compared without division. Both sides are below 2^48.
    component enoughQuality = AtMost(48);
    enoughQuality.low <== minQualityBps * count;
    enoughQuality.high <== qualitySum;

    component fewDisputes = AtMost(48);
    fewDisputes.low <== 10000 * disputes;
    fewDisputes.high <== maxDisputeBps * count;
}

component main {public [anchor, agent, scope, signalHash, minCount, minValue, minQualityBps, maxDisputeBps]} = HistoryTotals(20);
