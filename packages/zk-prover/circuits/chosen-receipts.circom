// SPDX-License-Identifier: GPL-3.0-only
pragma circom 2.2.0;

include "circomlib/comparators.circom";
include "parts/anchored-agent.circom";
include "parts/chosen-receipt.circom";
include "parts/ranges.circom";

// Statement: the agent has at least minCount distinct completed receipts of this skill, of at least this value and
// quality. The proof does not reveal which receipts were chosen or whether there are others.
template ChosenReceipts(K, depth) {
    signal input anchor;
    signal input agent;
    signal input scope;
    signal input signalHash;
    signal input minCount;
    signal input minValue;
    signal input minQualityBps;
    signal input skill;

    signal input secret;
    signal input historyCount;
    signal input historyValue;
    signal input historyQualitySum;
    signal input historyDisputes;
    signal input historyLastSequence;
    signal input chain;
    signal input headIndex;
    signal input headSiblings[depth];
    signal input anchorSequence;
    signal input previousAnchor;
    signal input receiptsRoot;

    signal input active[K];
    signal input sequences[K];
    signal input values[K];
    signal input qualities[K];
    signal input skills[K];
    signal input clients[K];
    signal input salts[K];
    signal input indices[K];
    signal input siblings[K][depth];

    signal output nullifier;

    component opened = AnchoredAgent(depth);
    opened.secret <== secret;
    opened.agent <== agent;
    opened.scope <== scope;
    opened.signalHash <== signalHash;
    opened.anchor <== anchor;
    opened.count <== historyCount;
    opened.value <== historyValue;
    opened.qualitySum <== historyQualitySum;
    opened.disputes <== historyDisputes;
    opened.lastSequence <== historyLastSequence;
    opened.chain <== chain;
    opened.headIndex <== headIndex;
    opened.headSiblings <== headSiblings;
    opened.anchorSequence <== anchorSequence;
    opened.previousAnchor <== previousAnchor;
    opened.receiptsRoot <== receiptsRoot;
    nullifier <== opened.nullifier;

    component anySkill = IsZero();
    anySkill.in <== skill;

    component receipts[K];
    component distinct[K - 1];
    signal gaps[K - 1];
    var count = 0;
    var valueSum = 0;
    var qualitySum = 0;
    for (var slot = 0; slot < K; slot++) {
        active[slot] * (active[slot] - 1) === 0;
        receipts[slot] = ChosenReceipt(depth);
        receipts[slot].active <== active[slot];
        receipts[slot].agent <== agent;
        receipts[slot].receiptsRoot <== receiptsRoot;
        receipts[slot].skillAsked <== 1 - anySkill.out;
        receipts[slot].skillWanted <== skill;
        receipts[slot].sequence <== sequences[slot];
        receipts[slot].value <== values[slot];
        receipts[slot].quality <== qualities[slot];
        receipts[slot].skill <== skills[slot];
        receipts[slot].client <== clients[slot];
        receipts[slot].salt <== salts[slot];
        receipts[slot].index <== indices[slot];
        receipts[slot].siblings <== siblings[slot];
        count += active[slot];
        valueSum += receipts[slot].countedValue;
        qualitySum += receipts[slot].countedQuality;

        if (slot > 0) {
            // Used slots come first and their leaf indices increase, so that no receipt counts twice.
            (1 - active[slot - 1]) * active[slot] === 0;
            gaps[slot - 1] <== active[slot] * (indices[slot] - indices[slot - 1] - 1);
            distinct[slot - 1] = Range(depth);
            distinct[slot - 1].in <== gaps[slot - 1];
        }
    }

    // Thresholds. minCount is at least 1, because an average over no receipts would satisfy every threshold.
    component someReceipt = Range(4);
    someReceipt.in <== minCount - 1;
    component minValueRange = Range(64);
    minValueRange.in <== minValue;
    component quality = BasisPoints();
    quality.in <== minQualityBps;

    component enoughReceipts = AtMost(4);
    enoughReceipts.low <== minCount;
    enoughReceipts.high <== count;

    // Eight values of 64 bits sum to less than 2^67, eight qualities to less than 2^17.
    component enoughValue = AtMost(67);
    enoughValue.low <== minValue;
    enoughValue.high <== valueSum;

    component enoughQuality = AtMost(17);
    enoughQuality.low <== minQualityBps * count;
    enoughQuality.high <== qualitySum;
}

component main {public [anchor, agent, scope, signalHash, minCount, minValue, minQualityBps, skill]} = ChosenReceipts(8, 20);
