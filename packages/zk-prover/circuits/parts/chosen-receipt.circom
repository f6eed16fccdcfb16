// SPDX-License-Identifier: GPL-3.0-only
pragma circom 2.2.0;

include "circomlib/poseidon.circom";
include "merkle-root.circom";
include "ranges.circom";

// One slot. If `active` is 1, it must contain a completed receipt of `agent` under `receiptsRoot`. If 0, it adds 0.
template ChosenReceipt(depth) {
    signal input active;
    signal input agent;
    signal input receiptsRoot;
    signal input skillAsked; // 1 if the statement names a skill
    signal input skillWanted;

    signal input sequence;
    signal input value;
    signal input quality;
    signal input skill;
    signal input client;
    signal input salt;
    signal input index;
    signal input siblings[depth];

    signal output countedValue;
    signal output countedQuality;

    component leaf = Poseidon(8);
    leaf.inputs[0] <== agent;
    leaf.inputs[1] <== sequence;
    leaf.inputs[2] <== value;
    leaf.inputs[3] <== quality;
    leaf.inputs[4] <== 1; // completed
    leaf.inputs[5] <== skill;
    leaf.inputs[6] <== client;
    leaf.inputs[7] <== salt;

    component tree = MerkleRoot(depth);
    tree.leaf <== leaf.out;
    tree.index <== index;
    tree.siblings <== siblings;
    active * (tree.root - receiptsRoot) === 0;

    signal skillChecked <== active * skillAsked;
    skillChecked * (skill - skillWanted) === 0;

    component valueRange = Range(64);
    valueRange.in <== value;
    component qualityRange = BasisPoints();
    qualityRange.in <== quality;
    countedValue <== active * value;
    countedQuality <== active * quality;
}
