// SPDX-License-Identifier: GPL-3.0-only
pragma circom 2.2.0;

include "parts/anchored-agent.circom";
include "parts/ranges.circom";

// "My whole history, nothing left out, holds at least so many jobs, so much value, such quality, so few disputes."
// The head commits to the totals of every receipt; there is nothing that a prover could leave out.
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

    // Totals, though the registry wrote them: no sum may be a wrapped one.
    component countRange = Range(32);
    countRange.in <== count;
    component valueRange = Range(64);
    valueRange.in <== value;
    component qualityRange = Range(48);
    qualityRange.in <== qualitySum;
    component disputeRange = Range(32);
    disputeRange.in <== disputes;

    // Thresholds. At least one job: an average over none would be any average.
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

    // Averages without division; both sides stay below 2^48.
    component enoughQuality = AtMost(48);
    enoughQuality.low <== minQualityBps * count;
    enoughQuality.high <== qualitySum;

    component fewDisputes = AtMost(48);
    fewDisputes.low <== 10000 * disputes;
    fewDisputes.high <== maxDisputeBps * count;
}

component main {public [anchor, agent, scope, signalHash, minCount, minValue, minQualityBps, maxDisputeBps]} = HistoryTotals(20);
