// SPDX-License-Identifier: GPL-3.0-only
pragma circom 2.2.0;

include "circomlib/poseidon.circom";
include "merkle-root.circom";

// Common part of both statements: the prover knows the secret of the owner of `agent`, and the agent's accumulator head
// is in the heads tree that `anchor` commits to. Outputs the nullifier.
//
// The owner's commitment is computed from the secret and hashed into the head. Without the secret of the anchored owner
// no head verifies under the anchor, and the secret of another agent's owner leads only to that agent's head.
template AnchoredAgent(depth) {
    signal input secret;
    signal input agent;
    signal input scope;
    signal input signalHash;
    signal input anchor;

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

    component owner = Poseidon(1);
    owner.inputs[0] <== secret;

    component head = Poseidon(8);
    head.inputs[0] <== agent;
    head.inputs[1] <== owner.out;
    head.inputs[2] <== count;
    head.inputs[3] <== value;
    head.inputs[4] <== qualitySum;
    head.inputs[5] <== disputes;
    head.inputs[6] <== lastSequence;
    head.inputs[7] <== chain;

    component heads = MerkleRoot(depth);
    heads.leaf <== head.out;
    heads.index <== headIndex;
    heads.siblings <== headSiblings;

    component commitment = Poseidon(4);
    commitment.inputs[0] <== anchorSequence;
    commitment.inputs[1] <== previousAnchor;
    commitment.inputs[2] <== receiptsRoot;
    commitment.inputs[3] <== heads.root;
    anchor === commitment.out;

    component nullify = Poseidon(2);
    nullify.inputs[0] <== secret;
    nullify.inputs[1] <== scope;
    nullifier <== nullify.out;

    // Without a constraint on signalHash, anyone could replace it in a finished proof.
    signal bound <== signalHash * signalHash;
}
